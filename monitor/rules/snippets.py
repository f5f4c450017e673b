"""The words around a hit."""

from monitor.text.tokens import Passage

AROUND = 40
_ELLIPSIS = "…"


def snippet(passage: Passage, start: int, end: int) -> str:
    """The text from ``start`` to ``end`` with about 40 characters either side, within its paragraph.

    Cut between words where there are spaces; an ellipsis shows where something was cut off.
    """
    text = passage.text
    first, last = passage.paragraph_span(start)[0], passage.paragraph_span(end)[1]
    left, right = max(first, start - AROUND), min(last, end + AROUND)
    before, after = text[left:start], text[end:right]
    if left > first and not text[left - 1].isspace() and (space := before.find(" ")) >= 0:
        before = before[space:]
    if right < last and not text[right].isspace() and (space := after.rfind(" ")) >= 0:
        after = after[:space]
    opening = _ELLIPSIS if left > first else ""
    closing = _ELLIPSIS if right < last else ""
    return f"{opening}{before.lstrip()}{text[start:end]}{after.rstrip()}{closing}"
