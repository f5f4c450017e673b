"""The rounds: what falls due by time alone, and whether everything still adds up.

Quiet hours end, a second source has not come, a digest is due: no article and no far side says so, only the clock.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor import alerts
from monitor.clock import Clock
from monitor.errors import ClaimLost
from monitor.model import Alert, Batch, ChannelPolicy, DigestFacts, RulePolicy, Severity
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.watch import Watch

_DAY = timedelta(days=1)
_DAYS = 14  # that a digest draws
# The sums of what is older were seen to add up when it was younger.
_LOOKED_BACK = timedelta(days=7)

log = get_logger("rounds")


class Rounds:
    """Makes the rounds on a store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._broken: frozenset[str] = frozenset()

    async def make(self, watch: Watch) -> int:
        """End waits that are over and make the digests that are due; gives how many deliveries were queued by that."""
        now = self._clock.now()
        queued = await self._store.waiting.release(now)
        queued += await self._end_waits(watch, now)
        await self._store.waiting.silence(now, watch.policies)
        return queued + await self._make_digests(watch, now)

    async def audit(self, watch: Watch, alerts_kept: timedelta) -> None:
        """See whether the sums add up, and raise a notice when one begins not to."""
        now = self._clock.now()
        since = now - min(_LOOKED_BACK, alerts_kept)
        if not await self._store.accounts.check(now, since):
            self._broken = frozenset()
            return
        # After a machine has slept, what fell due meanwhile was not forgotten: nobody was there to see to it.
        await self.make(watch)
        found = await self._store.accounts.check(now, since)
        for each in found:
            log.error("a sum does not add up", sum=each.sum, says=each.says, number=each.number, ids=each.ids)
        if new := [each for each in found if each.sum not in self._broken]:
            sums = [(each.sum, each.says, each.number, each.ids) for each in new]
            plan = alerts.plan_notice(alerts.accounts_broken(sums, now), watch.notices, watch.routes, now)
            await self._store.accounts.notify(plan, now)
        self._broken = frozenset(each.sum for each in found)

    async def _end_waits(self, watch: Watch, now: datetime) -> int:
        wanting = {rule.id for rule in watch.rules.values() if rule.policy.corroborate}
        queued = 0
        waited = await self._store.waiting.uncorroborated(now, wanting)
        damaged = await self._set_aside([alert for alert, _ in waited], now)
        for alert, known in waited:
            if alert.id in damaged:
                continue
            rule = watch.rules.get(alert.rule_id)
            end = alerts.end_of_wait(alert, known, rule.policy if rule else RulePolicy(), now)
            number = await self._store.waiting.end_wait(alert, end, now)
            log.info("no second source", rule=alert.rule_id, alert=alert.id, dropped=end is None)
            queued += number if end else 0
        return queued

    async def _make_digests(self, watch: Watch, now: datetime) -> int:
        """Make those of what has been gathered, and the empty ones that are wanted."""
        ranks = {rule.id: -list(Severity).index(rule.severity) for rule in watch.rules.values()}

        def rank(rule_id: str) -> int:
            return ranks.get(rule_id, 0)

        batches = await self._store.waiting.due_batches(now, rank, alerts.MOST_LISTED)
        if await self._set_aside([alert for batch in batches for alert in batch.alerts], now):
            batches = await self._store.waiting.due_batches(now, rank, alerts.MOST_LISTED)
        made = 0
        for batch in [*await self._empty_batches(watch, batches, now), *batches]:
            made += await self._make_digest(watch, batch, now)
        return made

    async def _set_aside(self, found: Sequence[Alert], now: datetime) -> frozenset[str]:
        """Bury what is yet to be sent of those that are damaged, which must keep no other back; gives their ids."""
        damaged = frozenset(alert.id for alert in found if not alerts.is_readable(alert.payload))
        await self._store.waiting.set_aside(damaged, now)
        return damaged

    async def _make_digest(self, watch: Watch, batch: Batch, now: datetime) -> int:
        policy = watch.policies.channels.get(batch.channel, ChannelPolicy())
        titles = {rule.id: alerts.rule_part(rule) for rule in watch.rules.values()}
        around = await self._circumstances(watch, batch, policy, now)
        # In a thread: hundreds of alerts take some tenths of a second.
        plan = await asyncio.to_thread(alerts.plan_digest, batch, around, titles, policy.longest, now)
        try:
            new = await self._store.waiting.commit_digest(batch, plan, now)
        except ClaimLost as error:
            log.warning("digest put off to the next round", channel=batch.channel, why=str(error))
            return 0
        log.info("digest", channel=batch.channel, recipients=len(batch.recipients), alerts=len(batch.gathered))
        return len(batch.recipients) if new else 0

    async def _empty_batches(self, watch: Watch, batches: Sequence[Batch], now: datetime) -> list[Batch]:
        """The digests that are due and have nothing to say, for channels that want to hear so."""
        policies = watch.policies.channels
        names = [name for name in watch.channels if policies.get(name) and policies[name].digest]
        begins = await self._store.waiting.digested_at(names, now) if names else {}
        told = {(batch.channel, each) for batch in batches if not batch.rolled_up for each in batch.recipients}
        empty = []
        for name in names:
            digest = policies[name].digest
            zone = ZoneInfo(policies[name].timezone)
            due = alerts.last_fire(digest.cron, zone, begins[name], now) if digest else None
            if due is None or digest is None:
                continue
            missing = tuple(each for each in watch.channels[name].recipients if (name, each) not in told)
            if digest.empty and missing:
                empty.append(_empty(name, missing, begins[name], due))
            elif missing == watch.channels[name].recipients:
                await self._store.waiting.skip_digest(name, now)
        return empty

    async def _circumstances(self, watch: Watch, batch: Batch, policy: ChannelPolicy, now: datetime) -> DigestFacts:
        zone = ZoneInfo(policy.timezone)
        last = batch.until.astimezone(zone).date()
        days: list[date] = [last - (_DAYS - 1 - number) * _DAY for number in range(_DAYS)]
        bounds = [(_midnight(day, zone), _midnight(day + _DAY, zone)) for day in days]
        rules = {each.rule_id for each in batch.gathered} or watch.rules_for(batch.channel)
        # The next digest's time begins now, not when this one was due.
        bounds.append((batch.since, now))
        (*counts, matched), answered, sources = await self._store.waiting.circumstances(rules, bounds, batch.since)
        return DigestFacts(tuple(zip(days, counts, strict=True)), answered, sources, matched)


def _empty(channel: str, recipients: tuple[str, ...], since: datetime, until: datetime) -> Batch:
    return Batch(channel, recipients, rolled_up=False, gathered=(), alerts=(), since=since, until=until)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return alerts.moment_of(day, time.min, zone)
