"""The words around a hit."""

from monitor.text.tokens import Passage

AROUND = 40
_ELLIPSIS = "…"


def snippet(passage: Passage, start: int, end: int) -> str:
    """The text from ``start`` to ``end`` with about 40 characters either side, within its paragraph.

    Cut between words where there are spaces; an ellipsis shows where something was cut off.
    """
    text = passage.text
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    # Looking no further than the snippet keeps a megabyte without line ends from being walked for every hit.
    left = max(left, text.rfind("\n", left, start) + 1)
    line_end = text.find("\n", end, right)
    right = line_end if line_end >= 0 else right
    first = left == 0 or text[left - 1] == "\n"
    last = right == len(text) or text[right] == "\n"
    before, after = text[left:start], text[end:right]
    if not first and not text[left - 1].isspace() and (space := before.find(" ")) >= 0:
        before = before[space:]
    if not last and not text[right].isspace() and (space := after.rfind(" ")) >= 0:
        after = after[:space]
    opening = "" if first else _ELLIPSIS
    closing = "" if last else _ELLIPSIS
    return f"{opening}{before.lstrip()}{text[start:end]}{after.rstrip()}{closing}"
