"""What each word of a name is: listed or not, of which origin, and how it sounds."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.rules.spellings import origin as origins
from monitor.rules.spellings.names import NO_ORIGIN, SOUNDS, Known, load_names
from monitor.rules.spellings.ranked import Ranked, cheapest, combined, joined
from monitor.rules.spellings.rewrite import load_tables, rewrite_folded
from monitor.text.wordlists import word_set

_SOURCES = load_tables("sources.txt")
_GIVEN = load_names("given.txt")
_SURNAMES = load_names("surnames.txt")

_MOST = 6
_VOWELS = "аеёиоуыэюяіїӓӑӧӱ"
# Given names of women that end like those of men, as Russian writes them.
_WOMEN = word_set(
    "аврил джейн джен джанет дженнифер карен карин катрин кристин линн марин маргарет мишель мэй рейчел ханн хелен "
    "элизабет элен эврил эстер юдит"
)
# Serbian hears a soft sign in Slavic names and before vowels only.
_SOFT_SIGN = re.compile("ь(?![аеёиоуэюя])")
_HAS_KH = re.compile("[kc]h|j|x")


class Reading(NamedTuple):
    """What is known of one word: its origin, its lists, and its sounds for Cyrillic and for other scripts."""

    word: str
    origin: str
    known: list[Known]
    cyrillic: list[Ranked]
    heard: list[Ranked]

    def listed(self, language: str) -> list[str]:
        """The listed spellings in ``language``, most usual first."""
        return [form for known in self.known for form in known.forms(language)]


def may_be_womans(given: Reading) -> bool:
    """Whether a woman may bear the given name: not Петр, whose genitive Petra reads like one in Czech."""
    return any(sounds[-1] in _VOWELS or sounds in _WOMEN for _, sounds in given.cyrillic[:1])


def read(words: Sequence[str]) -> list[Reading]:
    """The readings of the words of one name, given names first or not."""
    listed = [_found(word, given=at == 0 and len(words) > 1) for at, word in enumerate(words)]
    shared = origins.shared_origin(words, listed)
    return [
        _reading(word, _chosen(word, shared, given=at == 0 and len(words) > 1), shared) for at, word in enumerate(words)
    ]


def _found(word: str, *, given: bool) -> list[Known]:
    return next(filter(None, _lists(word, given=given)), [])


def _lists(word: str, *, given: bool) -> list[list[Known]]:
    lists = [_GIVEN.find(word), _SURNAMES.find(word)]
    return lists if given else lists[::-1]


def _chosen(word: str, shared: str, *, given: bool) -> list[Known]:
    """What is listed for ``word``: as the shared origin has it, else as a given name or as a surname."""
    ordered = _lists(word, given=given)
    fitting = [[known for known in found if known.origin == shared] for found in ordered]
    return next((found for found in (*fitting, *ordered) if found), [])


def _reading(word: str, known: list[Known], shared: str) -> Reading:
    lowered = word.lower()
    origin = known[0].origin if known else origins.origin_of_word(lowered, shared)
    if origin == NO_ORIGIN:
        origin = shared or origins.ENGLISH
    sounds = _listed_sounds(known)
    if not sounds:
        return Reading(word, origin, known, *_sounds(lowered, origin))
    if origin not in origins.RESPELLED:
        sounds = [(cost, _SOFT_SIGN.sub("ҍ", text)) for cost, text in sounds]
    if origin == origins.ENGLISH and not any(entry.forms(SOUNDS) for entry in known):
        # Other languages stay nearer to the letters than Russian does.
        ruled, _ = _ruled_sounds(lowered, origin)
        sounds = cheapest([*sounds, *((cost + 2, text) for cost, text in ruled[:3])], _MOST)
    own = _SOURCES.get(f"{origin}-heard")
    if own is not None:
        heard = rewrite_folded(own, lowered.replace("-", ""), 4) or sounds
        return Reading(word, origin, known, sounds, heard)
    # Russian writes h and kh alike.
    h = origin not in origins.RESPELLED and not _HAS_KH.search(lowered)
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
    article, rest = origins.without_article(word)
    if article:
        cyrillic, heard = _sounds(rest, origin)
        # Russian writes the Arabic article as it is written, as Egypt says it, or as it sounds before some letters.
        prefixes = ["аль-", "эль-", f"а{cyrillic[0][1][0]}-"] if cyrillic else []
        return combined([list(enumerate(prefixes)), cyrillic], 8), combined([[(0, "ал-")], heard], _MOST)
    parts = [_part_sounds(part, origin) for part in word.split("-") if part]
    return joined([part[0] for part in parts], _MOST), joined([part[1] for part in parts], _MOST)


def _part_sounds(part: str, origin: str) -> tuple[list[Ranked], list[Ranked]]:
    listed = _listed_sounds(_GIVEN.find(part))
    return (listed[:2], listed[:2]) if listed else _ruled_sounds(part, origin)


def _ruled_sounds(part: str, origin: str) -> tuple[list[Ranked], list[Ranked]]:
    plain = part if origin in origins.ROMANISED | {origins.ENGLISH} else part.replace("'", "")
    cyrillic = rewrite_folded(_SOURCES[origin], plain, _MOST)
    own = _SOURCES.get(f"{origin}-heard")
    if own is not None:
        return cyrillic, rewrite_folded(own, plain, _MOST)
    if origin in origins.RESPELLED:
        return cyrillic, cyrillic
    # Arabic, Greek and Hebrew follow the letters of a foreign name about as often as its sounds.
    letters = [(cost + 2, sounds) for cost, sounds in rewrite_folded(_SOURCES["letters"], plain, 2)]
    return cyrillic, cheapest([*cyrillic[:5], *letters], _MOST)
