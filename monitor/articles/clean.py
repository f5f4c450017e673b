"""What stands among the paragraphs of an article and is none of them: teasers, page furniture, the title once more.

A rule is matched against what this leaves. A teaser ("Read more: ...") names people and places of another story, so a
rule that excludes them would reject a good article, and a rule that wants them would fire on it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.articles.credit import credit_of, split_trailing_credit, unlisted_credit_of
from monitor.articles.html import Block
from monitor.articles.notices import PAYWALL
from monitor.articles.plain import likeness_key, opening_key, words
from monitor.text.fold import without_arabic_signs

_TEASER_WORDS = (
    "read more|read also|also read|read next|see also|more on this(?: story)?|related(?: (?:stories|story|articles?|"
    "news|content|topics?|coverage|video))?|further reading|you may also like|recommended|more from [^:]{2,40}|watch|"
    "don't miss|in case you missed it|keep reading|continue reading|"
    "اقرأ المزيد|إقرأ المزيد|اقرأ أيضا|إقرأ أيضا|اقرأ أيضاً|إقرأ أيضاً|اقرأوا أيضاً|اقرؤوا أيضا|اقرأ كذلك|إقرأ|اقرأ|"
    "طالع أيضا|طالع أيضاً|شاهد أيضا|شاهد أيضاً|انظر أيضا|للمزيد|للاطلاع|لمزيد من التفاصيل|المزيد|ذات صلة|"
    "مواضيع ذات صلة|"
    "أخبار ذات صلة|موضوعات ذات صلة|قد يهمك|قد يهمك أيضا|قد يهمك أيضاً|تابع أيضا|"
    "читайте также|читать также|читайте|читать далее|смотрите также|см\\.? также|по теме|материалы по теме|"
    "подробнее|ещё по теме|еще по теме|читайте ще|читайте також|дивіться також|"
    "lire aussi|à lire aussi|lire également|à lire également|lire plus|en savoir plus|à lire|voir aussi|"
    "sur le même sujet|"
    "pour aller plus loin|"
    "lesen sie auch|lesen sie mehr|lesen sie dazu|mehr dazu|mehr zum thema|zum thema|siehe auch|auch interessant|"
    "lesetipp|weiterlesen|mehr lesen|das könnte sie auch interessieren|"
    "lea también|lee también|lea además|leer más|le puede interesar|te puede interesar|ver también|más información|"
    "vea también|también puede leer|"
    "leia também|leia mais|saiba mais|veja também|leggi anche|leggi di più|per approfondire|lees ook|lees meer|"
    "czytaj także|czytaj też|zobacz też|läs också|läs mer|citește și|"
    "ayrıca okuyun|bunu da okuyun|devamını oku|ilgili haber|ilgili haberler|bakınız|"
    "بیشتر بخوانید|بیشتر بدانید|همچنین بخوانید|مطالب مرتبط|اخبار مرتبط|مزید پڑھیں|یہ بھی پڑھیں|"
    "यह भी पढ़ें|ये भी पढ़ें|"
    "קראו גם|קראו עוד|ראו גם|相关阅读|相关新闻|相關新聞|延伸阅读|延伸閱讀|"
    "更多阅读|推荐阅读|関連記事|あわせて読みたい|관련기사|관련 기사|baca juga|"
    "baca selengkapnya|berita terkait|xem thêm|đọc thêm|tin liên quan|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง|"
    "関連ニュース|"
    "관련 뉴스|διαβάστε επίσης|διαβάστε ακόμη|čtěte také|přečtěte si také|вижте още|още по темата"
)
_BULLET = r"[\s•·▪▶►◄●■*»«“\"'\[(>|-]*"
# What sets the title of another article off from "Read more". A hyphen does so only with a blank before or after it.
_SET_OFF = r"[\s.…]*(?:[:：|>»›→⇒⟵←▶►…]|-{1,2}\s|\s-|[–—])"
_TEASER = re.compile(rf"^{_BULLET}(?:{_TEASER_WORDS}){_SET_OFF}", re.IGNORECASE)
_TEASER_ALONE = re.compile(rf"^{_BULLET}(?:{_TEASER_WORDS})[\s:：.…>»›→\])|-]*$", re.IGNORECASE)
_LONGEST_TEASER = 260
_LONGEST_LINK = 160
_LINKED = 0.5
_SENTENCE_END = re.compile(r"[.!?؟。！？।۔][\"'”»)\]]*$")

_ALONE = re.compile(
    r"^[\W_]*(?:logo|dark mode|light mode|advertisement|advertising|sponsored|newsletters?|share|"
    r"share this(?: article| story)?|"
    r"print|e-?mail|copy link|comments?|tags?|menu|home|top stories|"
    r"الوضع المظلم|الوضع الليلي|شعار|إعلان|إعلانات|النشرة الإخبارية|النشرة البريدية|شارك|شارك الخبر|شارك المقال|"
    r"مشاركة|طباعة|"
    r"реклама|поделиться|рассылка|распечатать|publicité|partager|imprimer|anzeige|werbung|teilen|drucken|publicidad|"
    r"compartir|imprimir|pubblicità|condividi|compartilhar|reklam|paylaş|آگهی|تبلیغات|اشتراک گذاری|خبرنامه|"
    r"广告|分享|分享到|打印|広告|シェア|광고|공유|"
    r"live(?:blog| ?updates?| ?coverage)?|refresh(?: the page)?|load more|show more|show comments|"
    r"key (?:events|points)|"
    r"post a comment|leave a comment|skip to (?:content|main content)|"
    r"kommentare?|liveblog|seite aktualisieren|mehr anzeigen|commentaires|en direct|actualiser(?: la page)?|"
    r"afficher plus|"
    r"comentarios|en directo|en vivo|actualizar(?: la página)?|ver más|cargar más|comentários|ao vivo|"
    r"carregar mais|commenti|"
    r"in diretta|reacties|komentarze|na żywo|комментарии|комментировать|онлайн|обновить(?: страницу)?|показать ещё|"
    r"коментарі|"
    r"оновити(?: сторінку)?|yorumlar|canlı(?: anlatım)?|sayfayı yenile|daha fazla|"
    r"التعليقات|تعليقات|مباشر|تغطية مباشرة|تحديث(?: الصفحة)?|عرض المزيد|دیدگاه‌?ها|نظرات|پوشش زنده|"
    r"به‌?روزرسانی(?: صفحه)?|"
    r"תגובות|שתפו|עדכונים שוטפים|פרסומת|רענון(?: הדף)?|टिप्पणियाँ|साझा करें|विज्ञापन|लाइव(?: अपडेट)?|"
    r"评论|評論|直播|刷新(?:页面)?|加载更多|コメント|ライブ(?:速報)?|ページを更新|もっと見る|댓글|실시간(?: 속보)?|"
    r"새로고침|더보기|"
    r"ความคิดเห็น|แชร์|โฆษณา|รายงานสด|bình luận|chia sẻ|quảng cáo|komentar|bagikan|iklan)[\W_]*$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^[\W_]*(?:subscribe (?:to|now|for)|sign up (?:for|to|here|now)|get (?:the|our) (?:latest|best|daily|newsletter)|"
    r"follow us on|share this|join our (?:newsletter|channel|telegram|whatsapp)|click here to|"
    r"©|copyright|all rights reserved|جميع الحقوق محفوظة|حقوق النشر|اشترك (?:في|الآن|معنا)|اشتركوا في|سجل (?:في|بريدك)|"
    r"تابعونا|تابعنا|انضم(?:وا)? إلى (?:قناتنا|قناة)|подпи(?:сывайтесь|шитесь) на|присоединяйтесь к|все права защищены|"
    r"підпи(?:суйтесь|шіться) на|abonnez-vous|inscrivez-vous|recevez (?:notre|nos|la newsletter)|suivez-nous|"
    r"tous droits réservés|abonnieren sie|melden sie sich|folgen sie uns|alle rechte vorbehalten|suscr[íi]b(?:ete|ase)|"
    r"regístrese|síguenos|s[íi]ganos|todos los derechos|iscriviti|assine|inscreva-se|abone ol|bültenimize|"
    r"عضو .{0,20}خبرنامه|تمامی حقوق|تمام حقوق|版权所有|未经授权|订阅|扫码关注|責任編集|责任编辑|"
    r"責任編輯|編輯[:：]|编辑[:：]|"
    r"無断転載|무단 ?전재|저작권자)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^[\W_]*(?:photos?|image|picture|file photo|foto|fotos|bild|fotografía|crédit(?:s)? photo|"
    r"(?:photo|image|picture) credits?|фото|зображення|"
    r"fotoğraf|zdjęcie|fot\.?|snímek|kuva|ảnh|"
    r"صورة|الصورة|تصوير|صورة أرشيفية|عکس|צילום|फोटो|फ़ोटो|तस्वीर|写真|图片|圖片|资料图|사진|ภาพ(?:ถ่าย)?)"
    r"\s*(?:by\s)?\s*[:：/©(|–—-]",
    re.IGNORECASE,
)
# "Updated at 1:23 p.m." and the bare times between the posts of a live blog.
_STAMP = re.compile(
    r"^[\W_]*(?:(?:last )?(?:updated|published|posted|modified)(?: (?:at|on))?|aktualisiert|stand|mis à jour|publié|"
    r"actualizado|publicado|atualizado|aggiornato|pubblicato|обновлено|опубликовано|оновлено|güncelleme|yayınlanma|"
    r"آخر تحديث|تاريخ النشر|به‌روز شده|更新|发布|更新日|公開日|입력|수정|승인)?\W*"
    r"(?:\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?|uhr|z|[a-z]{2,4})?)\W*$",
    re.IGNORECASE,
)
# Vowel marks and the stretching tatweel may stand in any Arabic word: "سجّل" is "سجل".
_LONGEST_FURNITURE = 140
_LONGEST_CAPTION = 200
_LONGEST_NOTICE = 160
_SAME_HEADLINE = 0.75
_HEAD_LINES = 4
_TAIL_LINES = 5
_LONGEST_TAIL_LINE = 140


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left: paragraphs in order, and the credit that stood under them."""

    lines: tuple[str, ...]
    credit: str | None


def is_teaser(line: str, link_share: float = 0.0) -> bool:
    """Whether ``line`` leads away to another article; ``link_share`` is the part of it that is link text.

    "Read more" counts when a colon, arrow or dash sets it off from a title, when it stands alone, or when most of the
    line is a link. As the beginning of a sentence ("للمزيد من الضغط، ...") it counts for nothing.
    """
    if len(line) <= _LONGEST_TEASER and (_TEASER.match(line) or _TEASER_ALONE.match(line)):
        return True
    return link_share > _LINKED and len(line) <= _LONGEST_LINK and not _SENTENCE_END.search(line)


def is_furniture(line: str) -> bool:
    """Whether ``line`` belongs to the page: a newsletter box, a share button, a paywall or rights notice, a caption."""
    bare = without_arabic_signs(line)
    if len(bare) <= _LONGEST_FURNITURE and (_ALONE.match(bare) or _OPENING.match(bare) or _STAMP.match(bare)):
        return True
    if len(bare) <= _LONGEST_NOTICE and PAYWALL.search(bare):
        return True
    return len(bare) <= _LONGEST_CAPTION and bool(_CAPTION.match(bare))


def teaser_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Those of ``blocks`` that lead away to other articles."""
    return [block for block in blocks if is_teaser(block.text, block.link_share)]


def clean_lines(
    lines: Sequence[str],
    *,
    title: str | None = None,
    unwanted: Collection[str] = (),
    marked: Collection[str] = (),
    names: Collection[str] = (),
) -> Cleaned:
    """Leave the paragraphs among ``lines``.

    Args:
        lines: the text, one paragraph each.
        title: the headline, which is no paragraph.
        unwanted: the likeness keys of lines known to be none.
        marked: the likeness keys of lines whose mark-up says that they are credits.
        names: what the outlet is called; as the last line, such a name is a credit.
    """
    kept = [line for line in lines if not (unwanted and likeness_key(line) in unwanted) and not is_teaser(line)]
    kept, credit = _split_credit(kept)
    kept = [line for line in kept if not is_furniture(line)]
    kept = [line for at, line in enumerate(kept) if at >= _HEAD_LINES or not _is_byline(line, marked)]
    if credit is None:
        kept, credit = _split_unlisted(kept, marked, frozenset(map(likeness_key, names)))
    return Cleaned(tuple(_without_repeats(_without_title(kept, title))), credit)


def _split_credit(lines: list[str]) -> tuple[list[str], str | None]:
    """Cut at a credit near the end, with whatever short lines follow it, or take "(AFP)" off the last paragraph."""
    for back in range(1, min(_TAIL_LINES, len(lines) - 1) + 1):
        line = lines[-back]
        if credit := credit_of(line):
            return lines[:-back], credit
        if len(line) > _LONGEST_TAIL_LINE:
            break
    for back in range(1, min(_TAIL_LINES, len(lines)) + 1):
        paragraph, credit = split_trailing_credit(lines[-back])
        if credit:
            return [*lines[:-back], paragraph], credit
        if not is_furniture(lines[-back]):
            break
    return lines, None


def _split_unlisted(lines: list[str], marked: Collection[str], names: Collection[str]) -> tuple[list[str], str | None]:
    """Take the credit of an agency that is on no list off the end: only the last line can be one."""
    if len(lines) < 2:
        return lines, None
    key = likeness_key(lines[-1])
    credit = lines[-1] if key in names else unlisted_credit_of(lines[-1], marked=key in marked)
    return (lines[:-1], credit) if credit else (lines, None)


def _is_byline(line: str, marked: Collection[str]) -> bool:
    """Whether ``line``, at the head of a text, names its author or source."""
    return likeness_key(line) in marked and not _SENTENCE_END.search(line)


def _without_title(lines: list[str], title: str | None) -> list[str]:
    """Drop the title, and a headline that says nearly the same, from the head of the text."""
    if not title:
        return lines
    head = [line for line in lines[:_HEAD_LINES] if not _repeats(line, title)]
    return head + lines[_HEAD_LINES:]


def _repeats(line: str, title: str) -> bool:
    if likeness_key(line) == likeness_key(title):
        return True
    ours, theirs = words(line), words(title)
    if _SENTENCE_END.search(line) or min(len(ours), len(theirs)) < 3:
        return False
    return len(ours & theirs) >= _SAME_HEADLINE * len(ours | theirs)


def _without_repeats(lines: list[str]) -> list[str]:
    return [line for at, line in enumerate(lines) if at == 0 or not _alike(line, lines[at - 1])]


def _alike(line: str, other: str) -> bool:
    return opening_key(line) == opening_key(other) and likeness_key(line) == likeness_key(other)
