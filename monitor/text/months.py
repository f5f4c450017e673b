"""Names of months: those of the news, written here, and those of a language that is known, from CLDR by babel."""

import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError

from monitor.text.calendars import Calendar

Month = tuple[Calendar, int]

# One line a set; twelve places, variants joined by "|". Two words are joined by "_".
_SETS = {
    Calendar.GREGORIAN: (
        "january february march april may june july august september october november december",
        "jan feb mar apr - jun jul aug sep|sept oct nov dec",
        "يناير فبراير مارس أبريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",  # Egypt, Gulf
        # Levant, Iraq
        "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
        "جانفي فيفري - أفريل ماي جوان جويلية أوت - - - -",  # Algeria, Tunisia
        "- - - - - - يوليوز غشت شتنبر - نونبر دجنبر",  # Morocco
        "ژانویه فوریه مارس آوریل مه|می ژوئن ژوئیه|جولای اوت|آگوست سپتامبر اکتبر نوامبر دسامبر",
        "января|январь|янв февраля|февраль|фев марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн июля|июль|июл "
        "августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт ноября|ноябрь|ноя|нояб декабря|декабрь|дек",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "janvier|janv février|févr|fev|fevrier mars avril|avr mai juin juillet|juil août|aout septembre octobre "
        "novembre décembre|déc|decembre",
        "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre octubre noviembre "
        "diciembre|dic",
        "januar|jänner|jän februar märz|mrz|mär|maerz april mai juni juli august september oktober|okt november "
        "dezember|dez",
        "janeiro fevereiro março|marco abril maio junho julho agosto setembro|set outubro|out novembro dezembro",
        "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre ottobre|ott novembre "
        "dicembre",
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "ינואר פברואר מרץ|מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
        "בינואר בפברואר במרץ|במרס באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
        # Not listopada: it is November in Polish and October in Croatian.
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października - grudnia",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "januari februari maart|maret april mei juni juli augustus|agustus september oktober november "
        "december|desember",
        "januar februar marts|mars april maj|mai juni juli august september oktober november desember",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "януари февруари март април май юни юли август септември октомври ноември декември",
        "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
        "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर",
        "ιανουαρίου|ιαν φεβρουαρίου|φεβ μαρτίου|μάρ|μαρ απριλίου|απρ μαΐου|μάι|μαϊ ιουνίου|ιουν|ιούν ιουλίου|ιουλ|ιούλ "
        "αυγούστου|αυγ|αύγ σεπτεμβρίου|σεπ|σεπτ οκτωβρίου|οκτ νοεμβρίου|νοε|νοέ δεκεμβρίου|δεκ",
        "január|jan február|febr március|márc április|ápr május|máj június|jún július|júl augusztus|aug "
        "szeptember|szept október|okt november|nov december|dec",
        "มกราคม|มค กุมภาพันธ์|กพ มีนาคม|มีค เมษายน|เมย พฤษภาคม|พค มิถุนายน|มิย กรกฎาคม|กค สิงหาคม|สค กันยายน|กย "
        "ตุลาคม|ตค พฤศจิกายน|พย ธันวาคม|ธค",
    ),
    Calendar.PERSIAN: (
        "فروردین اردیبهشت خرداد تیر مرداد|امرداد شهریور مهر آبان آذر دی بهمن اسفند",
        "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",  # Afghanistan
        "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",  # Pashto
        "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand",
    ),
    Calendar.HIJRI: (
        "محرم صفر ربيع_الأول ربيع_الثاني|ربيع_الآخر جمادى_الأولى|جمادى_الأول جمادى_الآخرة|جمادى_الثانية|جمادى_الآخر "
        "رجب شعبان رمضان شوال ذو_القعدة|ذي_القعدة|ذیقعده ذو_الحجة|ذي_الحجة|ذیحجه",
        "muharram safar rabi_al-awwal rabi_al-thani jumada_al-awwal|jumada_al-ula jumada_al-thani|jumada_al-akhirah "
        "rajab shaban|shaaban ramadan|ramazan shawwal dhu_al-qadah dhu_al-hijjah",
    ),
}
_VARIANTS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None, "\u200c": " "}
)
# Thai shortens words by stops inside them; elsewhere a stop parts words.
_THAI_STOP = re.compile(r"(?<=[\u0e01-\u0e4e])\.")


def fold_date(text: str) -> str:
    """Lower case, ASCII digits, no vowel marks, Arabic letters without variants, names of two words joined by ``_``."""
    compatible = unicodedata.normalize("NFKC", text).casefold()
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in compatible)
    joined = _THAI_STOP.sub("", _bare(digits))
    for pair in _PAIRS:
        joined = joined.replace(pair, pair.replace(" ", "_"))
    return joined


def month(word: str, language: str | None) -> Month | None:
    """The month that ``word``, folded, names: in ``language`` (ISO 639-1) if it does there, else anywhere."""
    return (_months_of(language).get(word) if language else None) or _MONTHS.get(word)


def _bare(text: str) -> str:
    return "".join(c for c in text if not ("\u064b" <= c <= "\u0670" or c in "\u200b\u200d\u200e\u200f")).translate(
        _VARIANTS
    )


def _key(name: str) -> str:
    return _THAI_STOP.sub("", _bare(unicodedata.normalize("NFKC", name).casefold()))


def _table() -> dict[str, Month]:
    table: dict[str, Month] = {}
    for calendar, lines in _SETS.items():
        for line in lines:
            for number, variants in enumerate(line.split(), start=1):
                for name in variants.split("|"):
                    table.setdefault(_key(name), (calendar, number))
    table.pop("-")
    return table


_MONTHS = _table()
_PAIRS = tuple(name.replace("_", " ") for name in _MONTHS if "_" in name)


@cache
def _months_of(language: str) -> dict[str, Month]:
    """The Gregorian months in the words of ``language``; empty when CLDR does not know it."""
    try:
        forms = Locale.parse(language).months["format"]
    except (UnknownLocaleError, ValueError, KeyError):
        return {}
    return {
        _key(name).rstrip("."): (Calendar.GREGORIAN, number)
        for width in ("abbreviated", "wide")
        for number, name in forms[width].items()
    }
