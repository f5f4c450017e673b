"""Text from outside, made harmless for a header, a mail and a terminal.

A title may hold control characters, line separators, lone surrogates, or bidirectional overrides that show a text in
another order than it has (Trojan Source, CVE-2021-42574). Nothing here changes what a reader sees of an honest text:
joiners that Persian and Indic scripts and emoji need stay, and so do the left-to-right and right-to-left marks.
"""

import re
import unicodedata

# Line breaks of every kind: C0, NEL, LS and PS.
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# C0, DEL and C1 controls; embeddings and overrides; isolates (ours are added later); invisible fillers; surrogates;
# interlinear annotation; tag characters, which can hide a text in another.
_UNWANTED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_ELLIPSIS = "…"
_ZERO_WIDTH_JOINER = "\u200d"


def without_controls(text: str) -> str:
    """``text`` without characters that control rather than show; line breaks of any kind become single spaces."""
    return _UNWANTED.sub("", _BREAKS.sub(" ", text))


def one_line(text: str, limit: int | None = None) -> str:
    """``text`` on one harmless line, at most ``limit`` characters long (cut at a word, with an ellipsis)."""
    line = _SPACES.sub(" ", without_controls(text)).strip()
    return line if limit is None else clip(line, limit)


def clip(text: str, limit: int) -> str:
    """The beginning of ``text``, at most ``limit`` characters with the ellipsis that marks a cut.

    The cut falls between words where one ends in the last third, and never between a letter and its marks.
    """
    if len(text) <= limit:
        return text
    room = limit - len(_ELLIPSIS)
    space = text.rfind(" ", 2 * room // 3, room + 1)
    end = space if space > 0 else before_marks(text, room)
    return text[:end].rstrip(" ,;:،؛、，") + _ELLIPSIS


def before_marks(text: str, place: int) -> int:
    """The last place at or before ``place`` where ``text`` can be cut without tearing a letter from its marks."""
    while 0 < place < len(text) and (
        unicodedata.combining(text[place])
        or unicodedata.category(text[place]) in {"Mn", "Mc", "Me"}
        or _ZERO_WIDTH_JOINER in text[place - 1 : place + 1]
        or text[place] in "\ufe0e\ufe0f"
        or "\U0001f3fb" <= text[place] <= "\U0001f3ff"
    ):
        place -= 1
    return place
