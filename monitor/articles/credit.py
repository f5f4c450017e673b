"""The credit: the line under a text that names the agencies it came from, like "Example News _ AFP _ TASS".

Agencies on the list are known anywhere near the end. One that is on no list is known only as the very last line, by
what the mark-up says of it, by the word or dash it begins with, or by what agencies call themselves.
"""

import re
from itertools import islice

from monitor.articles.html import Element, text_of
from monitor.articles.plain import likeness_key

# As they sign in the languages of the news; compared without case, blanks and dots, so "أ.ف.ب" is "أ ف ب".
_AGENCY_NAMES = (
    "AFP|Agence France-Presse|Reuters|Thomson Reuters|AP|Associated Press|The Associated Press|UPI|Bloomberg|dpa|"
    "Deutsche Presse-Agentur|sid|epd|KNA|APA|Keystone-SDA|SDA|ATS|ANSA|EFE|Europa Press|Agencia EFE|Lusa|Belga|ANP|"
    "TASS|ITAR-TASS|RIA Novosti|Interfax|Sputnik|Ukrinform|PAP|CTK|ČTK|MTI|Agerpres|BTA|TANJUG|HINA|Xinhua|Kyodo|"
    "Kyodo News|Jiji Press|Yonhap|KCNA|PTI|ANI|IANS|APP|Bernama|Antara|VNA|WAM|SPA|QNA|KUNA|PETRA|NNA|SANA|MENA|INA|"
    "IRNA|ISNA|Fars|Tasnim|Mehr|Anadolu|Anadolu Agency|AA|DHA|İHA|PA Media|Canadian Press|The Canadian Press|AAP|"
    "أ ف ب|فرانس برس|وكالة فرانس برس|الفرنسية|رويترز|أ ب|أسوشيتد برس|أسوشييتد برس|د ب أ|الألمانية|سبوتنيك|سبوتنك|تاس|"
    "ريا نوفوستي|إنترفاكس|شينخوا|الأناضول|وكالة الأناضول|واس|وام|قنا|كونا|بترا|سانا|واع|أ ش أ|وأج|وات|ومع|إرنا|وكالات|"
    "ТАСС|РИА Новости|Интерфакс|Рейтер|АФП|АП|ДПА|Спутник|Синьхуа|Укринформ|Укрінформ|Інтерфакс-Україна|БЕЛТА|БТА|"
    "新华社|新華社|中新社|中国新闻网|法新社|路透社|路透|美联社|美聯社|塔斯社|俄新社|德新社|共同社|中央社|韩联社|"
    "共同通信|共同|時事通信|時事|ロイター|ＡＦＰ時事|タス通信|新華社通信|聯合ニュース|연합뉴스|뉴시스|로이터|타스|"
    "ایرنا|ایسنا|فارس|تسنیم|مهر|رویترز|خبرگزاری فرانسه|آسوشیتدپرس|ایتارتاس|اسپوتنیک|הסוכנויות|רויטרס|รอยเตอร์|"
    "เอเอฟพี|เอพี|agencies|agences|"
    "agencias|agenzie|Agenturen|агентства|ajanslar"
)
_AGENCIES = frozenset(key for key in (likeness_key(name).replace("_", "") for name in _AGENCY_NAMES.split("|")) if key)
_LEAD = re.compile(
    r"^(?:sources?|agency|credits?|quelle|fuentes?|fonte|источник|джерело|المصدر|المصادر|مصدر|منبع|来源|來源|出典|"
    r"kaynak|with|avec|mit|con|©|\(c\))\s*[:：]?\s+|^(?:来源|來源|出典)[:：]?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# A hyphen joins words ("RIA-Novosti") unless blanks stand around it.
_SEPARATOR = re.compile(r"\s*[_–—/|•·،、,;+&]\s*|\s+-+\s+|\s+(?:and|et|und|y|и|و)\s+")
_BRACKETS = "()[]（）【】«»\"'"
_OPENING, _CLOSING = tuple("([（【"), tuple(")]）】")
_AT_END = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]{2,60})[)）\]】]\s*$")
_LONGEST = 100
_MOST_WORDS_OF_UNKNOWN = 4

_SENTENCE = re.compile(r"[.!?…؟。！？।۔][\"'”»)\]）]*(?:\s|$)|[:：,،;；]$")
# Class, itemprop and rel are read as words: "article__source", "credit-line", "creditText", "sourceOrganization".
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = "credits?|sources?|agency|agencies|byline|copyright|attribution|quelle|fuente|fonte"
_MAY_BE_MARK = re.compile(_MARKS, re.IGNORECASE)
_MARK = re.compile(rf"(?<![a-z])(?:{_MARKS})(?![a-z])", re.IGNORECASE)
# The source of a picture is not that of the text.
_PICTURE = re.compile(r"image|img|photo|picture|figure|media|foto", re.IGNORECASE)
_MOST_DESCENDANTS = 12
_MOST_WORDS_OF_MARKED = 12
_NAMED = re.compile(
    r"^(?:sources?|agency|credits?|quellen?|agentur|fuentes?|fontes?|fonti|agencia|bron|źródło|källa|kaynak|источники?|"
    r"джерело|джерела|المصدر|المصادر|مصدر|منبع|ماخذ|स्रोत|מקור|来源|來源|稿源|出典|出所|출처|ที่มา|nguồn|"
    r"sumber)\s*[:：]\s*"
    r"(?=\S)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"^[_–—|•·]\s*(?=[^\W_])")
_MOST_WORDS_OF_NAME = 6
# Where no capitals tell a name from a sentence, as in Arabic.
_MOST_WORDS_WITHOUT_CAPITALS = 4
_LONGEST_WITHOUT_BLANKS = 14
_CALLED_LAST = re.compile(
    r"(?:^|\s)(?:wires?|agency|agencies|news|press|newswire|news service|agentur|nachrichtenagentur|pressedienst|"
    r"presse|nachrichten|noticias|notícias|notizie|агентство|новости|ajansı|haber|persbureau)$|"
    r"\w-agentur$|(?:通讯社|通訊社|通信社|新聞社|新闻社|通信|통신|통신사|뉴스)$|^[\u4e00-\u9fff]{2,3}社$",
    re.IGNORECASE,
)
_CALLED_FIRST = re.compile(
    r"^(?:(?:agence|agencia|agência|agenzia|nachrichtenagentur|persbureau|agencja|агентство|информагентство|агенція|"
    r"وكالة|خبرگزاری)\s|(?:иа|ia)\s+[«\"\w])",
    re.IGNORECASE,
)
# Small words within a name; all others begin with a capital where the script has any.
_SMALL_WORDS = "and for from with of the und für mit der die das et de du des la le les y e con del da do и"
_SMALL = frozenset(_SMALL_WORDS.split())


def credit_of(line: str) -> str | None:
    """The credit that ``line`` is, without its brackets and its "Source:"; ``None`` when it is something else.

    A credit is one known agency, or several names of which one is a known agency and none is a sentence.
    """
    if len(line) > _LONGEST:
        return None
    bare = _LEAD.sub("", line.strip().strip(_BRACKETS)).strip(" .").strip(_BRACKETS)
    names = [_YEAR.sub("", name).strip(" ©") for name in _SEPARATOR.split(bare)]
    names = [name for name in names if name]
    if not any(_is_agency(name) for name in names):
        return None
    if not all(_is_agency(name) or _may_be_outlet(name) for name in names):
        return None
    return bare


def unlisted_credit_of(line: str, *, marked: bool) -> str | None:
    """The credit that ``line`` is when it stands last under a text, though it names no known agency.

    ``marked`` says that the mark-up calls the line a credit, a source, a byline or the like. A line that ends as a
    sentence does is none, whatever its mark-up; only "Source: ..." may end with a full stop.
    """
    if len(line) > _LONGEST:
        return None
    bare = _unbracketed(line)
    named = _unbracketed(_NAMED.sub("", bare))
    if named != bare:
        named = named.rstrip(" .")
        is_credit = len(named.split()) <= _MOST_WORDS_OF_MARKED and not _SENTENCE.search(named)
        return named if named and is_credit else None
    if _SENTENCE.search(line) or not any(map(str.isalpha, line)):
        return None
    dashed = _DASHED.sub("", bare)
    if marked:
        return dashed if len(line.split()) <= _MOST_WORDS_OF_MARKED else None
    is_called_so = (dashed != bare and " " in dashed) or _CALLED_LAST.search(bare) or _CALLED_FIRST.search(bare)
    return dashed if is_called_so and _is_name(dashed) else None


def marked_credits(tree: Element) -> frozenset[str]:
    """The likeness keys of the short texts in ``tree`` whose class, itemprop or rel calls them credits or sources."""
    found = set()
    for element in tree.iter():
        about = f"{element.get('class')} {element.get('itemprop')} {element.get('rel')}"
        if not _MAY_BE_MARK.search(about):
            continue
        about = _CAMEL.sub("-", about)
        if not _MARK.search(about) or _PICTURE.search(about) or _holds_much(element):
            continue
        text = text_of(element)
        if len(text) <= _LONGEST and (key := likeness_key(text)):
            found.add(key)
    return frozenset(found)


def split_trailing_credit(paragraph: str) -> tuple[str, str | None]:
    """``paragraph`` without the "(AFP)" at its end, and the credit that this was."""
    found = _AT_END.search(paragraph)
    credit = credit_of(found[1]) if found else None
    if found is None or credit is None or not found.start():
        return paragraph, None
    return paragraph[: found.start()], credit


def _is_agency(name: str) -> bool:
    return likeness_key(name).replace("_", "") in _AGENCIES


def _holds_much(element: Element) -> bool:
    """Whether so many elements stand below ``element`` that it is no line, and need not be read."""
    return next(islice(element.iter(), _MOST_DESCENDANTS, None), None) is not None


def _unbracketed(text: str) -> str:
    """``text`` without brackets around it, as in "(Harbour Wire)"; the quotation marks of «Север» stay."""
    text = text.strip()
    return text[1:-1].strip() if text[:1] in _OPENING and text[-1:] in _CLOSING else text


def _is_name(text: str) -> bool:
    """Whether ``text`` is as short as a name and no address, with capitals if its script has any."""
    words = text.split()
    if "@" in text or "://" in text:
        return False
    if len(words) == 1 and len(text) > _LONGEST_WITHOUT_BLANKS and not text[0].isupper():
        return False
    most = _MOST_WORDS_OF_NAME if text != text.lower() else _MOST_WORDS_WITHOUT_CAPITALS
    return len(words) <= most and not any(w[0].islower() and w.casefold() not in _SMALL for w in words)


def _may_be_outlet(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS_OF_UNKNOWN and not re.search(r"[.!?؟。:]", name)
