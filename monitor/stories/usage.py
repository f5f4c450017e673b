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

_BOXES = 1 << 17
_MANY = 200_000
_UNKEPT = 500
# Beyond these, and for texts of unknown language, all count as one.
_LANGUAGES = 60
_TYPE = np.uint32


class Usage:
    """The counts of one process, going on from those that were stored."""

    def __init__(self, counts: Iterable[Counts] = ()) -> None:
        self._articles: dict[str, int] = {}
        self._boxes: dict[str, np.ndarray[tuple[int], np.dtype[np.uint32]]] = {}
        self._unkept = 0
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
        if self._articles[language] >= _MANY:
            boxes >>= 1
            self._articles[language] //= 2

    def weights(self, language: str, terms: Iterable[str]) -> dict[str, float]:
        """How much each of ``terms`` says in ``language``: the logarithm of how few articles have it (idf), 0 or more.

        A term that every article had says nothing; before anything was learnt, none does.
        """
        boxes = self._boxes.get(self._known(language))
        if boxes is None:
            return dict.fromkeys(terms, 0.0)
        most = math.log(1 + self._articles[self._known(language)])
        listed = list(terms)
        seen = boxes[[_box(term) for term in listed]].astype(np.float64) if listed else np.zeros(0)
        found = np.maximum(0.0, most - np.log1p(seen))
        return dict(zip(listed, found.tolist(), strict=True))

    @property
    def is_due(self) -> bool:
        """Whether so much was learnt that it is worth storing: more than a fiftieth of all, or many articles."""
        return self._unkept >= min(_UNKEPT, max(8, sum(self._articles.values()) // 50))

    def counts(self) -> tuple[Counts, ...]:
        """What to store, to go on with after a restart."""
        self._unkept = 0
        return tuple(
            Counts(language, self._articles[language], zstandard.compress(boxes.tobytes(), 3))
            for language, boxes in self._boxes.items()
        )

    def _known(self, language: str) -> str:
        return language if language in self._boxes or len(self._boxes) < _LANGUAGES else ""


def _unpacked(boxes: bytes) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.frombuffer(zstandard.decompress(boxes), dtype=_TYPE).copy()


def _box(term: str) -> int:
    return crc32(term.encode("utf-8", "surrogatepass")) % _BOXES
