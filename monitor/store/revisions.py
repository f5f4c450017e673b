"""Articles that are looked at again, because they may have changed since they were read."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import (
    ArticleOutcome,
    DeliveryState,
    EntryClaim,
    Match,
    Reason,
    Revision,
    RevisionClaim,
    Validators,
)
from monitor.store.archive import index, unindex
from monitor.store.claims import Shares, take_fairly
from monitor.store.codec import article_from_row, article_to_row, entry_from_json, hit_to_json, host_of
from monitor.store.engine import Part
from monitor.store.outbox import enter_aside
from monitor.store.schema import alerts, articles, deliveries, entries, is_to_be_looked_at, matches, revisions


class Revisions(Part):
    """The store's part for second looks. Every write of a claim raises :class:`ClaimLost` once it is lost."""

    async def claim(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        per_feed: int,
        per_host: int,
        in_hand: Collection[RevisionClaim] = (),
    ) -> tuple[RevisionClaim, ...]:
        """Take up to ``limit`` articles whose second look is due, until ``lease_until``; shared out as entries are."""
        feeds = Shares(revisions.c.feed_id, per_feed, {each.article.id: each.feed_id for each in in_hand})
        hosts = Shares(revisions.c.host, per_host, {each.article.id: host_of(each.entry.url) for each in in_hand})
        async with self._database.write() as connection:
            rows = await take_fairly(connection, is_to_be_looked_at, feeds, now, lease_until, limit, within=hosts)
            claims = [await _claim(connection, row) for row in rows]
        return tuple(claim for claim in claims if claim is not None)

    async def commit(self, claim: RevisionClaim, revision: Revision, now: datetime) -> int:
        """Store what the look came to: the article as it is now, its matches, and the alerts of the change.

        All of it or nothing. Gives how many alerts were new: a change that was told of already is not told of again.
        """
        async with self._database.write() as connection:
            await _settle(connection, claim, revision, now)
            if revision.article is None:
                return 0
            kept = article_to_row(revision.article)
            await connection.execute(update(articles).where(articles.c.id == claim.article.id).values(**kept))
            await unindex(self._database, connection, [claim.article.id])
            await index(self._database, connection, claim.article.id, revision.keys)
            told = [await enter_aside(connection, self._database, plan, now) for plan in revision.plans]
            for match in revision.matches:
                await self._match(connection, claim, match, revision)
        return sum(told)

    async def put_back(self, claim: RevisionClaim, due_at: datetime) -> None:
        """Look again from ``due_at`` on, as if this attempt had not been: the page was not at fault."""
        async with self._database.write() as connection:
            await _write(connection, claim, due_at=due_at, attempts=revisions.c.attempts - 1)

    async def _match(self, connection: AsyncConnection, claim: RevisionClaim, match: Match, revision: Revision) -> None:
        """Keep where the article satisfies the rule now. A match that is new belongs to the alert that tells of it."""
        plan = next((plan for plan in revision.plans if plan.alert.rule_id == match.rule_id), None)
        told = select(alerts.c.id).where(alerts.c.id == plan.alert.id) if plan else None
        hits = [hit_to_json(hit) for hit in match.hits]
        row = {
            "rule_id": match.rule_id,
            "article_id": claim.article.id,
            "alert_id": await connection.scalar(told) if told is not None else None,
            "merged": told is None,
            "hits": hits,
        }
        statement = self._database.insert(matches).values(row)
        key = ["rule_id", "article_id"]
        await connection.execute(statement.on_conflict_do_update(index_elements=key, set_={"hits": hits}))


async def look_again_at(connection: AsyncConnection, claim: EntryClaim, outcome: ArticleOutcome) -> None:
    """Have the article that is just being stored looked at again, if its outcome says so."""
    if outcome.look_again is None:
        return
    due_at, validators = outcome.look_again
    row = {
        "article_id": outcome.article.id,
        "feed_id": claim.feed_id,
        "host": host_of(claim.entry.url),
        "due_at": due_at,
        "attempts": 0,
        **_columns(validators),
    }
    await connection.execute(insert(revisions), [row])


async def _claim(connection: AsyncConnection, row: RowMapping) -> RevisionClaim | None:
    """The claim of a row that was just taken; ``None``, and the row gone, when what it needs is past its retention."""
    its = articles.c.id == row["article_id"]
    query = select(articles, entries.c.content).join(entries, entries.c.id == articles.c.id).where(its)
    found = (await connection.execute(query)).mappings().one()
    if found["content"] is None:
        await connection.execute(delete(revisions).where(revisions.c.article_id == row["article_id"]))
        return None
    its_own = (matches.c.article_id == row["article_id"]) & ~_untold()
    told = await connection.execute(select(matches.c.rule_id).where(its_own))
    return RevisionClaim(
        article=article_from_row(found),
        story_id=found["story_id"],
        feed_id=row["feed_id"],
        entry=entry_from_json(found["content"]),
        first_at=found["created_at"],
        attempts=row["attempts"],
        validators=Validators(row["etag"], row["last_modified"], row["body_hash"]),
        told=frozenset(told.scalars()),
        headlines=await _headlines(connection, row["article_id"]),
    )


async def _headlines(connection: AsyncConnection, article_id: str) -> dict[str, str]:
    """The first headline of each alert that the article belongs to, by rule."""
    query = select(matches.c.rule_id, alerts.c.payload).join(alerts, alerts.c.id == matches.c.alert_id)
    found = await connection.execute(query.where(matches.c.article_id == article_id))
    listed = ((rule_id, payload["data"].get("articles")) for rule_id, payload in found)
    return {rule_id: articles_told[0]["title"] for rule_id, articles_told in listed if articles_told}


def _untold() -> ColumnElement[bool]:
    """True for matches of whose alert nobody has heard: it waits for a second source, or was suppressed."""
    its = select(1).where(deliveries.c.alert_id == matches.c.alert_id)
    waits = (deliveries.c.state == DeliveryState.HELD.value) & (deliveries.c.reason == Reason.SECOND_SOURCE.value)
    kept = waits | (deliveries.c.state == DeliveryState.SUPPRESSED.value)
    return exists(its) & ~exists(its.where(~func.coalesce(kept, False)))


async def _settle(connection: AsyncConnection, claim: RevisionClaim, revision: Revision, now: datetime) -> None:
    await _write(connection, claim, due_at=revision.next_at, looked_at=now, **_columns(revision.validators))


async def _write(connection: AsyncConnection, claim: RevisionClaim, **values: Any) -> None:  # noqa: ANN401
    held = (revisions.c.article_id == claim.article.id) & (revisions.c.attempts == claim.attempts)
    settled = await connection.execute(update(revisions).where(held).values(lease_until=None, **values))
    if settled.rowcount != 1:
        raise ClaimLost(f"article {claim.article.id}: its lease ran out, or its feed told of another change meanwhile")


def _columns(validators: Validators) -> dict[str, str | None]:
    return {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "body_hash": validators.body_hash,
    }
