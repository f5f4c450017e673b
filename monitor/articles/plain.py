"""Text as it may be stored and shown: NFC, single blanks, no control characters, nothing that turns lines around."""

import re
import unicodedata

from monitor.model import Entry

# Embeddings, overrides, isolates and marks of UAX #9, "Directional Formatting Characters". They can make a stored line
# read other than it is (https://trojansource.codes/); the renderers of this program set the direction of each text
# themselves. Zero-width joiner and non-joiner stay: Persian and Indic spelling needs them.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Soft hyphen and zero-width space split words that are one; word joiner and byte order mark show nothing.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_DROPPED = re.compile(
    rf"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff{_BIDI}{_INVISIBLE}]"
)
# Beside a blank, a digit or a Latin letter the non-joiner parts nothing; sites set it around words against linking.
_IDLE_NON_JOINER = re.compile("(?:^|(?<=[\x00-\x7f]))\u200c+|\u200c+(?=[\x00-\x7f]|$)")
_BREAK = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"\w+")
# Kana, Han and Hangul.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_DENSER = 1.5
_LONGEST_TITLE = 500
_OPENING = 400
_OPENING_KEY = 80


def plain_line(text: str) -> str:
    """``text`` as one line; line breaks become blanks."""
    line = " ".join(_DROPPED.sub("", text).split())
    if "\u200c" in line:
        line = _IDLE_NON_JOINER.sub("", line)
    return unicodedata.normalize("NFC", line)


def plain_lines(text: str) -> list[str]:
    """The paragraphs of ``text``, one for each of its non-empty lines."""
    return [line for line in map(plain_line, _BREAK.split(text)) if line]


def likeness_key(text: str) -> str:
    """What two lines have in common when they differ only in case, punctuation and blanks."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def opening_key(text: str) -> str:
    """The :func:`likeness_key` of how ``text`` begins: its first 80 characters, also where its end was cut off.

    Only the first 400 characters are looked at, so that a page of endless lines costs no more than another.
    """
    return likeness_key(text[:_OPENING])[:_OPENING_KEY]


def weight(text: str) -> float:
    """How much ``text`` says, in letters of an alphabet: one of Chinese, Japanese or Korean says as much as 2.5.

    The same report (``tests/data/reports.yaml``) has 764 letters in English, 330 in Japanese, 229 in Chinese.
    """
    letters = len(likeness_key(text))
    return letters if text.isascii() else letters + _DENSER * len(_DENSE.findall(text))


def is_dense(text: str) -> bool:
    """Whether most letters of ``text`` are of a script that says more in one of them."""
    return len(_DENSE.findall(text)) * 2 > len(likeness_key(text))


def words(text: str) -> frozenset[str]:
    """The distinct words of ``text``, without case."""
    return frozenset(_WORD.findall(text.casefold()))


def headline(entry: Entry) -> str:
    """The title of ``entry`` as its article has it; may be empty."""
    return plain_line(entry.title)[:_LONGEST_TITLE]
