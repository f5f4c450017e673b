"""How common each term is, learnt from the articles that come by, in bounded memory.

Terms are counted by language in so many boxes, each the box of all terms whose digest falls into it; a rare term is now
and then taken for a commoner one of its box, never the other way round. When a language has had many articles, all its
counts are halved, so that what counts is the news of late.
"""

import math
from collections.abc import Iterable
from zlib import crc32

import numpy as np
import zstandard

from monitor.model import Counts
from monitor.stories.shingles import is_dense

_BOXES = 1 << 17
_MANY = 200_000
_UNKEPT = 500
# Beyond these, and for texts of unknown language, all count as one.
_LANGUAGES = 60
_TYPE = np.uint32
# Before anything was learnt, this is supposed: so many articles, in which words and numbers were the likelier the
# shorter they are.
_SUPPOSED = 5
_SHARES = {1: 0.5, 2: 0.5, 3: 0.5, 4: 0.2}
_NUMBER_SHARES = {1: 0.5, 2: 0.2}
_SHARE = 0.04


class Usage:
    """The counts of one process, going on from those that were stored."""

    def __init__(self, counts: Iterable[Counts] = ()) -> None:
        self._articles: dict[str, int] = {}
        self._boxes: dict[str, np.ndarray[tuple[int], np.dtype[np.uint32]]] = {}
        self._unkept = 0
        self._changed: set[str] = set()
        for each in counts:
            self._articles[each.language] = each.articles
            self._boxes[each.language] = _unpacked(each.boxes)

    def learn(self, language: str, terms: Iterable[str]) -> None:
        """Count an article of ``language`` that has ``terms``, each given once."""
        language = self._known(language)
        boxes = self._boxes.setdefault(language, np.zeros(_BOXES, dtype=_TYPE))
        np.add.at(boxes, [_box(term) for term in terms], 1)
        self._articles[language] = self._articles.get(language, 0) + 1
        self._unkept += 1
        self._changed.add(language)
        if self._articles[language] >= _MANY:
            boxes >>= 1
            self._articles[language] //= 2

    def weights(self, language: str, terms: Iterable[str]) -> dict[str, float]:
        """How much each of ``terms`` says in ``language``: the logarithm of how few articles have it (idf), 0 or more.

        A term that every article had says nothing. Until there have been many articles, short words count as common:
        they mostly are.
        """
        listed = list(terms)
        boxes = self._boxes.get(self._known(language))
        seen = np.zeros(len(listed)) if boxes is None else boxes[[_box(term) for term in listed]].astype(np.float64)
        supposed = np.array([_SUPPOSED * _share_supposed(term) for term in listed])
        most = math.log(1 + _SUPPOSED + self._articles.get(self._known(language), 0))
        found = np.maximum(0.0, most - np.log(1 + supposed + seen))
        return dict(zip(listed, found.tolist(), strict=True))

    def seen(self, language: str, terms: Iterable[str]) -> dict[str, int]:
        """In how many articles of ``language`` each of ``terms`` was, as far as is known, halvings aside."""
        boxes = self._boxes.get(self._known(language))
        return {term: 0 if boxes is None else int(boxes[_box(term)]) for term in terms}

    def articles(self, language: str) -> int:
        """How many articles of ``language`` were counted, halvings aside."""
        return self._articles.get(self._known(language), 0)

    @property
    def is_due(self) -> bool:
        """Whether so much was learnt that it is worth storing: more than a fiftieth of all, or many articles."""
        return self._unkept >= min(_UNKEPT, max(8, sum(self._articles.values()) // 50))

    def counts(self) -> tuple[Counts, ...]:
        """What to store, to go on with after a restart: of the languages that were learnt of since this was asked."""
        changed, self._changed, self._unkept = sorted(self._changed), set(), 0
        return tuple(
            Counts(language, self._articles[language], zstandard.compress(self._boxes[language].tobytes(), 3))
            for language in changed
        )

    def _known(self, language: str) -> str:
        return language if language in self._boxes or len(self._boxes) < _LANGUAGES else ""


def _unpacked(boxes: bytes) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.frombuffer(zstandard.decompress(boxes), dtype=_TYPE).copy()


def _share_supposed(term: str) -> float:
    if term[0].isdecimal():
        return _NUMBER_SHARES.get(len(term), _SHARE)
    return _SHARE if not term[0].isalpha() or is_dense(term[0]) else _SHARES.get(len(term), _SHARE)


def _box(term: str) -> int:
    return crc32(term.encode("utf-8", "surrogatepass")) % _BOXES
