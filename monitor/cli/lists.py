"""``feeds``, ``rules``, ``alerts``, ``deliveries`` and ``db``: what is there, and what became of it."""

from dataclasses import asdict
from pathlib import Path

from monitor.cli.common import Exit, load_config, open_store, out, print_json, print_table, without_secrets
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import DeliveryState


async def feeds(path: Path, *, as_json: bool) -> Exit:
    """Every feed, when it last answered, and what is wrong with it."""
    async with open_store(path) as store:
        known = {report.state.feed_id: report for report in await store.reports.feeds()}
    configured = load_config(path).feeds
    if as_json:
        rows = [
            {
                "id": feed.id,
                "title": feed.source,
                "language": feed.language,
                "state": without_secrets(asdict(report.state), "url") if (report := known.get(feed.id)) else None,
                "entries": sum(report.entries.values()) if report else 0,
            }
            for feed in configured
        ]
        print_json(rows)
        return Exit.DONE
    table = []
    for feed in configured:
        report = known.get(feed.id)
        state = report.state if report else None
        trouble = f"{state.fault}: {state.fault_detail}" if state and state.fault else "ok"
        table.append(
            (
                feed.id,
                feed.language,
                state.last_success_at if state else None,
                state.last_new_at if state else None,
                state.next_poll_at if state else None,
                sum(report.entries.values()) if report else 0,
                trouble if state and state.last_polled_at else "not polled yet",
            )
        )
    print_table(("feed", "lang", "last success", "last new", "next poll", "entries", "state"), table, "no feeds")
    return Exit.DONE


def rules(path: Path, *, as_json: bool) -> Exit:
    """Every rule, whom it tells and where it stands."""
    rulebook = load_config(path).rulebook
    if as_json:
        print_json(
            [
                {
                    "id": rule.id,
                    "title": rule.title,
                    "severity": rule.severity,
                    "enabled": rule.enabled,
                    "notify": rule.notify,
                    "place": rule.place,
                }
                for rule in rulebook.rules
            ]
        )
        return Exit.DONE
    print_table(
        ("rule", "title", "severity", "tells", "stands in"),
        (
            (
                rule.id if rule.enabled else f"{rule.id} (off)",
                rule.title,
                rule.severity,
                ", ".join(rule.notify) or "all channels",
                rule.place,
            )
            for rule in rulebook.rules
        ),
        "no rules",
    )
    return Exit.DONE


async def alerts(path: Path, *, rule_id: str | None, limit: int, as_json: bool) -> Exit:
    """The newest alerts."""
    async with open_store(path) as store:
        found = await store.reports.alerts(limit, rule_id=rule_id)
    if as_json:
        print_json([alert.payload for alert in found])
        return Exit.DONE
    print_table(
        ("when", "rule", "title", "source", "alert"),
        (
            (
                alert.created_at,
                alert.rule_id,
                alert.payload["data"]["articles"][0]["title"],
                alert.payload["data"]["articles"][0]["source"],
                alert.id,
            )
            for alert in found
        ),
        "no alerts yet",
    )
    return Exit.DONE


async def show_alert(path: Path, alert_id: str) -> Exit:
    """One alert, whole, as its payload."""
    async with open_store(path) as store:
        alert = await store.reports.alert(alert_id)
    if alert is None:
        raise MonitorError(f"no alert `{alert_id}`; `news-monitor alerts list` shows their ids")
    print_json(alert.payload)
    return Exit.DONE


async def deliveries(
    path: Path, *, state: DeliveryState | None, channel: str | None, limit: int, as_json: bool
) -> Exit:
    """Deliveries and what became of them."""
    async with open_store(path) as store:
        found = await store.reports.deliveries(limit, state=state, channel=channel)
    if as_json:
        print_json([asdict(report) for report in found])
        return Exit.DONE
    print_table(
        ("delivery", "state", "channel", "recipient", "attempts", "next try", "what the far side said"),
        (
            (
                report.id,
                report.state,
                report.channel,
                report.recipient,
                report.attempts,
                report.due_at if report.state is DeliveryState.QUEUED else None,
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
            out.print(f"{name}: {value}", markup=False)
    return Exit.DONE


async def backup(path: Path, target: Path) -> Exit:
    """Copy the SQLite database to ``target``, consistently, while the service runs."""
    async with open_store(path) as store:
        await store.backup(target)
    out.print(f"wrote {target}", markup=False)
    return Exit.DONE


async def upgrade(path: Path) -> Exit:
    """Bring the database to this version's schema."""
    async with open_store(path):
        out.print("the database is at this version's schema")
    return Exit.DONE
