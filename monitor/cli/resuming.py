"""``feeds resume``: asking a feed again that was stopped because its site called it gone."""

from pathlib import Path

from monitor.cli.common import Exit, open_store, out
from monitor.clock import SystemClock
from monitor.errors import MonitorError


async def resume_feed(path: Path, feed_id: str) -> Exit:
    """Have the running service, or the next one, ask ``feed_id`` at once."""
    async with open_store(path) as store:
        resumed = await store.feeds.resume(feed_id, SystemClock().now())
    if not resumed:
        raise MonitorError(f"no stopped feed is called `{feed_id}`; `feeds list` shows how each stands")
    out.print(f"{feed_id} is asked again")
    return Exit.DONE
