"""``feeds resume`` and ``release``: asking a stopped feed again, and reading what was held back of one."""

from pathlib import Path

from monitor.cli.common import Exit, ago, counted, out
from monitor.cli.opening import open_store
from monitor.clock import SystemClock
from monitor.errors import MonitorError


async def resume_feed(path: Path, feed_id: str) -> Exit:
    """Have the running service, or the next one, ask ``feed_id`` at once."""
    async with open_store(path) as store:
        now = SystemClock().now()
        resumed, state = await store.feeds.resume(feed_id, now), await store.feeds.state(feed_id)
    if state is None:
        raise MonitorError(f"there is no feed `{feed_id}`; `news-monitor feeds list` shows them")
    if not resumed:
        due = state.next_poll_at
        when = ago(due, now) if due > now else "as soon as a service runs"
        raise MonitorError(f"`{feed_id}` is not stopped: it is asked again {when}")
    out.print(f"{feed_id} is asked again")
    return Exit.DONE


async def release_feed(path: Path, feed_id: str, *, drop: bool) -> Exit:
    """Have the held entries of a feed read after all, or take them for old ones."""
    async with open_store(path) as store:
        if feed_id not in {report.state.feed_id for report in await store.reports.feeds()}:
            raise MonitorError(f"there is no feed `{feed_id}`; `news-monitor feeds list` shows them")
        if drop:
            number, said = await store.feeds.drop_held(feed_id), "dropped; nobody will be told of them"
        else:
            number = await store.feeds.release_held(feed_id, SystemClock().now())
            said = "released; a running service reads them within seconds"
    out.print(f"{counted(number, 'entry', 'entries')} {said}" if number else f"nothing of `{feed_id}` is held back")
    return Exit.DONE
