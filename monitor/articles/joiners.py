"""Carries invisible characters that spelling needs through trafilatura, which drops whatever Python cannot print.

The zero-width non-joiner of "می‌شود" and the joiner of "क्‍ष" are format characters, as are Arabic number signs; letters
newer than Python's Unicode tables count as unprintable too. What may be stored is decided in :mod:`.plain`, and only
there; so all else that cannot be printed is replaced by a printable stand-in before, and put back after.
"""

import unicodedata
from collections.abc import Mapping

from monitor.articles.html import Element
from monitor.articles.plain import plain_line

# The last of the variation selectors (https://www.unicode.org/charts/PDF/UE0100.pdf): printable, no letters, and not
# registered for any ideograph (https://unicode.org/ivd/). A page that holds them itself loses them.
_STAND_INS = range(0xE0180, 0xE01F0)
_PRIVATE = "Co"  # means something only in the page's own font: icons


def shelter(tree: Element) -> Mapping[int, str]:
    """Replace in the text of ``tree`` what trafilatura would drop; gives the table for :func:`restore`."""
    used = set("".join(text for text in tree.itertext() if not text.isascii()))
    needed = sorted(filter(_is_endangered, used))
    back = dict(zip(_STAND_INS, needed, strict=False))
    if not back:
        return {}
    there: dict[int, int | None] = dict.fromkeys(_STAND_INS)
    there.update({ord(character): stand_in for stand_in, character in back.items()})
    for element in tree.iter():
        if element.text and not element.text.isascii():
            element.text = element.text.translate(there)
        if element.tail and not element.tail.isascii():
            element.tail = element.tail.translate(there)
    return back


def restore(text: str, back: Mapping[int, str]) -> str:
    """``text`` with the characters that :func:`shelter` replaced."""
    return text.translate(back) if back else text


def _is_endangered(character: str) -> bool:
    if character.isprintable() or character.isspace() or unicodedata.category(character) == _PRIVATE:
        return False
    return character in plain_line(f"م{character}م")  # between letters, where spelling needs it
