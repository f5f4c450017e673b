"""Text that somebody read in a wrong encoding before it came to us, where what it was is sure.

UTF-8 read as a page of eight bits leaves marks that nothing else leaves (Ø§Ù„, Ð¿Ñ€Ð¸, Ã©). `ftfy
<https://ftfy.readthedocs.io/>`_ knows them for the pages of the West and of Russia; Arabic ones, where it is ط§ظ„, are
told here by the same sign: that the bytes are UTF-8, which hardly ever fits by chance.
"""

import re

from ftfy import bad_codecs, fix_encoding
from ftfy.badness import is_bad

# Every page that ftfy tries, and for each the first and a following byte of a character in UTF-8, as it shows them.
# ftfy's own look at a text takes many times as long as this.
_PAGES = (
    "latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
    "sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437",
)  # fmt: skip
_LONGEST = 400_000  # a text that is longer is taken as it is
# The two bytes that most Arabic letters have in UTF-8, D8 and D9, as windows-1256 shows them, each with its follower.
_ARABIC_PAIRS = re.compile("(?:[طظ][^\\s\x00-\x7f]){3}")
# "Ã " may be what became of "à" when a blank was made of its second byte; alone it proves nothing.
_UNSURE = re.compile("[ÂÃ] ")


bad_codecs.ok()


def _pairs() -> re.Pattern[str]:
    first, following = bytes(range(0xC2, 0xF5)), bytes(range(0x80, 0xC0))
    pages = [(re.escape(first.decode(page)), re.escape(following.decode(page))) for page in _PAGES]
    # The class in front lets the search pass over what begins no pair on any page.
    return re.compile(f"(?=[{''.join(one for one, _ in pages)}])(?:{'|'.join(f'[{a}][{b}]' for a, b in pages)})")


_PAIR = _pairs()


def repaired(text: str) -> str:
    """``text`` as it was written, or as it is where nothing is surely wrong with it."""
    if text.isascii() or len(text) > _LONGEST:
        return text
    if _ARABIC_PAIRS.search(text):
        return "".join(map(_arabic, re.split(r"(<[^<>]*>|\n)", text)))
    return fix_encoding(text) if _PAIR.search(text) and is_bad(_UNSURE.sub("", text)) else text


def _arabic(part: str) -> str:
    if not _ARABIC_PAIRS.search(part):
        return part
    try:
        return part.encode("cp1256").decode("utf-8")
    except UnicodeError:
        return part
