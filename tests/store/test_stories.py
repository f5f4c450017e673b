"""Stories in the store: found again after a restart, by two workers at once, and gone with their articles."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from monitor import stories
from monitor.errors import StoryMoved
from monitor.model import Article, ArticleOutcome, EntryClaim, StoryKey
from monitor.store import Store
from monitor.store.schema import articles, sketch_keys, sketches
from tests.store.world import NOW, claim_entries, entry, match, plan, polled

DAY = timedelta(days=1)
IN_FRENCH = (
    "Anna Reussmann et Pavel Dornberg se sont vus mardi à Veldenburg, où ils ont parlé quatre heures d'un plafond de "
    "1 420 lanceurs. Pavel Dornberg juge le ton cordial, Anna Reussmann veut des inspections avant la fin du mois."
)
IN_ENGLISH = (
    "The envoys Anna Reussmann and Pavel Dornberg met in Veldenburg on Tuesday and spoke four hours about a limit of "
    "1,420 launchers. To Pavel Dornberg the tone was cordial; Anna Reussmann wants inspections within the month."
)
TEXT = (
    "Two delegations met in Geneva on Tuesday to speak about limits on missiles, their hosts said. The talks are to go "
    "on tomorrow; neither side would say how long they might take, nor what would become of the launchers in the north."
)


def article(claim: EntryClaim, title: str = "Delegations return to Geneva", text: str = TEXT) -> Article:
    """An article of ``claim`` from an outlet of its own."""
    return Article(claim.id, title, text, feed_id=claim.feed_id, source=f"Outlet {claim.id}", language="en")


async def decided(store: Store, read: Article, usage: stories.Usage, *, matched: bool = False) -> ArticleOutcome:
    """What the pipeline would commit for an article that was read, and by a rule ``matched``."""
    sketch = stories.sketch_of(read, NOW, usage, {} if matched else None)
    look = await store.stories.look(sketch)
    return ArticleOutcome(read, stories.decide(sketch, look), sketch=sketch, looked_until=look.until)


async def stored(store: Store) -> Sequence[tuple[str, str, str]]:
    """Story, group of copies and reason of each stored article, in the order of storing."""
    query = select(articles.c.story_id, articles.c.wire_id, articles.c.story_reason)
    async with store._database.read() as connection:
        rows = (await connection.execute(query.join(sketches).order_by(sketches.c.number))).all()
    return [(row[0], row[1], row[2]) for row in rows]


async def test_a_copy_is_found_after_a_restart(store: Store, other: Store) -> None:
    """What is needed stands in the database: another process joins the story, and says whose copy it is."""
    await polled(store, entry(1), entry(2))
    first, second = await claim_entries(store)
    await store.articles.commit(first, await decided(store, article(first), stories.Usage()), NOW)
    copy = article(second, "Geneva: talks about missiles to go on", f"GENEVA (AFP) - {TEXT}")
    await other.articles.commit(second, await decided(other, copy, stories.Usage()), NOW)
    (one, wire, _), (same, same_wire, reason) = await stored(store)
    assert (same, same_wire) == (one, wire)
    assert reason == f"copy of “Delegations return to Geneva” by Outlet {first.id}, 95 % of its text"


async def test_two_workers_with_the_same_wire_at_once_end_in_one_story(store: Store, other: Store) -> None:
    """Both look before either stores; the one that comes second must look again, and nothing of it is there till then.

    With both stores, whoever is first: one story, one alert, and the match of the second is merged into it.
    """
    await polled(store, entry(1), entry(2))
    claims = await claim_entries(store)
    both = asyncio.Barrier(2)

    async def work(worker: Store, claim: EntryClaim) -> int:
        usage, looks = stories.Usage(), 0
        while True:
            found = await decided(worker, article(claim), usage)
            looks += 1
            if looks == 1:
                await both.wait()
            alert = plan(story_id=found.story.id)
            told = replace(found, matches=(match(alert.alert.rule_id),), plans=(alert,))
            try:
                await worker.articles.commit(claim, told, NOW)
            except StoryMoved:
                assert looks < 5
                continue
            return looks

    looks = await asyncio.gather(*(work(worker, claim) for worker, claim in zip((store, other), claims, strict=True)))
    assert sorted(looks) == [1, 2]
    assert len({(story, wire) for story, wire, _ in await stored(store)}) == 1
    assert (await store.reports.tally()).alerts == 1


async def test_two_workers_with_one_event_in_two_languages_end_in_one_story(store: Store, other: Store) -> None:
    """What the second needs to find the first stands in the database, and a look that came too early is repeated."""
    await polled(store, entry(1), entry(2), entry(3))
    claims = await claim_entries(store)
    english = article(claims[0], "Envoys speak of launchers", IN_ENGLISH)
    french = replace(article(claims[1], "Quatre heures à Veldenburg", IN_FRENCH), language="fr")
    early = await decided(other, french, stories.Usage(), matched=True)
    await store.articles.commit(claims[0], await decided(store, english, stories.Usage(), matched=True), NOW)
    with pytest.raises(StoryMoved):
        await other.articles.commit(claims[1], early, NOW)
    await other.articles.commit(claims[1], await decided(other, french, stories.Usage(), matched=True), NOW)
    unmatched = replace(french, id=claims[2].id, text=IN_FRENCH.replace("cordial", "bon"), language="it")
    outcome = await decided(other, unmatched, stories.Usage())
    assert outcome.sketch is not None
    assert outcome.sketch.trace_keys == ()
    (one, _, _), (same, _, reason) = await stored(store)
    assert same == one
    assert reason == (
        f"same event as “Envoys speak of launchers” by Outlet {claims[0].id}, in English: names Reussmann, Pavel, "
        "Dornberg; numbers 1,420; 0 h apart"
    )


async def test_what_was_decided_too_early_is_not_written(store: Store) -> None:
    """An article that was stored in between, and is of no concern, does not matter; one that shares a text does."""
    await polled(store, entry(1), entry(2), entry(3))
    first, second, third = await claim_entries(store)
    usage = stories.Usage()
    early, late = await decided(store, article(first), usage), await decided(store, article(second), usage)
    apart = await decided(store, article(third, "Imkerei", "Alle Imker kamen gestern nach Ellwies. " * 4), usage)
    await store.articles.commit(third, apart, NOW)
    await store.articles.commit(first, early, NOW)
    with pytest.raises(StoryMoved):
        await store.articles.commit(second, late, NOW)
    assert len(await stored(store)) == 2


async def test_what_articles_are_known_by_goes_with_them(store: Store) -> None:
    """Old events are found by their texts alone, and with an article all that it was found by is gone."""
    await polled(store, entry(1))
    (claim,) = await claim_entries(store)
    outcome = await decided(store, article(claim, text=IN_ENGLISH), stories.Usage(), matched=True)
    await store.articles.commit(claim, outcome, NOW)
    assert outcome.sketch is not None
    assert outcome.sketch.event_keys
    assert outcome.sketch.trace_keys
    keys = select(func.count()).select_from(sketch_keys)
    await store.prune(NOW + 9 * DAY, 30 * DAY, 30 * DAY)
    async with store._database.read() as connection:
        assert await connection.scalar(keys) == len(outcome.sketch.copy_keys)
    assert (await store.stories.look(outcome.sketch)).told != ()
    await store.prune(NOW + 31 * DAY, 30 * DAY, 30 * DAY)
    async with store._database.read() as connection:
        assert await connection.scalar(keys) == 0
    assert await stored(store) == []


async def test_no_more_is_read_the_more_is_kept(store: Store) -> None:
    """A story with ten thousand articles costs the next no more than one of twelve, and tidying reads what is old.

    That is so when each is found by an index. SQLite says how it will read, whatever there is as yet.
    """
    statements: list[tuple[str, tuple[Any, ...]]] = []

    def note(connection: object, cursor: object, statement: str, parameters: tuple[Any, ...], *rest: object) -> None:
        statements.append((statement, parameters))

    await polled(store, entry(1), entry(2))
    first, second = await claim_entries(store)
    usage = stories.Usage()
    await store.articles.commit(first, await decided(store, article(first), usage), NOW)
    event.listen(store._database.engine.sync_engine, "before_cursor_execute", note)
    assert (await decided(store, article(second), usage)).story.reason.startswith("copy of")
    await store.prune(NOW, 30 * DAY, 30 * DAY)
    read = [(statement, values) for statement, values in statements if "FROM sketches" in statement]
    assert sum("fresh" in statement for statement, _ in read) == 3
    async with store._database.read() as connection:
        if connection.dialect.name == "sqlite":
            for statement, values in read:
                rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                assert "SCAN sketches" not in [row.detail for row in rows]


async def test_what_was_learnt_of_words_outlives_a_restart(store: Store) -> None:
    """A new process goes on with the counts of the old one. A language of which nothing came is not written again."""
    usage = stories.Usage()
    usage.learn("de", ["imker"])
    for word in ("delegations", "missiles", "delegations"):
        usage.learn("en", [word, "the"])
    await store.stories.keep_counts(usage.counts())
    usage.learn("en", ["the"])
    more = usage.counts()
    assert [each.language for each in more] == ["en"]
    await store.stories.keep_counts(more)
    again = stories.Usage(await store.stories.counts())
    words = ("the", "delegations", "missiles", "bees")
    assert again.weights("en", words) == usage.weights("en", words)
    assert again.articles("de") == 1
    weights = list(again.weights("en", words).values())
    assert weights == sorted(weights)


async def test_a_story_decided_elsewhere_is_stored_as_given(store: Store) -> None:
    """An outcome without a sketch, as imports make them, is stored and found by nothing."""
    await polled(store, entry(1))
    (claim,) = await claim_entries(store)
    await store.articles.commit(claim, ArticleOutcome(article(claim), StoryKey("story", "given", "wire")), NOW)
    async with store._database.read() as connection:
        assert (await connection.execute(select(articles.c.story_id, articles.c.wire_id))).one() == ("story", "wire")
