"""Articles that are looked at again, because they may have changed since they were read."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import (
    AlertPlan,
    Article,
    ArticleOutcome,
    DeliveryState,
    EntryClaim,
    Follow,
    Joined,
    Match,
    Reason,
    Revision,
    RevisionClaim,
    StoryKey,
    Validators,
)
from monitor.store.archive import index, unindex
from monitor.store.claims import Shares, take_fairly
from monitor.store.codec import (
    alert_from_row,
    article_from_row,
    article_to_row,
    entry_from_row,
    first_headline,
    hit_to_json,
    host_of,
)
from monitor.store.engine import Part
from monitor.store.joining import join_story
from monitor.store.outbox import enter_alert, enter_aside, enter_story
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

    async def commit(
        self, claim: RevisionClaim, revision: Revision, now: datetime, follow: Follow | None = None
    ) -> int:
        """Store what the look came to: the article as it is now, its matches, and the alerts of the change.

        All of it or nothing. Gives how many alerts were new: a change that was told of already is not told of again. A
        rule that the article has come to satisfy is told as of a new article: ``follow`` says what follows where its
        story has that rule's alert, and what an alert says that nobody has had.
        """
        async with self._database.write() as connection:
            await _settle(connection, claim, revision, now)
            if revision.article is None:
                return 0
            kept = article_to_row(revision.article)
            await connection.execute(update(articles).where(articles.c.id == claim.article.id).values(**kept))
            await unindex(self._database, connection, [claim.article.id])
            await index(self._database, connection, claim.article.id, revision.keys)
            if revision.as_new:
                await enter_story(connection, self._database, claim.story_id, now)
            placed = {
                plan.alert.rule_id: await self._as_new(connection, claim, revision.article, plan, follow, now)
                for plan in revision.as_new
            }
            new = sum(alert_id is not None and how in (None, Joined.UPDATED) for alert_id, how in placed.values())
            for plan in revision.plans:
                if plan.alert.rule_id not in placed:
                    new += await enter_aside(connection, self._database, plan, now)
                    placed[plan.alert.rule_id] = plan.alert.id, None
            for match in revision.matches:
                await self._match(connection, claim, match, *placed.get(match.rule_id, (None, None)))
        return new

    async def put_back(self, claim: RevisionClaim, due_at: datetime) -> None:
        """Look again from ``due_at`` on, as if this attempt had not been: the page was not at fault."""
        async with self._database.write() as connection:
            await _write(connection, claim, due_at=due_at, attempts=revisions.c.attempts - 1)

    async def _as_new(
        self,
        connection: AsyncConnection,
        claim: RevisionClaim,
        article: Article,
        plan: AlertPlan,
        follow: Follow | None,
        now: datetime,
    ) -> tuple[str | None, Joined | None]:
        """See to the alert that the article would make, were it new; gives which it belongs to, and how it joined it.

        Neither, where it did before: an alert that nobody has had says now what the article says now.
        """
        if plan.alert.rule_id in claim.untold:
            await _rewrite(connection, claim, plan, follow)
            return None, None
        if await enter_alert(connection, self._database, plan):
            return plan.alert.id, None
        outcome = ArticleOutcome(article, StoryKey(claim.story_id, "", claim.wire))
        return await join_story(connection, self._database, outcome, plan, follow, now)

    async def _match(
        self, connection: AsyncConnection, claim: RevisionClaim, match: Match, alert_id: str | None, how: Joined | None
    ) -> None:
        """Keep where the article satisfies the rule now. A match that is new belongs to the alert of that id."""
        hits = [hit_to_json(hit) for hit in match.hits]
        row = {
            "rule_id": match.rule_id,
            "article_id": claim.article.id,
            "alert_id": alert_id,
            "merged": alert_id is None or how is not None,
            "reason": how.value if how else None,
            "hits": hits,
        }
        statement = self._database.insert(matches).values(row)
        key = ["rule_id", "article_id"]
        await connection.execute(statement.on_conflict_do_update(index_elements=key, set_={"hits": hits}))


async def _rewrite(connection: AsyncConnection, claim: RevisionClaim, plan: AlertPlan, follow: Follow | None) -> None:
    """Have an alert that nobody has had say what its article says now. Raises ClaimLost when it was told meanwhile."""
    its = (matches.c.article_id == claim.article.id) & (matches.c.rule_id == plan.alert.rule_id)
    query = select(alerts).join(matches, matches.c.alert_id == alerts.c.id).where(its)
    row = (await connection.execute(query)).mappings().first()
    if row is None or follow is None:
        return
    # Locked, so that nobody begins to send what is about to be replaced.
    locked = select(deliveries.c.id, deliveries.c.passed_at).where(deliveries.c.alert_id == row["id"]).with_for_update()
    tried = [each.passed_at is not None for each in await connection.execute(locked)]
    if await connection.scalar(select(1).where(alerts.c.id == row["id"], ~_is_untold(alerts.c.id))):
        raise ClaimLost(f"article {claim.article.id}: its alert {row['id']} was told while it was looked at")
    if row["payload"] and not any(tried):
        payload = follow.rewritten(alert_from_row(row), plan)
        await connection.execute(update(alerts).where(alerts.c.id == row["id"]).values(payload=payload))


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
    """The claim of a row that was just taken; ``None``, and the row gone, when what it needs is damaged, or past its
    retention.
    """
    its = articles.c.id == row["article_id"]
    query = select(articles, entries.c.content).join(entries, entries.c.id == articles.c.id).where(its)
    found = (await connection.execute(query)).mappings().one()
    entry = entry_from_row(found)
    if entry is None:
        await connection.execute(delete(revisions).where(revisions.c.article_id == row["article_id"]))
        return None
    is_untold = _is_untold(matches.c.alert_id).label("untold")
    its_own = select(matches.c.rule_id, is_untold).where(matches.c.article_id == row["article_id"])
    rules = {each.rule_id: each.untold for each in await connection.execute(its_own)}
    return RevisionClaim(
        article=article_from_row(found),
        story_id=found["story_id"],
        feed_id=row["feed_id"],
        entry=entry,
        first_at=found["created_at"],
        attempts=row["attempts"],
        validators=Validators(row["etag"], row["last_modified"], row["body_hash"]),
        told=frozenset(rule_id for rule_id, untold in rules.items() if not untold),
        headlines=await _headlines(connection, row["article_id"]),
        untold=frozenset(rule_id for rule_id, untold in rules.items() if untold),
        wire=found["wire_id"] or row["article_id"],
    )


async def _headlines(connection: AsyncConnection, article_id: str) -> dict[str, str]:
    """The first headline of each alert that the article belongs to, by rule."""
    query = select(matches.c.rule_id, alerts.c.payload).join(alerts, alerts.c.id == matches.c.alert_id)
    found = await connection.execute(query.where(matches.c.article_id == article_id))
    return {rule_id: headline for rule_id, payload in found if (headline := first_headline(payload)) is not None}


def _is_untold(alert_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether nobody has heard of the alert of that id: it waits for a second source, or was suppressed."""
    its = select(1).where(deliveries.c.alert_id == alert_id)
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
