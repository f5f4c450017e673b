"""A summary in the article's own words: its lead, and the sentences that add what the rule looks for.

Extractive on purpose: nothing is said that the article does not say, no text leaves the machine, and it takes about a
millisecond. Which sentences there are: :mod:`monitor.alerts.sentences`.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.alerts.asides import leads_elsewhere
from monitor.alerts.clean import clip, one_line
from monitor.alerts.cut import is_closed, is_cut_to_measure, shown_as_cut
from monitor.alerts.sentences import Span, closing_mark, is_space_ended, sentences
from monitor.model import Article, Field, Hit, TextOrigin
from monitor.text.boundaries import sentence_starts, word_boundaries
from monitor.text.fold import fold

_NO_LETTERS = re.compile(r"[\W_]+")
_FULL_WIDTH_ENDS = "。！？；」』"
_CLOSING = "”’"
_OFFICIAL = "official:"
# Words are told apart by their beginnings: the ends are what grammar changes.
_STEM = 5
_SHORTEST_WORD = 4
# What a sentence is worth by itself, beside 1 for the first and ever less for later ones: for each word of the title
# that it takes up, for a number, and for each of its own words, which take room. Tried on the build half of
# benchmarks/summaries.py, and on pages whose editors wrote a standfirst.
_TITLE_WORTH = 0.1
_NUMBER_WORTH = 0.25
_WORD_COST = 0.01
_SHORT = 10  # words: what is shorter than that says less rather than as much in less room
_FRAGMENT, _FRAGMENT_WORTH = 2, -1.0  # "6." is no sentence
_SHORTEST_CUT = 75  # characters: no feed cuts to less
# Of a longer text, only sentences with something that the rule looks for can come after so many: news stands first.
_MOST_SENTENCES = 200


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a summary may be: whole sentences, and characters (Unicode code points) in total.

    Three sentences of an Arabic or Russian agency report come to some 550 characters: with less, a lead that is long
    leaves no room for the sentence in which an official is named in full.
    """

    sentences: int = 3
    characters: int = 600


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary on one line, and where its sentences stand in the article's text, in code points, ascending.

    Each is ``one_line(text[start:end])``; only of a lead that is longer than the budget the beginning is shown, and of
    a sentence that breaks off what is left of it.
    """

    text: str = ""
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence: its words on one line, and what it has to offer.

    ``leaves`` are those of the rule that it names, ``terms`` the terms listed for them in whichever form they stand
    there, ``heading`` the words of the title, ``worth`` what it is worth by itself.
    """

    text: str
    leaves: frozenset[str]
    terms: frozenset[tuple[str, str]]
    heading: frozenset[str]
    worth: float


def summary_of(article: Article, hits: Sequence[Hit]) -> Summary:
    """As :func:`summarise`, of ``article`` as it is."""
    is_excerpt = article.text_origin is TextOrigin.FEED
    return summarise(article.title, article.text, hits, language=article.language, is_excerpt=is_excerpt)


def summarise(
    title: str,
    text: str,
    hits: Sequence[Hit],
    *,
    language: str | None,
    budget: Budget | None = None,
    is_excerpt: bool = False,
) -> Summary:
    """The summary of an article.

    Of ``hits`` those in the body count; ``language`` is a BCP 47 tag, or ``None`` when it is not known. The lead comes
    first; then, as far as the ``budget`` goes, whichever sentence names most leaves of the rule that are not named yet,
    officials before others, or else most listed terms, or else stands early, is short, takes up the title and has a
    number. They stand in the order of the text. Empty for an empty text. A lead that only repeats ``title`` is passed
    over. Where the text ``is_excerpt`` of what was published, and its last sentence breaks off, that is shown.
    """
    budget = budget or Budget()
    places = sorted(hit.start for hit in hits if hit.field is Field.BODY)

    def is_named(start: int, end: int) -> bool:
        return bisect_right(places, end - 1) > bisect_right(places, start - 1)

    spans = _told(title, text, language, is_named)
    if not spans:
        return Summary()
    pieces = _pieces(title, text, spans, hits)
    if is_excerpt and spans[-1][1] == len(text.rstrip()):
        pieces[-1] = _as_cut(pieces[-1], text, language)
    chosen = _chosen(pieces, budget)
    summary = _joined(pieces, chosen)
    if len(summary) > budget.characters:
        summary = _clip_closed(summary, budget.characters)
    return Summary(summary, tuple(spans[index] for index in chosen))


def _told(title: str, text: str, language: str | None, is_named: Callable[[int, int], bool]) -> list[Span]:
    """The sentences that a summary may have: all but the title, of a very long text those that are named."""
    heading = _bare(title)
    found = [span for span in sentences(text, language, is_named) if _bare(text[slice(*span)]) != heading]
    spans = found[:_MOST_SENTENCES] + [span for span in found[_MOST_SENTENCES:] if is_named(*span)][:_MOST_SENTENCES]
    # "Read more" stands behind many a text of a feed, on its last line.
    if len(spans) > 1 and leads_elsewhere(text[slice(*spans[-1])]):
        del spans[-1]
    return spans


def _as_cut(last: _Piece, text: str, language: str | None) -> _Piece:
    """The ``last`` piece of ``text``, marked where it breaks off.

    A short text that closes no sentence is a line of its own; one that closes others was cut, and hardly ever between
    words.
    """
    measured = is_cut_to_measure(text)
    if is_closed(last.text) or (is_space_ended(text, language) and not measured):
        return last
    before = pairwise(sentence_starts(text))
    may_be_torn = measured or any(is_closed(text[start:end].rstrip()) for start, end in before)
    if not may_be_torn and len(text) < _SHORTEST_CUT:
        return last
    return replace(last, text=shown_as_cut(last.text, may_be_torn=may_be_torn))


def _chosen(pieces: Sequence[_Piece], budget: Budget) -> list[int]:
    """Indexes of the ``pieces`` that make the summary, ascending.

    A sentence that does not fit names nothing: the next one that names the same is as welcome as before.
    """
    chosen = [0]
    left: Sequence[int] = range(1, len(pieces))
    while len(chosen) < budget.sentences:
        left = [index for index in left if len(_joined(pieces, sorted([*chosen, index]))) <= budget.characters]
        if not left:
            break
        told = [pieces[index] for index in chosen]
        best = max(left, key=lambda index: (*_gain(pieces[index], told), -index))
        chosen.append(best)
        left = [index for index in left if index != best]
    return sorted(chosen)


def _gain(piece: _Piece, told: Sequence[_Piece]) -> tuple[int, int, float]:
    """What ``piece`` adds to what is ``told``: leaves, an official counting twice; terms; and its worth by itself."""
    leaves = piece.leaves.difference(*(each.leaves for each in told))
    terms = piece.terms.difference(*(each.terms for each in told))
    heading = piece.heading.difference(*(each.heading for each in told))
    weight = len(leaves) + sum(leaf.startswith(_OFFICIAL) for leaf in leaves)
    return weight, len(terms), piece.worth + _TITLE_WORTH * len(heading)


def _pieces(title: str, text: str, spans: Sequence[Span], hits: Sequence[Hit]) -> list[_Piece]:
    heading = _stems(_words(title))
    pieces = []
    for place, (span, inside) in enumerate(zip(spans, _named(spans, hits), strict=True)):
        line = one_line(text[slice(*span)])
        words = _words(line)
        pieces.append(
            _Piece(
                line,
                frozenset(hit.leaf for hit in inside),
                frozenset((hit.leaf, hit.variant) for hit in inside),
                heading & _stems(words),
                _worth(place, len(words), has_number=any(character.isdigit() for character in line)),
            )
        )
    return pieces


def _worth(place: int, words: int, *, has_number: bool) -> float:
    if words < _FRAGMENT:
        return _FRAGMENT_WORTH
    return 1 / math.sqrt(1 + place) + _NUMBER_WORTH * has_number - _WORD_COST * max(words, _SHORT)


def _named(spans: Sequence[Span], hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits in each of ``spans``. Another form of the same term is no other term."""
    found: list[list[Hit]] = [[] for _ in spans]
    starts = [start for start, _ in spans]
    for hit in hits:
        index = bisect_right(starts, hit.start) - 1
        if hit.field is Field.BODY and index >= 0 and hit.start < spans[index][1]:
            found[index].append(hit)
    return found


def _words(line: str) -> list[str]:
    pieces = (line[start:end] for start, end in pairwise(sorted(word_boundaries(line))))
    return [fold(piece) for piece in pieces if any(character.isalnum() for character in piece)]


def _stems(words: Sequence[str]) -> frozenset[str]:
    """The beginnings of the longer ``words``; where a script has no spaces, those of two characters."""
    return frozenset(word[:_STEM] for word in words if len(word) >= (_SHORTEST_WORD if word[:1] < "\u0e00" else 2))


def _joined(pieces: Sequence[_Piece], order: Sequence[int]) -> str:
    """The pieces of ``order`` as one line; full-width sentence ends take no space after them."""
    summary = ""
    for index in order:
        gap = "" if not summary or summary.rstrip(_CLOSING)[-1:] in _FULL_WIDTH_ENDS else " "
        summary += gap + pieces[index].text
    return summary


def _clip_closed(summary: str, limit: int) -> str:
    """The beginning of ``summary``; a quotation that the cut leaves open is closed after the ellipsis."""
    clipped = clip(summary, limit - 1)
    return clipped + closing_mark(clipped)


def _bare(text: str) -> str:
    """``text`` folded to its letters and digits, to compare a lead with a title."""
    return _NO_LETTERS.sub("", text.casefold())
