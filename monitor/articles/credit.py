"""The credit: the line under a text that names the agencies it came from, like "Example News _ AFP _ TASS"."""

import re

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
    "ایرنا|ایسنا|فارس|تسنیم|مهر|رویترز|خبرگزاری فرانسه|آسوشیتدپرس|ایتارتاس|اسپوتنیک|הסוכנויות|רויטרס|agencies|agences|"
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
_AT_END = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]{2,60})[)）\]】]\s*$")
_LONGEST = 100
_MOST_WORDS_OF_UNKNOWN = 4


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


def split_trailing_credit(paragraph: str) -> tuple[str, str | None]:
    """``paragraph`` without the "(AFP)" at its end, and the credit that this was."""
    found = _AT_END.search(paragraph)
    credit = credit_of(found[1]) if found else None
    if found is None or credit is None or not found.start():
        return paragraph, None
    return paragraph[: found.start()], credit


def _is_agency(name: str) -> bool:
    return likeness_key(name).replace("_", "") in _AGENCIES


def _may_be_outlet(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS_OF_UNKNOWN and not re.search(r"[.!?؟。:]", name)
