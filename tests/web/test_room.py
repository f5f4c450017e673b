"""The web room: what feed readers and people get from it, and what strangers do not."""

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import httpx
import pytest
from structlog.testing import capture_logs

from monitor.alerts import FeedShelf
from monitor.errors import StoreError
from tests.alerts.samples import ARABIC, RULE, delivery, hit
from tests.servers import exchange
from tests.web.desk import Desk

TOKEN = "a-token-of-the-tests-0123456789"
BASE = "https://news.example.org/monitor"
FEED = "/feeds/readers/all.atom"
# fmt: off
UNSERVED = [
    "/feeds/readers", "/feeds/readers/", "/feeds/readers/all", "/feeds/readers/all.xml", "/feeds/readers/all.atom/",
    "/feeds/readers/.all.json.part", "/feeds/readers/rules", "/feeds/readers/rules/", "/feeds/readers/rules/.json",
    "/feeds/readers/rules/link.json", "/feeds/readers/rules/pipe.json", "/feeds/readers/rules/folder.atom",
    "/feeds/readers/rules/../../secret.json", "/feeds/readers/rules/..%2f..%2fsecret.json",
    "/feeds/readers/rules/%2e%2e%2f%2e%2e%2fsecret.json", "/feeds/readers/rules/%252e%252e%252fsecret.json",
    "/feeds/readers/rules/..%5c..%5csecret.json", "/feeds/readers/%2e%2e/secret.json", "/feeds/readers/../secret.json",
    "/feeds/readers/rules/talks%00.json", "/feeds/readers/rules/%00.json", "/feeds/readers/rules/%ff%fe.json",
    "/feeds/readers/rules/TALKS.json", "/feeds//all.json", "//feeds/readers/all.json", "/feeds/%2e/all.json",
    "/feeds/../feeds/private/all.json", "/feeds/private/all.json", "/feeds/room/all.json", "/feeds/unknown/all.json",
    "/feeds/readers%2fall.json/x", "/static/x", "/docs", "/openapi.json", "http://localhost/feeds/readers/all.json",
    "/feeds/readers/rules/" + "a" * 5000 + ".json",
]
# fmt: on


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
async def port(desk: Desk) -> AsyncIterator[int]:
    room = desk.open_room()
    yield room.port
    await room.aclose()


@pytest.fixture
async def http(port: int) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield client


def _age(desk: Desk, seconds: int = 60) -> None:
    """Have the files of the readers been written some time ago."""
    then = (desk.clock.now() - timedelta(seconds=seconds)).timestamp()
    for path in (desk.directory / "readers").rglob("*.json"):
        os.utime(path, (then, then))


async def test_feed_readers_get_the_feeds_of_a_channel(desk: Desk, http: httpx.AsyncClient) -> None:
    """All alerts, and those of a rule, in both forms, under the address that the settings give them now."""
    await desk.write()
    await desk.write(delivery(ARABIC, hit(ARABIC, "الحد من التسلح"), rule=replace(RULE, id="arabic")))
    desk.said["web"] = {"base_url": BASE + "/"}
    for path, titles in ((FEED, [ARABIC.title, "Delegations"]), ("/feeds/readers/rules/talks.atom", ["Delegations"])):
        answer = await http.get(path)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        atom = feedparser.parse(answer.content)
        assert not atom.bozo
        assert [entry.title[: len(title)] for entry, title in zip(atom.entries, titles, strict=True)] == titles
        assert atom.feed.links[0].href == BASE + path
        answer = await http.get(path.replace(".atom", ".json"))
        assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
        assert answer.json()["feed_url"] == BASE + path.replace(".atom", ".json")
        assert [item["id"] for item in answer.json()["items"]] == [entry.id for entry in atom.entries]
    head = await http.head(FEED)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len((await http.get(FEED)).content))
    assert (await http.post(FEED)).status_code == 405

    readers = {"directory": desk.directory / "readers", "url": "https://elsewhere.example/here/"}
    desk.said["channels"] = {"readers": {"feed": readers}}
    links = feedparser.parse((await http.get("/feeds/readers/rules/talks.atom")).content).feed.links
    assert links[0].href == "https://elsewhere.example/here/rules/talks.atom"


async def test_what_a_reader_has_is_not_sent_again(desk: Desk, http: httpx.AsyncClient) -> None:
    """By tag or by date, 304 until something is new; the tag decides, and knows the feed's own address and form."""
    await desk.write()
    fresh = await http.get(FEED)
    assert "last-modified" not in fresh.headers
    _age(desk)
    first = await http.get(FEED)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"other", W/{tag}'},
        {"if-none-match": "*"},
        [("if-none-match", '"other"'), ("if-none-match", tag)],
        {"if-modified-since": date},
    ):
        again = await http.get(FEED, headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["last-modified"] == date
    for headers in (
        {"if-none-match": '"other"', "if-modified-since": date},
        {"if-modified-since": "Fri, 02 Jan 2026 03:03:04 GMT"},
        {"if-modified-since": "yesterday"},
        {"if-modified-since": "Fri, 02 Jan 99999999999999999999 03:03:04 GMT"},
    ):
        assert (await http.get(FEED, headers=headers)).status_code == 200
    assert (await http.get(FEED.replace("atom", "json"), headers={"if-none-match": tag})).status_code == 200
    desk.said["web"] = {"base_url": BASE}
    moved = await http.get(FEED, headers={"if-none-match": tag})
    assert moved.status_code == 200
    await desk.write(rule="other")
    assert (await http.get(FEED, headers={"if-none-match": moved.headers["etag"]})).status_code == 200


async def test_a_feed_may_be_subscribed_to_before_its_first_alert(desk: Desk, http: httpx.AsyncClient) -> None:
    """Rules in force have an empty feed, under the id that it keeps; others, and what goes elsewhere, have none."""
    empty = [feedparser.parse((await http.get(path)).content) for path in (FEED, "/feeds/readers/rules/talks.atom")]
    assert [(feed.bozo, len(feed.entries)) for feed in empty] == [(False, 0)] * 2
    assert not (desk.directory / "readers").exists()
    await desk.write()
    feed = feedparser.parse((await http.get(FEED)).content)
    assert (feed.feed.id, feed.feed.title) == (empty[0].feed.id, empty[0].feed.title)
    assert (await http.get("/feeds/readers/rules/unheard-of.atom")).status_code == 404


async def test_nothing_else_leaves_the_directory(desk: Desk, port: int) -> None:
    """Neither names, nor links, nor other files and channels lead anywhere, however they are written; nothing that was
    looked at stays open.
    """
    await desk.write()
    await desk.write(channel="private")
    readers = desk.directory / "readers"
    (desk.directory / "secret.json").write_bytes((readers / "all.json").read_bytes())
    (readers / "rules" / "link.json").symlink_to(desk.directory / "secret.json")
    os.mkfifo(readers / "rules" / "pipe.json")
    (readers / "rules" / "folder.json").mkdir()
    for path in UNSERVED:
        answer = await exchange(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 404 "), path
        assert b"Delegations" not in answer, path
    settings = desk.settings.channels["readers"].feed
    assert settings is not None
    held = len([*Path("/proc/self/fd").iterdir()])
    assert FeedShelf(settings).take("folder", ()) is None
    assert len([*Path("/proc/self/fd").iterdir()]) == held
    (readers / "rules").rename(desk.directory / "elsewhere")
    (readers / "rules").symlink_to(desk.directory / "elsewhere")
    answer = await exchange(port, b"GET /feeds/readers/rules/other.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 ")


async def test_a_file_that_was_tampered_with_is_told_of(desk: Desk, http: httpx.AsyncClient) -> None:
    """It is not served, the reader is asked to come again, and one line of the log says which it is."""
    await desk.write()
    path = desk.directory / "readers" / "all.json"
    whole = json.loads(path.read_text())
    for text in (
        "{}", "[" * 100_000, json.dumps(whole | {"items": [{"id": "x"}]}), json.dumps(whole | {"items": [7]})
    ):  # fmt: skip
        path.write_text(text)
        with capture_logs() as logs:
            answer = await http.get(FEED)
        assert (answer.status_code, [line["log_level"] for line in logs]) == (503, ["error"]), text
        assert (logs[0]["path"], "exc_info" in logs[0]) == (FEED, False)
    path.write_text(json.dumps(whole))
    assert (await http.get(FEED)).status_code == 200


async def test_people_find_the_feeds(desk: Desk, http: httpx.AsyncClient) -> None:
    """A page lists the served feeds by the titles of their rules, harmless whatever these say; so do past rules."""
    await desk.write(rule="past")
    answer = await http.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = answer.text
    for words in ("Desk &amp; &lt;friends&gt;", "Arms talks", 'href="feeds/readers/rules/past.json"'):
        assert words in page
    assert 'type="application/atom+xml" title="Desk &amp; &lt;friends&gt;" href="feeds/readers/all.atom"' in page
    assert "private" not in page
    for name, value in {
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
        "connection": "close",
    }.items():
        assert answer.headers[name] == value
    assert "server" not in answer.headers


async def test_a_token_opens_the_room(desk: Desk, http: httpx.AsyncClient) -> None:
    """In a header or in the address; nothing else does, nothing is to be kept, and no log tells of it."""
    desk.said["web"] = {"token": TOKEN}
    wrong = ["", f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN}x", "Bearer \xff"]
    with capture_logs() as logs:
        for shown in wrong:
            for path in ("/", FEED, "/nowhere", FEED + "?token=", FEED + "?token=%ff%00", FEED + f"?token={TOKEN}x"):
                answer = await http.get(path, headers=[(b"authorization", shown.encode("latin-1"))])
                assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
                assert answer.text.endswith("or at the end of the address, ?token=TOKEN\n")
        for path, shown in ((FEED + f"?token={TOKEN}", ""), (FEED, f"bearer {TOKEN}")):
            answer = await http.get(path, headers={"Authorization": shown})
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert (await http.get("/healthz")).text == "ok\n"
        page = await http.get("/", params={"token": TOKEN})
    assert f'href="feeds/readers/all.atom?token={TOKEN}"' in page.text
    assert TOKEN not in (await http.get("/", headers={"Authorization": f"Bearer {TOKEN}"})).text
    assert logs == []
    desk.said["web"] = {"token": TOKEN[::-1]}
    assert (await http.get(FEED, params={"token": TOKEN})).status_code == 401


async def test_names_of_strangers_do_not_lead_in(desk: Desk, port: int) -> None:
    """A page whose name was made to lead to this machine (DNS rebinding) is answered nothing."""
    desk.said["web"] = {"base_url": "https://News.example.org:8443/x"}
    for host, status in {
        "evil.example": 421, f"evil.example:{port}": 421, "localhost.evil.example": 421, "": 421, "[": 421,
        "a@localhost": 421, "localhost": 200, f"127.0.0.1:{port}": 200, "[::1]": 200, "LOCALHOST:1": 200,
        "news.example.org": 200, "news.example.org:443": 200,
    }.items():  # fmt: skip
        for path in (FEED, "/healthz"):
            answer = await exchange(port, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert answer.startswith(f"HTTP/1.1 {status} ".encode()), host
    assert (await exchange(port, b"GET / HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.1 421 ")


async def test_no_address_of_others_is_open_without_a_token(desk: Desk) -> None:
    """Not even while the settings, which are newer than the address, want none; by any name, with the token."""
    room = desk.open_room("0.0.0.0:0")
    head = "GET {} HTTP/1.1\r\nHost: anything.example\r\n\r\n"
    try:
        for web, path, status in (
            (None, FEED, 401),
            ({"listen": "127.0.0.1:1"}, FEED + "?token=", 401),
            ({"listen": "0.0.0.0:1", "token": TOKEN}, FEED, 401),
            ({"listen": "0.0.0.0:1", "token": TOKEN}, FEED + f"?token={TOKEN}", 200),
            ({"listen": "0.0.0.0:1", "token": TOKEN}, "/healthz", 200),
        ):
            desk.said["web"] = web
            answer = await exchange(room.port, head.format(path).encode())
            assert answer.startswith(f"HTTP/1.1 {status} ".encode()), (web, path)
    finally:
        await room.aclose()


async def test_bad_requests_are_no_news(desk: Desk, port: int, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is sent, nothing is logged, and the next reader is served."""
    with capture_logs() as logs:
        for sent in (
            b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
            b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
            b"GET /\xff?\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: [\r\n\r\n", b"GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"GET /?" + b"token=x&" * 1500 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ):  # fmt: skip
            answer = await exchange(port, sent)
            assert not answer.startswith(b"HTTP/1.1 5"), (sent[:60], answer)
    assert logs == []
    assert caplog.records == []
    assert (await exchange(port, f"GET {FEED} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())).startswith(
        b"HTTP/1.1 200 "
    )


async def test_health_is_that_of_the_service(desk: Desk, http: httpx.AsyncClient) -> None:
    """200 while the service is at work and its store answers; the store is asked once a second, whoever asks."""
    for well, status in ((True, 200), (False, 503), (StoreError("locked"), 503), (True, 200)):
        desk.well = well
        desk.clock.advance(timedelta(seconds=1))
        answers = [await http.get("/healthz"), await http.head("/healthz")]
        assert {answer.status_code for answer in answers} == {status}
    assert desk.asked == 4
