"""Names in the orthographies of Latin letters, each with its own way to write names that come from elsewhere."""

from collections.abc import Iterator, Sequence

from monitor.rules.spellings import origin as origins
from monitor.rules.spellings.ranked import Ranked, cheapest
from monitor.rules.spellings.rewrite import load_tables, rewrite_folded, rewrite_parts
from monitor.rules.spellings.scripts import cased, without_ukrainian
from monitor.rules.spellings.sounds import Reading

_TABLES = load_tables("latin.txt")
_MOST = 150

# The tables for names out of Cyrillic. The first ones are read by most, or leave most choice.
_FIRST = ("english", "german", "polish", "czech")
_RESPELLING = (
    *_FIRST, "french", "spanish", "italian", "croatian", "slovak", "hungarian", "latvian", "lithuanian", "dutch",
    "finnish", "estonian", "swedish", "turkish", "azeri", "romanian", "albanian",
)  # fmt: skip
# Ukrainian vowels are told from the Russian ones here.
_UKRAINIAN = tuple(f"{name}-ukrainian" for name in ("english", "german", "french", "polish", "czech"))
# Languages that write every foreign name as it sounds.
_PHONETIC = ("latvian", "croatian", "albanian", "azeri-heard")
_LITHUANIAN_ENDINGS = ("as", "is", "us")
# Russian surnames of women.
_FEMININE = ("ova", "eva", "aya", "aia", "aja")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


def in_latin(reading: Reading, *, feminine: bool) -> list[str]:
    """The spellings of one word in all orthographies together, the given one first.

    ``feminine`` says that the word may be the surname of a woman, which Czech and Slovak end in -ová.
    """
    word = reading.word
    listed = [form for known in reading.known for form in known.latin]
    if reading.origin in origins.RESPELLED:
        ruled = _respelled(reading)
        ruled += _feminine(ruled) if feminine and not word.lower().endswith(_FEMININE) else []
    elif reading.origin in origins.ROMANISED:
        ruled = _romanised(word.lower())
    elif reading.origin in origins.EAST_ASIAN:
        ruled = [word.replace("-", " "), word.replace("-", "")]
    else:
        ruled = [word.lower().translate(_UMLAUTS), *_adapted(reading, feminine=feminine)]
    return [word, *(cased(form, word) for form in (*listed, *ruled))]


def _respelled(reading: Reading) -> list[str]:
    found: list[Ranked] = []
    for name in (*(_UKRAINIAN if reading.origin == origins.UKRAINIAN else ()), *_RESPELLING):
        for cost, sounds in reading.cyrillic[: 3 if name in _FIRST else 2]:
            plain = sounds if name in _UKRAINIAN else without_ukrainian(sounds)
            found += [(cost + more, done) for more, done in rewrite_parts(_TABLES[name], plain, 4)]
    return [text for _, text in cheapest(found, _MOST)]


def _feminine(forms: Sequence[str]) -> list[str]:
    """Surnames of women in Czech and Slovak."""
    return [(form[:-1] if form[-1] in "ao" else form) + "ová" for form in forms if not form.endswith(("ová", "á"))]


def _romanised(word: str) -> list[str]:
    table = _TABLES["romanised"]
    article, rest = origins.without_article(word)
    if not article:
        return [text for _, text in rewrite_folded(table, word, 40)]
    written = rewrite_folded(table, rest, 16)
    return [prefix + text for prefix in ("al-", "el-", f"a{rest[0]}-", "al ", "el ", "") for _, text in written]


def _adapted(reading: Reading, *, feminine: bool) -> Iterator[str]:
    """A name of Latin letters where languages write it as it sounds or add the ending of the nominative."""
    for name in _PHONETIC:
        for _, sounds in reading.cyrillic[:3]:
            yield from (text for _, text in rewrite_parts(_TABLES[name], without_ukrainian(sounds), 3))
    word = reading.word
    yield from (word + ending for ending in _LITHUANIAN_ENDINGS)
    if feminine:
        yield (word[:-1] if word[-1] in "aáäu" else word) + "ová"
