"""``alerts mark`` and ``unmark``: what people say of alerts."""

from pathlib import Path

from monitor.cli.common import Exit, out
from monitor.cli.opening import open_store
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import Mark, Verdict
from monitor.store import Store

_SHORTEST_START = 6


async def mark(path: Path, alert_start: str, verdict: Verdict, note: str | None) -> Exit:
    """Note what a person thinks of an alert, in place of what was said before."""
    async with open_store(path) as store:
        alert = await store.reports.alert(await alert_id(store, alert_start))
        if alert is None:
            raise _unknown(alert_start)
        now = SystemClock().now()
        await store.marks.put(Mark(alert.id, alert.rule_id, verdict, note, alert.created_at, now))
    out.print(f"{alert.id} of the rule {alert.rule_id} is marked {verdict}")
    return Exit.DONE


async def unmark(path: Path, alert_start: str) -> Exit:
    """Take a mark back, also of an alert that is past its retention."""
    async with open_store(path) as store:
        found = _the_one(alert_start, await store.marks.ids(alert_start))
        if found is None or not await store.marks.remove(found):
            raise MonitorError(
                f"no marked alert `{alert_start}`; `news-monitor alerts list` shows the ids, and what is marked"
            )
    out.print(f"{found} is not marked any more")
    return Exit.DONE


async def alert_id(store: Store, start: str) -> str:
    """The id of the one alert that ``start``, of six characters or more, begins. Raises MonitorError."""
    found = _the_one(start, await store.reports.alert_ids(start))
    if found is None:
        raise _unknown(start)
    return found


def _the_one(start: str, ids: tuple[str, ...]) -> str | None:
    if start in ids:
        return start
    if ids and len(start) < _SHORTEST_START:
        raise MonitorError(f"`{start}` is too short for an alert; give {_SHORTEST_START} characters or more of its id")
    if len(ids) > 1:
        raise MonitorError(f"`{start}` begins the ids of more than one alert; give more characters of it")
    return ids[0] if ids else None


def _unknown(start: str) -> MonitorError:
    return MonitorError(f"no alert `{start}`; `news-monitor alerts list` shows their ids")
