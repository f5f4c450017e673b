"""What the archive costs and how fast it answers: bytes an article, milliseconds to store one, and to search.

    python -m benchmarks archive [ARTICLES] [--store URL]

2,000 articles when not given, of 600 words drawn from the word frequencies of wordfreq in five languages, which
compress less than prose does. The store is a SQLite file in a temporary directory unless ``--store`` names an empty
PostgreSQL database. Each search reads the latest twenty articles that it finds, opened and matched again.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from benchmarks.watching.language import LANGUAGES, language
from benchmarks.watching.world import compose
from monitor import query, rules
from monitor.model import Article, ArticleOutcome, Entry, Feed, PollOutcome, StoryKey
from monitor.store import Filter, Store
from monitor.store.schema import articles

WORDS = 600
QUERIES = ("cybersecurity", '"arms control" OR السيبراني', "网络安全", "женев*", "security AND talks")
_PLANTED = {
    "en": ("cybersecurity", "arms control", "security talks"),
    "ar": ("بالأمن السيبراني",),
    "ru": ("в Женеве",),
    "de": ("Cybersecurity",),
    "zh": ("网络安全",),
}
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_LIMIT = 20


def make_articles(count: int, random_: random.Random) -> Iterator[Article]:
    """``count`` articles, one in ten with something to find; the same for the same seed."""
    for number in range(count):
        tongue = language(LANGUAGES[number % len(LANGUAGES)])
        pieces = [random_.choice(_PLANTED[tongue.code])] if number % 10 == 0 else []
        yield compose(tongue, WORDS, pieces, random_)


async def fill(store: Store, made: Sequence[Article]) -> list[float]:
    """Store the articles as the service does; gives the seconds that each commit took."""
    entries = tuple(Entry(f"e{number}", None, None, article.title) for number, article in enumerate(made))
    await store.feeds.sync([Feed("wire", "https://wire.example/")], _NOW, lambda feed: _NOW)
    (host,) = await store.feeds.claim_hosts(_NOW, _NOW + timedelta(hours=1), limit=1, per_host=1)
    await store.feeds.commit_poll(host, PollOutcome(host.feeds[0], fresh=entries), _NOW)
    claims = await store.entries.claim(_NOW, _NOW + timedelta(hours=9), len(made), len(made), len(made))
    seconds = []
    for number, (claim, article) in enumerate(zip(claims, made, strict=True)):
        kept = replace(article, id=claim.id, feed_id="wire", source="Wire")
        outcome = ArticleOutcome(kept, StoryKey(claim.id, "new", claim.id), keys=rules.index_keys(kept))
        began = time.perf_counter()
        await store.articles.commit(claim, outcome, _NOW + timedelta(seconds=number))
        seconds.append(time.perf_counter() - began)
    return seconds


async def search(store: Store, written: str) -> tuple[int, float]:
    """How many articles a query finds, of twenty, and the seconds that it takes once it is compiled."""
    searching = rules.compile_search(query.parse(written), {}, {}, rules.Forms())
    began, found = time.perf_counter(), 0
    async with aclosing(store.archive.search(searching.wanted, Filter())) as kept_articles:
        async for kept in kept_articles:
            found += searching.hits(kept.article) is not None
            if found == _LIMIT:
                break
    return found, time.perf_counter() - began


async def _bytes_of(store: Store) -> tuple[int, int]:
    """The bytes of the texts, compressed, and of the index."""
    sizes = (
        "SELECT pg_total_relation_size('article_words')"
        if not store.name.endswith(".db")
        else "SELECT (SELECT coalesce(sum(length(words)), 0) FROM article_words)"
        " + (SELECT sum(length(block)) FROM article_index_data)"
    )
    async with store._database.read() as connection:
        packed = await connection.scalar(select(func.sum(func.length(articles.c.text, type_=None))))
        return int(packed or 0), int(await connection.scalar(text(sizes)) or 0)


async def run(count: int, url: str) -> None:
    """Fill a store with ``count`` articles, search it, and print the figures."""
    made = list(make_articles(count, random.Random("archive")))
    raw = sum(len(article.text.encode()) for article in made)
    began = time.perf_counter()
    keys = [len(rules.index_keys(article)) for article in made]
    reading = (time.perf_counter() - began) / count
    store = await Store.open(url)
    await store.upgrade()
    seconds = await fill(store, made)
    packed, index = await _bytes_of(store)
    print(f"{count:,} articles of {WORDS} words in {', '.join(LANGUAGES)}; {statistics.mean(keys):.0f} keys an article")
    print(f"bytes an article: text {raw / count:,.0f}, compressed {packed / count:,.0f}, index {index / count:,.0f}")
    print(f"milliseconds an article: keys {1000 * reading:.1f}, commit {1000 * statistics.median(seconds):.1f}")
    for written in QUERIES:
        found, took = await search(store, written)
        print(f"{1000 * took:8.0f} ms  {found:>3} of {_LIMIT}  {written}")
    await store.close()


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="benchmarks archive")
    parser.add_argument("articles", nargs="?", type=int, default=2000)
    parser.add_argument("--store", help="an empty database; a temporary SQLite file otherwise")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        url = arguments.store or f"sqlite:///{Path(directory) / 'archive.db'}"
        asyncio.run(run(arguments.articles, url))


if __name__ == "__main__":
    main()
