"""New entries on their way to becoming articles."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import EntryClaim, PageOutcome
from monitor.store.claims import Shares, take_fairly
from monitor.store.codec import entry_from_row, host_of
from monitor.store.engine import Part
from monitor.store.health import note_page
from monitor.store.schema import EntryState, entries, is_pending
from monitor.telemetry import get_logger

_DAMAGED = "what its feed said of it is damaged in the database and cannot be read; restore a backup"

log = get_logger("store")


class Entries(Part):
    """The store's part for work on new entries. Every write of a claim raises :class:`ClaimLost` once it is lost."""

    async def claim(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        per_feed: int,
        per_host: int,
        in_hand: Collection[EntryClaim] = (),
    ) -> tuple[EntryClaim, ...]:
        """Take up to ``limit`` entries that wait to be processed, oldest first, until ``lease_until``.

        With those ``in_hand``, which are not taken again, at most ``per_feed`` are of one feed, and no more are taken
        of a host that has ``per_host`` pages. Feeds share the limit evenly: neither a feed that floods nor a site whose
        pages hang keeps others waiting.
        """
        feeds = Shares(entries.c.feed_id, per_feed, {claim.id: claim.feed_id for claim in in_hand})
        hosts = Shares(entries.c.host, per_host, {claim.id: host_of(claim.entry.url) for claim in in_hand})
        async with self._database.write() as connection:
            rows = await take_fairly(connection, is_pending, feeds, now, lease_until, limit, within=hosts)
            claims = [await _claim(connection, row, now) for row in rows]
        return tuple(claim for claim in claims if claim is not None)

    async def defer(self, claim: EntryClaim, due_at: datetime, error: str) -> None:
        """Try the entry again at ``due_at``."""
        await self._settle(claim, due_at=due_at, last_error=error)

    async def put_back(self, claim: EntryClaim, due_at: datetime) -> None:
        """Let the entry be claimed again from ``due_at`` on, as if this attempt had not been: it was not at fault."""
        await self._settle(claim, due_at=due_at, attempts=entries.c.attempts - 1)

    async def fail(self, claim: EntryClaim, error: str, now: datetime, page: PageOutcome | None = None) -> None:
        """Give the entry up; it stays listed with its reason. ``page`` is what its page gave, if one was wanted."""
        async with self._database.write() as connection:
            await settle_entry(connection, claim, state=EntryState.FAILED.value, last_error=error, finished_at=now)
            await note_page(connection, self._database, claim.feed_id, page)

    async def _settle(self, claim: EntryClaim, **values: object) -> None:
        async with self._database.write() as connection:
            await settle_entry(connection, claim, **values)


async def _claim(connection: AsyncConnection, row: RowMapping, now: datetime) -> EntryClaim | None:
    """The claim of a row that was just taken; ``None``, and the entry given up, where its content is damaged."""
    entry = entry_from_row(row)
    if entry is not None:
        return EntryClaim(row["id"], row["feed_id"], entry, row["attempts"])
    log.error("an entry cannot be read and is given up", entry=row["id"], feed=row["feed_id"])
    failed = {"state": EntryState.FAILED.value, "last_error": _DAMAGED, "finished_at": now, "lease_until": None}
    await connection.execute(update(entries).where(entries.c.id == row["id"]).values(**failed))
    return None


async def settle_entry(connection: AsyncConnection, claim: EntryClaim, **values: object) -> None:
    """End ``claim`` inside the transaction of ``connection``, writing ``values`` to the entry's row.

    Raises :class:`ClaimLost` when the entry is finished or has been claimed again since.
    """
    held = is_pending & (entries.c.id == claim.id) & (entries.c.attempts == claim.attempts)
    settled = await connection.execute(update(entries).where(held).values(lease_until=None, **values))
    if settled.rowcount != 1:
        raise ClaimLost(f"entry {claim.id}: its lease ran out and another worker has it; this result is dropped")
