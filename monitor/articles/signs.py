"""What tells languages apart at a glance: their scripts, and the letters and words that a neighbour does not write.

The facts stand in any grammar of the languages; only those are listed that the detector needs beside it, because it
was seen to mix the languages up in titles.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping

# Blocks of https://www.unicode.org/Public/UCD/latest/ucd/Blocks.txt that hold the letters of each script.
_SCRIPTS = (
    (0x0041, 0x024F, "latin"), (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"), (0x0600, 0x077F, "arabic"), (0x08A0, 0x08FF, "arabic"), (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bengali"), (0x0A00, 0x0A7F, "gurmukhi"), (0x0A80, 0x0AFF, "gujarati"), (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0C7F, "telugu"), (0x0C80, 0x0CFF, "kannada"), (0x0D00, 0x0D7F, "malayalam"), (0x0D80, 0x0DFF, "sinhala"),
    (0x0E00, 0x0E7F, "thai"), (0x0E80, 0x0EFF, "lao"), (0x1000, 0x109F, "myanmar"), (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"), (0x1200, 0x137F, "ethiopic"), (0x1780, 0x17FF, "khmer"), (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"), (0x3040, 0x30FF, "kana"), (0x3400, 0x9FFF, "han"), (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFF, "arabic"), (0x20000, 0x2FA1F, "han"),
)  # fmt: skip
_LANGUAGES_OF = {
    "greek": "el", "cyrillic": "ru uk be bg sr mk kk ky mn tg tt ba", "armenian": "hy", "hebrew": "he yi",
    "arabic": "ar fa ur ps ug sd ckb ku arz ary", "devanagari": "hi mr ne sa", "bengali": "bn as", "gurmukhi": "pa",
    "gujarati": "gu", "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si", "thai": "th",
    "lao": "lo", "myanmar": "my", "georgian": "ka", "hangul": "ko", "ethiopic": "am ti", "khmer": "km", "kana": "ja",
    "han": "zh ja yue wuu",
}  # fmt: skip
_NOT_LATIN = frozenset(" ".join(_LANGUAGES_OF.values()).split()) - {"sr", "ku"}

# Scripts that put no space between words.
UNSPACED = frozenset({"han", "kana", "thai", "lao", "khmer", "myanmar"})
# A letter of these scripts holds as much as so many of an alphabet.
_DENSITY = {"han": 4, "kana": 3, "hangul": 3}

# Letters that, of the languages of their script, only those beside them write. Latin ones are left to the detector: a
# foreign name carries them. The Han ones are forms of the Japanese and of both Chinese standards.
_LETTERS = (
    ("ٹڈڑںےہھۓ", "ur"), ("پچژگ", "fa ur ps ug sd ckb ku"), ("ةىأإؤ", "ar fa ur ps arz ary"), ("ټډړښڅځۍې", "ps"),
    ("їєґ", "uk"), ("і", "uk be kk"), ("ў", "be"), ("ыэ", "ru be kk ky mn tt ba"), ("ё", "ru be kk ky mn tg tt"),
    ("ђћ", "sr"), ("јљњџ", "sr mk"), ("ѓќѕ", "mk"), ("әғқңһ", "kk tt ba ky"),
    ("яюйьщ", "ru uk be bg kk ky mn tg tt ba"), ("ъ", "bg ru kk ky mn tg tt ba"), ("ळ", "mr"),
    ("済対営円図広駅発売県圏検験険戦続総単価権労働両気鉄変応関帰読転実込枠畑峠", "ja"),
    ("们这为个对发经业东车马长门问间见风飞时书电话说认记让這們說對發經營圓圖廣賣縣檢驗險戰續總單價權勞兩氣鐵變應關歸讀轉實國",
     "zh yue wuu"),
)  # fmt: skip
# One in so many letters must be a telling one: fewer are a quotation.
_ONE_IN = 50

# Words, in small letters, of one language against those neighbours that it is mixed up with.
_WORDS = tuple(
    (re.compile(pattern), frozenset(against.split()))
    for pattern, against in (
        # Serbian e where Croatian and Bosnian have ije or je, and the reverse; then words of one of them.
        (r"(vreme$|predsed|posle|pre$|pobed|mesec|sever|mest[oau]|savet|nedelj|ponedelj|sred[aue]$|uslov|reči?$|"
         r"gde|ovde|cen[aeu]$|promen|bele[gž]|zahtev|smen|odel|uspeh|bezbed|rešenj|poset|sednic|dec[ae]$).*", "hr bs"),
        (r"(opštin|saopšt|portparol|hemij|istorij|uopšte).*", "hr bs"),
        (r"(evrop|beograd|srbij|skupštin|zvanič|ambasad|budžet|zemljotres|hiljad|januar|februar|mart$|april|avgust|septemb|"
         r"oktob|novemb|decemb|tužila|univerzit|fabrik|takođe$|šta$|ko$|juče$|porodi[ck]|voz$|vazdu).*", "hr sl"),
        (r"u|i|iz|od|kod|.*[ćđ].*", "sl"),
        (r"(vrijem|predsj|poslije|prije|pobij?ed|mjesec|sjever|mjest|savjet|nedjelj|ponedjelj|srijed|uvjet|riječ|gdje|"
         r"cijen|promjen|zahtjev|uspjeh|vijeć|djec|dijel|posjet|rješenj|sjedni).*", "sr"),
        (r"(europ|zagreb|hrvat|priopć|tisuć|tjed[an]|tvrtk|sveučil|obitelj|zrakoplov|potres$|sabor|odvjet|glasnogovor|"
         r"proračun|također|jučer|dužnosni|siječ[na]|veljač|ožuj|travnj|svib[na]|lipnj|srpnj|kolovoz|rujn|listopad|studen|"
         r"prosin|tko$|vlak|glazb|izvješ|književni).*", "sr bs"),
        (r"(историй|министър|правителств|хиляд|след|преди|който|която|които|няма|няколко|както|ще$|във$|със$|това|тази$|"
         r"този$|от$).*|.{2,}(аха|яха|иха)", "mk"),
        (r".{2,}(аа|оа|ија|еа)|.{5,}от|што|кој|која|кои|нема|неколку|пред|како|ќе|во|со|оваа|овој|ова|од|го|ги", "bg"),
        (r"af|efter|fra|blev|meget|mod|op|hvad|uger?|nu|frem|hjem|kend.*|.*[^s]tion(en|er)?|øj.*|regering.*|syge.*|bliv.*|"
         r".*havn|selv|siger|jern.*|.*vand.*", "no nb sv"),
        (r"etter|ble|mye|mot|opp|hva|uker?|nå|fram|kj.*|.*sjon(en|er)?|høy.*|regjering.*|syk.*|bli|.*skj.*|øy.*|fylke.*|"
         r".*vann.*", "da"),
        (r"og|ikke|eks.*|.*[æø].*|jeg|hv.*", "sv"),
        (r"och|att|är|inte|från|ett|när|av|till|.*[äö].*|.*ck.*|.*x.*", "da no nb"),
        (r"kerana|baharu|manakala|kerajaan|semalam|ialah|daripada|wang|polis|syarikat|jurucakap|ogos|mac|belanjawan|lulus|"
         r"bagi|boleh|parlimen|tempoh|lawat|landa", "id"),
        (r"karena|baru|sedangkan|pemerintah|kemarin|adalah|dari|uang|polisi|perusahaan|juru|agustus|maret|anggaran|bisa|"
         r"presiden|gubernur|kabupaten", "ms"),
        (r"(आहे|आणि|आहेत|झाले|झाली|झाला|केला|केली|केले|दिली|दिला|होते|नाही|या)$|.*(च्या|ांनी|ांची|ांचा|ांना|मध्ये|साठी|ातील|ेने|ला|ची)$",
         "hi ne"),
        (r"(है|हैं|का|की|के|में|से|को|और|ने|पर|किया|हुआ|हुई)$", "mr ne"),
        (r"(छ|छन्|र|भएको|गरेको|गरे|भयो|गर्‍यो|हुने|पनि|लागि)$|.*(ले|लाई|हरू|द्वारा|को|मा)$", "hi mr"),
        (r"(y|los|las|con|hay|según|pero|muy)$|.*[ñ].*", "pt ca"),
        (r"(el|los|las|del|una|y|con)$", "pt gl"),
        (r"(não|uma|são|em|também|pelo|pela|com|ao)$|.*(ção|ções|ões)$", "es gl ca"),
        (r"(unha|non|co|coa|cos|coas|dunha|máis|tamén|xunta|galego|onte|ó)$|.*x[eoa].*", "es pt"),
        (r"(amb|els|dels|és|i|per|aquest|aquesta|als|nou|fa|ha|d'aquí)$|.*(ció|ny).*", "es pt it fr"),
        (r"(sa|aj|ako|pre|podľa|sú|čo|alebo|povedal)$|.*[ľĺŕäô].*", "cs"),
        (r"(se|jak|pro|podle|že|nebo|řekl)$|.*[ěřů].*", "sk"),
        (r".*[əxq].*|(olub|edib)$", "tr"),
        (r"(ve|için|oldu|etti|ile|bir|açtı)$|.*yor$", "az"),
    )
)  # fmt: skip

# By so much the detector leans to a smaller neighbour where the words are the same in both.
LEANING = {"bs": 1.0, "hr": 0.3, "ms": 0.5, "mr": 0.5, "ne": 0.5}

_WORD_EDGES = ".,;:!?()[]«»„“”\"'’‘–—-।"
_MOST_SIGNS = 3


def script_of(text: str) -> tuple[str | None, int]:
    """The script of most of ``text``, and how many letters there are in all.

    A name in Latin letters amid Chinese outweighs it by letters, not by words; hence a letter of Han counts for more.
    Any kana makes Han Japanese.
    """
    counts = _letters_by_script(text)
    if not counts:
        return None, 0
    script = max(counts, key=lambda name: counts[name] * _DENSITY.get(name, 1))
    if script == "han" and counts["kana"] * 10 >= counts["han"]:
        script = "kana"
    return script, counts.total()


def is_written_in(code: str, script: str | None) -> bool:
    """Whether the language ``code`` is written in ``script``; any that is not known for another is written in Latin."""
    if script == "latin":
        return code not in _NOT_LATIN
    return code in _LANGUAGES_OF.get(script or "", "").split()


def ruled_out_by_letters(candidates: Collection[str], text: str) -> frozenset[str]:
    """Those of ``candidates`` that would not write the letters of ``text``; never all of them."""
    counts = Counter(letter for letter in text.casefold() if letter.isalpha())
    left = frozenset(candidates)
    for letters, codes in _LETTERS:
        fitting = left & set(codes.split())
        if fitting and sum(counts[letter] for letter in letters) * _ONE_IN >= max(1, counts.total()):
            left = fitting
    return frozenset(candidates) - left


def signs_against(candidates: Collection[str], text: str) -> Mapping[str, int]:
    """How many words of ``text``, up to three, speak for a neighbour of each of ``candidates``."""
    words = {word.strip(_WORD_EDGES) for word in text.casefold().split()}
    signs: Counter[str] = Counter()
    for pattern, against in _WORDS:
        weighed = against.intersection(candidates)
        if weighed and (found := sum(bool(pattern.fullmatch(word)) for word in words)):
            signs.update(dict.fromkeys(weighed, found))
    return {code: min(number, _MOST_SIGNS) for code, number in signs.items()}


def _letters_by_script(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for letter, number in Counter(filter(str.isalpha, text)).items():
        code = ord(letter)
        counts[next((name for low, high, name in _SCRIPTS if low <= code <= high), "other")] += number
    return counts
