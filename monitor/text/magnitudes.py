"""Words of magnitude behind a number, by language: "billion" is nine zeros in English and twelve in German.

A word that ends in ``*`` stands with any ending; so does one of a script without spaces. Words multiply each other:
mil millones, لاکھ کروڑ, 万亿. What means one thing to some and another to others is worth ``?``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

_ENGLISH = (
    "thousand*:3 million*:6 mln:6 mn:6 billion*:9 bn:9 trillion*:12 tn:12 trn:12 lakh*:5 crore*:7 m:? k:? b:? t:?"
)
_GERMAN = "tausend*:3 tsd:3 million*:6 mio:6 milliarde*:9 mrd:9 mia:9 billion*:12 bio:12 billiarde*:15"
_SERBIAN = (
    "hiljad*:3 tisuć*:3 хиљад*:3 milion*:6 milijun*:6 милион*:6 mil:6 mln:6 мил:6 млн:6 milijard*:9 милијард*:9 mlrd:9 "
    "mrd:9 млрд:9 bilijun*:12 bilion*:12 билион*:12"
)
_NORWEGIAN = "tusen*:3 million*:6 mill:6 milliard*:9 mrd:9 billion*:12"
_CHINESE = "十:1 百:2 千:3 万:4 萬:4 亿:8 億:8 兆:12"
_MALAY = "ribu*:3 juta*:6 miliar*:9 milyar*:9 bilion*:9 triliun*:12 trilion*:12"
_TABLE: Mapping[str, str] = {
    "en": _ENGLISH,
    "tl": f"{_ENGLISH} libo*:3 milyon*:6 bilyon*:9 trilyon*:12",
    "de": _GERMAN,
    "lb": _GERMAN,
    "nl": "duizend*:3 miljoen*:6 mln:6 miljard*:9 mld:9 mrd:9 biljoen*:12",
    "af": "duisend*:3 miljoen*:6 miljard*:9 biljoen*:12",
    "fr": "mille:3 milliers:3 million*:6 m€:6 milliard*:9 md€:9 md:9 mds:9 billion*:12",
    "es": "mil:3 millón:6 millon:6 millones:6 m€:6 millardo*:9 billón:12 billon:12 billones:12",
    "ca": "mil:3 milió:6 milions:6 m€:6 bilió:12 bilions:12",
    "gl": "mil:3 millón:6 millóns:6 billón:12 billóns:12",
    "eu": "mila*:3 milioi*:6 bilioi*:12",
    "pt": "mil:3 milhão:6 milhões:6 mi:6 bilhão:9 bilhões:9 bi:9 bilião:12 biliões:12 trilhão:12 trilhões:12 tri:12",
    "it": "mila:3 mille:3 milion*:6 mln:6 miliard*:9 mld:9 bilion*:12 trilion*:?",
    "ro": "mii:3 mie:3 milio*:6 mil:6 mln:6 miliard*:9 mld:9 bilion*:? trilion*:?",
    "pl": "tys*:3 milion*:6 mln:6 miliard*:9 mld:9 bilion*:12 bln:12",
    "cs": "tisíc*:3 tis:3 milion*:6 milión*:6 mil:6 mio:6 miliard*:9 mld:9 bilion*:12 bilión*:12",
    "sk": "tisíc*:3 tis:3 milión*:6 milion*:6 mil:6 mio:6 miliard*:9 miliárd*:9 mld:9 bilión*:12",
    "hu": "ezer*:3 ezr*:3 millió*:6 milliárd*:9 mrd:9 billió*:12",
    "sl": "tisoč*:3 milijon*:6 mio:6 milijard*:9 mrd:9 bilijon*:12",
    "hr": _SERBIAN,
    "sr": _SERBIAN,
    "bs": _SERBIAN,
    "mk": "илјад*:3 милион*:6 милијард*:9 трилион*:?",
    "bg": "хиляд*:3 хил:3 милион*:6 млн:6 милиард*:9 млрд:9 трилион*:12 трлн:12",
    "ru": "тыс*:3 миллион*:6 млн:6 миллиард*:9 млрд:9 триллион*:12 трлн:12",
    "be": "тыс*:3 мільён*:6 млн:6 мільярд*:9 млрд:9 трыльён*:12 трлн:12",
    "uk": "тис*:3 мільйон*:6 млн:6 мільярд*:9 млрд:9 трильйон*:12 трлн:12",
    "kk": "мың*:3 миллион*:6 млн:6 миллиард*:9 млрд:9 триллион*:12 трлн:12",
    "uz": "ming:3 million*:6 mln:6 milliard*:9 mlrd:9 trillion*:12 trln:12",
    "tr": "bin:3 milyon*:6 mn:6 milyar*:9 mr:9 mlr:9 trilyon*:12",
    "az": "min:3 milyon*:6 mln:6 milyard*:9 mlrd:9 trilyon*:12",
    "sv": "tusen*:3 miljon*:6 mn:6 milj:6 miljard*:9 mdr:9 md:9 biljon*:12",
    "da": "tusind*:3 million*:6 mio:6 milliard*:9 mia:9 billion*:12",
    "nb": _NORWEGIAN,
    "nn": _NORWEGIAN,
    "no": _NORWEGIAN,
    "is": "þúsund*:3 milljón*:6 milljarð*:9",
    "fi": "tuhat*:3 tuhan*:3 miljoon*:6 milj:6 miljard*:9 mrd:9 biljoon*:12",
    "et": "tuhat*:3 tuhande*:3 miljon*:6 mln:6 miljard*:9 mld:9 triljon*:12",
    "lv": "tūkst*:3 miljon*:6 milj:6 miljard*:9 mljrd:9 triljon*:12",
    "lt": "tūkst*:3 milijon*:6 mln:6 milijard*:9 mlrd:9 trilijon*:12",
    "el": "χιλιάδ*:3 χιλ:3 εκατομμ*:6 εκατ:6 δισεκ*:9 δισ:9 δις:9 τρισεκ*:12 τρισ:12",
    "sq": "mijë*:3 milion*:6 miliard*:9",
    "ka": "ათას*:3 მილიონ*:6 მლნ:6 მილიარდ*:9 მლრდ:9 ტრილიონ*:12",
    "hy": "հազար*:3 միլիոն*:6 մլն:6 միլիարդ*:9 մլրդ:9 տրիլիոն*:12",
    "ar": "ألف*:3 الف*:3 آلاف*:3 مليون*:6 ملايين*:6 مليار*:9 بليون*:9 تريليون*:12 ترليون*:12",
    "fa": "هزار*:3 میلیون*:6 ملیون*:6 میلیارد*:9 ملیارد*:9 تریلیون*:12",
    "ps": "زره*:3 میلیون*:6 ملیون*:6 میلیارد*:9 ملیارد*:9",
    "ur": "ہزار*:3 لاکھ*:5 ملین*:6 کروڑ*:7 ارب*:9 بلین*:9 کھرب*:11 ٹریلین*:12",
    "he": "אלף:3 אלפי*:3 מיליון*:6 מיליוני*:6 מיליארד*:9 טריליון*:12",
    "hi": "हजार*:3 हज़ार*:3 लाख*:5 मिलियन*:6 करोड़*:7 करोड*:7 अरब*:9 बिलियन*:9 खरब*:11 ट्रिलियन*:12",
    "mr": "हजार*:3 लाख*:5 दशलक्ष*:6 कोटी*:7 अब्ज*:9",
    "ne": "हजार*:3 लाख*:5 करोड*:7 अर्ब*:9 अरब*:9 खर्ब*:11",
    "bn": "হাজার*:3 লাখ*:5 লক্ষ*:5 মিলিয়ন*:6 কোটি*:7 বিলিয়ন*:9",
    "ta": "ஆயிர*:3 லட்ச*:5 இலட்ச*:5 மில்லியன்*:6 கோடி*:7 பில்லியன்*:9",
    "te": "వేల*:3 లక్ష*:5 కోట్ల*:7 కోటి*:7",
    "th": "พัน:3 หมื่น:4 แสน:5 ล้าน:6",
    "vi": "nghìn:3 ngàn:3 triệu:6 tỷ:9 tỉ:9",
    "id": _MALAY,
    "ms": _MALAY,
    "zh": _CHINESE,
    "yue": _CHINESE,
    "ja": _CHINESE,
    "ko": "십:1 백:2 천:3 만:4 억:8 조:12",
}
_UNSPACED = ("zh", "yue", "ja", "ko", "th")
# In languages without words here, what begins so may be one.
_UNLISTED = "mil*:? mln:? bil*:? tri*:? мил*:? млн:? бил*:? трил*:? مل*:? میل*:? मिल*:?"
_END = r"(?![^\W\d_])"


class Magnitude(NamedTuple):
    """How many ``zeros`` the words behind a number are worth, nothing where that is not sure; and where they end."""

    zeros: int | None
    end: int


def magnitude(text: str, end: int, language: str) -> Magnitude:
    """What stands behind a number of ``text`` that ends at ``end``, in ``language``, an ISO 639-1 code."""
    zeros: int | None = 0
    pattern, worth = _words(language)
    for _ in range(2):
        found = pattern.match(text, end)
        if found is None:
            break
        each = worth[(found.lastindex or 1) - 1]
        zeros = None if zeros is None or each is None else zeros + each
        end = found.end()
    return Magnitude(zeros, end)


@cache
def _words(language: str) -> tuple[re.Pattern[str], Sequence[int | None]]:
    """What matches a word of magnitude and the blank before it, each word as a group; and the zeros of each, in order.

    A word is told by its group, as no letter case gives it back for sure: MİLYON, ΤΡΙΣ.
    """
    cells = [cell.split(":") for cell in unicodedata.normalize("NFC", _TABLE.get(language, _UNLISTED)).split()]
    cells.sort(key=lambda cell: not cell[0].endswith("*"))
    worth = [None if zeros == "?" else int(zeros) for _, zeros in cells]
    if language in _UNSPACED:
        # 千米 is a kilometre, 兆瓦 a megawatt.
        return re.compile(rf" ?(?:{'|'.join(f'({word})' for word, _ in cells)})(?![米克瓦])"), worth
    words = (rf"({word[:-1]})\w*" if word.endswith("*") else rf"({word}){_END}\.?" for word, _ in cells)
    return re.compile(rf"[ \u00a0\u202f-]?(?:{'|'.join(words)})", re.IGNORECASE), worth
