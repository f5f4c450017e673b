"""What changed between two versions of a text: by sentences for the alert, by words for who reads it. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from monitor.text.boundaries import sentence_starts
from monitor.text.fold import fold

# Beyond this, texts are compared by their first and last part: comparing takes the square of the length.
_MOST_SENTENCES = 1000
_BEFORE = 60  # characters that stand before the first difference of a shown sentence
_MOST_WORDS = 400
_MOST_STRETCHES = 40
# Where a script has no spaces, each letter is a word of its own.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence as it was and as it is; one of them is empty where it was added or taken out."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a sentence: in both versions, only ``before``, or only ``after``."""

    text: str
    before: bool
    after: bool


def text_changes(before: str, after: str) -> tuple[Change, ...]:
    """The sentences that differ, in order. Marks, case and spacing alone are no difference."""
    old, new = _sentences(before), _sentences(after)
    head, tail = _common(old, new)
    old, new = old[head : len(old) - tail][:_MOST_SENTENCES], new[head : len(new) - tail][:_MOST_SENTENCES]
    matcher = SequenceMatcher(None, [key for key, _ in old], [key for key, _ in new], autojunk=False)
    found: list[Change] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(old[i:j], new[k:m], fillvalue=("", ""))
            found += [Change(one[1], other[1]) for one, other in pairs]
    return tuple(found)


def differs(before: str, after: str) -> bool:
    """Whether two lines say different things: their letters differ, not only marks, case or spacing."""
    return letters(before) != letters(after)


def stretches(change: Change) -> tuple[Stretch, ...]:
    """``change`` word by word; as a whole, where so little is left that the words would be a jumble."""
    old, new = _WORD.findall(change.before)[:_MOST_WORDS], _WORD.findall(change.after)[:_MOST_WORDS]
    found: list[Stretch] = []
    codes = SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes()
    if len(codes) > _MOST_STRETCHES:
        codes = [("replace", 0, len(old), 0, len(new))]
    for kind, i, j, k, m in codes:
        if kind == "equal":
            found.append(Stretch("".join(old[i:j]), before=True, after=True))
            continue
        found += [Stretch("".join(old[i:j]), before=True, after=False)] if i < j else []
        found += [Stretch("".join(new[k:m]), before=False, after=True)] if k < m else []
    return tuple(found)


def versions(found: Iterable[Stretch]) -> Change:
    """The sentence that is ``found`` in stretches, as it was and as it is."""
    stretched = tuple(found)
    return Change(
        "".join(each.text for each in stretched if each.before),
        "".join(each.text for each in stretched if each.after),
    )


def near_difference(change: Change) -> Change:
    """``change`` from a little before where its versions part, so that a cut at the end shows the difference."""
    shared = next(
        (place for place, (one, other) in enumerate(zip(change.before, change.after, strict=False)) if one != other),
        min(len(change.before), len(change.after)),
    )
    start = change.before.rfind(" ", 0, max(0, shared - _BEFORE)) + 1
    if not start or not change.before or not change.after:
        return change
    return Change(f"…{change.before[start:]}", f"…{change.after[start:]}")


def _sentences(text: str) -> list[tuple[str, str]]:
    """The sentences of ``text``, each with its letters."""
    return [(key, sentence) for sentence in _cut(text) if (key := letters(sentence))]


def _cut(text: str) -> Iterator[str]:
    starts = [*sentence_starts(text), len(text)]
    return (text[start:end].strip() for start, end in pairwise(starts))


def _common(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """How many sentences at the beginning, and of the rest at the end, are the same."""
    least = min(len(old), len(new))
    head = next((place for place in range(least) if old[place][0] != new[place][0]), least)
    rest = least - head
    tail = next((place for place in range(rest) if old[-1 - place][0] != new[-1 - place][0]), rest)
    return head, tail


def letters(text: str) -> str:
    """The letters and digits of ``text``, folded: what two texts share that differ in marks, case or spacing alone."""
    return "".join(char for word in text.split() for char in fold(word) if char.isalnum())
