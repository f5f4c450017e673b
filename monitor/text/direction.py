"""Which way a text runs, for the ``dir`` attribute of mails and pages."""

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

# https://www.w3.org/International/questions/qa-scripts: languages written right to left today.
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "azb", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)

_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction(text: str) -> Direction:
    """The direction of ``text``: that of its first letter with a strong direction (UAX #9, rule P2); else ltr."""
    for char in text:
        strong = _STRONG.get(unicodedata.bidirectional(char))
        if strong is not None:
            return strong
    return "ltr"


def language_direction(language: str | None) -> Direction:
    """The direction of the script that ``language`` (a BCP 47 tag) is written in today; unknown ones run ltr."""
    base = (language or "").replace("_", "-").partition("-")[0].lower()
    return "rtl" if base in _RIGHT_TO_LEFT else "ltr"
