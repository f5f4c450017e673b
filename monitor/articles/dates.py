"""Reads a date as people and machines write it, in the scripts and month names of the news.

Gregorian dates only, and Thai ones: a year outside 1990 to next year is no publication date, which also refuses Hijri
and Persian years rather than misreading them. A time without a zone is taken as UTC, a date without a time as 00:00
UTC.
``dateparser`` is not used: it knows neither حزيران nor the pair "أيلول/ سبتمبر", and guesses a year where none is
given.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_FIRST_YEAR = 1990
_LONGEST = 200
# Thailand counts the years from the Buddha's death: 2568 is 2025.
_BUDDHIST = 543
_THAI = re.compile("[\u0e00-\u0e7f]")
_FUTURE = timedelta(days=1)

# One line a set; twelve places, variants joined by "|". Two words are joined by "_".
_MONTH_SETS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr - jun jul aug sep|sept oct nov dec",
    "يناير فبراير مارس أبريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",  # Egypt, the Gulf
    "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",  # Levant, Iraq
    "جانفي فيفري - أفريل ماي جوان جويلية أوت - - - -",  # Algeria, Tunisia
    "- - - - - - يوليوز غشت شتنبر - نونبر دجنبر",  # Morocco
    "ژانویه فوریه مارس آوریل مه|می ژوئن ژوئیه|جولای اوت|آگوست سپتامبر اکتبر نوامبر دسامبر",
    "января|январь февраля|февраль марта|март апреля|апрель мая|май июня|июнь июля|июль августа|август "
    "сентября|сентябрь октября|октябрь ноября|ноябрь декабря|декабрь",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "janvier|janv février|févr|fev mars avril|avr mai juin juillet|juil août|aout septembre octobre novembre "
    "décembre|déc",
    "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre octubre noviembre "
    "diciembre|dic",
    "januar|jänner februar märz|mrz april mai juni juli august september oktober|okt november dezember|dez",
    "janeiro fevereiro março|marco abril maio junho julho agosto setembro|set outubro|out novembro dezembro",
    "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre ottobre|ott novembre dicembre",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ינואר פברואר מרץ|מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ|במרס באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    # Not listopada: it is November in Polish and October in Croatian.
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października - grudnia",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januar februar marts|mars april maj|mai juni juli august september oktober november desember",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "január február március április május június július augusztus szeptember október november december",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου "
    "δεκεμβρίου",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर",
)
_ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})
_CJK_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FILLERS = frozenset(["de", "del", "of", "the", "den", "der", "le", "el", "г", "года", "году", "року", "on"])
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|\.)(?=\W)")
# Not \w: it leaves out the vowel signs of Devanagari.
_TOKEN = re.compile(r"\d+|[^\s\d/.,:;()،|–—-]+")

_NUMERIC = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=t\d{6}|\b)")
_CJK = re.compile(
    r"([\d〇零一二三四五六七八九]{4})\s*[年년]\s*([\d一二三四五六七八九十]{1,3})\s*[月월]\s*([\d一二三四五六七八九十]{1,3})\s*[日号號일]"
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:+-])([01]?\d|2[0-3])[:h時时]([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?\s*"
    r"(am|pm|a\.m\.|p\.m\.|ص|م(?!\w))?\s*(z\b|\(?(?:gmt|utc)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?!\d))?"
    r"(?:\(?([a-zмск]{2,4})\b)?"
)
# Zones that people write by letters, where these mean one zone only; summer time is that of the place.
_ZONE_LETTERS = (
    "America/New_York et est edt|America/Chicago ct cdt|America/Denver mt mst mdt|America/Los_Angeles pt pst pdt|"
    "Europe/London bst|Europe/Berlin cet cest mez mesz|Europe/Helsinki eet eest|Europe/Moscow msk мск|Asia/Tokyo jst|"
    "Asia/Seoul kst|Asia/Hong_Kong hkt|Asia/Singapore sgt|Asia/Jakarta wib|Australia/Sydney aest aedt"
)
_ZONES = {letters: names.split()[0] for names in _ZONE_LETTERS.split("|") for letters in names.split()[1:]}


def read_date(text: str, now: datetime) -> datetime | None:
    """The first full date in ``text``, in UTC; ``None`` if there is none, or it lies more than a day after ``now``."""
    folded = _fold(text[:_LONGEST])
    day = _iso_day(folded) or _cjk_day(folded) or _named_day(folded) or _day_first(folded)
    if day is None:
        return None
    year, month, number = day
    if not _FIRST_YEAR <= year <= now.year + 1:
        return None
    try:
        found = _at(datetime(year, month, number, tzinfo=UTC), folded)
    except (ValueError, OverflowError):
        return None
    return found.astimezone(UTC) if found <= now + _FUTURE else None


def is_fetch_day(found: datetime, now: datetime) -> bool:
    """Whether ``found`` is the day of ``now``, give or take one: what a page prints that shows today's date."""
    return abs((found.date() - now.date()).days) <= 1


def _fold(text: str) -> str:
    """Lower case, ASCII digits, no vowel marks, Arabic letters without their variants."""
    compatible = unicodedata.normalize("NFKC", text).casefold()
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in compatible)
    bare = "".join(c for c in digits if not ("\u064b" <= c <= "\u0670" or "\u200b" <= c <= "\u200f"))
    joined = bare.translate(_ARABIC_FOLD)
    for pair in _PAIRS:
        joined = joined.replace(pair, pair.replace(" ", "_"))
    return joined


def _month_table() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _MONTH_SETS:
        for number, variants in enumerate(line.split(), start=1):
            for name in variants.split("|"):
                key = unicodedata.normalize("NFKC", name).casefold().translate(_ARABIC_FOLD)
                table.setdefault(key, number)
    table.pop("-")
    return table


_MONTHS = _month_table()
_PAIRS = tuple(name.replace("_", " ") for name in _MONTHS if "_" in name)


def _iso_day(text: str) -> tuple[int, int, int] | None:
    if found := _NUMERIC.search(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _COMPACT.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def _cjk_day(text: str) -> tuple[int, int, int] | None:
    found = _CJK.search(text)
    if found is None:
        return None
    return int(found[1].translate(_CJK_DIGITS)), _cjk_number(found[2]), _cjk_number(found[3])


def _cjk_number(numeral: str) -> int:
    """十 is ten, 十二 twelve, 二十 twenty, 三十一 thirty-one."""
    tens, ten, ones = numeral.translate(_CJK_DIGITS).partition("十")
    return (int(tens or 1) * 10 + int(ones or 0)) if ten else int(tens)


def _named_day(text: str) -> tuple[int, int, int] | None:
    """A day, a month's name (or the pair of its two names) and a year, in any order the name allows."""
    tokens = [t for t in _TOKEN.findall(_ORDINAL.sub(" ", text)) if t not in _FILLERS]
    for at, token in enumerate(tokens):
        month = _MONTHS.get(token)
        if month is None:
            continue
        after = at + 1
        if after < len(tokens) and _MONTHS.get(tokens[after]) == month:
            after += 1
        before = tokens[at - 1] if at else ""
        following = [*tokens[after : after + 2], "", ""]
        for day, year in ((before, following[0]), (following[0], following[1]), (following[0], before)):
            if day.isdecimal() and len(day) <= 2 and year.isdecimal() and len(year) == 4:
                return int(year) - (_BUDDHIST if _THAI.match(token) else 0), month, int(day)
    return None


def _day_first(text: str) -> tuple[int, int, int] | None:
    """25/04/2024, 2.4.2024 and 04.25.2024; not 02/04/2024, which is April here and February there."""
    found = _DAY_FIRST.search(text)
    if found is None:
        return None
    first, separator, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if second <= 12 and (separator == "." or first > 12 or first == second):
        return year, second, first
    return (year, first, second) if second > 12 else None


def _at(day: datetime, text: str) -> datetime:
    """The moment on ``day`` (midnight UTC) that the time in ``text`` tells, by the zone that stands behind it."""
    found = _TIME.search(text) or _TIME.search(text.replace("t", " "))
    if found is None:
        return day
    hour = int(found[1])
    if found[4] and hour <= 12:
        hour = hour % 12 + (12 if found[4][0] in "pم" else 0)
    local = day + timedelta(hours=hour, minutes=int(found[2]), seconds=int(found[3] or 0))
    if found[6]:
        offset = timedelta(hours=int(found[7]), minutes=int(found[8] or 0))
        return local - offset if found[6] == "+" else local + offset
    zone = _ZONES.get(found[9] or "")
    return local.replace(tzinfo=ZoneInfo(zone)) if zone else local
