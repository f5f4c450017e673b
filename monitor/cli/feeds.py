"""``feeds list`` and ``feeds show``: how the sources fare, and what each of them needs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor import alerts, sources
from monitor.cli.common import Exit, ago, counted, out, print_json, print_table, without_secrets
from monitor.cli.opening import open_store, read_config
from monitor.clock import SystemClock
from monitor.config import Settings
from monitor.errors import MonitorError
from monitor.model import Feed, Finding, Subscription, SubscriptionState, Trouble, Usual, Vitals
from monitor.net import speakable
from monitor.store import FeedReport, host_of
from monitor.telemetry import one_line

_NOT_POLLED = "not read yet"
_SHORT = {Trouble.NO_TEXT: "no text"}


@dataclass(frozen=True, slots=True)
class _Standing:
    """A configured feed and what is known of it. ``report`` is ``None`` until a service has seen the feed.

    ``is_hidden`` says that its address holds a secret, which where it moved to may hold as well.
    """

    feed: Feed
    report: FeedReport | None
    vitals: Vitals
    pushes: Subscription | None
    findings: tuple[Finding, ...] = ()
    quiet_at: datetime | None = None
    is_hidden: bool = False

    @property
    def is_polled(self) -> bool:
        return self.report is not None and self.report.state.last_polled_at is not None

    @property
    def moved_to(self) -> str | None:
        """Where the feed is read since its site moved it for good."""
        moved_to = self.report.state.moved_to if self.report else None
        return speakable(moved_to) if moved_to and self.is_hidden else moved_to


async def list_feeds(path: Path, *, as_json: bool) -> Exit:
    """Every feed, when it last answered and had news, how it usually publishes, and what is wrong with it."""
    standings, is_all = await _standings(path)
    if as_json:
        print_json([_as_json(standing) for standing in standings])
        return Exit.DONE
    now = SystemClock().now()
    print_table(
        ("feed", "last read", "last new", "usually", "health"),
        (_row(standing, now) for standing in standings),
        f"no feeds are configured in {path}" if is_all else "no feed can be read",
    )
    remarks = [line for standing in standings for line in _remarks(standing, now, short=True)]
    if remarks:
        out.print()
    for line in remarks:
        out.print(one_line(line))
    return Exit.DONE


async def show_feed(path: Path, feed_id: str, *, as_json: bool) -> Exit:
    """All that is known of how one feed fares. Raises MonitorError when there is no such feed."""
    standings, is_all = await _standings(path)
    standing = next((each for each in standings if each.feed.id == feed_id), None)
    if standing is None:
        where = "" if is_all else " among those that can be read"
        raise MonitorError(f"there is no feed `{feed_id}`{where}; `news-monitor feeds list` shows them")
    if as_json:
        print_json(_as_json(standing))
        return Exit.DONE
    now = SystemClock().now()
    for name, value in _facts(standing, now):
        out.print(f"{name + ':':<14}{one_line(value)}")
    for line in _remarks(standing, now, short=False):
        out.print(one_line(line))
    return Exit.DONE


async def _standings(path: Path) -> tuple[list[_Standing], bool]:
    """How the feeds stand that can be read, and whether these are all."""
    async with open_store(path) as store:
        configured = read_config(path)
        reports = {report.state.feed_id: report for report in await store.reports.feeds()}
        pushes, vitals = await store.subscriptions.standing(), await store.health.vitals()
    health = (configured.settings or Settings()).health
    policy = sources.HealthPolicy(health.failing_after, health.silence, health.pages)
    found = (_standing(feed, reports, vitals, pushes, policy) for feed in configured.feeds)
    standings = [replace(each, is_hidden=each.feed.id in configured.hidden_addresses) for each in found]
    return standings, not configured.faults


def _standing(
    feed: Feed,
    reports: Mapping[str, FeedReport],
    vitals: Mapping[str, Vitals],
    pushes: Mapping[str, Subscription],
    policy: sources.HealthPolicy,
) -> _Standing:
    report, known = reports.get(feed.id), vitals.get(feed.id, Vitals())
    if report is None:
        return _Standing(feed, None, known, pushes.get(feed.id))
    known = replace(known, waits=report.held > 0)
    findings = sources.diagnose(feed, report.state, known, policy)
    watched = policy.silence or feed.quiet_after is not None
    limit = sources.quiet_at(feed, known.news, report.state.last_new_at) if watched else None
    return _Standing(feed, report, known, pushes.get(feed.id), findings, limit)


def _row(standing: _Standing, now: datetime) -> tuple[object, ...]:
    feed, report = standing.feed, standing.report
    if report is None or not standing.is_polled:
        return feed.id, "–", "–", "–", _NOT_POLLED
    state, news = report.state, standing.vitals.news
    return (
        feed.id,
        ago(state.last_success_at, now),
        ago(news.last_at or state.last_new_at, now),
        alerts.rhythm_words(sources.usual(news)),
        _health_words(standing),
    )


def _health_words(standing: _Standing) -> str:
    if not standing.is_polled:
        return _NOT_POLLED
    troubles = [_SHORT.get(each.trouble, each.trouble.value) for each in standing.findings]
    return ", ".join([*troubles, "moved"] if standing.moved_to else troubles) or "ok"


def _remarks(standing: _Standing, now: datetime, *, short: bool) -> Iterator[str]:
    """What is wrong and what to do, a line for each trouble, and what else is worth a line; addresses may be cut."""
    feed, report = standing.feed, standing.report
    for finding in standing.findings:
        yield f"{feed.id}: {alerts.what_is_wrong(finding, now)}. → {alerts.action_of(finding)}"
    if report is not None and report.held and not any(each.trouble is Trouble.HELD for each in standing.findings):
        action = f"Run `news-monitor feeds release {feed.id}` if they are news; else do nothing."
        doubted = "1 entry is" if report.held == 1 else f"{report.held} entries are"
        yield f"{feed.id}: {doubted} in doubt and held back. → {action}"
    if standing.moved_to:
        address = speakable(standing.moved_to) if short else standing.moved_to
        hint = "" if address == standing.moved_to else f"; `news-monitor feeds show {feed.id}` has the whole address"
        yield f"{feed.id}: moved for good to {address} → Correct its `url`{hint}."
    if standing.pushes is not None:
        yield f"{feed.id}: {_push_words(standing.pushes, now)}."


def _push_words(pushes: Subscription, now: datetime) -> str:
    hub = host_of(pushes.hub)
    if pushes.state is SubscriptionState.ACTIVE:
        last = f", last {ago(pushes.last_push_at, now)}" if pushes.last_push_at else ""
        return f"pushed by {hub}{last}"
    return f"not pushed by {hub}: {(pushes.error or 'it has not answered yet').rstrip('.')}"


def _facts(standing: _Standing, now: datetime) -> Iterator[tuple[str, str]]:
    feed, report, vitals = standing.feed, standing.report, standing.vitals
    yield "feed", f"{feed.id} ({feed.source})"
    yield "health", _health_words(standing)
    if report is None:
        return
    state, usual = report.state, sources.usual(vitals.news)
    yield "last read", ago(state.last_success_at, now)
    yield "last new", ago(vitals.news.last_at or state.last_new_at, now)
    yield "next", "–" if state.stopped else ago(state.next_poll_at, now)
    yield "usually", alerts.rhythm_words(usual)
    if usual is not None:
        yield "silences", f"nine of ten are over within {alerts.span_words(usual.within)}"
    else:
        needed = f"{sources.LEAST_DAYS} days with news, over two weeks or more, are known"
        yield "silences", f"judged once {needed}; so far {counted(len(vitals.news.days), 'day')}"
    limit = standing.quiet_at
    yield "quiet", f"if nothing new comes by {limit:%Y-%m-%d %H:%M} UTC" if limit else "not judged"
    given = Counter(vitals.pages.recent)
    yield "pages", ", ".join(f"{number} {page}" for page, number in given.most_common()) or "none yet"
    yield "entries", ", ".join(f"{number} {word}" for word, number in report.entries.items()) or "none"


def _as_json(standing: _Standing) -> dict[str, object]:
    # The URL may hold a token; whoever needs it has it in the configuration.
    secret = ("url", "validators_url", "moved_to", "moving_to", "sitemap_parts")
    feed, report = standing.feed, standing.report
    state = without_secrets(asdict(report.state), *secret) if report else None
    return {
        "id": feed.id,
        "title": feed.source,
        "language": feed.language,
        "state": state,
        "entries": sum(report.entries.values()) if report else 0,
        "held": report.held if report else 0,
        "health": _health_json(standing),
        "moved_to": standing.moved_to,
        "push": _push_json(standing.pushes),
    }


def _health_json(standing: _Standing) -> dict[str, object]:
    news, now = standing.vitals.news, SystemClock().now()
    usual, last = sources.usual(news), standing.report.state.last_new_at if standing.report else None
    return {
        "ok": standing.is_polled and not standing.findings,
        "troubles": [
            {
                "trouble": each.trouble,
                "since": each.since,
                "fault": each.fault,
                "said": alerts.what_is_wrong(each, now),
                "action": alerts.action_of(each),
            }
            for each in standing.findings
        ],
        "last_new_at": news.last_at or last,
        "days_with_news_known": len(news.days),
        "rhythm": _rhythm_json(usual) if usual else None,
        "quiet_at": standing.quiet_at,
        "pages": dict(Counter(standing.vitals.pages.recent)),
        "pages_with_text": standing.vitals.pages.texts,
    }


def _rhythm_json(usual: Usual) -> dict[str, object]:
    return {
        "per_day": usual.per_day,
        "usually_within_seconds": usual.within.total_seconds(),
        "days_off": sorted(usual.days_off),
    }


def _push_json(pushes: Subscription | None) -> dict[str, object] | None:
    if pushes is None:
        return None
    shown = ("state", "expires_at", "last_push_at", "error")
    return {"hub": host_of(pushes.hub), **{name: getattr(pushes, name) for name in shown}}
