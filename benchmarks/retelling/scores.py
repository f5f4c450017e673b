"""How well articles are grouped: B-cubed, and the usual way to group them (TF-IDF) to be compared with."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from monitor.text.fold import fold
from monitor.text.tokens import words

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """B-cubed precision and recall (Bagga and Baldwin 1998), and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def b_cubed(true: Sequence[Hashable], found: Sequence[Hashable]) -> Score:
    """The score of the groups ``found`` of articles whose ``true`` groups are known."""
    right, made = Counter(true), Counter(found)
    both = Counter(zip(true, found, strict=True))
    pairs = list(zip(true, found, strict=True))
    precision = sum(both[pair] / made[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / right[pair[0]] for pair in pairs) / len(pairs)
    return Score(precision, recall)


def mean(scores: Sequence[Score]) -> Score:
    """The mean of several."""
    return Score(
        sum(each.precision for each in scores) / len(scores), sum(each.recall for each in scores) / len(scores)
    )


def tf_idf(texts: Sequence[str]) -> list[Vector]:
    """Vectors of length 1 of the folded words of ``texts``; which are common is known from all of them beforehand."""
    counted = [Counter(fold(word) for word in words(text)) for text in texts]
    holding = Counter(word for counts in counted for word in counts)
    vectors: list[Vector] = []
    for counts in counted:
        weights = {
            word: (1 + math.log(count)) * (1 + math.log((1 + len(texts)) / (1 + holding[word])))
            for word, count in counts.items()
        }
        length = math.hypot(*weights.values())
        vectors.append({word: weight / length for word, weight in weights.items()})
    return vectors


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def group(order: Sequence[int], alike: Callable[[int, int], float], threshold: float) -> dict[int, int]:
    """Group what comes in ``order``, each with the group that has the one most like it, from ``threshold`` on."""
    groups: dict[int, int] = {}
    for number in order:
        best, most = number, threshold
        for other, its in groups.items():
            if (value := alike(number, other)) >= most:
                best, most = its, value
        groups[number] = best
    return groups


def best_threshold(score: Callable[[float], Score]) -> float:
    """The threshold, in hundredths, with the best F1."""
    return max((hundredth / 100 for hundredth in range(3, 42)), key=lambda threshold: score(threshold).f1)


def by_group(keys: Sequence[str]) -> dict[str, list[int]]:
    """The places at which each key stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    return dict(places)
