"""The archive: stored articles by the words that they hold, and by date and feed.

The index holds keys of words (:mod:`monitor.wanted`), made elsewhere. In SQLite they are in a contentless FTS5 table
without positions (https://www.sqlite.org/fts5.html#contentless_tables), in PostgreSQL in a ``tsvector`` without
positions under a GIN index. An article and its keys are committed together and go together.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Text,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    table,
    text,
    tuple_,
    union,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import AlertKind, Article
from monitor.store.codec import article_from_row
from monitor.store.engine import Database, Part
from monitor.store.schema import alerts, articles, matches
from monitor.store.types import packed, unpacked
from monitor.wanted import Every, Key, Wanted

_PAGE = 50
_words = table("article_words", column("number", Integer), column("article_id", Text), column("words", LargeBinary))
_index = table("article_index", column("article_index"), column("rowid", Integer), column("words", Text))
_published = func.coalesce(articles.c.published, articles.c.created_at, type_=articles.c.published.type)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search looks at. ``since`` and ``until`` (exclusive) bound when they were published.

    That is when they were stored, where the article does not say. ``alerted``: only those that an alert was raised for.
    """

    since: datetime | None = None
    until: datetime | None = None
    feeds: tuple[str, ...] = ()
    alerted: bool = False
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert that an article is in."""

    id: str
    rule_id: str
    kind: AlertKind


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored article, when it was stored, and the alerts that it is in, oldest first."""

    article: Article
    stored_at: datetime
    alerts: tuple[KeptAlert, ...]


class Archive(Part):
    """The store's part for searching what was stored."""

    async def search(self, wanted: Wanted | None, narrowed: Filter) -> AsyncGenerator[Kept, None]:
        """The articles that hold the keys ``wanted`` (``None``: all), those stored last first.

        They are read page by page, each in its own transaction, as far as they are asked for.
        """
        place: tuple[datetime, str] | None = None
        while True:
            async with self._database.read() as connection:
                rows = (await connection.execute(self._page(wanted, narrowed, place))).mappings().all()
                told = await _alerts_of(connection, [row["id"] for row in rows])
            for row in rows:
                yield Kept(article_from_row(row), row["created_at"], told.get(row["id"], ()))
            if len(rows) < _PAGE:
                return
            place = (rows[-1]["created_at"], rows[-1]["id"])

    async def unindexed(self, limit: int) -> tuple[Article, ...]:
        """Up to ``limit`` articles that the index does not know."""
        query = select(articles).where(_is_unindexed()).order_by(articles.c.id).limit(limit)
        async with self._database.read() as connection:
            return tuple(article_from_row(row) for row in (await connection.execute(query)).mappings())

    async def count_unindexed(self) -> int:
        """How many articles the index does not know."""
        async with self._database.read() as connection:
            return await connection.scalar(select(func.count()).select_from(articles).where(_is_unindexed())) or 0

    async def index(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Put the ``keys`` of articles, by article id, in place of those that the index has of them."""
        async with self._database.write() as connection:
            kept = (await connection.execute(select(articles.c.id).where(articles.c.id.in_(keys)))).scalars().all()
            await unindex(self._database, connection, kept)
            for article_id in kept:
                await index(self._database, connection, article_id, keys[article_id])

    async def forget(self) -> None:
        """Empty the index; articles stay."""
        async with self._database.write() as connection:
            await connection.execute(delete(_words))
            if not self._database.location.postgresql:
                await connection.execute(text("INSERT INTO article_index(article_index) VALUES ('delete-all')"))

    def _page(self, wanted: Wanted | None, narrowed: Filter, after: tuple[datetime, str] | None) -> Select[Any]:
        query = select(articles).order_by(articles.c.created_at.desc(), articles.c.id.desc()).limit(_PAGE)
        if wanted is not None:
            query = query.where(articles.c.id.in_(self._holding(wanted)))
        if narrowed.since is not None:
            query = query.where(_published >= narrowed.since)
        if narrowed.until is not None:
            query = query.where(_published < narrowed.until)
        if narrowed.feeds:
            query = query.where(articles.c.feed_id.in_(narrowed.feeds))
        if narrowed.alerted or narrowed.rule_id is not None:
            query = query.where(_is_alerted(narrowed.rule_id))
        if after is not None:
            query = query.where(tuple_(articles.c.created_at, articles.c.id) < after)
        return query

    def _holding(self, wanted: Wanted) -> Select[tuple[str]]:
        if self._database.location.postgresql:
            holds = text("words @@ CAST(:wanted AS tsquery)").bindparams(wanted=_tsquery(wanted))
            return select(_words.c.article_id).where(holds)
        holds = text("article_index MATCH :wanted").bindparams(wanted=_fts5(wanted))
        return select(_words.c.article_id).where(_words.c.number.in_(select(_index.c.rowid).where(holds)))


async def index(database: Database, connection: AsyncConnection, article_id: str, keys: Sequence[str]) -> None:
    """Add an article that the index does not know, in the transaction of ``connection``."""
    if database.location.postgresql:
        statement = text(
            "INSERT INTO article_words (article_id, words) VALUES (:id, array_to_tsvector(CAST(:keys AS text[])))"
        )
        await connection.execute(statement, {"id": article_id, "keys": list(keys)})
        return
    words = " ".join(keys)
    row = {"article_id": article_id, "words": packed(words)}
    number = await connection.scalar(insert(_words).values(row).returning(_words.c.number))
    await connection.execute(insert(_index), [{"rowid": number, "words": words}])


async def unindex(database: Database, connection: AsyncConnection, article_ids: Iterable[str]) -> None:
    """Take articles out of the index, in the transaction of ``connection``."""
    known = _words.c.article_id.in_(list(article_ids))
    if not database.location.postgresql:
        rows = (await connection.execute(select(_words.c.number, _words.c.words).where(known))).all()
        gone = [{"article_index": "delete", "rowid": number, "words": unpacked(words)} for number, words in rows]
        if gone:
            await connection.execute(insert(_index), gone)
    await connection.execute(delete(_words).where(known))


def _is_unindexed() -> ColumnElement[bool]:
    return ~exists(select(1).where(_words.c.article_id == articles.c.id))


def _is_alerted(rule_id: str | None) -> ColumnElement[bool]:
    matched = select(1).where(matches.c.article_id == articles.c.id, matches.c.alert_id.is_not(None))
    changed = select(1).where(alerts.c.article_id == articles.c.id)
    if rule_id is not None:
        matched, changed = matched.where(matches.c.rule_id == rule_id), changed.where(alerts.c.rule_id == rule_id)
    return exists(matched) | exists(changed)


async def _alerts_of(connection: AsyncConnection, article_ids: Sequence[str]) -> Mapping[str, tuple[KeptAlert, ...]]:
    """The alerts that tell of articles by article: those of their matches, and updates of them or their changes."""
    its = (alerts.c.id, alerts.c.rule_id, alerts.c.kind, alerts.c.created_at)
    matched = select(matches.c.article_id, *its).join(matches, matches.c.alert_id == alerts.c.id)
    changed = select(alerts.c.article_id, *its).where(alerts.c.article_id.in_(article_ids))
    both = union(matched.where(matches.c.article_id.in_(article_ids)), changed).order_by("created_at", "rule_id", "id")
    told: dict[str, tuple[KeptAlert, ...]] = {}
    for article_id, alert_id, rule_id, kind, _ in await connection.execute(both):
        told[article_id] = (*told.get(article_id, ()), KeptAlert(alert_id, rule_id, AlertKind(kind)))
    return told


def _fts5(wanted: Wanted) -> str:
    """``wanted`` in the notation of FTS5: https://www.sqlite.org/fts5.html#full_text_query_syntax."""
    if isinstance(wanted, Key):
        return f'"{wanted.text}" *' if wanted.prefix else f'"{wanted.text}"'
    operator = " AND " if isinstance(wanted, Every) else " OR "
    return f"({operator.join(map(_fts5, wanted.of))})"


def _tsquery(wanted: Wanted) -> str:
    """``wanted`` in the notation of PostgreSQL: https://www.postgresql.org/docs/current/datatype-textsearch.html."""
    if isinstance(wanted, Key):
        return f"'{wanted.text}':*" if wanted.prefix else f"'{wanted.text}'"
    operator = " & " if isinstance(wanted, Every) else " | "
    return f"({operator.join(map(_tsquery, wanted.of))})"
