"""What is news of a sitemap: old pages are none, whatever a site does to addresses and parts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FeedState, FloodState, ParsedFeed, PollOutcome, SourceKind
from monitor.sources import Sorted, sort_pages
from monitor.sources.identity import entry_identity, identities_of_page
from monitor.sources.sitemap import RowEnd, SitemapIndex, ends_to_read, is_newer, parse_sitemap, part_read

NOON = datetime(2026, 3, 2, 12, 7, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITE = "https://wire.example"

Pages = Mapping[str, str]  # an address, and when it says that it was changed


def undated(addresses: Iterable[str]) -> Pages:
    return dict.fromkeys(addresses, "")


def pages(count: int, folder: str = "a", site: str = SITE) -> Pages:
    return undated(f"{site}/{folder}/story-{number}" for number in range(count))


class Reader:
    """One feed of sitemaps, polled by the hour; keeps what the store would."""

    def __init__(self) -> None:
        self.state = FeedState("map", f"{SITE}/index.xml", NOON)
        self.known: set[str] = set()
        self.now = NOON
        self.last = Sorted(PollOutcome(self.state))

    def poll(self, parts: Mapping[str, Pages], unread: int = 0) -> set[str]:
        """Read the ``parts`` of an index, by name, as far as they would be chosen; gives the addresses of news."""
        index = SitemapIndex(tuple(f"{SITE}/{name}" for name in parts))
        read = [
            each for end in ends_to_read(index, self.state.url, self.state.sitemap_rows) for each in _read(end, parts)
        ]
        entries = {entry.identity: entry for each in read for entry in each.entries}
        self.now += HOUR
        first = self.state.last_success_at is None
        after = replace(self.state, last_success_at=self.now)
        found = PollOutcome(after, known=tuple(entries.values())) if first else PollOutcome(after, (*entries.values(),))
        sitemaps = [part for each in read for part in each.parts]
        self.last = sort_pages(found, self.state, sitemaps, frozenset(self.known), self.now, unread)
        outcome = self.last.outcome
        new = {entry.url or "" for entry in outcome.fresh if entry.identity not in self.known}
        self.known.update(entry.identity for entry in (*outcome.fresh, *outcome.known, *outcome.held))
        self.state = outcome.state
        return new

    @property
    def held(self) -> int:
        return len(self.last.outcome.held)


def _read(end: RowEnd, listed: Mapping[str, Pages]) -> list[ParsedFeed]:
    parsed = {part: _parsed(listed[part.rpartition("/")[2]]) for part in (*end.parts, *end.others)}
    newest_first = is_newer(parsed[end.others[0]], parsed[end.parts[0]]) if end.others else None
    return [
        replace(parsed[part], parts=(part_read(part, parsed[part], newest_first=newest_first),))
        for part in (end.others if newest_first else end.parts)
    ]


def _parsed(listed: Pages) -> ParsedFeed:
    urls = (f"<url><loc>{url}</loc>{date and f'<lastmod>{date}</lastmod>'}</url>" for url, date in listed.items())
    parsed = parse_sitemap(f"<urlset>{''.join(urls)}</urlset>", SITE)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.kind is SourceKind.SITEMAP
    return parsed


@pytest.mark.parametrize("site", ["http://wire.example", "https://www.wire.example", "http://www.wire.example"])
def test_a_site_that_changes_its_scheme_or_www_has_no_news_by_that(site: str) -> None:
    """Fifty known pages are known under http, under www. and with a last slash; one new among them is news."""
    reader = Reader()
    reader.poll({"map.xml": pages(50)})
    moved = undated(f"{url}/" for url in pages(50, site=site))
    assert reader.poll({"map.xml": {**moved, f"{site}/a/fresh": ""}}) == {f"{site}/a/fresh"}
    assert (reader.held, reader.last.hold) == (0, None)
    assert {entry_identity(None, url, "", None) for url in moved} <= reader.known
    assert reader.poll({"map.xml": pages(50)}) == set()


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www."]),
    st.sampled_from(["wire.example", "wire.example:8080"]),
    st.sampled_from(["", "/", "/a", "/a/", "/a/b.html", "/%C3%A9/ü"]),
    st.sampled_from(["", "?p=3", "?b=2&a=1", "?utm_source=x"]),
)
def test_identities_of_pages_are_those_that_were_ever_stored(
    scheme: str, www: str, host: str, path: str, query: str
) -> None:
    """Rows of earlier versions are named by the address as it came: that name is among those a page goes by."""
    rest = f"{host}{path}{query}"
    names = identities_of_page(f"{scheme}://{www}{rest}")
    assert entry_identity(None, f"{scheme}://{www}{rest}", "", None) in names
    assert names == identities_of_page(f"https://{rest}")
    assert not set(names) & set(identities_of_page(f"https://{host}/other{query}"))


def test_a_part_that_vanishes_brings_no_old_pages() -> None:
    """Where the newest part goes, an older one is read that never was: its thousand pages are old, and remembered."""
    reader = Reader()
    parts = {f"post-sitemap{number}.xml": pages(1000, f"p{number}") for number in (10, 11, 12)}
    reader.poll(parts)
    del parts["post-sitemap12.xml"]
    assert reader.poll(parts) == set()
    assert (reader.held, reader.last.hold) == (0, None)
    fresh = f"{SITE}/p10/fresh"
    parts["post-sitemap10.xml"] = {**parts["post-sitemap10.xml"], fresh: ""}
    assert reader.poll(parts) == {fresh}


def test_second_parts_that_are_read_for_the_first_time_bring_no_old_pages() -> None:
    """Of an index of six rows the newest parts are read; once it has five, the ones before these are, too."""
    reader = Reader()
    parts = {f"{row}-map{n}.xml": pages(30, f"{row}{n}") for row in "abcdef" for n in (1, 2, 3)}
    reader.poll(parts)
    fewer = {name: listed for name, listed in parts.items() if not name.startswith("f")}
    assert reader.poll(fewer) == set()
    assert len(reader.known) == 6 * 30 + 5 * 30


@pytest.mark.parametrize("name", ["map?from={}00", "map-{}.xml"])
def test_a_row_that_begins_with_its_newest_part_is_read_there(name: str) -> None:
    """Ten parts, each of which hands a page on to the next for every new one: what is new is news, once, and what is
    handed on is none, although an old page was edited just now.
    """
    reader = Reader()
    dated = [(f"{SITE}/story-{number}", NOON - number * HOUR / 5) for number in range(1100)]
    dated[1010] = (dated[1010][0], NOON)
    for hour in range(12):
        new = [(f"{SITE}/new-{hour}-{number}", reader.now + number * HOUR / 5) for number in range(1, 5 if hour else 1)]
        dated[:0] = new
        listed = {url: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for url, moment in dated}
        parts = {name.format(n): dict(islice(listed.items(), 100 * n, 100 * n + 100)) for n in range(10)}
        assert reader.poll(parts) == {url for url, _ in new}
        assert reader.held == 0


def test_news_of_a_part_are_not_lost_when_the_clock_was_set_back() -> None:
    """The last reading seems to be in the future: what is dated by now is later than it for all that."""
    reader = Reader()
    reader.poll({"one.xml": pages(30)})
    reader.state = replace(reader.state, last_success_at=reader.now + 3 * DAY)
    begun = {f"{SITE}/b/story-{number}": f"2026-03-02T13:{number:02}:00Z" for number in range(12)}
    assert reader.poll({"one.xml": pages(30), "two.xml": begun}) == set(begun)


def test_an_old_part_that_is_edited_does_not_turn_its_row_round() -> None:
    """A page of the oldest part may be the newest by its date: the row is read at its end all the same."""
    reader = Reader()
    parts: dict[str, Pages] = {
        f"map{part}.xml": {f"{SITE}/p{part}/{n}": f"20{15 + part}-01-{n:02}T10:11:12Z" for n in range(1, 29)}
        for part in range(1, 6)
    }
    parts["map1.xml"] = {**parts["map1.xml"], f"{SITE}/p1/1": "2026-03-02T12:00:01Z"}
    reader.poll(parts)
    fresh = f"{SITE}/p5/fresh"
    parts["map5.xml"] = {**parts["map5.xml"], fresh: "2026-03-02T12:30:00Z"}
    assert reader.poll(parts) == {fresh}


def test_a_row_that_grows_has_news() -> None:
    """A part that is begun at the end of its row lists new pages, dated or not."""
    reader = Reader()
    parts = {"map1.xml": pages(40, "one"), "map2.xml": pages(40, "two")}
    reader.poll(parts)
    assert reader.poll({**parts, "map3.xml": pages(12, "three")}) == set(pages(12, "three"))


def test_parts_that_were_not_read_as_they_had_not_changed_count_as_known() -> None:
    """A dozen new pages in the one part that changed are no flood where the others list a hundred."""
    for unread, news in ((40, 12), (0, 0)):
        reader = Reader()
        reader.poll({"map1.xml": pages(40, "one"), "map2.xml": pages(40, "two")})
        assert len(reader.poll({"map3.xml": pages(12, "three")}, unread)) == news


def test_of_a_part_read_for_the_first_time_what_is_dated_since_is_news() -> None:
    """A section that a site begins has old pages and new ones: dates tell, a mere day by its end."""
    reader = Reader()
    parts = {"map1.xml": pages(40, "one")}
    reader.poll(parts)
    section = {
        f"{SITE}/s/old": "2025-01-01T10:11:12Z",
        f"{SITE}/s/none": "",
        f"{SITE}/s/today": f"{NOON.date()}",
        f"{SITE}/s/now": (NOON + HOUR).isoformat(),
    }
    assert reader.poll({**parts, "section.xml": section}) == {f"{SITE}/s/today", f"{SITE}/s/now"}
    assert [entry.url for entry in reader.last.outcome.held] == [f"{SITE}/s/none"]


@pytest.mark.parametrize("count", [6, 12])
@pytest.mark.parametrize(
    "made",
    ["", "2025-01-01", (NOON + HOUR / 2).isoformat(), f"{NOON.date()}"],
    ids=["undated", "still", "made", "day"],
)
def test_no_news_of_a_part_that_is_begun_gets_lost(count: int, made: str) -> None:
    """December beside November: what a date proves is news, and the rest is held with a notice, not passed over."""
    reader = Reader()
    november = {"sitemap-november.xml": dict.fromkeys(pages(300, "november"), "2026-02-20")}
    reader.poll(november)
    december = dict.fromkeys(pages(count, "december"), made)
    news = reader.poll({"sitemap-december.xml": december, **november})
    assert len(news) + reader.held == count
    assert bool(reader.held) is (made in ("", "2025-01-01") or (count == 12 and made != f"{NOON.date()}"))
    assert (reader.last.hold is not None) is bool(reader.held)
    if reader.last.hold is not None:
        assert (reader.last.hold.begun, reader.last.hold.old, len(reader.last.hold.held)) == (True, 0, count)
        assert reader.state.flood is FloodState.HELD


def test_of_a_large_part_that_is_begun_people_hear_that_it_was_taken_for_old() -> None:
    """More undated pages than any site publishes in the time are old: known from then on, and said to be."""
    reader = Reader()
    parts = {"map1.xml": pages(40, "one")}
    reader.poll(parts)
    for number, section in enumerate(("archive", "other"), start=1):
        fresh = {f"{SITE}/{section}/fresh": (NOON + HOUR * number).isoformat()}
        parts[f"{section}.xml"] = {**pages(700, section), **fresh}
        assert reader.poll(parts) == set(fresh)
        assert (reader.held, reader.state.flood) == (0, None)
        assert reader.last.hold is not None
        assert (reader.last.hold.begun, reader.last.hold.old) == (True, 700)
    assert reader.poll(parts) == set()
    assert reader.last.hold is None


def test_a_row_named_by_months_grows() -> None:
    """Beside a year the names of months are numbers: January of the next year is a part that is begun, and has news."""
    reader = Reader()
    parts = {"s-2025-december.xml": pages(40, "december")}
    reader.poll(parts)
    assert reader.poll({**parts, "s-2026-january.xml": pages(12, "january")}) == set(pages(12, "january"))
    assert reader.last.hold is None


def test_a_feed_that_turns_into_a_sitemap_has_no_news_by_that() -> None:
    """Nothing of it was read as a sitemap: its pages are old, but for those dated since."""
    reader = Reader()
    reader.state = replace(reader.state, last_success_at=NOON)
    reader.known = {entry_identity(f"urn:{number}", None, "", None) for number in range(50)}
    fresh = {f"{SITE}/fresh": (NOON + HOUR / 2).isoformat()}
    assert reader.poll({"map.xml": {**pages(500), **fresh}}) == set(fresh)


def test_what_earlier_versions_read_is_no_part_read_for_the_first_time() -> None:
    """They did not note which parts they read: most pages of these are known, and an undated new one is news."""
    reader = Reader()
    reader.poll({"map.xml": pages(50)})
    reader.state = replace(reader.state, sitemap_rows=())
    assert reader.poll({"map.xml": {**pages(50), f"{SITE}/fresh": ""}}) == {f"{SITE}/fresh"}


def test_a_sitemap_most_of_which_looks_new_is_held_with_one_notice() -> None:
    """A site that moves all its pages alerts nobody, but on what is dated since; people are told once."""
    reader = Reader()
    reader.poll({"map.xml": pages(50)})
    fresh = {f"{SITE}/b/fresh": (NOON + HOUR).isoformat()}
    assert reader.poll({"map.xml": {**pages(50, "b"), **fresh}}) == set(fresh)
    assert reader.held == 50
    assert reader.last.hold is not None
    assert reader.last.hold.held[0] == f"{SITE}/b/story-0"
    assert reader.state.flood is FloodState.HELD
    assert reader.poll({"map.xml": pages(50, "c")}) == set()
    assert reader.held == 50
    assert not reader.last.hold
    assert reader.poll({"map.xml": {**pages(50, "c"), f"{SITE}/c/fresh": ""}}) == {f"{SITE}/c/fresh"}
    assert reader.state.flood is None


def test_dates_at_which_a_sitemap_was_made_tell_nothing() -> None:
    """Where a site moves and dates all of its pages by that moment, they are held all the same."""
    reader = Reader()
    reader.poll({"map.xml": pages(50)})
    made = (NOON + HOUR).isoformat()
    assert reader.poll({"map.xml": dict.fromkeys(pages(50, "b"), made)}) == set()
    assert reader.held == 50


def test_pages_of_one_day_are_news_of_that_day() -> None:
    """Many sitemaps date by day: most of a short one may be new after a night. Not hundreds of pages."""
    for count, held in ((28, 0), (600, 600)):
        reader = Reader()
        yesterday = dict.fromkeys(pages(30), f"{(NOON - DAY).date()}")
        reader.poll({"map.xml": yesterday})
        reader.now += 12 * HOUR
        today = dict.fromkeys(pages(count, "today"), f"{reader.now.date()}")
        assert len(reader.poll({"map.xml": {**today, **dict(list(yesterday.items())[:2])}})) == count - held
        assert reader.held == held


def test_few_pages_are_no_flood() -> None:
    """A small sitemap may well have more new pages than old ones."""
    reader = Reader()
    reader.poll({"map.xml": pages(5)})
    assert len(reader.poll({"map.xml": {**pages(5), **pages(9, "b")}})) == 9


def test_what_is_remembered_of_rows_is_bounded() -> None:
    """An index that names its parts otherwise at each poll fills nothing."""
    reader = Reader()
    for number in range(60):
        reader.poll({f"{chr(97 + number // 26)}{chr(97 + number % 26)}-map.xml": pages(3)})
    assert len(reader.state.sitemap_rows) == 20
