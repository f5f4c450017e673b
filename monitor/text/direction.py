"""Which way a text runs, for the ``dir`` attribute of mails and pages."""

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

# https://www.w3.org/International/questions/qa-scripts: languages written right to left today.
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "azb", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)

# Codes of ISO 15924 for scripts that run right to left: https://www.unicode.org/iso15924/
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    {"adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "syre", "syrj", "syrn", "thaa"}
)

_ISOLATES: dict[Direction | None, str] = {None: "\u2068", "ltr": "\u2066", "rtl": "\u2067"}
_POP_ISOLATE = "\u2069"
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction(text: str) -> Direction:
    """The direction of ``text``: that of its first letter with a strong direction (UAX #9, rule P2); else ltr."""
    for char in text:
        strong = _STRONG.get(unicodedata.bidirectional(char))
        if strong is not None:
            return strong
    return "ltr"


def sole_direction(text: str) -> Direction | None:
    """The direction that all letters of ``text`` have; ``None`` where they differ, or there are none."""
    found = {_STRONG[kind] for char in text if (kind := unicodedata.bidirectional(char)) in _STRONG}
    return found.pop() if len(found) == 1 else None


def language_direction(language: str | None) -> Direction:
    """The direction of the script that ``language`` (a BCP 47 tag) names or is written in today; unknown ones run ltr.

    A script in the tag decides (RFC 5646, section 2.2.3): "ar-Latn" is Arabic in Latin letters.
    """
    base, *rest = (language or "").replace("_", "-").lower().split("-")
    script = _script_subtag(rest)
    is_rtl = base in _RIGHT_TO_LEFT if script is None else script in _RIGHT_TO_LEFT_SCRIPTS
    return "rtl" if is_rtl else "ltr"


def _script_subtag(subtags: list[str]) -> str | None:
    """The script among the ``subtags`` behind a language: four letters, before any extension ("x-...")."""
    for subtag in subtags:
        if len(subtag) == 1:
            return None
        if len(subtag) == 4 and subtag.isalpha():
            return subtag
    return None


def isolate(text: str, towards: Direction | None = None) -> str:
    """``text`` in isolates when it holds right-to-left letters, so that it cannot reorder what is around.

    It runs ``towards`` the given direction; by default that of its first strong letter. Text without such letters is
    left alone: not every mail reader hides the marks.
    """
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text):
        return f"{_ISOLATES[towards]}{text}{_POP_ISOLATE}"
    return text
