"""One attempt to hand an alert to its recipient, and what came of it on record."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor import alerts
from monitor.clock import Clock
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryError, DeliveryRefused, FarSideGone, StoreError
from monitor.model import ChannelPolicy, ChannelState, Delivery, DeliveryState, Notice
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.turns import Turns
from monitor.watch import Watch
from monitor.wording import Wordings
from monitor.workers import Workers

# All of one attempt to send; a mail server alone may take ten minutes to answer the final dot.
SEND_LIMIT = timedelta(minutes=12)
# In seconds. For so long a delivery that is under way keeps the next to its channel back: enough to arrive before it,
# and too little to slow down the four places of a channel that thinks long of each.
_HEAD_START = 0.05
# In seconds. A delivery that was sent and cannot be marked would be sent again.
MARK_WAITS = (1, 2, 5, 10, 30, 60, 120, 300)
# A channel that cannot be used for so long is nothing that passes by itself.
TOLD_AFTER = timedelta(minutes=10)
# What a send that is cut off has left to hear a yes that is on its way, and to record it.
_LAST_WORD = timedelta(seconds=5)

log = get_logger("delivering")


class Deliverer:
    """Sends what is claimed, and marks, puts off, holds or buries it. An attempt may take ``send_limit``.

    ``current`` gives the configuration in force; an attempt keeps the one that it began with.
    """

    def __init__(
        self,
        store: Store,
        workers: Workers,
        clock: Clock,
        rng: random.Random,
        send_limit: timedelta,
        current: Callable[[], Watch],
    ) -> None:
        self._current = current
        self._store = store
        self._clock = clock
        self._rng = rng
        self._send_limit = send_limit
        self._wordings = Wordings(store, workers, clock)
        self._turns = Turns(_HEAD_START)

    async def deliver(self, delivery: Delivery) -> DeliveryState:
        """Hand an alert to its recipient and record what came of it.

        A send that is cancelled may have its yes already, or just now: it is given a moment to record it.
        """
        sending = asyncio.create_task(self._in_turn(delivery), name=f"send {delivery.id}")
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait({sending}, timeout=_LAST_WORD.total_seconds())
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            raise

    async def _in_turn(self, delivery: Delivery) -> DeliveryState:
        """To one channel the first that was claimed goes first: the oldest."""
        async with self._turns.turn(delivery.channel):
            return await self._deliver(self._current(), delivery)

    async def _deliver(self, watch: Watch, delivery: Delivery) -> DeliveryState:
        channel = watch.channels.get(delivery.channel)
        if channel is None:
            error = f"channel `{delivery.channel}` is no longer configured; add it back, and this is sent"
            return await self._hold(delivery, error)
        known = await self._store.channels.state(delivery.channel)
        if reason := _disabled_for(known) or watch.breaker.open_for(delivery.channel):
            return await self._hold(delivery, reason)
        try:
            receipt = await self._send(channel, await self._worded(watch, delivery))
        except DeliveryDeferred as error:
            if error.for_all:
                watch.breaker.put_off(delivery.channel, error.retry_after)
            state = await self._put_off(watch, delivery, error)
            await self._count_failure(watch, delivery.channel, known, str(error))
            return state
        except DeliveryRefused as error:
            state = await self._bury(delivery, str(error))
            await self._count_failure(watch, delivery.channel, known, str(error))
            return state
        except FarSideGone as error:
            state = await self._hold(delivery, str(error))
            await self._disable(watch, delivery.channel, str(error), None)
            return state
        except ChannelUnusable as error:
            watch.breaker.failed(delivery.channel, str(error))
            state = await self._hold_unless_mended(watch, delivery, str(error))
            await self._count_failure(watch, delivery.channel, known, str(error), ours=True)
            return state
        watch.breaker.worked(delivery.channel)
        await self._mark_delivered(delivery, receipt)
        if known is not None:
            await self._store.channels.note_success(delivery.channel)
        log.info("delivered", channel=delivery.channel, recipient=delivery.recipient, delivery=delivery.id)
        return DeliveryState.DELIVERED

    async def _worded(self, watch: Watch, delivery: Delivery) -> Delivery:
        policy = watch.policies.channels.get(delivery.channel, ChannelPolicy())
        return await self._wordings.put(watch.writer, delivery, policy.longest)

    async def _send(self, channel: alerts.Channel, delivery: Delivery) -> str:
        try:
            async with asyncio.timeout(self._send_limit.total_seconds()):
                return await channel.send(delivery)
        except TimeoutError:
            raise DeliveryDeferred(
                f"channel `{delivery.channel}`: sending had not ended after {self._send_limit} and was broken off. "
                "It is tried again under the same id; look at what keeps the far side busy"
            ) from None
        except DeliveryError:
            raise
        except Exception as error:
            # A fault of this program in one alert must not become one that is tried for ever, or never listed.
            log.exception("sending broke", channel=delivery.channel, delivery=delivery.id)
            raise DeliveryDeferred(f"this program failed to send it ({type(error).__name__}); see its log") from error

    async def _mark_delivered(self, delivery: Delivery, receipt: str | None) -> None:
        """Record the far side's yes, and keep at it for a while when the database does not answer."""
        for wait in MARK_WAITS:
            try:
                await self._store.deliveries.mark_delivered(delivery, receipt, self._clock.now())
            except StoreError as error:
                log.error("sent, but not recorded yet", delivery=delivery.id, again_in=wait, error=str(error))
                await self._clock.sleep(wait)
            else:
                return
        await self._store.deliveries.mark_delivered(delivery, receipt, self._clock.now())

    async def _put_off(self, watch: Watch, delivery: Delivery, error: DeliveryDeferred) -> DeliveryState:
        now, name = self._clock.now(), delivery.channel
        if self._has_other_settings(watch, name):
            return await self._begin_anew(delivery, str(error))
        failures = delivery.failures + 1
        due = alerts.next_attempt(failures, error, now, self._rng, watch.channels[name].schedule)
        if due is None:
            return await self._bury(delivery, f"given up after {failures} failed attempts; the last said: {error}")
        log.warning("delivery put off", channel=name, delivery=delivery.id, until=_iso(due), why=str(error))
        await self._store.deliveries.defer(delivery, due, str(error), watch.channel_settings.get(name))
        return DeliveryState.QUEUED

    def _has_other_settings(self, watch: Watch, name: str) -> bool:
        """Whether a reload has changed the settings of a channel since, which may have been what was wrong."""
        return self._current().channel_settings.get(name) != watch.channel_settings.get(name)

    async def _begin_anew(self, delivery: Delivery, reason: str) -> DeliveryState:
        log.warning("delivery begins anew", channel=delivery.channel, delivery=delivery.id, why=reason)
        await self._store.deliveries.begin_anew(delivery, reason, self._clock.now())
        return DeliveryState.QUEUED

    async def _hold_unless_mended(self, watch: Watch, delivery: Delivery, reason: str) -> DeliveryState:
        if self._has_other_settings(watch, delivery.channel):
            return await self._begin_anew(delivery, reason)
        return await self._hold(delivery, reason)

    async def _count_failure(
        self, watch: Watch, name: str, known: ChannelState | None, reason: str, *, ours: bool = False
    ) -> None:
        """Note that a channel has failed, if its patience has an end, or if this is ``ours`` to mend. Once the end has
        come it is disabled; what is ours is told by other channels before that.
        """
        channel, now = watch.channels[name], self._clock.now()
        if (channel.patience is None and not ours) or self._is_elsewhere(watch, name):
            return
        if known is None or known.failing_since is None:
            await self._store.channels.note_failure(name, channel.far_side, now)
        elif channel.patience is not None and now - known.failing_since >= channel.patience:
            await self._disable(watch, name, reason, known.failing_since)
        elif ours and now - known.failing_since >= TOLD_AFTER:
            await self._tell(watch, name, alerts.channel_unusable(name, reason, known.failing_since), now)

    async def _tell(self, watch: Watch, name: str, notice: Notice, now: datetime) -> None:
        """Raise ``notice`` of a channel by the others, once."""
        others = watch.others_for_notices(name)
        if await self._store.accounts.notify(alerts.plan_notice(notice, others, watch.routes, now), now):
            log.error("channel cannot be used", channel=name, told=others or "nobody")

    async def _disable(self, watch: Watch, name: str, reason: str, since: datetime | None) -> None:
        """Hold all that is for a channel, and say so by the others; not if it has another address by now."""
        if self._is_elsewhere(watch, name):
            return
        now = self._clock.now()
        others = watch.others_for_notices(name)
        notice = alerts.plan_notice(alerts.channel_disabled(name, reason, since, now), others, watch.routes, now)
        held_for = f"the channel is disabled; `news-monitor channels resume {name}` uses it again. {reason}"
        if await self._store.channels.disable(name, watch.channels[name].far_side, held_for, now, notice):
            log.error("channel disabled", channel=name, why=reason, told=others or "nobody")

    def _is_elsewhere(self, watch: Watch, name: str) -> bool:
        """Whether a reload has given the channel another far side since, of which nothing bad is known."""
        now = self._current().channels.get(name)
        return now is not None and now.far_side != watch.channels[name].far_side

    async def _bury(self, delivery: Delivery, reason: str) -> DeliveryState:
        log.error("delivery dead", channel=delivery.channel, delivery=delivery.id, why=reason)
        await self._store.deliveries.mark_dead(delivery, reason, self._clock.now())
        return DeliveryState.DEAD

    async def _hold(self, delivery: Delivery, reason: str) -> DeliveryState:
        log.error("delivery held", channel=delivery.channel, delivery=delivery.id, why=reason)
        await self._store.deliveries.hold(delivery, reason)
        return DeliveryState.HELD


def _disabled_for(known: ChannelState | None) -> str | None:
    return known.reason or "the channel is disabled" if known and known.disabled_at else None


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
