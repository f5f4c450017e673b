"""Articles: what processing an entry leads to, stored at once, and read back for backtests."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, tuple_

from monitor.model import (
    AlertPlan,
    Article,
    ArticleOutcome,
    EntryClaim,
    Follow,
    Joined,
    Match,
    Tally,
)
from monitor.store.archive import index
from monitor.store.codec import article_from_row, article_to_row, hit_to_json
from monitor.store.engine import Part
from monitor.store.entries import settle_entry
from monitor.store.health import note_page
from monitor.store.joining import join_story
from monitor.store.outbox import enter_alert, enter_story
from monitor.store.revisions import look_again_at
from monitor.store.schema import EntryState, articles, matches
from monitor.store.stories import remember, stay_in_line

_PAGE = 100


class Articles(Part):
    """The store's part for articles and what they set off."""

    async def commit(
        self, claim: EntryClaim, outcome: ArticleOutcome, now: datetime, follow: Follow | None = None
    ) -> Tally:
        """Store the article, its story, its matches, their alerts, the deliveries and its place in the index.

        All of it is stored or nothing.
        A match whose alert the story already has is merged into it; ``follow`` says what follows from that, and without
        it nobody is told again.

        Raises :class:`ClaimLost` when another worker has the entry, :class:`StoryMoved` when its story was decided
        without an article that has been stored since, and ``ValueError`` when a match has no plan or a plan has no
        match, for such a match would be lost.
        """
        plans = _plans_by_rule(outcome)
        async with self._database.write() as connection:
            await stay_in_line(connection, self._database, outcome)
            await settle_entry(connection, claim, state=EntryState.DONE.value, finished_at=now, last_error=None)
            await enter_story(connection, self._database, outcome.story.id, now)
            await connection.execute(insert(articles), [_article_row(outcome, now)])
            await index(self._database, connection, outcome.article.id, outcome.keys)
            await remember(connection, outcome)
            joinings = []
            for match in outcome.matches:
                made = [plan for plan in plans[match.rule_id] if await enter_alert(connection, self._database, plan)]
                if made:
                    row = _match_row(match, outcome.article.id, made[0].alert.id, None)
                else:
                    first = plans[match.rule_id][0]
                    told, joined = await join_story(connection, self._database, outcome, first, follow, now)
                    row = _match_row(match, outcome.article.id, told, joined)
                    joinings.append(joined)
                await connection.execute(insert(matches), [row])
            await look_again_at(connection, claim, outcome)
            await note_page(connection, self._database, claim.feed_id, outcome.page)
        merged, updates = len(joinings), joinings.count(Joined.UPDATED)
        return Tally(len(outcome.matches), len(outcome.matches) - merged, merged, updates)

    async def stream(self, since: datetime | None = None, limit: int | None = None) -> AsyncIterator[Article]:
        """The stored articles, oldest first: those stored from ``since`` on, at most ``limit``.

        They are read page by page, each in its own transaction: a long one would keep SQLite's log from shrinking.
        """
        left = limit
        place: tuple[datetime, str] | None = None
        while left is None or left > 0:
            rows = await self._page(since, place, _PAGE if left is None else min(_PAGE, left))
            for row in rows:
                yield article_from_row(row)
            if len(rows) < _PAGE:
                return
            left = None if left is None else left - len(rows)
            place = (rows[-1]["created_at"], rows[-1]["id"])

    async def of_ids(self, ids: Collection[str]) -> tuple[Article, ...]:
        """Those of the stored articles whose ids are ``ids``, in no order."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(articles).where(articles.c.id.in_(ids)))
            return tuple(article_from_row(row) for row in rows.mappings())

    async def count(self, since: datetime | None = None) -> int:
        """How many articles :meth:`stream` would give."""
        query = select(func.count()).select_from(articles)
        if since is not None:
            query = query.where(articles.c.created_at >= since)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def _page(self, since: datetime | None, after: tuple[datetime, str] | None, size: int) -> list[Any]:
        query = select(articles).order_by(articles.c.created_at, articles.c.id).limit(size)
        if since is not None:
            query = query.where(articles.c.created_at >= since)
        if after is not None:
            query = query.where(tuple_(articles.c.created_at, articles.c.id) > after)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).mappings())


def _plans_by_rule(outcome: ArticleOutcome) -> dict[str, list[AlertPlan]]:
    plans: dict[str, list[AlertPlan]] = {}
    for plan in outcome.plans:
        plans.setdefault(plan.alert.rule_id, []).append(plan)
    matched = {match.rule_id for match in outcome.matches}
    if matched != plans.keys():
        odd = ", ".join(sorted(matched ^ plans.keys()))
        raise ValueError(f"article {outcome.article.id}: matches and alert plans differ for the rules {odd}")
    return plans


def _article_row(outcome: ArticleOutcome, now: datetime) -> dict[str, Any]:
    story = {"story_id": outcome.story.id, "story_reason": outcome.story.reason, "wire_id": outcome.story.wire}
    return {**article_to_row(outcome.article), **story, "created_at": now}


def _match_row(match: Match, article_id: str, alert_id: str | None, joined: Joined | None) -> dict[str, Any]:
    return {
        "rule_id": match.rule_id,
        "article_id": article_id,
        "alert_id": alert_id,
        "merged": joined is not None,
        "reason": joined.value if joined else None,
        "hits": [hit_to_json(hit) for hit in match.hits],
    }
