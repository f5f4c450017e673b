"""``alerts`` and ``deliveries``: what was raised, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts import DIGESTS, NOTICES, render_alert
from monitor.cli.common import Exit, ago, counted, isolated, out, print_json, print_table
from monitor.cli.feedback import alert_id
from monitor.cli.opening import assert_known, open_store, read_channels, read_config, readers_zone
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import (
    TIMED,
    Alert,
    AlertKind,
    DeliveryState,
    Joined,
    Mark,
    Reason,
)
from monitor.store import DeliveryReport, JoinedArticle, Marked
from monitor.telemetry import one_line

_WAITS_FOR: Mapping[str, str] = {
    Reason.QUIET_HOURS: "waits for the end of the quiet hours",
    Reason.SECOND_SOURCE: "waits for another source",
    Reason.DAILY: "gathers what the day brings",
    Reason.DIGEST: "waits for the digest",
    Reason.LIMIT: "beyond the channel's limit; waits for the roll-up",
    Reason.RULE_LIMIT: "beyond the rule's limit; waits for the roll-up",
    Reason.SINGLE_SOURCE: "too few sources came in time",
}


async def alerts(path: Path, *, rule_id: str | None, marked: Marked | None, limit: int, as_json: bool) -> Exit:
    """The newest alerts, and what was said of them."""
    async with open_store(path) as store:
        found = await store.reports.alerts(limit, rule_id=rule_id, marked=marked)
        said = await store.marks.of([alert.id for alert in found])
    # What was taken out of the configuration may have alerts still.
    if not found and rule_id is not None:
        known = read_config(path)
        if not known.faults:
            assert_known("rule", rule_id, [*(rule.id for rule in known.rulebook.rules), NOTICES, DIGESTS])
    if as_json:
        print_json([_alert_json(alert, said.get(alert.id)) for alert in found])
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


def _alert_json(alert: Alert, mark: Mark | None) -> dict[str, object]:
    """The payload and what was said of it; of one that is damaged in the database, what is known beside it."""
    if alert.payload:
        return {**alert.payload, "mark": _mark_json(mark)}
    return {
        "type": "alert",
        "timestamp": alert.created_at,
        "data": {"id": alert.id, "kind": alert.kind, "rule": {"id": alert.rule_id}},
        "damaged": True,
        "mark": _mark_json(mark),
    }


def _headline(alert: Alert) -> str:
    """What an alert is about in a line: the headline of its article, or the subject of a notice."""
    if not alert.payload:
        return "damaged in the database"
    data = alert.payload["data"]
    if data.get("notice"):
        return str(data["notice"]["subject"])
    if (digest := data.get("digest")) and not digest["alerts"]:
        return "digest: nothing to tell"
    if digest:
        return f"{digest['reason']}: {counted(digest['alerts'], 'alert')}"
    changed = ("more: " if data.get("update") else "changed: ") if alert.kind is AlertKind.UPDATE else ""
    return changed + str(data["articles"][0]["title"] if data["articles"] else "")


async def show_alert(path: Path, start: str, *, as_json: bool) -> Exit:
    """One alert as its mail would have it, and what became of its deliveries; or its payload. And what was said of it.

    ``start`` is its id, or enough of it.
    """
    async with open_store(path) as store:
        timezone = readers_zone(path)
        alert = await store.reports.alert(await alert_id(store, start))
        if alert is None:
            raise MonitorError(f"the alert `{start}` has just been removed: it is past `retention`")
        if not alert.payload:
            raise MonitorError(f"what the alert `{alert.id}` says is damaged in the database; restore a backup")
        found = await store.reports.deliveries(1000, alert_id=alert.id)
        joined = await store.reports.joined(alert.id, 1000)
        mark = (await store.marks.of([alert.id])).get(alert.id)
    sent = sorted(found, key=lambda report: (report.channel, report.recipient))
    if as_json:
        came = [asdict(report) for report in sent]
        articles = [asdict(each) for each in joined]
        print_json({**alert.payload, "mark": _mark_json(mark), "deliveries": came, "joined": articles})
        return Exit.DONE
    _print_alert(alert, sent, joined, timezone)
    if mark is not None:
        note = f": {isolated(mark.note)}" if mark.note else ""
        out.print(f"marked {mark.verdict} {ago(mark.marked_at, SystemClock().now())}{note}")
    return Exit.DONE


def _print_alert(
    alert: Alert, sent: Sequence[DeliveryReport], joined: Sequence[JoinedArticle], timezone: ZoneInfo
) -> None:
    channels = ", ".join(dict.fromkeys(report.channel for report in sent))
    out.print(render_alert(alert.payload, channel=channels, timezone=timezone).text)
    if reason := alert.payload["data"]["story"].get("reason"):
        out.print(f"story {alert.payload['data']['story']['id']}: {one_line(reason)}")
    if joined:
        out.print(f"{counted(len(joined), 'more article')} joined this alert later:")
    for each in joined:
        out.print(_joined_lines(each, timezone), highlight=False)
    if not sent:
        out.print("sent to nobody: there was no channel for it; configure one under `channels`")
    for report in sent:
        whom = f"{report.channel} {report.recipient}".strip()
        why = f", {report.reason}" if report.reason else ""
        out.print(f"{report.state} to {whom} (delivery {report.id}{why}): {one_line(_what_came(report))}")


def _joined_lines(each: JoinedArticle, timezone: ZoneInfo) -> str:
    moment = (each.published or each.stored_at).astimezone(timezone)
    headline = f"{moment:%Y-%m-%d %H:%M}  {isolated(each.source)}: {isolated(each.title)}"
    why = f"{each.led_to}: {isolated(each.reason)}"
    return "\n    ".join(line for line in (headline, one_line(each.url or ""), why) if line)


def _mark_json(mark: Mark | None) -> dict[str, object] | None:
    return {"verdict": mark.verdict, "note": mark.note, "marked_at": mark.marked_at} if mark else None


async def deliveries(
    path: Path, *, state: DeliveryState | None, channel: str | None, reason: str | None, limit: int, as_json: bool
) -> Exit:
    """Deliveries and what became of them."""
    assert_known("reason", reason, [*Reason, *Joined])
    async with open_store(path) as store:
        found = await store.reports.deliveries(limit, state=state, channel=channel, reason=reason)
        # One that has just been removed for its age is in the one answer and not in the other.
        told = await store.reports.alerts_of({report.alert_id for report in found})
    titles = {id_: _headline(alert) for id_, alert in told.items()}
    if not found and channel is not None:
        configured = read_channels(path, "whether there is such a channel is not known")
        assert_known("channel", channel, [channel] if configured is None else configured)
    if as_json:
        print_json([{**asdict(report), "title": titles.get(report.alert_id)} for report in found])
        return Exit.DONE
    now = SystemClock().now()
    print_table(
        ("delivery", "rule", "state", "to", "tries", "next", "why", "what came of it", "title"),
        (_delivery_row(report, titles.get(report.alert_id), now) for report in found),
        "no deliveries",
    )
    return Exit.DONE


def _delivery_row(report: DeliveryReport, title: str | None, now: datetime) -> tuple[object, ...]:
    return (
        report.id,
        report.rule_id,
        report.state,
        f"{report.channel} {report.recipient}".strip(),
        report.attempts,
        ago(report.due_at, now) if _has_moment(report) else "–",
        report.reason,
        _what_came(report),
        title,
    )


def _what_came(report: DeliveryReport) -> str:
    """What the far side said, or what kept it from being asked."""
    if report.state is DeliveryState.CARRIED:
        return f"in the digest of delivery {report.carried_by}"
    words = [report.last_error or report.receipt, report.note or _WAITS_FOR.get(report.reason or "")]
    kept = report.state in (DeliveryState.HELD, DeliveryState.DIGEST, DeliveryState.SUPPRESSED)
    return "; ".join(word for word in (reversed(words) if kept else words[:1]) if word)


def _has_moment(report: DeliveryReport) -> bool:
    """Whether it waits for a moment that is known."""
    timed = report.state is DeliveryState.HELD and report.reason in TIMED
    return timed or report.state in (DeliveryState.QUEUED, DeliveryState.DIGEST)


async def replay(path: Path, ids: list[str], *, all_dead: bool) -> Exit:
    """Queue dead deliveries again, under the same ids."""
    async with open_store(path) as store:
        if all_dead:
            ids = [report.id for report in await store.reports.deliveries(100_000, state=DeliveryState.DEAD)]
            if not ids:
                out.print("nothing is dead")
                return Exit.DONE
        replayed = await store.deliveries.replay(ids, SystemClock().now())
    if replayed:
        out.print(f"{len(replayed)} of {len(ids)} queued again; a running service takes them up within seconds")
    if others := [each for each in ids if each not in replayed]:
        listed = ", ".join(f"`{one_line(each)}`" for each in others)
        raise MonitorError(
            f"not dead, or not there: {listed}; `news-monitor deliveries list --state dead` shows what is"
        )
    return Exit.DONE
