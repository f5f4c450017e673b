"""The archive: what was stored is found by its words, in both databases, and is forgotten with its article."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, column, select, table, text

from monitor.errors import StoreError
from monitor.model import AlertKind, Article, ArticleOutcome
from monitor.store import Filter, Kept, KeptAlert, Store
from monitor.wanted import Either, Every, Key, Wanted
from tests.store.world import NOW, claim_entries, entry, outcome, plan, polled

ALL = Filter()
LONG_AGO = timedelta(days=90)


async def stored(store: Store, *keys: tuple[str, ...], alerted: int = 0) -> list[Article]:
    """Articles with these keys, an hour apart; the first ``alerted`` ones set off an alert each."""
    await polled(store, *(entry(number) for number in range(len(keys))))
    kept = []
    for number, (claim, found) in enumerate(zip(await claim_entries(store, limit=200), keys, strict=True)):
        plans = [plan(story_id=str(number))] if number < alerted else []
        made = outcome(claim, *plans, story_id=str(number))
        published = NOW - timedelta(days=number) if number else None
        made = replace(made, article=replace(made.article, published=published), keys=found)
        await store.articles.commit(claim, made, NOW + timedelta(hours=number))
        kept.append(made.article)
    return kept


async def ids(found: AsyncIterator[Kept]) -> list[str]:
    return [kept.article.id async for kept in found]


async def test_articles_are_found_by_their_keys(store: Store) -> None:
    """Every, either and beginnings of words, in all scripts; those stored last come first, whole and with alerts."""
    articles = await stored(store, ("امن", "y꞉في", "cyber"), ("ꞏ网络", "cybernetics"), ("o", "ʼn", "امن"), alerted=1)
    first, second, third = (article.id for article in articles)
    cases: list[tuple[Wanted | None, list[str]]] = [
        (None, [third, second, first]),
        (Key("امن"), [third, first]),
        (Key("cyber"), [first]),
        (Key("cyber", prefix=True), [second, first]),
        (Key("ꞏ网络"), [second]),
        (Key("網"), []),
        (Every((Key("امن"), Key("ʼn"))), [third]),
        (Every((Key("امن"), Either((Key("y꞉في"), Key("and"), Key("or"), Key("near"))))), [first]),
        (Either((Key("ꞏ网络"), Every((Key("o"), Key("امن"))))), [third, second]),
    ]
    for wanted, expected in cases:
        assert await ids(store.archive.search(wanted, ALL)) == expected, wanted
    (kept,) = [kept async for kept in store.archive.search(Key("cyber"), ALL)]
    assert (kept.article, kept.stored_at) == (articles[0], NOW)
    assert kept.alerts == (KeptAlert(plan(story_id="0").alert.id, "cyber", AlertKind.NEW),)


async def test_searches_are_narrowed(store: Store) -> None:
    """By when an article was published, or stored if it does not say; by feed; by alerts and their rule."""
    first, second, third = [article.id for article in await stored(store, ("a",), ("a",), ("a",), alerted=2)]
    cases = [
        (Filter(since=NOW - timedelta(hours=30)), [second, first]),
        (Filter(until=NOW), [third, second]),
        (Filter(since=NOW - timedelta(hours=30), until=NOW), [second]),
        (Filter(feeds=("wire",)), [third, second, first]),
        (Filter(feeds=("other",)), []),
        (Filter(alerted=True), [second, first]),
        (Filter(rule_id="cyber"), [second, first]),
        (Filter(rule_id="tea"), []),
    ]
    for narrowed, expected in cases:
        assert await ids(store.archive.search(Key("a"), narrowed)) == expected, narrowed


async def test_a_search_goes_on_page_by_page(store: Store) -> None:
    """All articles are found, each once, however many there are."""
    articles = await stored(store, *[("a",)] * 120)
    found = await ids(store.archive.search(Key("a"), ALL))
    assert found == [article.id for article in reversed(articles)]


async def test_the_index_goes_with_the_article(store: Store) -> None:
    """Retention takes article and keys together; what is kept is still found, and the index is sound."""
    _, kept = await stored(store, ("both", "old"), ("both", "new"))
    now = NOW + LONG_AGO + timedelta(minutes=30)
    assert (await store.prune(now, LONG_AGO, LONG_AGO)).articles == 1
    assert await ids(store.archive.search(Key("both"), ALL)) == [kept.id]
    assert await ids(store.archive.search(Key("old"), ALL)) == []
    assert await _rows(store) == 1
    if store.name.endswith(".db"):
        async with store._database.read() as connection:
            left = await connection.execute(text("SELECT rowid FROM article_index WHERE article_index MATCH 'old'"))
            assert left.all() == []


async def test_nothing_is_indexed_that_was_not_stored(store: Store) -> None:
    """An article whose commit fails is in no index."""
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    made = replace(outcome(claim, plan(to=("desk", "desk"))), keys=("a",))
    with pytest.raises(StoreError):
        await store.articles.commit(claim, made, NOW)
    assert await _rows(store) == 0
    assert await ids(store.archive.search(Key("a"), ALL)) == []
    await store.articles.commit(claim, replace(outcome(claim, plan()), keys=("a",)), NOW)
    assert await ids(store.archive.search(Key("a"), ALL)) == [claim.id]


async def test_the_index_can_be_made_anew(store: Store) -> None:
    """What is missing is listed, what is given takes the place of what was there, and strangers are passed over."""
    first, second = await stored(store, ("a",), ("a", "b"))
    await store.archive.index({second.id: ("c",), "gone": ("c",)})
    assert await ids(store.archive.search(Key("a"), ALL)) == [first.id]
    assert await ids(store.archive.search(Key("c"), ALL)) == [second.id]
    assert (await store.archive.count_unindexed(), await store.archive.unindexed(9)) == (0, ())
    await store.archive.forget()
    assert await ids(store.archive.search(Key("a"), ALL)) == []
    assert await store.archive.count_unindexed() == 2
    assert {article.id for article in await store.archive.unindexed(9)} == {first.id, second.id}
    assert len(await store.archive.unindexed(1)) == 1
    await store.archive.index({first.id: ("d",)})
    assert await ids(store.archive.search(Key("d"), ALL)) == [first.id]


async def test_texts_are_stored_compressed_and_come_back_as_they_were(store: Store) -> None:
    """A text takes a fraction of its bytes, and is the same when it is read; a damaged one is named as such."""
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    words = "\n".join(f"الفقرة {number}: الأمن السيبراني في خطر والمحادثات مستمرة." for number in range(100))
    article = replace(outcome(claim).article, text=words)
    await store.articles.commit(claim, ArticleOutcome(article, outcome(claim).story), NOW)
    assert [kept async for kept in store.articles.stream()] == [article]
    frames = table("articles", column("text", LargeBinary))
    async with store._database.write() as connection:
        frame = await connection.scalar(select(frames.c.text))
        assert frame is not None
        assert len(frame) < len(words.encode()) / 5
        await connection.execute(frames.update().values(text=frame[:-9]))
    with pytest.raises(StoreError, match="damaged"):
        [kept async for kept in store.articles.stream()]


async def _rows(store: Store) -> int:
    async with store._database.read() as connection:
        return len((await connection.execute(select(column("article_id")).select_from(table("article_words")))).all())
