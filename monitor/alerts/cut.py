"""Texts of feeds that their publisher cut off in the middle of a sentence, and saying so. Pure."""

import re

from monitor.alerts.asides import CLOSED
from monitor.alerts.sentences import closing_mark

# Scripts that write no space between words, in which nobody can tell where one ends.
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Lengths at which feeds cut, wherever a word is: these, and every fifty characters.
_LENGTHS = frozenset({80, 120, 140, 160, 180, 240, 255, 256, 280, 320, 512})
_EVERY = 50
_CLOSING = (")", "]", "）", "»", "”", "」", "』")
_LOOSE = ' ,;:،؛、，-–—([«“„"'


def is_closed(sentence: str) -> bool:
    """Whether ``sentence`` has an end of its own: a mark, dots that say that there is more, a source in brackets."""
    return sentence.endswith(_CLOSING) or CLOSED.search(sentence) is not None


def is_cut_to_measure(text: str) -> bool:
    """Whether ``text`` is as long as feeds cut texts by counting characters."""
    return len(text) in _LENGTHS or len(text) % _EVERY == 0


def shown_as_cut(line: str, *, may_be_torn: bool) -> str:
    """``line``, which breaks off, with an ellipsis; without its last word where that ``may_be_torn``.

    A quotation that is left open is closed after the ellipsis.
    """
    head, _, last = line.rpartition(" ")
    kept = head if head and may_be_torn and not _UNSPACED.search(last) else line
    kept = kept.rstrip(_LOOSE)
    return f"{kept}…{closing_mark(kept)}"
