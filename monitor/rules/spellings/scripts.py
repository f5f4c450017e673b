"""Names in the scripts of other languages: Cyrillic, Arabic, Greek, Hebrew, Korean, Chinese, Japanese."""

from collections.abc import Sequence
from itertools import product

from monitor.rules.spellings import origin as origins
from monitor.rules.spellings.hangul import in_hangul
from monitor.rules.spellings.kana import in_kana
from monitor.rules.spellings.ranked import Ranked, cheapest, combined, joined
from monitor.rules.spellings.rewrite import load_tables, rewrite_folded
from monitor.rules.spellings.sounds import Reading
from monitor.rules.spellings.traditional import in_traditional

_CYRILLIC = frozenset({"ru", "uk", "bg", "sr"})
SPACED = ("ru", "uk", "bg", "sr", "ar", "fa", "el", "he", "ko")
UNSPACED = ("zh", "ja")
# Languages with letters of their own for what only Ukrainian says.
_EAST_SLAVIC = frozenset({"ru", "uk"})
# Languages whose Cyrillic has its own way with Chinese, Korean and Japanese; the others follow what they hear.
_SYSTEMATIC = frozenset({"ru", "uk"})
_HAVE_CASE = _CYRILLIC | {"el"}

_TABLES = load_tables("scripts.txt")
_WITHOUT_UKRAINIAN = str.maketrans({"і": "и", "ї": "и", "є": "е", "ӥ": "и"})


def without_ukrainian(sounds: str) -> str:
    """``sounds`` as languages hear them that do not tell the Ukrainian vowels from the Russian ones."""
    return sounds.translate(_WITHOUT_UKRAINIAN)


def in_script(reading: Reading, language: str) -> list[str]:
    """The spellings of one word in a language of SPACED, most usual first; none when no rule writes it."""
    listed = reading.listed(language)
    romanised = reading.origin in origins.ROMANISED
    if listed and (language in _CYRILLIC or (romanised and language != "ko")):
        return listed
    if language == "ko":
        ruled = _korean(reading)
    elif romanised and f"arabic-{language}" in _TABLES:
        ruled = _from_romanised(reading.word.lower(), language)
    else:
        ruled = _from_sounds(reading, language)
    forms = [text for _, text in ruled]
    return [*listed, *(cased(form, reading.word) for form in forms)] if language in _HAVE_CASE else [*listed, *forms]


def _from_sounds(reading: Reading, language: str) -> list[Ranked]:
    heard = language not in (_SYSTEMATIC if reading.origin in origins.EAST_ASIAN else _CYRILLIC)
    found = []
    for cost, sounds in (reading.heard if heard else reading.cyrillic)[:5]:
        plain = sounds if language in _EAST_SLAVIC else without_ukrainian(sounds)
        parts = [_TABLES[language].rewrite(part, 8) for part in plain.split("-")]
        found += [(cost + more, done) for more, done in _hyphenated(parts, reading, language)]
    return cheapest(found, 16)


def _hyphenated(parts: Sequence[list[Ranked]], reading: Reading, language: str) -> list[Ranked]:
    found = joined(parts, 8)
    if len(parts) == 1:
        return found
    east_asian = reading.origin in origins.EAST_ASIAN
    if language in ("ar", "fa", "he") or east_asian:
        found += [(cost + 1, text.replace("-", " ")) for cost, text in found]
    if east_asian:
        found += [(cost + 2, text.replace("-", "").replace(" ", "")) for cost, text in found]
    return found


def _from_romanised(word: str, language: str) -> list[Ranked]:
    """An Arabic or Persian name from its Latin letters, which tell more of it than its sounds do."""
    table = _TABLES[f"arabic-{language}"]
    article, rest = origins.without_article(word)
    if article:
        prefixes = [(0, "אל-"), (1, "א-")] if language == "he" else [(0, "ال")]
        return combined([prefixes, rewrite_folded(table, rest, 20)], 24)
    found = joined([rewrite_folded(table, part, 24) for part in word.split("-") if part], 24, " ")
    if language == "ar":
        # English leaves the article of many surnames out.
        found += [(cost + 2, f"ال{text}") for cost, text in found[:12] if not text.startswith("عبد")]
    return [(cost, text.strip()) for cost, text in found]


def _korean(reading: Reading) -> list[Ranked]:
    found = []
    for cost, sounds in reading.heard[:4]:
        parts = [in_hangul(part) for part in without_ukrainian(sounds).split("-")]
        if all(parts):
            whole = "".join(parts)
            found += [(cost, whole), (cost + 1, whole.replace("슈", "시"))]
    return cheapest(found, 8)


def whole_name(readings: Sequence[Reading], language: str) -> list[str]:
    """The whole name in a language of UNSPACED; none when a word of it is not listed and no rule writes it."""
    parts = [_unspaced(reading, language) for reading in readings]
    if not all(parts):
        return []
    origin = readings[0].origin
    if origin not in origins.EAST_ASIAN:
        signs = ("·" if language == "zh" else "・", "")
        names = [sign.join(words) for words in product(*parts) for sign in signs]
    else:
        # English puts Japanese surnames last, and Chinese and Korean ones first.
        orders = (parts[::-1], parts) if origin == "japanese" else (parts, parts[::-1])
        names = ["".join(words) for order in orders for words in product(*order)]
    if language == "zh":
        return [written for name in names for written in (name, in_traditional(name))]
    return names


def _unspaced(reading: Reading, language: str) -> list[str]:
    forms = reading.listed(language)
    if not forms and language == "ja" and reading.origin not in origins.EAST_ASIAN:
        for _, sounds in reading.heard[:3]:
            kana = [in_kana(part) for part in without_ukrainian(sounds).split("-")]
            forms += ["".join(parts) for parts in product(*kana)]
    # Longer lists would only be cut: names have two words or more.
    return forms[:8]


def cased(form: str, word: str) -> str:
    """``form`` with capitals where ``word`` has them: at its start, and after hyphens and spaces."""
    if not word[-1:].isupper() and not word.rpartition("-")[2][:1].isupper():
        return form
    pieces = [_capital(piece) for piece in form.replace(" ", "\0 ").replace("-", "\0-").split("\0")]
    whole = "".join(pieces)
    return whole[:1].lower() + whole[1:] if word[:1].islower() else whole


def _capital(piece: str) -> str:
    at = 1 if piece[:1] in " -" else 0
    return piece[:at] + piece[at : at + 1].upper() + piece[at + 1 :]
