"""A language model's words for a delivery: asked for once, kept before the first attempt, the same in every one.

The alert is committed with the article's own sentences. A delivery that nobody has tried yet may wait for the model a
little, counted from when it could go out: by then the words are in the store and go along, or it goes without them. So
a model that is slow or dead delays an alert by its ``wait`` at most, however many alerts there are.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import alerts
from monitor.clock import Clock
from monitor.model import Article, Delivery, Wording
from monitor.store import Store
from monitor.telemetry import get_logger

Key = tuple[str, str | None]

# What has been written lately, for the other recipients of an alert.
_REMEMBERED = 500

log = get_logger("wording")


class Wordings:
    """Puts a model's words into deliveries. Recipients who read one language share one request."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._asked: dict[Key, asyncio.Task[Wording | None]] = {}

    async def put(self, writer: alerts.Writer | None, delivery: Delivery) -> Delivery:
        """``delivery`` as it is to be sent. Raises StoreError, and ClaimLost."""
        wording = delivery.wording
        if wording is None and writer is not None and delivery.due_at is not None:
            wording = await self._written(writer, delivery, delivery.due_at)
            if wording is not None:
                await self._store.deliveries.word(delivery, wording)
        return delivery if wording is None else replace(delivery, payload=alerts.worded(delivery.payload, wording))

    async def _written(self, writer: alerts.Writer, delivery: Delivery, due_at: datetime) -> Wording | None:
        if delivery.channel not in writer.languages or not delivery.payload["data"].get("articles"):
            return None
        left = (due_at + writer.wait - self._clock.now()).total_seconds()
        key = (delivery.alert_id, writer.languages[delivery.channel])
        asked = self._asked.get(key)
        if asked is None:
            if left <= 0 or writer.is_resting:
                return None
            asked = self._ask(writer, key, delivery, self._clock.monotonic() + min(left, writer.wait.total_seconds()))
        # What is there already is taken, however late it is.
        await asyncio.wait({asked}, timeout=max(0, min(left, writer.wait.total_seconds())))
        return asked.result() if asked.done() and not asked.cancelled() else None

    def _ask(self, writer: alerts.Writer, key: Key, delivery: Delivery, until: float) -> asyncio.Task[Wording | None]:
        async def ask() -> Wording | None:
            try:
                return await writer.write(await self._articles(delivery), key[1], until)
            except Exception:  # an alert goes out without these words, whatever is wrong with them
                log.exception("no words for an alert", alert=delivery.alert_id)
                return None

        while len(self._asked) >= _REMEMBERED:
            self._asked.pop(next(iter(self._asked)))
        task = self._asked[key] = asyncio.create_task(ask(), name=f"words for {delivery.alert_id}")
        return task

    async def _articles(self, delivery: Delivery) -> Sequence[Article]:
        """The articles of ``delivery``, in its order, as far as they are still kept."""
        ids = [article["id"] for article in delivery.payload["data"]["articles"]][: alerts.MOST_ARTICLES]
        found = {article.id: article for article in await self._store.articles.of_ids(ids)}
        return [found[key] for key in ids if key in found]
