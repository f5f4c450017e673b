"""Which entry is which when keys agree and disagree, for whatever a publisher may change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import EditPolicy, Entry, FeedState, FloodState, Memory, PollOutcome, Remembered
from monitor.sources import sort_out
from monitor.sources.identity import entry_identity, with_keys
from monitor.sources.recognise import recognise
from tests.sources.samples import NOON

DAY = timedelta(days=1)


def entry(
    name: str, guid: str | None = None, url: str | None = None, date: datetime | None = None, text: str = ""
) -> Entry:
    """An entry with its keys; ``name`` is its title."""
    return with_keys(Entry(entry_identity(guid, url, name, date), guid, url, name, summary=text, published=date))


def remembered(found: Entry) -> Remembered:
    """``found`` as the store remembers it."""
    keys = frozenset(found.keys)
    return Remembered(
        "id " + found.identity, found.identity, keys, found.title, found.published, None, found.fingerprint, NOON
    )


def is_known(now: Entry, before: Entry) -> bool:
    return not recognise([now], [remembered(before)]).new


# A title of words that no other number has, so that titles are alike only when they are the same.
_NUMBERS = st.integers(0, 10**6)
_ENTRIES = st.builds(
    lambda number, minutes: entry(
        f"alpha{number} beta{number} gamma{number}",
        guid=f"tag:{number}",
        url=f"https://www.wire.example/news/{number + 1000}-report",
        date=NOON - timedelta(minutes=minutes, seconds=11),
        text=f"What happened in case {number} was told at length by all who had been there and saw it.",
    ),
    _NUMBERS,
    st.integers(0, 10_000),
)
_CHANGES: tuple[Callable[[Entry], Entry], ...] = (
    lambda each: replace(each, guid="https://cms.example/?p=" + each.title[-4:]),
    lambda each: replace(each, guid=None),
    lambda each: replace(each, url=each.url and each.url.replace("https://www.", "http://")),
    lambda each: replace(each, url=each.url and each.url.replace("wire.example", "wire.example.org")),
    lambda each: replace(each, url=f"{each.url}?utm_source=feed&fbclid=1&sessionid=8f2c#top"),
    lambda each: replace(each, url=f"{each.url}?key=0123456789abcdef0123456789abcdef"),
    lambda each: replace(each, published=NOON + timedelta(hours=3)),
    lambda each: replace(each, published=None),
    lambda each: replace(each, title=each.title.upper() + "!"),
    lambda each: replace(each, summary=each.summary + " It was said again later."),
)


def changed(each: Entry, change: Callable[[Entry], Entry]) -> Entry:
    """``each`` as a feed gives it after ``change``: identity and keys follow from what it says."""
    now = change(each)
    identity = entry_identity(now.guid, now.url, now.title, now.published)
    return with_keys(replace(now, identity=identity, keys=(), fingerprint=None))


def under(each: Entry, guid: str) -> Entry:
    """``each`` under another guid."""
    return changed(each, lambda one: replace(one, guid=guid))


@settings(max_examples=60, deadline=None)
@given(st.lists(_ENTRIES, min_size=1, max_size=8, unique_by=lambda each: each.title), st.data())
def test_any_one_change_leaves_every_entry_known(found: list[Entry], data: st.DataObject) -> None:
    """Whatever one thing changes, in whatever order they stand, each is recognised, and as itself."""
    change = data.draw(st.sampled_from(_CHANGES))
    now = data.draw(st.permutations([changed(each, change) for each in found]))
    result = recognise(now, [remembered(each) for each in found])
    assert result.new == ()
    assert all(
        each.title == was.title or each.title == was.title.upper() + "!" for each, was in result.known if was.title
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_ENTRIES, min_size=1, max_size=6, unique_by=lambda each: each.title),
    st.lists(_ENTRIES, min_size=1, max_size=6, unique_by=lambda each: each.title),
)
def test_other_articles_are_new_even_under_old_guids(old: list[Entry], new: list[Entry]) -> None:
    """Numbered by their place, or all under one guid: an article that nobody saw is never taken for another."""
    titles = {each.title for each in old}
    for guid in ("{}", "one"):
        before = [under(each, guid.format(place)) for place, each in enumerate(old)]
        after = [under(each, guid.format(place)) for place, each in enumerate(new)]
        # As the store has them: each under an identity of its own.
        fresh = recognise(after, [remembered(each) for each in recognise(before, ()).new]).new
        assert {each.title for each in fresh} == {each.title for each in new} - titles
        names = [each.identity for each in (*fresh, *recognise(before, ()).new)]
        assert len(set(names)) == len(names)


@settings(max_examples=40, deadline=None)
@given(st.lists(_ENTRIES, min_size=1, max_size=12), st.booleans())
def test_what_goes_in_comes_out(found: list[Entry], first: bool) -> None:
    """Every different entry of a document is fresh, known, held or sighted: none is dropped on the way."""
    state = FeedState("wire", "https://wire.example/feed", NOON, last_success_at=None if first else NOON - DAY / 24)
    half = [remembered(each) for each in found[::2]]
    memory = Memory(akin=tuple({each.id: each for each in half}.values()), recent=tuple(half))
    outcome = sort_out(PollOutcome(state, fresh=tuple(found)), state, memory, NOON, EditPolicy.ALWAYS).outcome
    known = {each.identity for each in found[::2]}
    out = {each.title for each in (*outcome.fresh, *outcome.held)}
    assert out == {each.title for each in found if each.identity not in known}


PAGE = "https://wire.example/"
MILL, DAM = "short words about the mill " * 3, "other words about a dam " * 3


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        # The page of a recurring bulletin tells nothing, that of an article does.
        (
            entry("Bulletin", url=PAGE + "bulletin", date=NOON),
            entry("Bulletin", url=PAGE + "bulletin", date=NOON + DAY),
            False,
        ),
        (
            entry("Bulletin", url=PAGE + "bulletin", date=NOON),
            entry("Bulletin", url=PAGE + "bulletin", date=NOON),
            True,
        ),
        (
            entry("Old head", guid="a", url=PAGE + "2026/7-x"),
            entry("New words", guid="a#2", url=PAGE + "2026/7-x"),
            True,
        ),
        # A weekly report under a new number is another one, and so is one that has no number.
        (
            entry("Weekly report", url=PAGE + "?id=7", date=NOON),
            entry("Weekly report", url=PAGE + "?id=8", date=NOON + 7 * DAY),
            False,
        ),
        (entry("Weekly report", date=NOON), entry("Weekly report", date=NOON + 7 * DAY), False),
        # Dated by the day, two statements of one name may be two.
        (
            entry("Statement", guid="1", url=PAGE + "st/1", date=NOON),
            entry("Statement", guid="2", url=PAGE + "st/2", date=NOON),
            False,
        ),
        (
            entry("Statement", guid="1", url=PAGE + "st/1", text=MILL),
            entry("Statement", guid="2", url=PAGE + "st/2", text=DAM),
            False,
        ),
        # No guid, no date, and a token in every link.
        (
            entry("Of mills", url=PAGE + "go?key=0a1b2c3d4e5f60718"),
            entry("Of mills", url=PAGE + "go?key=99999c3d4e5f60718"),
            True,
        ),
        # Short messages have no titles.
        (entry("", date=NOON, text=MILL), entry("", guid="n", date=NOON, text=MILL), True),
        (entry("", guid="1", text=MILL), entry("", guid="2", text=DAM), False),
        # Arabic written with and without marks and tatweel is one headline.
        (
            entry("الأمن السيبرانيّ أولًا", date=NOON + DAY / 97),
            entry("الأمن الســيبراني أولا", guid="n", date=NOON + DAY / 97),
            True,
        ),
    ],
)
def test_what_keys_say_when_they_disagree(before: Entry, now: Entry, same: bool) -> None:
    """The cases that decide whether an alert is repeated or, worse, an article lost."""
    assert is_known(now, before) is same


def test_one_page_for_several_entries_tells_none_of_them() -> None:
    """A live page that every entry links to: those that follow are not taken for the one that has gone."""
    page = PAGE + "2026/live-from-geneva"
    before = remembered(entry("The first delegation arrives", url=page))
    after = [entry("Doors are closed at noon", url=page), entry("A statement is read out", url=page)]
    assert len(recognise(after, [before]).new) == 2


def test_an_entry_of_an_earlier_version_is_known_by_its_identity() -> None:
    """What was stored before entries had keys is not news after an upgrade."""
    now = entry("A title", guid="g", url=PAGE + "1234")
    old = replace(remembered(now), keys=frozenset(), title=None, published=None, fingerprint=None, seen_at=None)
    assert recognise([now], [old]).new == ()


def test_a_recurring_headline_is_news_on_a_day_on_which_all_is_new() -> None:
    """A busy wire that turned over wholly, with one headline of last week among its news: no flood, nothing lost."""
    old = [remembered(entry(f"Old {n} of {n}{n}", guid=str(n), date=NOON - 2 * DAY)) for n in range(9)]
    old.append(remembered(entry("Weekly report", guid="w", date=NOON - 7 * DAY)))
    news = [entry(f"New {n} of {n}{n}", guid=f"n{n}", date=NOON - timedelta(minutes=n)) for n in range(9)]
    news.append(entry("Weekly report", guid="w2", date=NOON - timedelta(minutes=20)))
    state = FeedState("wire", PAGE, NOON, last_success_at=NOON - timedelta(hours=1))
    found = sort_out(PollOutcome(state, fresh=tuple(news)), state, Memory((), tuple(old)), NOON, EditPolicy.IGNORE)
    assert len(found.outcome.fresh) == 10
    assert found.outcome.state.flood is not FloodState.HELD
