"""Stories: what articles are compared by, and the candidates for the story of another.

An article's story is decided between two transactions: the first looks for candidates, the second stores what was
decided. In between, another worker may store an article of the same story. The second therefore begins by waiting until
no other is at work on such a commit (SQLite has one writer at a time, PostgreSQL an advisory lock), and writes nothing
when a candidate came in since the first.
"""

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import RowMapping, TextClause, TextualSelect, delete, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import StoryMoved
from monitor.model import ArticleOutcome, Counts, Look, Sketch, Stored, Term, TermKind, Trace, TraceKind
from monitor.model.stories import A_KEY, A_STORY, COPIES, STORIES, STORIES_ACROSS
from monitor.store.engine import Database, Part
from monitor.store.schema import articles, is_fresh, sketch_keys, sketches, term_counts

_LOCK = 0x6E65_7773_0002  # any number that other users of the database do not lock
_BATCH = 200
_SCALE = 10

# The statements of a look, as text: built of objects they take longer than to be run.
_HOLDERS = (
    "SELECT number FROM (SELECT number FROM sketch_keys WHERE key = :key_{0} ORDER BY number DESC LIMIT {1})"
    " AS holders_{0}"
)
_HELD = "SELECT number, count(*) AS times FROM ({}) AS held GROUP BY number"
_LAST = "SELECT NULL AS number, NULL AS story_id, (SELECT max(number) FROM sketches) AS last"
_COPIES = "SELECT number, NULL, NULL FROM ({} ORDER BY times DESC, number DESC LIMIT {}) AS copies"
_EVENTS = (
    "SELECT number, story_id, NULL FROM (SELECT story_id, max(times), max(number) AS number FROM ({}) AS found"
    " JOIN sketches USING (number) WHERE fresh GROUP BY story_id ORDER BY 2 DESC, 3 DESC LIMIT {}) AS events"
)
# One story after the other, so that of each only so many are read, however many it has.
_LAST_OF_STORY = (
    "SELECT number FROM (SELECT number FROM sketches WHERE story_id = :story_{0} AND fresh"
    " ORDER BY number DESC LIMIT {1}) AS last_{0}"
)
_TOLD = (
    "SELECT {} FROM sketches JOIN articles ON articles.id = sketches.article_id"
    " WHERE sketches.number IN ({}) ORDER BY sketches.number"
)


class Stories(Part):
    """The store's part for finding the story of an article."""

    async def look(self, sketch: Sketch) -> Look:
        """The stored articles that may be of the same story as the one of ``sketch``."""
        async with self._database.read() as connection:
            found = (await connection.execute(*_holders(sketch))).all()
            numbers = list(dict.fromkeys(number for number, _, _ in found if number is not None))
            stories = list(dict.fromkeys(story_id for _, story_id, _ in found if story_id is not None))
            until = max(last or 0 for _, _, last in found)
            if not numbers:
                return Look((), until)
            rows = (await connection.execute(*_told(numbers, stories))).mappings()
            return Look(tuple(Stored(_sketch(row), row["story_id"], row["wire_id"]) for row in rows), until)

    async def counts(self) -> tuple[Counts, ...]:
        """What was learnt of how common terms are, by language."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(term_counts))).mappings()
            return tuple(Counts(row["language"], row["articles"], row["boxes"]) for row in rows)

    async def keep_counts(self, counts: Iterable[Counts]) -> None:
        """Store what was learnt, in place of what stands there."""
        rows = [{"language": each.language, "articles": each.articles, "boxes": each.boxes} for each in counts]
        async with self._database.write() as connection:
            for row in rows:
                statement = self._database.insert(term_counts).values(row)
                fresh = {name: row[name] for name in ("articles", "boxes")}
                await connection.execute(statement.on_conflict_do_update(index_elements=["language"], set_=fresh))


async def stay_in_line(connection: AsyncConnection, database: Database, outcome: ArticleOutcome) -> None:
    """Make sure that the story of ``outcome`` was decided with all that is stored, and that nothing comes in between.

    Raises :class:`StoryMoved` when an article has been stored since that shares a key with this one.
    """
    sketch = outcome.sketch
    if sketch is None:
        return
    if database.location.postgresql:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    keys = [*sketch.copy_keys, *sketch.event_keys, *sketch.trace_keys]
    last = await connection.scalar(select(func.max(sketches.c.number))) or 0
    if last <= outcome.looked_until or not keys:
        return
    since = select(sketch_keys.c.number).where(sketch_keys.c.key.in_(keys), sketch_keys.c.number > outcome.looked_until)
    if await connection.scalar(since.limit(1)) is not None:
        raise StoryMoved(f"article {sketch.article_id}: another of its story may have been stored meanwhile")


async def remember(connection: AsyncConnection, outcome: ArticleOutcome) -> None:
    """Store what the article of ``outcome`` will be recognised by; nothing of one that is too short for that."""
    sketch = outcome.sketch
    if sketch is None or not (sketch.copy_keys or sketch.event_keys):
        return
    row = {
        "article_id": sketch.article_id,
        "story_id": outcome.story.id,
        "at": sketch.at,
        "prints": array("q", sketch.prints).tobytes(),
        "rest": written(sketch),
        "fresh": True,
    }
    number = await connection.scalar(insert(sketches).values(row).returning(sketches.c.number))
    keys = dict.fromkeys((*sketch.copy_keys, *sketch.event_keys, *sketch.trace_keys))
    await connection.execute(insert(sketch_keys), [{"key": key, "number": number} for key in keys])


async def forget(connection: AsyncConnection, article_ids: Sequence[str]) -> None:
    """Take away what articles are recognised by, in the transaction that removes them."""
    its = select(sketches.c.number, sketches.c.prints, sketches.c.rest)
    rows = (await connection.execute(its.where(sketches.c.article_id.in_(article_ids)))).mappings().all()
    await _drop_keys(connection, [(key, row["number"]) for row in rows for key in _keys(row)])
    await connection.execute(delete(sketches).where(sketches.c.article_id.in_(article_ids)))


async def retire(database: Database, before: datetime) -> int:
    """Have articles of events before then found as copies only; gives how many, at most a batch a call."""
    old = is_fresh & (sketches.c.at < before)
    async with database.write() as connection:
        its = select(sketches.c.number, sketches.c.prints, sketches.c.rest).where(old).limit(_BATCH)
        rows = (await connection.execute(its)).mappings().all()
        if not rows:
            return 0
        rests = [(row["number"], json.loads(row["rest"])) for row in rows]
        await _drop_keys(connection, [(key, number) for number, rest in rests for key in _event_keys(rest)])
        numbers = [row["number"] for row in rows]
        await connection.execute(update(sketches).where(sketches.c.number.in_(numbers)).values(fresh=False))
    return len(rows)


def _holders(sketch: Sketch) -> tuple[TextClause, dict[str, int]]:
    """The statement for what holds keys of ``sketch``, and its values.

    Each of its rows is one of three: the number of an article that holds many of the copy keys; the story of some that
    hold many of the event keys or of the trace keys, and the last of them; or the number of the last sketch.
    """
    kinds = sketch.copy_keys, sketch.event_keys, sketch.trace_keys
    values = {f"key_{place}": key for place, key in enumerate(chain.from_iterable(kinds))}
    return _of_holders(*map(len, kinds)), values


@cache
def _of_holders(copies: int, events: int, traces: int) -> TextClause:
    parts = [_LAST]
    if copies:
        parts.append(_COPIES.format(_held(range(copies)), COPIES))
    if events:
        parts.append(_EVENTS.format(_held(range(copies, copies + events)), STORIES))
    if traces:
        parts.append(_EVENTS.format(_held(range(copies + events, copies + events + traces)), STORIES_ACROSS))
    return text(" UNION ALL ".join(parts))


def _held(places: Iterable[int]) -> str:
    return _HELD.format(" UNION ALL ".join(_HOLDERS.format(place, A_KEY) for place in places))


def _told(numbers: Sequence[int], stories: Sequence[str]) -> tuple[TextualSelect, dict[str, object]]:
    """The statement for sketches, and its values: those of ``numbers`` and the last fresh ones of ``stories``."""
    values = {f"number_{place}": number for place, number in enumerate(numbers)}
    ids = {f"story_{place}": story_id for place, story_id in enumerate(stories)}
    return _of_stories(len(numbers), len(stories)), {**values, **ids}


@cache
def _of_stories(numbers: int, stories: int) -> TextualSelect:
    wanted = [f"SELECT CAST(:number_{place} AS BIGINT)" for place in range(numbers)]
    wanted += [_LAST_OF_STORY.format(place, A_STORY) for place in range(stories)]
    columns = (*sketches.c, articles.c.title, articles.c.source, articles.c.wire_id)
    names = ", ".join(str(column) for column in columns)
    return text(_TOLD.format(names, " UNION ".join(wanted))).columns(*columns)


async def _drop_keys(connection: AsyncConnection, pairs: Sequence[tuple[int, int]]) -> None:
    pair = tuple_(sketch_keys.c.key, sketch_keys.c.number)
    for start in range(0, len(pairs), _BATCH):
        await connection.execute(delete(sketch_keys).where(pair.in_(pairs[start : start + _BATCH])))


def written(sketch: Sketch) -> str:
    """The rest of a sketch as JSON: its terms in a row each, weights in tenths."""
    terms = [
        [key, term.kind.value + ("h" if term.headline else ""), round(term.weight * _SCALE)]
        for key, term in sketch.terms.items()
    ]
    rest: dict[str, Any] = {
        "language": sketch.language,
        "letters": sketch.letters,
        "shingles": sketch.shingles,
        "central": sketch.central,
        "subject": sketch.subject,
        "norm": sketch.norm,
        "terms": terms,
        "copies": len(sketch.copy_keys),
        "keys": sketch.event_keys,
    }
    if sketch.traces:
        rest |= {"traces": [_trace_row(trace) for trace in sketch.traces], "trace_keys": sketch.trace_keys}
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":"))


def _sketch(row: RowMapping) -> Sketch:
    rest = json.loads(row["rest"])
    prints = _prints(row)
    terms = {key: Term(weight / _SCALE, TermKind(kind[0]), kind.endswith("h")) for key, kind, weight in rest["terms"]}
    return Sketch(
        article_id=row["article_id"],
        at=row["at"],
        title=row["title"],
        source=row["source"],
        language=rest["language"],
        letters=rest["letters"],
        shingles=rest["shingles"],
        prints=prints,
        terms=terms,
        central=rest["central"],
        subject=rest["subject"],
        norm=rest["norm"],
        copy_keys=prints[: rest["copies"]],
        event_keys=tuple(rest["keys"]),
        traces=tuple(_trace(*each) for each in rest.get("traces", ())),
        trace_keys=tuple(rest.get("trace_keys", ())),
    )


def _trace_row(trace: Trace) -> list[Any]:
    return [trace.kind.value, trace.keys, trace.shown, trace.place, trace.times, round(trace.share, 5), trace.headline]


def _trace(
    kind: str, keys: list[str], shown: str, place: int, times: int, share: float, headline: bool = False
) -> Trace:
    return Trace(TraceKind(kind), tuple(keys), shown, place, times, share, headline)


def _keys(row: RowMapping) -> list[int]:
    rest = json.loads(row["rest"])
    return [*_prints(row)[: rest["copies"]], *_event_keys(rest)]


def _event_keys(rest: Mapping[str, Any]) -> list[int]:
    """The keys that an article is found by as long as its event is news."""
    return [*rest["keys"], *rest.get("trace_keys", ())]


def _prints(row: RowMapping) -> tuple[int, ...]:
    return tuple(array("q", row["prints"]))
