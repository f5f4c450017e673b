"""A language model's words for a delivery: asked for once, kept before the first attempt, the same in every one.

The alert is committed with the article's own sentences. A delivery that nobody has tried yet may wait for the model a
little, counted from when it could go out: by then the words are in the store and go along, or it goes without them. So
a model that is slow or dead delays an alert by its ``wait`` at most, however many alerts there are.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from monitor import alerts, articles
from monitor.clock import Clock
from monitor.model import Article, Delivery, Wording
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.workers import Workers

Key = tuple[str, str | None]

# What has been written lately, for the other recipients of an alert.
_REMEMBERED = 500
_DETECTING = 10.0  # seconds, of some milliseconds

log = get_logger("wording")


class Wordings:
    """Puts a model's words into deliveries. Recipients who read one language share one request.

    ``workers`` tell which language the words are in.
    """

    def __init__(self, store: Store, workers: Workers, clock: Clock) -> None:
        self._store = store
        self._workers = workers
        self._clock = clock
        self._asked: dict[Key, asyncio.Task[Wording | None]] = {}

    async def put(self, writer: alerts.Writer | None, delivery: Delivery, longest: int) -> Delivery:
        """``delivery`` as it is to be sent, in ``longest`` bytes. Raises StoreError, and ClaimLost."""
        wording = delivery.wording
        if wording is None and writer is not None and delivery.due_at is not None:
            wording = await self._written(writer, delivery, delivery.due_at)
            if wording is not None:
                await self._store.deliveries.word(delivery, wording)
        if wording is None:
            return delivery
        return replace(delivery, payload=alerts.worded(delivery.payload, wording, longest))

    async def _written(self, writer: alerts.Writer, delivery: Delivery, due_at: datetime) -> Wording | None:
        if delivery.channel not in writer.languages or not alerts.leading_articles(delivery.payload):
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
                told_of = await self._articles(delivery)
                wording = await writer.write(told_of, key[1], until)
                return await self._in_language(wording, told_of) if wording else None
            except Exception:  # an alert goes out without these words, whatever is wrong with them
                log.exception("no words for an alert", alert=delivery.alert_id)
                return None

        while len(self._asked) >= _REMEMBERED:
            self._asked.pop(next(iter(self._asked)))
        task = self._asked[key] = asyncio.create_task(ask(), name=f"words for {delivery.alert_id}")
        return task

    async def _in_language(self, wording: Wording, told_of: Sequence[Article]) -> Wording | None:
        """``wording`` without words in another language than was asked for, which small models are prone to."""
        right = {}
        for article in told_of:
            words, wanted = wording.articles.get(article.id), wording.language or article.language
            if words is not None and await self._is_in(words.summary, wanted, article.language):
                right[article.id] = words
            elif words is not None:
                log.warning("the model did not write in the language asked for", article=article.id, language=wanted)
        return replace(wording, articles=right) if right else None

    async def _is_in(self, summary: str, wanted: str | None, original: str | None) -> bool:
        """Whether ``summary`` is in the language ``wanted`` rather than in that of the article, or in English."""
        among = {language for language in (wanted, original, "en") if language}
        if wanted is None or among == {wanted}:
            return True
        detect = partial(articles.detect_language, prior=None, languages=sorted(among))
        return await self._workers.run(detect, "", summary, timeout=_DETECTING) in (wanted, None)

    async def _articles(self, delivery: Delivery) -> Sequence[Article]:
        """The articles of ``delivery``, in its order, as far as they are still kept."""
        ids = dict.fromkeys(article["id"] for article in alerts.leading_articles(delivery.payload))
        asked_for = list(ids)[: alerts.MOST_ARTICLES]
        found = {article.id: article for article in await self._store.articles.of_ids(asked_for)}
        return [found[key] for key in asked_for if key in found]
