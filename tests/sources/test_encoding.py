"""Feeds in the encodings that are still about, told rightly or wrongly."""

import pytest

from monitor.errors import Fault, ParseError
from monitor.sources import parse_feed

TEXTS = {
    "utf-8": "الأمن السيبراني ومحادثات جنيف",
    "utf-8-sig": "Переговоры в Женеве",
    "utf-16": "الأمن السيبراني",
    "utf-16-le": "Переговоры в Женеве",
    "utf-16-be": "网络安全会谈",
    "utf-32": "Genève",
    "windows-1256": "الأمن السيبراني في خطر والمحادثات مستمرة",
    "windows-1251": "Переговоры в Женеве продолжаются",
    "koi8-r": "Переговоры в Женеве продолжаются",
    "gb18030": "网络安全会谈今天在日内瓦举行",
    "big5": "網絡安全會談今天在日內瓦舉行",
    "shift_jis": "ジュネーブで軍備管理の協議が行われた",
    "iso-8859-1": "Négociations à Genève",
    "windows-1250": "Žádná jednání v Ženevě",
}
HEADERS = [
    None,
    "application/rss+xml; charset=utf-8",
    "text/xml",
    "text/html; charset=us-ascii",
    "application/rss+xml; charset=ISO-8859-1",
    "application/xml; charset=klingon",
]


def feed(title: str, encoding: str, declared: str | None) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    language = "cs" if encoding == "windows-1250" else "xx"
    head = f"{declaration}<rss version='2.0'><channel><language>{language}</language>"
    return f"{head}<item><title>{title}</title></item></channel></rss>".encode(encoding)


@pytest.mark.parametrize("encoding", TEXTS)
def test_reads_right_whatever_is_claimed(encoding: str) -> None:
    """The words come out as they were written: with the right claim, with none, and with the usual false ones."""
    title = TEXTS[encoding]
    claims = [(header, declared) for header in HEADERS for declared in (encoding, None, "utf-8", "iso-8859-1")]
    claims += [(f"application/xml; charset={encoding}", declared) for declared in (encoding, None, "utf-8")]
    for header, declared in claims:
        (entry,) = parse_feed(feed(title, encoding, declared), header, "https://e.example/").entries
        assert entry.title == title, (header, declared)


def test_a_cut_character_does_not_spoil_the_rest() -> None:
    """A UTF-8 feed cut in the middle of a character is still read as UTF-8."""
    body = feed("الأمن السيبراني", "utf-8", "utf-8")
    cut = body[: body.index(b"</channel>")] + "<item><title>م".encode()[:-1]
    (entry,) = parse_feed(cut, None, "https://e.example/").entries
    assert entry.title == "الأمن السيبراني"


def test_bytes_that_are_no_text_are_an_error() -> None:
    """Bytes in no known encoding are called that, rather than shown as rubbish that matches nothing."""
    body = b"<rss><channel><item><title>" + bytes(range(128, 256)) * 40 + b"</title></item></channel></rss>"
    with pytest.raises(ParseError) as caught:
        parse_feed(body, None, "https://e.example/")
    assert caught.value.fault is Fault.BAD_ENCODING
