"""``feeds``, ``alerts``, ``deliveries`` and ``db``: what is there, and what became of it."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts import render_alert
from monitor.cli.common import Exit, ago, load_config, open_store, out, print_json, print_table, without_secrets
from monitor.cli.feedback import alert_id
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import (
    Alert,
    AlertKind,
    DeliveryState,
    Feed,
    FeedState,
    FloodState,
    Mark,
    Subscription,
    SubscriptionState,
)
from monitor.net import speakable
from monitor.store import FeedReport, Marked, Store, host_of
from monitor.telemetry import one_line


async def feeds(path: Path, *, as_json: bool) -> Exit:
    """Every feed, when it last answered, and what is wrong with it."""
    configured = load_config(path).feeds
    async with open_store(path) as store:
        reports = {report.state.feed_id: report for report in await store.reports.feeds()}
        pushes = await store.subscriptions.standing()
    if as_json:
        print_json([_feed_json(feed, reports.get(feed.id), pushes.get(feed.id)) for feed in configured])
        return Exit.DONE
    now = SystemClock().now()
    print_table(
        ("feed", "last read", "last new", "next", "entries", "state"),
        (_feed_row(feed, reports.get(feed.id), pushes.get(feed.id), now) for feed in configured),
        f"no feeds are configured in {path}",
    )
    return Exit.DONE


def _feed_json(feed: Feed, report: FeedReport | None, pushes: Subscription | None) -> dict[str, object]:
    # The URL may hold a token; whoever needs it has it in the configuration.
    secret = ("url", "validators_url", "moved_to", "moving_to")
    state = without_secrets(asdict(report.state), *secret) if report else None
    entries = sum(report.entries.values()) if report else 0
    about = {"id": feed.id, "title": feed.source, "language": feed.language}
    held = report.held if report else 0
    return {**about, "state": state, "entries": entries, "held": held, "push": _push_json(pushes)}


def _push_json(pushes: Subscription | None) -> dict[str, object] | None:
    if pushes is None:
        return None
    shown = ("state", "expires_at", "last_push_at", "error")
    return {"hub": host_of(pushes.hub), **{name: getattr(pushes, name) for name in shown}}


def _push_words(pushes: Subscription | None, now: datetime) -> str:
    """What `feeds list` says of pushes, after what it says of polls."""
    if pushes is None:
        return ""
    hub = host_of(pushes.hub)
    if pushes.state is SubscriptionState.ACTIVE:
        last = f", last {ago(pushes.last_push_at, now)}" if pushes.last_push_at else ""
        return f"; pushed by {hub}{last}"
    said = pushes.error or "it has not answered yet"
    return f"; not pushed by {hub}: {said}"


def _feed_row(feed: Feed, report: FeedReport | None, pushes: Subscription | None, now: datetime) -> tuple[object, ...]:
    if report is None or report.state.last_polled_at is None:
        due = ago(report.state.next_poll_at, now) if report else "–"
        return feed.id, "–", "–", due, 0, "not polled yet"
    state = report.state
    return (
        feed.id,
        ago(state.last_success_at, now),
        ago(state.last_new_at, now),
        "–" if state.stopped else ago(state.next_poll_at, now),
        sum(report.entries.values()),
        _verdict(state, report.held) + _push_words(pushes, now),
    )


def _verdict(state: FeedState, held: int) -> str:
    if state.stopped:
        return f"stopped, {state.fault}: {state.fault_detail} `feeds resume {state.feed_id}` asks it again."
    if state.fault:
        verdict = f"{state.fault}, {state.failures} times: {state.fault_detail}"
    else:
        verdict = f"ok; moved for good to {speakable(state.moved_to)}: correct its url" if state.moved_to else "ok"
    if held:
        verdict += f"; held, {held} entries in doubt: `news-monitor feeds release {state.feed_id}`"
    elif state.flood is FloodState.HELD:
        verdict += "; held: most of it looked new all at once, but nothing is in doubt"
    return verdict


async def release(path: Path, feed_id: str, *, drop: bool) -> Exit:
    """Have the held entries of a feed read after all, or take them for old ones."""
    async with open_store(path) as store:
        if feed_id not in {report.state.feed_id for report in await store.reports.feeds()}:
            raise MonitorError(f"there is no feed `{feed_id}`; `news-monitor feeds list` shows them")
        if drop:
            number, said = await store.feeds.drop_held(feed_id), "dropped; nobody will be told of them"
        else:
            number = await store.feeds.release_held(feed_id, SystemClock().now())
            said = "released; a running service reads them within seconds"
    out.print(f"{number} entries {said}" if number else f"nothing of `{feed_id}` is held back")
    return Exit.DONE


async def alerts(path: Path, *, rule_id: str | None, marked: Marked | None, limit: int, as_json: bool) -> Exit:
    """The newest alerts, and what was said of them."""
    async with open_store(path) as store:
        found = await store.reports.alerts(limit, rule_id=rule_id, marked=marked)
        said = await store.marks.of([alert.id for alert in found])
    if as_json:
        print_json([{**alert.payload, "mark": _mark_json(said.get(alert.id))} for alert in found])
        return Exit.DONE
    now = SystemClock().now()
    print_table(
        ("alert", "when", "rule", "marked", "title"),
        (
            (
                alert.id,
                ago(alert.created_at, now),
                alert.rule_id,
                said[alert.id].verdict if alert.id in said else None,
                _headline(alert),
            )
            for alert in found
        ),
        "no such alerts" if rule_id or marked else "no alerts yet",
    )
    return Exit.DONE


def _headline(alert: Alert) -> str:
    """What an alert is about in a line: the headline of its article, or the subject of a notice."""
    data = alert.payload["data"]
    if data.get("notice"):
        return str(data["notice"]["subject"])
    changed = "changed: " if alert.kind is AlertKind.UPDATE else ""
    return changed + str(data["articles"][0]["title"] if data["articles"] else "")


async def show_alert(path: Path, start: str, *, as_json: bool) -> Exit:
    """One alert as its mail would have it, and what became of its deliveries; or its payload. And what was said of it.

    ``start`` is its id, or enough of it.
    """
    timezone = ZoneInfo(load_config(path).settings.timezone)
    async with open_store(path) as store:
        alert = await store.reports.alert(await alert_id(store, start))
        if alert is None:
            raise MonitorError(f"the alert `{start}` has just been removed: it is past `retention`")
        sent = await store.reports.deliveries(1000, alert_id=alert.id)
        mark = (await store.marks.of([alert.id])).get(alert.id)
    if as_json:
        print_json({**alert.payload, "mark": _mark_json(mark)})
        return Exit.DONE
    channels = ", ".join(dict.fromkeys(report.channel for report in sent)) or "none"
    out.print(render_alert(alert.payload, channel=channels, timezone=timezone).text)
    if not sent:
        out.print("sent to nobody: there was no channel for it; configure one under `channels`")
    for report in sent:
        said = report.last_error or report.receipt or ""
        whom = f"{report.channel} {report.recipient}".strip()
        out.print(f"{report.state} to {whom} (delivery {report.id}): {one_line(said)}")
    if mark is not None:
        note = f": {one_line(mark.note)}" if mark.note else ""
        out.print(f"marked {mark.verdict} {ago(mark.marked_at, SystemClock().now())}{note}")
    return Exit.DONE


def _mark_json(mark: Mark | None) -> dict[str, object] | None:
    return {"verdict": mark.verdict, "note": mark.note, "marked_at": mark.marked_at} if mark else None


async def deliveries(
    path: Path, *, state: DeliveryState | None, channel: str | None, limit: int, as_json: bool
) -> Exit:
    """Deliveries and what became of them."""
    async with open_store(path) as store:
        found = await store.reports.deliveries(limit, state=state, channel=channel)
    if as_json:
        print_json([asdict(report) for report in found])
        return Exit.DONE
    now = SystemClock().now()
    print_table(
        ("delivery", "rule", "state", "to", "tries", "next", "what came of it"),
        (
            (
                report.id,
                report.rule_id,
                report.state,
                f"{report.channel} {report.recipient}".strip(),
                report.attempts,
                ago(report.due_at, now) if report.state is DeliveryState.QUEUED else "–",
                report.last_error or report.receipt,
            )
            for report in found
        ),
        "no deliveries",
    )
    return Exit.DONE


async def replay(path: Path, ids: list[str], *, all_dead: bool) -> Exit:
    """Queue dead deliveries again, under the same ids."""
    async with open_store(path) as store:
        if all_dead:
            ids = [report.id for report in await store.reports.deliveries(100_000, state=DeliveryState.DEAD)]
            if not ids:
                out.print("nothing is dead")
                return Exit.DONE
        replayed = len(await store.deliveries.replay(ids, SystemClock().now()))
    out.print(f"{replayed} of {len(ids)} queued again; a running service takes them up within seconds")
    return Exit.DONE if replayed == len(ids) else Exit.FAILED


async def tally(path: Path, *, as_json: bool) -> Exit:
    """Read the whole database for damage, and count what it holds."""
    async with open_store(path, check=True) as store:
        counts = await store.reports.tally()
    if as_json:
        print_json(asdict(counts))
    else:
        for name, value in asdict(counts).items():
            parts = (
                ", ".join(f"{count} {state}" for state, count in value.items()) if isinstance(value, dict) else value
            )
            out.print(f"{name}: {parts}")
    return Exit.DONE


async def backup(path: Path, target: Path) -> Exit:
    """Copy the SQLite database to ``target``, consistently, while the service runs."""
    if await asyncio.to_thread(target.exists):
        raise MonitorError(f"{target} is there already; a backup overwrites nothing")
    async with open_store(path) as store:
        await store.backup(target)
    out.print(f"wrote {target}")
    return Exit.DONE


async def upgrade(path: Path) -> Exit:
    """Bring the database to this version's schema, unless a service runs on it."""
    store = await Store.open(load_config(path).settings.store.url)
    try:
        async with await store.acquire_instance():
            await store.upgrade()
    finally:
        await store.close()
    out.print(f"{store.name} is at this version's schema")
    return Exit.DONE
