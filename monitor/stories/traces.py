"""What an article says that can be known in any language: names by their sound, telling numbers, listed officials.

Only what stands at its beginning, where reports name who and where. Scripts that tell capitals give their names; in the
others, and in German, which writes all nouns so, any word may be one. Han and Hangul tell no sounds, and katakana does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Article, Match, Trace, TraceKind
from monitor.stories.usage import Usage
from monitor.text.amounts import amounts
from monitor.text.daynames import day_names
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.skeleton import skeletons
from monitor.text.tokens import Passage, words

# Names of officials that rules found in an article: the words by which each was known there, by leaf.
Listed = Mapping[str, frozenset[str]]

# The language that all languages are counted together as.
ALL = "mul"
# Nothing is looked at behind so many characters.
LEAD = 1500
_OFFICIAL = "official:"
_MOST = 40
_KEYS = 24
# Shorter skeletons are those of too many words.
_SHORTEST = 3
_SENTENCE = re.compile(r"[.!?:…\"“”„«»\n]")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_APOSTROPHE = re.compile("['’＇]")

_LEAST = 32
# While fewer articles came by, what is common is counted as if it had been so many.
_FEWEST = 1200
_YEARS = range(1900, 2101)
# Of the calendars of Iran, Islam and Thailand.
_YEARS_OF = {**dict.fromkeys(("fa", "ps"), range(1340, 1411)), "ar": range(1435, 1456), "th": range(2443, 2644)}


@dataclass(frozen=True, slots=True)
class _Seen:
    """Something that may be a trace, as it is first written, and at which word of the text."""

    kind: TraceKind
    keys: tuple[str, ...]
    shown: str
    place: int
    headline: bool = False


def traces_of(article: Article, language: str, usage: Usage, listed: Listed) -> tuple[Trace, ...]:
    """The traces of ``article``, which ``usage`` learns from, the most telling ones first."""
    lead = f"{article.title[:LEAD]}\n{article.text[:LEAD]}"
    start = len(article.title[:LEAD])
    found = _united(
        [*_officials(listed, article.title), *_names(lead, start, language, listed), *_numbers(lead, start, language)]
    )
    keys = {key for seen, _ in found for key in seen.keys}
    usage.learn(ALL, keys)
    counts = usage.seen(ALL, keys)
    articles = max(usage.articles(ALL), _FEWEST)
    traces = [
        Trace(
            kind=seen.kind,
            keys=seen.keys,
            shown=seen.shown,
            place=seen.place,
            times=times,
            share=max(counts[key] for key in seen.keys) / articles,
            headline=seen.headline,
        )
        for seen, times in found
    ]
    traces.sort(key=lambda trace: (trace.kind is not TraceKind.LISTED, trace.share > 0.02, -trace.times, trace.place))
    return tuple(traces[:_MOST])


def is_capitalised(language: str) -> bool:
    """Whether capitals in the middle of a sentence tell names in ``language``."""
    return language not in ("de", "lb", "nds")


def _united(found: list[_Seen]) -> list[tuple[_Seen, int]]:
    """Each once, with how often it is there: forms of a word that may sound alike are one."""
    first: dict[str, int] = {}
    united: list[_Seen] = []
    times = Counter[int]()
    for seen in found:
        number = next((first[key] for key in seen.keys if key in first), len(united))
        if number == len(united):
            united.append(seen)
        for key in seen.keys:
            first.setdefault(key, number)
        times[number] += 1
    return [(seen, times[number]) for number, seen in enumerate(united)]


def _officials(listed: Listed, title: str) -> Iterator[_Seen]:
    headline = set(map(fold, words(title)))
    for leaf, its in listed.items():
        yield _Seen(TraceKind.LISTED, (leaf,), leaf.partition(":")[2], -1, not its.isdisjoint(headline))


def _names(lead: str, start: int, language: str, listed: Listed) -> Iterator[_Seen]:
    """The names in ``lead``, whose text begins at ``start``, those at the beginning of sentences last."""
    passage = Passage(lead)
    left_out = day_names(language).union(*listed.values())
    doubtful: list[_Seen] = []
    sure: set[str] = set()
    for place, (gap, word, (begin, _)) in enumerate(zip(passage.gaps, passage.words, passage.spans, strict=False)):
        script = script_of(word[0])
        if not word[0].isalpha() or script in (Script.UNSPACED, Script.HANGUL):
            continue
        if script.has_case and not word[0].isupper():
            continue
        name = max(_APOSTROPHE.split(word), key=len) if script is Script.LATIN else word
        if fold(name) in left_out:
            continue
        for seen in _named(name, language, place):
            if script.has_case and (begin < start or not place or _SENTENCE.search(gap)):
                doubtful.append(seen)
            else:
                sure.update(seen.keys)
                yield seen
    yield from (seen for seen in doubtful if not sure.isdisjoint(seen.keys))
    for run in _KATAKANA.finditer(lead):
        if fold(run.group()) not in left_out:
            yield from _named(run.group(), "ja", run.start())


def _named(name: str, language: str, place: int) -> Iterator[_Seen]:
    keys = tuple(f"name:{each}" for each in skeletons(name, language) if len(each) >= _SHORTEST)
    if keys:
        yield _Seen(TraceKind.NAME, keys, name, place)


def _numbers(lead: str, start: int, language: str) -> Iterator[_Seen]:
    """The numbers that tell something in ``lead``, whose text begins at ``start``: no years, days and small counts."""
    years = _YEARS_OF.get(language, _YEARS)
    for amount in amounts(lead, language):
        value = amount.value
        small = value < _LEAST and value == value.to_integral()
        if not (small or (amount.plain and (value in _YEARS or value in years))):
            value = value.normalize()
            yield _Seen(TraceKind.NUMBER, (f"number:{value:f}",), f"{value:,f}", amount.start, amount.start < start)


def finding(traces: Sequence[Trace]) -> list[str]:
    """The keys to find articles in other languages by: of names and officials, two ways of a name to sound at most."""
    keys = [key for trace in traces if trace.kind is not TraceKind.NUMBER for key in trace.keys[:2]]
    return list(dict.fromkeys(keys))[:_KEYS]


def listed_in(matches: Iterable[Match]) -> Listed:
    """The officials whom ``matches`` name at the beginning, each with the folded words by which the article does."""
    found: dict[str, frozenset[str]] = {}
    for hit in (hit for match in matches for hit in match.hits):
        if hit.leaf.startswith(_OFFICIAL) and hit.start < LEAD:
            found[hit.leaf] = found.get(hit.leaf, frozenset()).union(map(fold, words(hit.text)))
    return found
