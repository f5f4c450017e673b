"""What is wrong with a source, and what to do about it, in words that lists and notices share."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import Finding, PageOutcome, Trouble, Usual
from monitor.remedies import action_for

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKEND = frozenset({5, 6})
_PAGE_ACTIONS = {
    PageOutcome.CONSENT_WALL: "Its alerts carry the feed's own text; ask the site for a feed of full texts.",
    PageOutcome.PAYWALL: "Put the headers of a subscription into `headers`, or write `content: feed` for this feed.",
    PageOutcome.BOT_CHALLENGE: "Ask the site to let this program in, or write `content: feed` for this feed.",
    PageOutcome.NO_TEXT: "Open an article in a browser; try `news-monitor explain` on it, or write `content: feed`.",
    PageOutcome.LITTLE: "Open an article in a browser; try `news-monitor explain` on it, or write `content: feed`.",
    PageOutcome.ROBOTS: "Write `content: feed` for this feed, or `network.robots: false` if the site lets you.",
    PageOutcome.UNREACHED: "Open an article in a browser; the log says why each page was not fetched.",
}


def span_words(span: timedelta) -> str:
    """``span`` in one unit, such as ``8 h`` or ``5 d``."""
    for size, unit in _UNITS:
        if span >= 2 * size or size == _UNITS[-1][0]:
            return f"{max(round(span / size), 1)} {unit}"
    raise AssertionError(span)


def rhythm_words(usual: Usual | None) -> str:
    """How a feed publishes, such as ``about 12 a day, Mon–Fri``; or that it is not known yet."""
    if usual is None:
        return "not known yet"
    if usual.per_day >= 1:
        rate = f"about {round(usual.per_day):,} a day"
    else:
        rate = f"about one in {span_words(timedelta(days=1) / usual.per_day)}"
    if not usual.days_off:
        return rate
    if usual.days_off == _WEEKEND:
        return f"{rate}, Mon–Fri"
    return f"{rate}, not {', '.join(_WEEKDAYS[day] for day in sorted(usual.days_off))}"


def what_is_wrong(finding: Finding, now: datetime) -> str:
    """What is wrong with a feed, in a clause without its name and without a full stop."""
    lasting = span_words(now - finding.since)
    match finding.trouble:
        case Trouble.FAILING:
            lately = "just now" if now - finding.since < _UNITS[-1][0] else f"{lasting} ago"
            said = f"failed once, {lately}"
            if finding.failures > 1:
                said = f"failing for {lasting}, {finding.failures} times"
            return f"{finding.fault}, {said}: {_clause(finding.detail)}"
        case Trouble.STOPPED:
            return f"stopped, {finding.fault}: {_clause(finding.detail)}"
        case Trouble.HELD:
            return "held: most of it looked new all at once"
        case Trouble.QUIET:
            return f"no new item for {lasting}, {_usually(finding)}"
        case Trouble.NO_TEXT:
            gave = _pages_words(finding.pages)
            return f"its pages give no text any more: {gave}" if finding.ever else f"its pages give no text: {gave}"
        case Trouble.OFFLINE:
            return f"no feed can be read for {lasting}"


def action_of(finding: Finding) -> str:
    """What a person can do about it, in one sentence."""
    match finding.trouble:
        case Trouble.STOPPED:
            return (
                f"Take it out, or correct its `url`; `news-monitor feeds resume {finding.feed_id}` asks it once more."
            )
        case Trouble.HELD:
            return f"Run `news-monitor feeds release {finding.feed_id}` if what is held is news; else do nothing."
        case Trouble.QUIET:
            return (
                "Look at the site: it may have a new feed (`news-monitor feeds discover`); else set its `quiet_after`."
            )
        case Trouble.NO_TEXT:
            return _PAGE_ACTIONS[_commonest(finding.pages)]
        case Trouble.OFFLINE:
            return "See to the network, the name server and the proxy of this machine."
    return action_for(finding.fault) if finding.fault else "Look at the log."


def _usually(finding: Finding) -> str:
    if finding.limit is not None:
        return f"longer than its `quiet_after` of {span_words(finding.limit)}"
    if finding.usual is None:
        return "longer than usual"
    return f"usually within {span_words(finding.usual.within)}"


def _pages_words(pages: Iterable[PageOutcome]) -> str:
    counted = Counter(page for page in pages if page is not PageOutcome.TEXT)
    return ", ".join(f"{number} {page}" for page, number in counted.most_common())


def _commonest(pages: Iterable[PageOutcome]) -> PageOutcome:
    counted = Counter(page for page in pages if page is not PageOutcome.TEXT)
    return counted.most_common(1)[0][0] if counted else PageOutcome.NO_TEXT


def _clause(detail: str | None) -> str:
    return (detail or "no reason was kept").rstrip(".")
