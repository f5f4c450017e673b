"""Silences: alerts that people do not want to be sent for a while."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, insert, select, update

from monitor.model import Silence
from monitor.store.engine import Part
from monitor.store.schema import silences


class Silences(Part):
    """The store's part for silences."""

    async def add(self, silence: Silence) -> None:
        """Keep ``silence``; it holds from now on, for whoever decides."""
        async with self._database.write() as connection:
            await connection.execute(insert(silences), [asdict(silence)])

    async def expire(self, silence_id: str, now: datetime) -> bool:
        """End a silence ``now``; gives whether it was in force, or still to come."""
        its = (silences.c.id == silence_id) & (silences.c.until > now)
        async with self._database.write() as connection:
            return (await connection.execute(update(silences).where(its).values(until=now))).rowcount > 0

    async def list(self, now: datetime, *, ended: bool = False) -> tuple[Silence, ...]:
        """The silences that have not ended, or with ``ended`` all that are kept; the next to end first."""
        query = select(silences).order_by(silences.c.until, silences.c.id)
        if not ended:
            query = query.where(silences.c.until > now)
        async with self._database.read() as connection:
            return tuple(Silence(**row) for row in (await connection.execute(query)).mappings())

    async def ids(self, start: str) -> tuple[str, ...]:
        """The ids of silences that begin with ``start``, at most two."""
        begins = func.substr(silences.c.id, 1, len(start)) == start
        async with self._database.read() as connection:
            return tuple((await connection.execute(select(silences.c.id).where(begins).limit(2))).scalars())
