"""From one Latin name to its spellings in each language: listed ones first, then those that follow the rules."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from monitor.rules.spellings import origin as origins
from monitor.rules.spellings.hangul import in_hangul
from monitor.rules.spellings.kana import in_kana
from monitor.rules.spellings.names import NO_ORIGIN, SOUNDS, Known, load_names
from monitor.rules.spellings.rewrite import Ranked, Table, load_tables
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of

MOST = 40
MOST_LATIN = 150
# Longer words are no names; more words are no name.
_LONGEST_WORD = 30
_MOST_WORDS = 8

CYRILLIC = ("ru", "uk", "bg", "sr")
SPACED = (*CYRILLIC, "ar", "fa", "el", "he", "ko")
UNSPACED = ("zh", "ja")

_SOURCES = load_tables("sources.txt")
_SCRIPTS = load_tables("scripts.txt")
_LATIN = load_tables("latin.txt")
_GIVEN = load_names("given.txt")
_SURNAMES = load_names("surnames.txt")

_RESPELLING = (
    "english", "german", "polish", "czech", "french", "spanish", "italian", "croatian", "slovak", "hungarian", "latvian",
    "lithuanian", "dutch", "finnish", "estonian", "swedish", "turkish", "azeri", "romanian", "albanian",
)  # fmt: skip
_RESPELLING_UKRAINIAN = ("english-ukrainian", "polish-ukrainian", "czech-ukrainian")
# Languages that write every foreign name as it sounds.
_PHONETIC = ("latvian", "croatian", "albanian", "azeri-heard")
_SIMPLER = str.maketrans({"і": "и", "ї": "и", "є": "е", "ӥ": "и"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_KH = re.compile("[kc]h|j|x")
_ARTICLES = frozenset({"al", "el", "as", "ad", "ar", "an", "at", "az", "ash", "es", "er"})


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name as one script or orthography spells it. ``words[i]`` holds the spellings of the i-th word, in order.

    ``language`` is "" for Latin orthographies together. Chinese and Japanese put no spaces between words: there,
    ``words`` has one item, the spellings of the whole name.
    """

    language: str
    words: tuple[tuple[str, ...], ...]


class Reading(NamedTuple):
    """What is known of one word: its origin, its listed forms, and its sounds for Cyrillic and for other scripts."""

    word: str
    origin: str
    known: list[Known]
    cyrillic: list[Ranked]
    heard: list[Ranked]


def spellings(name: str) -> tuple[Spelled, ...]:
    """The usual spellings of ``name`` in other languages, by language; () when it is not in Latin letters.

    Spellings are base forms (nominatives); those that fold alike are one. Each word has at most MOST spellings in a
    language and MOST_LATIN in Latin letters. A spelling may hold hyphens, and in Arabic and Persian a space.
    """
    words = _words(name)
    if not words:
        return ()
    readings = _read(words)
    found = [Spelled("", tuple(_latin(reading, last=at == len(words) - 1) for at, reading in enumerate(readings)))]
    for language in SPACED:
        spelled = tuple(_in_script(reading, language) for reading in readings)
        if all(spelled):
            found.append(Spelled(language, spelled))
    for language in UNSPACED:
        whole = _whole(readings, language)
        if whole:
            found.append(Spelled(language, (whole,)))
    return tuple(found)


def _words(name: str) -> list[str]:
    words = [word.strip(".,;:\"()") for word in name.replace("’", "'").split()]
    words = [word for word in words if any(map(str.isalpha, word))]
    if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
        return []
    letters = [char for word in words for char in word if char.isalpha()]
    return words if letters and all(script_of(char) is Script.LATIN for char in letters) else []


def _read(words: Sequence[str]) -> list[Reading]:
    listed = [_GIVEN.find(word) + _SURNAMES.find(word) for word in words]
    shared = origins.shared_origin(words, listed)
    return [
        _reading(word, _chosen(word, shared, given=at == 0 and len(words) > 1), shared) for at, word in enumerate(words)
    ]


def _chosen(word: str, shared: str, *, given: bool) -> list[Known]:
    """What is listed for ``word``: as the shared origin has it, else as a given name or as a surname."""
    lists = [_GIVEN.find(word), _SURNAMES.find(word)]
    ordered = lists if given else lists[::-1]
    fitting = [[entry for entry in found if entry.origin == shared] for found in ordered]
    return next((found for found in (*fitting, *ordered) if found), [])


def _reading(word: str, known: list[Known], shared: str) -> Reading:
    lowered = word.lower()
    origin = known[0].origin if known else origins.origin_of_word(lowered, shared)
    origin = shared or origins.ENGLISH if origin == NO_ORIGIN else origin
    sounds = _listed_sounds(known)
    if not sounds:
        return Reading(word, origin, known, *_sounds(lowered, origin))
    own = _SOURCES.get(f"{origin}-heard")
    if own is not None:
        return Reading(word, origin, known, sounds, _rewritten(own, lowered.replace("-", ""), 4) or sounds)
    # Russian writes h and kh alike.
    h = origin not in origins.RESPELLED and not _KH.search(lowered)
    heard = [(cost, text.replace("х", "ҳ")) for cost, text in sounds] if h else sounds
    return Reading(word, origin, known, sounds, heard)


def _listed_sounds(known: list[Known]) -> list[Ranked]:
    found: dict[str, int] = {}
    for at, entry in enumerate(known):
        for sounds in entry.forms(SOUNDS) or entry.forms("ru"):
            found.setdefault(sounds.lower().replace(" ", "-"), len(found) + at)
    return [(cost, sounds) for sounds, cost in found.items()]


def _sounds(word: str, origin: str) -> tuple[list[Ranked], list[Ranked]]:
    """What an unlisted word, in lower case, sounds like: for Cyrillic, and for other scripts."""
    article, dash, rest = word.partition("-")
    if dash and article in _ARTICLES:
        cyrillic, heard = _sounds(rest, origin)
        prefixes = ["аль-", "эль-", f"а{cyrillic[0][1][0]}-"] if cyrillic else []
        return _product([list(enumerate(prefixes)), cyrillic], 8), _product([[(0, "ал-")], heard], 6)
    parts = [_part_sounds(part, origin) for part in word.split("-") if part]
    return _joined([part[0] for part in parts], 6), _joined([part[1] for part in parts], 6)


def _part_sounds(part: str, origin: str) -> tuple[list[Ranked], list[Ranked]]:
    listed = _listed_sounds(_GIVEN.find(part))
    if listed:
        return listed[:2], listed[:2]
    plain = part.replace("'", "") if origin not in origins.ROMANISED | {origins.ENGLISH} else part
    cyrillic = _rewritten(_SOURCES[origin], plain, 6)
    own = _SOURCES.get(f"{origin}-heard")
    if own is not None:
        return cyrillic, _rewritten(own, plain, 6)
    if origin in origins.RESPELLED:
        return cyrillic, cyrillic
    # Arabic, Greek and Hebrew follow the letters of a foreign name about as often as its sounds.
    letters = [(cost + 2, sounds) for cost, sounds in _rewritten(_SOURCES["letters"], plain, 2)]
    return cyrillic, _cheapest([*cyrillic[:5], *letters], 6)


def _rewritten(table: Table, word: str, limit: int) -> list[Ranked]:
    """``word`` rewritten, or what is left of it when letters that the table does not know lose their accents."""
    return table.rewrite(word, limit) or table.rewrite(fold(word), limit)


def _joined(parts: Sequence[list[Ranked]], limit: int, by: str = "-") -> list[Ranked]:
    separated = [parts[0]] if parts else []
    for part in parts[1:]:
        separated += [[(0, by)], part]
    return _product(separated, limit)


def _product(parts: Iterable[list[Ranked]], limit: int) -> list[Ranked]:
    """Every way to write the parts after another, cheapest first."""
    found: list[Ranked] = [(0, "")]
    for part in parts:
        found = sorted(((cost + more, done + text) for cost, done in found for more, text in part), key=_cost)[:limit]
    return found if found and found[0][1] else []


def _cheapest(ranked: Iterable[Ranked], limit: int) -> list[Ranked]:
    best: dict[str, int] = {}
    for cost, text in ranked:
        best[text] = min(cost, best.get(text, cost))
    return sorted(((cost, text) for text, cost in best.items()), key=_cost)[:limit]


def _cost(ranked: Ranked) -> int:
    return ranked[0]


def _in_script(reading: Reading, language: str) -> tuple[str, ...]:
    """The spellings of one word in a language that parts words by spaces."""
    listed = [form for entry in reading.known for form in entry.forms(language)]
    if listed and language in CYRILLIC:
        return _distinct(listed, MOST)
    romanised = reading.origin in origins.ROMANISED
    if language == "ko":
        ruled = _korean(reading)
    elif romanised and listed:
        ruled = []
    elif romanised and f"arabic-{language}" in _SCRIPTS:
        ruled = _from_romanised(reading.word.lower(), language)
    else:
        ruled = _from_sounds(reading, language)
    forms = [text for _, text in ruled]
    if language in (*CYRILLIC, "el"):
        forms = [_cased(form, reading.word) for form in forms]
    return _distinct([*listed, *forms], MOST)


def _from_sounds(reading: Reading, language: str) -> list[Ranked]:
    table = _SCRIPTS[language]
    as_russian = language in CYRILLIC and not (language in ("bg", "sr") and reading.origin in origins.EAST_ASIAN)
    sounds = reading.cyrillic if as_russian else reading.heard
    if language not in ("ru", "uk"):
        sounds = [(cost, text.translate(_SIMPLER)) for cost, text in sounds]
    found = []
    for cost, text in sounds[:5]:
        parts = [table.rewrite(part, 8) for part in text.split("-")]
        if all(parts):
            found += [(cost + more, done) for more, done in _hyphenated(parts, reading, language)]
    return _cheapest(found, 16)


def _hyphenated(parts: Sequence[list[Ranked]], reading: Reading, language: str) -> list[Ranked]:
    if len(parts) == 1:
        return parts[0]
    found = _joined(parts, 8)
    if language in ("ar", "fa", "he") or reading.origin in origins.EAST_ASIAN:
        found += [(cost + 1, text.replace("-", " ")) for cost, text in found]
    if reading.origin in origins.EAST_ASIAN:
        found += [(cost + 2, text.replace("-", "").replace(" ", "")) for cost, text in found]
    return found


def _from_romanised(word: str, language: str) -> list[Ranked]:
    """An Arabic or Persian name from its Latin letters, which tell more of it than its sounds do."""
    table = _SCRIPTS[f"arabic-{language}"]
    article, dash, rest = word.partition("-")
    if dash and article in _ARTICLES:
        prefixes = {"he": [(0, "אל-"), (1, "א-"), (2, "אל")]}.get(language, [(0, "ال")])
        return _product([prefixes, _rewritten(table, rest, 20)], 24)
    found = _joined([_rewritten(table, part, 24) for part in word.split("-") if part], 24, " ")
    if language == "ar":
        # English leaves the article of many surnames out.
        found += [(cost + 2, f"ال{text}") for cost, text in found[:12] if not text.startswith("عبد")]
    return [(cost, text.strip()) for cost, text in found]


def _korean(reading: Reading) -> list[Ranked]:
    forms = []
    for cost, text in reading.heard[:4]:
        parts = [in_hangul(part.translate(_SIMPLER)) for part in text.split("-")]
        if all(parts):
            whole = "".join(parts)
            forms += [(cost, whole), (cost + 1, whole.replace("슈", "시"))]
    return _cheapest(forms, 8)


def _whole(readings: Sequence[Reading], language: str) -> tuple[str, ...]:
    """The whole name in Chinese or Japanese; () when a word of it is not listed and no rule writes it."""
    parts = []
    for reading in readings:
        forms = [form for entry in reading.known for form in entry.forms(language)]
        if not forms and language == "ja" and reading.origin not in origins.EAST_ASIAN:
            forms = [kana for _, text in reading.heard[:3] for kana in _japanese(text)][:8]
        if not forms:
            return ()
        parts.append(forms[:8])
    if readings[0].origin not in origins.EAST_ASIAN:
        by = ["·" if language == "zh" else "・", ""]
        return _distinct((sign.join(combined) for combined in product(*parts) for sign in by), MOST)
    # English puts Japanese surnames last, and most others first.
    surname_last = readings[0].origin == "japanese"
    orders = (parts[::-1], parts) if surname_last else (parts, parts[::-1])
    return _distinct(("".join(combined) for order in orders for combined in product(*order)), MOST)


def _japanese(sounds: str) -> list[str]:
    parts = [in_kana(part.translate(_SIMPLER)) for part in sounds.split("-")]
    return ["".join(combined) for combined in product(*parts)][:8] if all(parts) else []


def _latin(reading: Reading, *, last: bool) -> tuple[str, ...]:
    """The spellings of one word in the orthographies of Latin letters."""
    word = reading.word
    forms = [word, *(form for entry in reading.known for form in entry.latin)]
    if reading.origin in origins.RESPELLED:
        respelled = _respelled(reading)
        forms += [*respelled, *(_feminine(respelled) if last and not reading.word.lower().endswith("a") else ())]
    elif reading.origin in origins.ROMANISED:
        forms += _romanised(reading)
    elif reading.origin in origins.EAST_ASIAN:
        forms += [word.replace("-", " "), word.replace("-", "")] if "-" in word else []
    else:
        forms.append(word.lower().translate(_UMLAUTS))
        forms += _adapted(reading, last=last)
    return _distinct((_cased(form, word) for form in forms), MOST_LATIN)


def _respelled(reading: Reading) -> list[str]:
    tables = _RESPELLING
    if reading.origin == origins.UKRAINIAN:
        tables = (*_RESPELLING_UKRAINIAN, *tables)
    ranked = []
    for at, name in enumerate(tables):
        for cost, text in reading.cyrillic[: 3 if at < 4 else 2]:
            simple = text if name.endswith("-ukrainian") else text.translate(_SIMPLER)
            ranked += [(cost + more, done) for more, done in _by_parts(_LATIN[name], simple, 4)]
    return [text for _, text in _cheapest(ranked, MOST_LATIN)]


def _feminine(forms: Sequence[str]) -> list[str]:
    """Surnames of women in Czech and Slovak, where the surname ends as no Czech one does."""
    return [(form[:-1] if form[-1] in "ao" else form) + "ová" for form in forms if not form.endswith(("ová", "ova", "á"))]


def _by_parts(table: Table, text: str, limit: int) -> list[Ranked]:
    parts = [table.rewrite(part, limit) for part in text.split("-")]
    return _joined(parts, limit) if all(parts) else []


def _romanised(reading: Reading) -> list[str]:
    article, dash, rest = reading.word.lower().partition("-")
    table = _LATIN["romanised"]
    if dash and article in _ARTICLES:
        written = _rewritten(table, rest, 16)
        prefixes = ("al-", "el-", f"a{rest[:1]}-", "al ", "el ", "")
        return [prefix + text for prefix in prefixes for _, text in written]
    return [text for _, text in _rewritten(table, reading.word.lower(), 40)]


def _adapted(reading: Reading, *, last: bool) -> list[str]:
    """A foreign name of Latin letters where languages write it as it sounds or add the ending of the nominative."""
    forms = []
    for name in _PHONETIC:
        for _, text in reading.cyrillic[:3]:
            forms += [done for _, done in _by_parts(_LATIN[name], text.translate(_SIMPLER), 3)]
    word = reading.word
    consonant = word[-1].lower() not in "aeiouyáéíóúäöü"
    forms += [word + ending for ending in ("as", "is", "us")]
    if last:
        forms.append((word if consonant or word[-1] in "eiyo" else word[:-1]) + "ová")
    return forms


def _cased(form: str, word: str) -> str:
    """``form`` with a capital where ``word`` has one: at its start and after hyphens and spaces."""
    pieces = word.split("-")
    capital = pieces[-1][:1].isupper()
    shown = [
        _capital(part) if capital and not (at == 0 and word[:1].islower()) else part
        for at, part in enumerate(form.replace(" ", "- ").split("-"))
    ]
    return "-".join(shown).replace("- ", " ")


def _capital(part: str) -> str:
    start = len(part) - len(part.lstrip())
    return part[:start] + part[start : start + 1].upper() + part[start + 1 :]


def _distinct(forms: Iterable[str], limit: int) -> tuple[str, ...]:
    """The first ``limit`` of ``forms`` that fold differently."""
    found: dict[str, str] = {}
    for form in forms:
        if form:
            found.setdefault(fold(form).replace("'", ""), form)
    return tuple(found.values())[:limit]
