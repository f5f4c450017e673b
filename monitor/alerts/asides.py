"""Lines of a text that are none of the report: captions, teasers, notices of other services of the outlet. Pure.

Extraction leaves most of them out, but the texts of feeds, and pages that are laid out oddly, still hold some.
"""

import re
from collections.abc import Sequence

Span = tuple[int, int]

# A line of prose ends so, perhaps with what closes a quotation or bracket behind it, or a colon before a list.
CLOSED = re.compile(r"[.!?…:;。．！？：；।॥؟؛۔։።፧။៕᙮︒﹒！､][\s\"'”’“»›」』）)\]\u200e\u200f]*$")
# No caption, heading or teaser is as long as that.
_LONGEST = 160
# A text that closes fewer of its lines than this has a way of its own, and says nothing by leaving a line open.
_HABIT = 0.5

# How lines begin that lead elsewhere or describe a picture, whether they are closed or not.
_OPENINGS = (
    # Captions and credits of pictures.
    r"(photos?|picture|image|video|file photo|fotos?|bild|video|illustration|foto de archivo|imagen|imagem|immagine"
    r"|zdjęcie|fot|fotoğraf|görsel|фото|фотография|видео|світлина|снимка|fotografie|kuva|bilde|kép|εικόνα|φωτογραφία"
    r"|صورة|الصورة|فيديو|عکس|تصویر|ویدیو|תמונה|צילום|फोटो|चित्र|वीडियो|ছবি|ภาพ|图|图片|圖|資料圖|写真|動画|사진)"
    r"\s*(\d+)?\s*[:：/|]",
    # Teasers.
    r"(read (also|more|next)|see also|related( articles?| stor(y|ies))?\s*:|more on this|also read|don't miss)\b",
    r"(lesen sie (auch|hier|mehr)|mehr zum thema|siehe auch|lire aussi|à lire aussi|voir aussi|lea también|lee también"
    r"|vea también|leia (também|mais)|veja também|leggi anche|lees ook|läs också|les også|læs også|lue myös"
    r"|czytaj (także|też|również)|zobacz (także|też)|čtěte také|citește și|olvassa el|ilginizi çekebilir"
    r"|ayrıca okuyun|bunlar da ilginizi)\b",
    r"(читайте (также|ещё|еще)|смотрите также|по теме\s*:|читайте також|дивіться також|прочетете още"
    r"|διαβάστε (επίσης|ακόμη))",
    r"(اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|شاهد أيضا|شاهد أيضاً|للمزيد|بیشتر بخوانید|مزید پڑھیں|קראו גם|לקריאה נוספת)",
    r"(यह भी पढ़ें|इसे भी पढ़ें|और पढ़ें|আরও পড়ুন|อ่านเพิ่มเติม|相关(阅读|链接|新闻)|推荐阅读|延伸阅读|相關(新聞|閱讀)|延伸閱讀"
    r"|関連記事|こちらもおすすめ|あわせて読みたい|관련기사|baca juga|đọc thêm|xem thêm)",
    # The outlet's own services.
    r"(sign up (for|to)|subscribe (to|now)|follow us|download our app|join our|support our journalism)\b",
    r"(abonnieren sie|jetzt abonnieren|newsletter|abonnez-vous|suscríbete|suscríbase|assine|iscriviti|zapisz się"
    r"|bültenimize|abone ol)\b",
    r"(подпи(шитесь|сывайтесь)|підпи(шіться|суйтесь)|تابعوا|تابعونا|للاشتراك|اشترك في|扫码关注|关注我们|訂閱|会員登録"
    r"|구독)",
    # Hands and sources behind an agency's report.
    r"[(（\[]?\s*(reporting|writing|editing|additional reporting) by\b",
)
_OPENING = re.compile("|".join(f"(?:{opening})" for opening in _OPENINGS), re.IGNORECASE)
_MARKS_BEFORE = " \t►▶•●■→»>*-–—|"


def leads_elsewhere(sentence: str) -> bool:
    """Whether ``sentence`` begins like a caption or a teaser and is as short as one."""
    return len(sentence) <= _LONGEST and _opens_aside(sentence)


def _opens_aside(line: str) -> bool:
    return _OPENING.match(line.lstrip(_MARKS_BEFORE)) is not None


def asides(text: str, paragraphs: Sequence[Span], *, closes: bool = True) -> frozenset[Span]:
    """Which ``paragraphs`` of ``text`` are none of the report.

    Beside those that begin like captions and teasers, these are short lines that no sentence ends, in a text whose
    lines mostly end with one; ``closes`` is false for languages that mark no sentence end.
    """
    told = {span for span in paragraphs if _opens_aside(text[slice(*span)])}
    rest = [span for span in paragraphs if span not in told]
    left_open = {span for span in rest if not CLOSED.search(text[slice(*span)])}
    if closes and len(left_open) <= (1 - _HABIT) * len(rest):
        told |= {span for span in left_open if span[1] - span[0] <= _LONGEST}
    return frozenset(told)
