"""``feeds resume``: asking a feed again that was stopped because its site called it gone."""

from pathlib import Path

from monitor.cli.common import Exit, ago, out
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
        raise MonitorError(f"`{feed_id}` is not stopped: it is asked again {ago(state.next_poll_at, now)}")
    out.print(f"{feed_id} is asked again")
    return Exit.DONE
