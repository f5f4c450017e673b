"""Shingles: the overlapping runs of letters that two copies of one text share.

A shingle is so many folded letters and digits in a row, whatever stands between them, so that it takes no words: in
scripts whose letters are syllables or words, fewer. Of all the shingles of a text, the lowest hashes are kept, as in
the "bottom-k sketch" of Cohen and Kaplan (2007): a sample that is drawn in the same way from every text. Two texts that
share a part share the sample of that part; how much of each that is follows from it. A text that was cut to a third
still holds a third of the sample of the whole, where the bands of MinHash would mostly miss it.
"""

import numpy as np
import numpy.typing as npt

KEPT = 128
# The lowest of those kept are what the store finds copies by. Two texts that have a fifth of their union in common
# share none of 24 once in two hundred times.
KEYS = 24
_LONG, _SHORT = 14, 5
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

_Numbers = npt.NDArray[np.uint64]


def is_dense(letter: str) -> bool:
    """Whether ``letter`` is of a script that says more in a letter: Han, Kana, Hangul."""
    return "\u2e80" <= letter <= "\ud7a3" or letter >= "\U00020000"


def bottom(letters: str) -> tuple[int, tuple[int, ...]]:
    """How many different shingles ``letters`` has, and the lowest :data:`KEPT` of their hashes, ascending.

    Hashes are 63 bits long: databases keep them as signed numbers.
    """
    dense = sum(map(is_dense, letters[:2000]))
    length = _SHORT if 2 * dense > min(len(letters), 2000) else _LONG
    if len(letters) < length:
        return 0, ()
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    hashes = np.unique(_mixed(_rolled(codes, length)) >> np.uint64(1))
    return len(hashes), tuple(hashes[:KEPT].tolist())


def _rolled(codes: _Numbers, length: int) -> _Numbers:
    """A polynomial of each window of ``length`` codes, modulo 2**64."""
    total = np.zeros(len(codes) - length + 1, dtype=np.uint64)
    for place in range(length):
        total = total * _MULTIPLIER + codes[place : place + len(total)]
    return total


def _mixed(numbers: _Numbers) -> _Numbers:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014), so that the lowest hashes are a fair sample."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX_1
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX_2
    return numbers ^ (numbers >> np.uint64(31))


def shared(first: tuple[int, ...], first_size: int, second: tuple[int, ...], second_size: int) -> float:
    """About how many shingles two texts share, of whose hashes the lowest are given."""
    if set(first).isdisjoint(second):
        return 0.0
    # Below the lower of the two last hashes, both samples are whole.
    whole = first_size <= len(first) and second_size <= len(second)
    limit = max(first[-1], second[-1]) if whole else min(_last(first, first_size), _last(second, second_size))
    ours = {each for each in first if each <= limit}
    both = ours.intersection(second)
    union = ours.union(each for each in second if each <= limit)
    jaccard = len(both) / len(union)
    return min(jaccard * (first_size + second_size) / (1 + jaccard), first_size, second_size)


def _last(prints: tuple[int, ...], size: int) -> int:
    """Up to which hash ``prints`` hold all of a text's."""
    return prints[-1] if size > len(prints) else (1 << 63)
