"""Which entry is which when keys agree and disagree, for whatever a publisher may change."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import EditPolicy, Entry, FeedState, FloodState, Memory, PollOutcome, Remembered
from monitor.sources import Sorted, sort_out
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
        # One page for every day's briefing, which has a number of its own: by its text, by its date, under one name.
        (
            entry("Talks open in Geneva", guid="b1", url=PAGE + "world/daily-news-briefing", text=MILL),
            entry("Earthquake in Chile", guid="b2", url=PAGE + "world/daily-news-briefing", text=DAM),
            False,
        ),
        (
            entry("Talks open in Geneva", guid="b1", url=PAGE + "world/daily-news-briefing", date=NOON),
            entry("Earthquake in Chile", guid="b2", url=PAGE + "world/daily-news-briefing", date=NOON + DAY / 2),
            False,
        ),
        (
            entry("Daily briefing", guid="b1", url=PAGE + "world/daily-news-briefing", date=NOON, text=MILL),
            entry("Daily briefing", guid="b2", url=PAGE + "world/daily-news-briefing", date=NOON + DAY, text=DAM),
            False,
        ),
        (
            entry("Talks open in Geneva", guid="b1", url=PAGE + "world/talks-in-geneva", date=NOON, text=MILL),
            entry("Talks open, Geneva waits", guid="b2", url=PAGE + "world/talks-in-geneva", date=NOON, text=DAM),
            True,
        ),
        (
            entry("Talks open in Geneva", guid="b1", url=PAGE + "world/talks-in-geneva", date=NOON, text=MILL),
            entry("Talks open in Geneva", guid="b2", url=PAGE + "world/talks-in-geneva", date=NOON + DAY, text=MILL),
            True,
        ),
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


def state_of(**known: object) -> FeedState:
    """A feed that was read an hour before noon."""
    state = FeedState("wire", PAGE, NOON, last_success_at=NOON - DAY / 24, last_new_at=NOON - DAY)
    return replace(state, **known)  # type: ignore[arg-type]


def test_a_memory_that_was_lost_is_doubt() -> None:
    """Ten old entries, of which nothing is remembered, are held; the first ones of a feed that had none are news."""
    found = tuple(entry(f"Old {n} of {n}{n}", guid=str(n), date=NOON - (n + 2) * DAY) for n in range(10))
    for state, held in ((state_of(), 10), (state_of(last_new_at=None), 0)):
        result = sort_out(PollOutcome(state, fresh=found), state, Memory(), NOON, EditPolicy.IGNORE)
        assert (len(result.outcome.fresh), len(result.outcome.held)) == (10 - held, held)


def test_dates_of_today_are_believed_unless_one_moment_made_them_all() -> None:
    """A wire that turned over within the day has news; a feed made anew dates all it holds by that, and is in doubt."""
    old = [remembered(entry(f"Old {n} of {n}{n}", guid=str(n), date=NOON - 2 * DAY)) for n in range(10)]
    for apart, news in ((timedelta(minutes=40), 10), (timedelta(seconds=2), 0)):
        found = [entry(f"New {n} of {n}{n}", guid=f"n{n}", date=NOON - n * apart) for n in range(10)]
        poll = PollOutcome(state_of(), fresh=tuple(found))
        result = sort_out(poll, state_of(), Memory((), tuple(old)), NOON, EditPolicy.IGNORE)
        assert (len(result.outcome.fresh), len(result.outcome.held)) == (news, 10 - news)


def test_what_is_dated_now_is_news_although_the_clock_was_ahead() -> None:
    """The clock was set back by days after the last reading: a wire that turned over since has news all the same."""
    old = [remembered(entry(f"Old {n} of {n}{n}", guid=str(n), date=NOON - DAY)) for n in range(10)]
    found = tuple(entry(f"New {n} of {n}{n}", guid=f"n{n}", date=NOON - n * timedelta(minutes=9)) for n in range(10))
    state = state_of(last_success_at=NOON + 3 * DAY)
    result = sort_out(PollOutcome(state, fresh=found), state, Memory((), tuple(old)), NOON, EditPolicy.IGNORE)
    assert (len(result.outcome.fresh), len(result.outcome.held)) == (10, 0)


def test_the_page_of_a_programme_explains_no_flood() -> None:
    """Six new episodes of eight link to the one page that all episodes link to, a week later: none is an old one."""
    page = PAGE + "shows/the-daily-news-show"
    every = [
        entry(f"Talk {n} with guest{n} guest{n}", guid=str(n), url=page, date=NOON - DAY * (20 - n)) for n in range(14)
    ]
    state = state_of(last_success_at=NOON - 30 * DAY)
    memory = Memory((), tuple(remembered(each) for each in every[:8]))
    result = sort_out(PollOutcome(state, fresh=tuple(every[8:])), state, memory, NOON, EditPolicy.IGNORE)
    assert len(result.outcome.fresh) == 6


def poll_of(found: Iterable[Entry], before: Iterable[Entry], state: FeedState | None = None) -> Sorted:
    """What a poll at noon makes of ``found`` in a feed that held ``before``, a day ago."""
    state = state or state_of(last_success_at=NOON - DAY / 96)
    memory = Memory((), tuple(map(remembered, before)))
    return sort_out(PollOutcome(state, fresh=tuple(found)), state, memory, NOON, EditPolicy.IGNORE)


def test_headlines_that_were_edited_are_known_by_each_of_their_wordings() -> None:
    """A site that numbers and links its articles anew repeats none of those whose headlines were edited before that."""
    old = [entry(f"Case {n} of {n}{n}", guid=f"old {n}", url=f"{PAGE}{n}00-old") for n in range(12)]
    edited = [entry(f"{each.title}, edited", guid=each.guid, url=each.url) for each in old]
    both = [
        replace(remembered(now), keys=frozenset((*each.keys, *now.keys))) for each, now in zip(old, edited, strict=True)
    ]
    for shown in (old, edited):
        found = tuple(entry(each.title, guid=f"cms {n}", url=f"{PAGE}{n}99-cms") for n, each in enumerate(shown))
        state = state_of()
        result = sort_out(PollOutcome(state, fresh=found), state, Memory((), tuple(both)), NOON, EditPolicy.IGNORE)
        assert (len(result.outcome.fresh), len(result.outcome.held), len(result.outcome.sightings)) == (0, 0, 12)


REGIONS = ("Kent", "Essex", "Devon", "Dorset", "Surrey", "Norfolk")


def warnings(day: int, dates: Iterable[datetime | None], *, page: str = "{day}{n}", text: str = "{day}") -> list[Entry]:
    """A warning for each of six regions, under headlines that are the same every day."""
    return [
        entry(
            f"Severe weather warning for {region}",
            guid=f"urn:{day}:{n}",
            url=f"{PAGE}warnings/at-{region}-" + page.format(day=day, n=n),
            date=date,
            text=f"The office tells of storms and much rain in {region}, number {n} of " + text.format(day=day),
        )
        for n, (region, date) in enumerate(zip(REGIONS, dates, strict=True))
    ]


SPREAD = [timedelta(minutes=7 * n + 3) for n in range(6)]


@pytest.mark.parametrize("page", ["{day}{n}", "now"])
@pytest.mark.parametrize("columns", [6, 12])
def test_headlines_that_recur_every_day_lose_no_news(columns: int, page: str) -> None:
    """Six warnings or columns, alone or beside as many stories, all of it new, day by day: nothing is old or held."""
    yesterday, today = ([NOON - day * DAY - each for each in SPREAD] for day in (1, 0))
    stories = [entry(f"Story {n} of {n}{n}", guid=f"s{n}", date=today[n]) for n in range(columns - 6)]
    found = poll_of([*warnings(2, today, page=page), *stories], warnings(1, yesterday, page=page))
    assert (len(found.outcome.fresh), len(found.outcome.held), found.hold) == (columns, 0, None)


@pytest.mark.parametrize(
    ("before", "now", "text", "held"),
    [
        ([NOON - DAY] * 6, [NOON - SPREAD[0]] * 6, "{day}", 6),
        ([NOON - 1.5 * DAY] * 6, [NOON - DAY / 2] * 6, "{day}", 6),
        ([None] * 6, [None] * 6, "{day}", 6),
        ([NOON - DAY - each for each in SPREAD], [NOON - each for each in SPREAD], "a week", 0),
        ([None] * 6, [None] * 6, "a week", 0),
    ],
    ids=["one moment", "the day only", "undated", "dated anew", "undated, same words"],
)
def test_headlines_that_recur_are_old_only_with_the_same_words(
    before: list[datetime | None], now: list[datetime | None], text: str, held: int
) -> None:
    """Where no date tells, they are held and not lost; what says the same is old, whatever date its feed gives it."""
    found = poll_of(warnings(2, now, text=text), warnings(1, before, text=text))
    assert (len(found.outcome.fresh), len(found.outcome.held)) == (0, held)


def test_doubt_ends_after_a_month_of_quiet() -> None:
    """A feed that replaced all it holds once is no more doubted when it was quiet since."""
    known = [entry(f"Old {n} of {n}{n}", guid=str(n)) for n in range(8)]
    for age, flood in ((29, FloodState.DOUBTED), (31, None)):
        state = state_of(flood=FloodState.DOUBTED, flood_at=NOON - age * DAY)
        memory = Memory(tuple(map(remembered, known)), tuple(map(remembered, known)))
        result = sort_out(PollOutcome(state, fresh=tuple(known)), state, memory, NOON, EditPolicy.IGNORE)
        assert result.outcome.state.flood is flood


@pytest.mark.parametrize("title", ["One headline", "Headline {}"])
def test_a_guid_or_headline_of_thousands_costs_no_square(title: str) -> None:
    """Three thousand new entries share a guid, or a headline too, with as many known ones: seconds, not a minute."""
    old, new = (
        [entry(title.format(n), guid="one", url=f"{PAGE}{n}-a-story", date=NOON - timedelta(n)) for n in numbers]
        for numbers in (range(3000), range(3000, 6000))
    )
    began = process_time()
    # As the store has them: each under an identity of its own.
    before = [remembered(each) for each in recognise(old, ()).new]
    assert len(recognise([*new, *old[:9]], before).new) == 3000
    assert process_time() - began < 5


def test_a_feed_that_stays_held_tells_of_what_it_holds_later() -> None:
    """A day after the last notice there is another, if there is something to tell of."""
    old = [remembered(entry(f"Old {n} of {n}{n}", guid=str(n))) for n in range(8)]
    known = [entry(f"Old {n} of {n}{n}", guid=f"x{n}") for n in range(8)]
    doubtful = entry("From the drawer of a desk", guid="y")
    for age, found, told in ((1 / 2, [*known, doubtful], False), (2, [*known, doubtful], True), (2, known, False)):
        state = state_of(flood=FloodState.HELD, flood_at=NOON - age * DAY)
        result = sort_out(
            PollOutcome(state, fresh=tuple(found)), state, Memory((), tuple(old)), NOON, EditPolicy.IGNORE
        )
        assert (result.hold is not None) is told


def test_a_push_leaves_to_a_poll_what_it_cannot_tell() -> None:
    """All under new numbers: nothing is taken. Four edited, of thirty: nothing is learned of them, and news goes on."""
    every = [entry(f"Old {n} of {n}{n}", guid=str(n), date=NOON - n * DAY, text=f"{n} {MILL}") for n in range(30)]
    memory = Memory(tuple(map(remembered, every)), tuple(map(remembered, every)))
    state = state_of()

    def pushed(*found: Entry) -> tuple[int, int, bool]:
        outcome = PollOutcome(state, fresh=found)
        result = sort_out(outcome, state, memory, NOON, EditPolicy.ALWAYS, pushed=True)
        return len(result.outcome.fresh), len(result.outcome.sightings), result.undecided

    numbered = [changed(each, lambda one: replace(one, guid="n" + one.title, published=NOON)) for each in every]
    edited = [
        changed(each, lambda one: replace(one, title=one.title + " withdrawn", summary=DAM)) for each in every[:4]
    ]
    news = [entry(f"New {n} of {n}{n}", guid=f"n{n}") for n in range(9)]
    assert pushed(*numbered) == (0, 0, True)
    assert pushed(*edited, news[0]) == (1, 0, True)
    assert pushed(*edited[:3]) == (0, 3, False)
    assert pushed(*news) == (9, 0, False)
    polled = sort_out(PollOutcome(state, fresh=(*edited, *every[4:])), state, memory, NOON, EditPolicy.ALWAYS)
    assert sum(each.edited for each in polled.outcome.sightings) == 4
