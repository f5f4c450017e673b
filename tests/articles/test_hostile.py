"""Pages made to break the reader: each is an answer or a ParseError, and soon."""

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.articles import extract_page
from monitor.articles.html import MAX_BYTES, MAX_ELEMENTS
from monitor.errors import Fault, ParseError
from tests.articles.samples import NOW, filler

TEXT = filler("Talks on arms control resumed in Geneva on Wednesday, officials said after the meeting.")

REFUSED = {
    "empty": b"",
    "blank": b" \n\t ",
    "no mark-up": b'{"answer": 42}',
    "pdf": b"%PDF-1.7 <html>",
    "too many elements": b"<html><body>" + b"<a href=x>y</a>" * 100_000,
    "too big": b"<html><body>" + b"x" * MAX_BYTES,
    "only nulls": b"\x00" * 1000,
}
ANSWERED = {
    "5,000 levels": "<div>" * 5000 + TEXT,
    "50,000 inline levels": "<b>" * 50_000 + TEXT,
    "nulls": TEXT.replace("e", "e\x00"),
    "deep JSON-LD": f'<script type="application/ld+json">{"[" * 100_000}</script>{TEXT}',
    "JSON-LD of odd types": '<script type="application/ld+json">{"@type": [1, {}], "author": [[1], {"name": 3}],'
    f' "headline": 7, "@graph": "x", "publisher": []}}</script>{TEXT}',
    "huge number": f'<script type="application/ld+json">{"9" * 100_000}</script>{TEXT}',
    "strange links": f"<link rel=canonical href='http://[::1'><meta property='og:url' content='//['>{TEXT}",
    "unclosed everything": f"<html><head><title><body><table><tr><td><p><a href='{TEXT}",
    "a title of many parts": f"<title>{'a | ' * 200_000}</title>{TEXT}",
    "spaces": f"<p>{' ' * 2_000_000}</p>{TEXT}",
    "opening brackets": f"{TEXT}<p>{'(' * 100_000}</p>",
    "list of links": f"{TEXT}<ul>{'<li><a href=x>word</a>' * 14_000}</ul>",
    "one endless line": f"<p>{'word ' * 400_000}</p>",
    "long lines": "".join(f"<p>{f'The lamps of harbour {at} were lit. ' * 33}</p>" for at in range(8000)),
    "articles in the head": "<title>T</title>" + "<article>The lamps were lit.</article>" * (MAX_ELEMENTS - 100),
    "headings": TEXT + "<h3>word</h3>" * (MAX_ELEMENTS - 100) + filler("They meet again."),
    "times": "<div><h1>T</h1>" + "<time datetime=x>y</time>" * (MAX_ELEMENTS - 100) + TEXT,
    "many links": TEXT + "<a href=x>y</a> " * (MAX_ELEMENTS - 100),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_page_is_refused_by_name(name: str) -> None:
    """The owner of a feed reads what its page was instead."""
    with pytest.raises(ParseError) as caught:
        extract_page(REFUSED[name], content_type="text/html", url="https://news.example/", now=NOW)
    assert caught.value.fault is Fault.NOT_A_PAGE
    assert len(caught.value.detail) > 10


def test_a_pdf_is_refused_by_its_type() -> None:
    """A link to a document is not an article page."""
    with pytest.raises(ParseError, match="application/pdf"):
        extract_page(b"<html>", content_type="application/pdf", url=None, now=NOW)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_hostile_page_is_read_or_refused_in_time(name: str) -> None:
    """No page raises anything else, and none holds a worker for longer than its limit allows."""
    started = time.process_time()
    with suppress(ParseError):
        extract_page(ANSWERED[name].encode(), content_type="text/html", url="https://news.example/", now=NOW)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("label", ["utf-7", "idna", "rot13", "no-such-charset", "utf-16", "hex", "x" * 300])
def test_a_false_charset_label_does_no_harm(label: str) -> None:
    """A wrong or absurd label costs nothing: the text is still read."""
    page = f"<html><body><article>{TEXT}</article></body></html>".encode()
    found = extract_page(page, content_type=f"text/html; charset={label}", url=None, now=NOW)
    assert "Talks on arms control" in found.text


PIECES = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<a href='x'>", "</a>", "<article>", "<time datetime='2025-13-45'>", "<br>",
     "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","author":', "<table><tr><td>", "\x00",
     "<meta charset=utf-16>", "<h1>", "Read more: ", "٢٥ أبريل ٢٠٢٥", "\ud800", "\u202e", "(AFP)", "<!--", "]]>", TEXT]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30), st.sampled_from([None, "utf-8", "utf-16", "big5"])
)
def test_any_soup_is_a_clean_text_or_a_parse_error(pieces: list[str], charset: str | None) -> None:
    """Whatever comes in, what goes out can be stored and shown."""
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    content_type = f"text/html; charset={charset}" if charset else None
    try:
        found = extract_page(body, content_type=content_type, url="https://news.example/", now=NOW)
    except ParseError:
        return
    found.text.encode("utf-8")
    assert not set(found.text) & set("\x00\r\u202e\u2066")
    assert all(line.strip() == line != "" for line in found.text.split("\n") if found.text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_an_answer_or_a_parse_error(body: bytes) -> None:
    """Bytes that are no text at all raise nothing else."""
    with suppress(ParseError):
        extract_page(body, content_type=None, url=None, now=NOW)
