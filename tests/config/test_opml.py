"""OPML: what other programs export is read, whatever is wrong with it, and what we export comes back the same."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.config.opml import FeedLists, OpmlFile
from monitor.model import ContentPolicy, Feed, SourceKind
from tests.config.folder import faults, loaded

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SETTINGS = {
    "monitor.yaml": "feeds: [feeds.yaml, lists/*.opml]\n",
    "rules/rules.yaml": "rules: [{id: a, keywords: [b]}]\n",
}

MIXED = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="World"><outline text="Ближний Восток">
  <outline type="rss" text="Levant &amp; Gulf" xmlUrl="https://www.example.org/levant/rss.xml" language="ar-LB"/>
  <outline text="Nowhere" type="rss" htmlUrl="https://nowhere.example/"/>
  <outline text="Script" xmlUrl="javascript:alert(1)"/>
  <outline text="Secret" xmlURL="https://user:pass@example.org/a"/>
</outline></outline>
<outline text="Empty folder"/>
<outline text="Bare & broken" xmlUrl="http://example.com/feed?a=1&b=2&nbsp;"/>
<outline text="Levant again" xmlUrl="http://WWW.example.org:80/levant/rss.xml" category="/Region/Gulf,Top"/>
<outline text="More" type="include" url="https://example.org/more.opml"/>
<outline title="Klingon" text="k" xmlUrl="feed://tlh.example/" language="tlh" newsmonitor:interval="often"/>
</body></opml>
"""


def _read(directory: Path, text: str | bytes) -> OpmlFile:
    path = directory / "list.opml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return FeedLists().read(path)


def test_a_list_with_everything_wrong_in_it_gives_the_feeds_that_are_right(tmp_path: Path) -> None:
    """Folders become tags, duplicates and faulty outlines are told of one by one, and the rest is read."""
    file = _read(tmp_path, MIXED)
    assert file.broken is None
    assert file.document.data["feeds"] == [
        {
            "id": "example.org-levant-rss",
            "url": "https://www.example.org/levant/rss.xml",
            "title": "Levant & Gulf",
            "language": "ar",
            "tags": ["world", "blizhniy-vostok", "region", "gulf", "top"],
        },
        {
            "id": file.document.data["feeds"][1]["id"],
            "url": "http://example.com/feed?a=1&b=2\N{NO-BREAK SPACE}".strip(),
            "title": "Bare & broken",
        },
        {"id": "tlh.example", "url": "http://tlh.example/", "title": "Klingon"},
    ]
    said = [(remark.line, remark.message) for remark in file.remarks]
    for (line, message), words in zip(
        said,
        [
            "`Nowhere` is left out: it has no `xmlUrl`",
            "`Script` is left out: `xmlUrl` is not a URL",
            "`Secret` is left out: `xmlUrl` holds a user name",
            f"`Levant again` is left out: it is there already, at {tmp_path}/list.opml:4",
            "`More` is left out: it refers to another list",
            "`Klingon`: its `language` is left out: it is no language",
            "`Klingon`: its `newsmonitor:interval` is left out: it is not a duration",
        ],
        strict=True,
    ):
        assert words in message
        assert MIXED.splitlines()[line - 1].count("<outline")
    assert [remark.known for remark in file.remarks].count(True) == 1


def test_opml_files_are_lists_of_feeds_beside_those_in_yaml(tmp_path: Path) -> None:
    """`feeds: [..., lists/*.opml]` reads them directly; what is odd in them is a warning, and tags serve rules."""
    again = '<opml><body><outline xmlUrl="https://example.org/feed.xml"/><outline xmlUrl="http://tlh.example"/></body></opml>'
    files = {**SETTINGS, "lists/a.opml": MIXED, "lists/b.opml": again}
    files["rules/rules.yaml"] = "rules: [{id: a, keywords: [b], sources: {include: ['tag:world', tlh.example]}}]\n"
    found = loaded(tmp_path, files)
    assert [feed.id for feed in found.feeds if feed.id != "wire"][::2] == ["example.org-levant-rss", "tlh.example"]
    assert found.feeds[0].url == "https://example.org/feed.xml"
    warned = [str(warning).replace(f"{tmp_path}/", "") for warning in found.warnings]
    assert "lists/b.opml:1: `(an outline without a title)` is left out: it is there already, at feeds.yaml:2" in warned
    assert len(found.feeds) == 4
    assert tmp_path / "lists" / "a.opml" in found.files


def test_an_address_in_a_list_cannot_read_the_environment(tmp_path: Path) -> None:
    """A list comes from elsewhere: `${NAME}` in it is text, or it could carry a secret away."""
    text = '<opml><body><outline text="x" xmlUrl="https://e.example/${SMTP_PASSWORD}/$${A}"/></body></opml>'
    found = loaded(tmp_path, {**SETTINGS, "lists/a.opml": text})
    assert found.feeds[1].url == "https://e.example/${SMTP_PASSWORD}/$${A}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', "lists/a.opml:1: the file defines entities"),
        ('<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml/>', "defines entities"),
        ("<rss><channel/></rss>", "this is not OPML: it begins with `rss`"),
        ("<opml><body>" + "<outline>" * 100, "outlines nest more than 50 deep"),
        ("<opml><body>" + "<outline/>" * 100_001, "more than 100,000 elements"),
        ("<opml><body><outline text='a'></body></opml>", "this is not well-formed XML (mismatched tag)"),
        ("", "this is not well-formed XML (no element found)"),
        (b"<?xml version='1.0' encoding='shift_jis'?><opml>\x81\x00</opml>", "not text in `shift_jis`"),
        (b"\xff\xfe\x00", "not text in `utf-16-le`"),
        (" " * (32 * 1024 * 1024 + 1), "the file is larger than 32 MiB"),
    ],
)
def test_a_hostile_or_broken_list_is_a_sentence_soon(tmp_path: Path, text: str | bytes, words: str) -> None:
    """Definitions of entities, sizes, depth and damage end the reading of a list at once."""
    begun = time.process_time()
    (found,) = faults(tmp_path, {**SETTINGS, "lists/a.opml": text})
    assert time.process_time() - begun < 3
    assert words in found


def test_what_stands_above_the_damage_is_read(tmp_path: Path) -> None:
    """A list that breaks off gives the feeds above the break, and says in which line it is."""
    file = _read(tmp_path, "<opml><body>\n<outline xmlUrl='https://a.example/'/>\n<outline <\n")
    assert [feed["url"] for feed in file.document.data["feeds"]] == ["https://a.example/"]
    assert file.broken is not None
    assert (file.broken.line, "not read" in (file.broken.hint or "")) == (3, True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1251"])
def test_a_list_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    """The mark at its beginning or its XML declaration says which."""
    declared = "utf-8" if encoding == "utf-16" else encoding.removesuffix("-sig")
    text = f"<?xml version='1.0' encoding='{declared}'?><opml><body><outline text='Мир' xmlUrl='https://a.example/'/></body></opml>"
    (feed,) = _read(tmp_path, text.encode(encoding)).document.data["feeds"]
    assert feed["title"] == "Мир"


def test_ten_thousand_outlines_take_seconds(tmp_path: Path) -> None:
    """A large list is read in the time that a person waits for."""
    outlines = "".join(f'<outline text="Feed {n}" xmlUrl="https://s{n % 999}.example/{n}.xml"/>' for n in range(10_000))
    begun = time.process_time()
    file = _read(tmp_path, f'<opml><body><outline text="All">{outlines}</outline></body></opml>')
    assert time.process_time() - begun < 5
    assert len({feed["id"] for feed in file.document.data["feeds"]}) == 10_000
    files = list(config.feeds_texts(file.document.data["feeds"], ["Many."]))
    assert all(len(text.encode()) < 1024 * 1024 for text in files)


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ${}&<\"'"), max_size=30)
_TITLES = _TEXT.map(lambda text: " ".join(text.split())).filter(bool)
_IDS = st.from_regex("[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
_FEEDS = st.builds(
    Feed,
    id=_IDS,
    url=st.builds("https://{}.example/{}?q={}".format, st.from_regex("[a-z]{1,9}", fullmatch=True), _IDS, _IDS)
    | st.just("https://a.example/${HOME}/$${X}?a=1&b=<2>"),
    title=st.none() | _TITLES,
    language=st.none() | st.sampled_from(["ar", "no", "zh"]),
    country=st.none() | st.sampled_from(["LB", "NO"]),
    interval=st.none() | st.integers(1, 10**8).map(lambda ms: timedelta(milliseconds=ms)),
    tags=st.lists(st.from_regex("[a-z0-9]([a-z0-9._-]{0,9}[a-z0-9])?", fullmatch=True), max_size=4, unique=True).map(
        tuple
    ),
    content=st.sampled_from(ContentPolicy),
    kind=st.just(SourceKind.PAGE),
    selector=st.none() | st.just('main a[href^="/n"]'),
)


@settings(max_examples=30)
@given(feeds=st.lists(_FEEDS, max_size=5, unique_by=(lambda feed: feed.id, lambda feed: feed.url)))
def test_export_and_import_give_the_same_feeds(tmp_path_factory: pytest.TempPathFactory, feeds: list[Feed]) -> None:
    """Ids, addresses, titles, languages, countries, intervals, tags and content come back from our own export,
    read directly and by way of a YAML file."""
    directory = tmp_path_factory.mktemp("trip")
    wide = "feeds: ['{}']\npolling: {{interval: 1d, min_interval: 1ms, max_interval: 9y}}\n"
    (directory / "rules").mkdir()
    (directory / "topics").mkdir()
    list_path, yaml_path = directory / "list.opml", directory / "list.yaml"
    list_path.write_bytes(config.feeds_opml(feeds, NOW))
    read = FeedLists().read(list_path)
    assert read.remarks == []
    yaml_path.write_text("".join(config.feeds_texts(read.document.data["feeds"], ["Trip."])) or "feeds: []\n")
    for name in ("list.opml", "list.yaml"):
        (directory / "monitor.yaml").write_text(wide.format(name))
        found = config.load(directory / "monitor.yaml", {}).feeds
        key = lambda feed: feed.id  # noqa: E731
        assert sorted(found, key=key) == sorted((_plain(feed) for feed in feeds), key=key)


def _plain(feed: Feed) -> Feed:
    """A title that only repeats the id says nothing."""
    return Feed(
        **{
            **{name: getattr(feed, name) for name in feed.__dataclass_fields__},
            "title": feed.title if feed.title != feed.id else None,
        }
    )
