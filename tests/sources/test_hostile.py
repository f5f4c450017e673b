"""What is read from a feed that means harm, or is none."""

import asyncio
import contextlib
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import Fault, ParseError
from monitor.sources import parse_feed
from tests.sources.samples import item, rss

URL = "https://e.example/feed"
PAGE = """<!DOCTYPE html><html><head><title>Daily &amp; News</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Hello</body></html>"""


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("", None, "The answer is empty"),
        ("  \n\t ", None, "The answer is empty"),
        ("\0\0\0\0", None, "The answer is empty"),
        (PAGE, "text/html", "an HTML page titled `Daily & News`, not a feed; it offers the feed /feed.xml"),
        ("<html><title>Just a moment...</title></html>", "text/html", "a challenge page titled `Just a moment...`"),
        ("Hello, world.", "text/plain", "(text/plain) is not a feed; it begins with `Hello, world.`"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "(image/svg+xml) is not a feed"),
    ],
)
def test_what_is_no_feed_is_called_what_it_is(body: str, content_type: str | None, words: str) -> None:
    """The owner of a wrong address reads what stands there instead of a feed, and what to do."""
    with pytest.raises(ParseError) as caught:
        parse_feed(body.encode(), content_type, URL)
    assert caught.value.fault is (Fault.HTTP_CHALLENGE if "challenge" in words else Fault.NOT_A_FEED)
    assert words in caught.value.detail


# Anything that opens a file or a connection while a document is parsed is written down and forbidden.
AUDITED = """
import sys
from pathlib import Path
from monitor.errors import ParseError
from monitor.sources import parse_feed
parse_feed(b"<rss version='2.0'><channel><title>warm up</title></channel></rss>", None, "https://e.example/")
forbidden = ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen", "os.system")
touched = []
sys.addaudithook(lambda event, args: touched.append((event, str(args))) if event in forbidden else None)
bodies, secret = eval(sys.stdin.read())
for body in bodies:
    try:
        feed = parse_feed(body, "application/xml", "https://e.example/")
    except ParseError:
        continue
    assert secret not in repr(feed), feed
print(touched)
assert touched == []
Path("/etc/hostname").exists()
open("/dev/null").close()
assert len(touched) == 1, "the hook does not work"
"""


async def test_parsing_opens_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No body makes the parser open a file or a connection: not as a path, not as a URL, not by an entity."""
    secret = tmp_path_factory.mktemp("secret") / "feed.xml"
    secret.write_text(rss([item(1, title="canary")]))
    path = str(secret)
    outside = "<?xml version='1.0'?><!DOCTYPE rss {}><rss version='2.0'><channel><title>&x;</title>{}</channel></rss>"
    bodies = [
        path,
        f"file://{path}",
        "http://127.0.0.1:9/feed",
        "feed://127.0.0.1:9/feed",
        outside.format(f"[<!ENTITY x SYSTEM 'file://{path}'>]", item(2, title="&x;")),
        outside.format(f"[<!ENTITY % x SYSTEM 'file://{path}'> %x;]", item(2)),
        outside.format("SYSTEM 'http://127.0.0.1:9/feed.dtd'", item(2)),
        outside.format("", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='" + path + "'/>" + item(2)),
        "<?xml-stylesheet href='http://127.0.0.1:9/x.xsl' type='text/xsl'?>" + rss([item(2)]),
    ]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", AUDITED, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    _, errors = await child.communicate(repr(([body.encode() for body in bodies], "canary")).encode())
    assert child.returncode == 0, errors.decode()


def nested_entities() -> str:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    return f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{levels}]><rss version='2.0'><channel><title>&e11;</title></channel></rss>"


def wide_entities() -> str:
    return (
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 50_000}'>]><rss version='2.0'><channel>"
        f"<title>{'&a;' * 50_000}</title></channel></rss>"
    )


@pytest.mark.parametrize(
    "document",
    [
        nested_entities(),
        wide_entities(),
        rss([f"<item><description>{'&lt;!-- ' * 60_000}</description></item>"]),
        rss([f"<item><title>{'&lt;!-- ' * 60_000}</title></item>"]),
        rss([f"<item><title>{'&lt;script ' * 60_000}</title></item>"]),
        rss(["<item>" + "<a>" * 20_000]),
        rss(["<item><title>" + "<![CDATA[" * 20_000]),
    ],
    ids=["laughs", "quadratic-entities", "comments", "title-comments", "scripts", "depth", "cdata"],
)
def test_bombs_are_cheap(document: str) -> None:
    """Documents made to blow up a parser cost little time; whether they count as feeds does not matter."""
    started = time.process_time()
    with contextlib.suppress(ParseError):
        parse_feed(document.encode(), None, URL)
    assert time.process_time() - started < 3


def test_control_characters_do_not_get_through() -> None:
    """NULs, escapes and direction overrides in a feed end neither in titles nor in texts, nor do they hide entries."""
    dirty = rss([item(1, title="a\0b\x1b[31m\u202ec"), item(2)])
    first, second = parse_feed(dirty.encode(), None, URL).entries
    assert (first.title, second.title) == ("ab[31mc", "Report 2")


PIECES = [
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<guid>",
    "<pubDate>", "Fri, 32 Foo 2026 99:99:99 +9999", "2026-13-45T99:99:99Z",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<id>", "<updated>", "<content type='xhtml'>",
    "<content type='application/octet-stream'>", "====", "<author>", "<name>", "a@b (c)",
    "<link href='http://[::1'/>", "<link href='//'/>", "xml:base='http://['", "<![CDATA[", "]]>", "<!--", "-->",
    "&#0;", "&#xD800;", "&#x110000;", "&bogus;", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "]>", "\x00", "\ufeff", "\u202e",
    "\x1b", "<?xml version='1.0' encoding='utf-7'?>", "<georss:point>1 a</georss:point>", "<itunes:image/>",
    "<media:content url=':'/>", "<category/>", "<enclosure length='x'/>", "<rdf:RDF>", "</", ">", "<",
]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map(
            lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
        ),
    ),
    st.none() | st.text(max_size=40) | st.just("text/xml; charset=utf-16"),
    st.sampled_from([URL, "", "http://[", "//x"]),
)
def test_nothing_but_parse_errors(body: bytes, content_type: str | None, url: str) -> None:
    """Whatever bytes come, the answer is a feed or a ParseError, and what is read is clean."""
    try:
        feed = parse_feed(body, content_type, url)
    except ParseError:
        return
    for entry in feed.entries:
        assert not any(ord(character) < 32 or "\ud800" <= character <= "\udfff" for character in entry.title)
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
