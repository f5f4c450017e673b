"""``alerts search`` and ``db reindex``: finding what was stored, on a real database."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.cli.database import reindex
from monitor.cli.replay import parse_since
from monitor.cli.searching import Options, search
from monitor.errors import MonitorError
from monitor.rules import index_keys
from monitor.store import Store
from tests.cli.conftest import Command
from tests.store.world import NOW, claim_entries, entry, outcome, plan, polled

TEXTS = (
    ("ar", "اجتماع في جنيف", "ناقشت الوفود الأمن السيبراني وبالمحادثات."),
    ("zh", "日内瓦会谈", "各方讨论了网络安全和军备控制。"),
    ("en", "Gardens of Geneva", "Roses are in flower."),
)


async def fill(path: Path, *, indexed: bool) -> list[str]:
    """A database with the three articles, a day apart; the first set off an alert. Gives their ids."""
    store = await Store.open(f"sqlite:///{path}")
    await store.upgrade()
    await polled(store, *(entry(number) for number in range(len(TEXTS))))
    ids = []
    for number, (claim, (language, title, text)) in enumerate(zip(await claim_entries(store), TEXTS, strict=True)):
        made = outcome(claim, *([plan()] if not number else []), story_id=f"story{number or ''}")
        published = datetime(2026, 1, 1 + number, 12, tzinfo=UTC)
        article = replace(
            made.article, title=title, text=text, language=language, title_language=None, published=published
        )
        keys = index_keys(article)
        await store.articles.commit(claim, replace(made, article=article, keys=keys), NOW + timedelta(days=number))
        ids.append(claim.id)
    if not indexed:
        await store.archive.forget()
    await store.close()
    return ids


async def test_alerts_and_articles_are_found_by_their_words(
    command: Command, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In any form and script, narrowed by alert, feed and date; with the place of the words, for people and scripts."""
    first, second, third = await fill(config.parent / "monitor.db", indexed=True)
    anywhere = Options(config, "geneva OR جنيف OR 日内瓦", articles=True)
    second_day = replace(anywhere, since=parse_since("2026-01-02"), until=parse_since("2026-01-03"))
    cases: tuple[tuple[Options, list[str]], ...] = (
        (Options(config, "سيبراني"), [first]),
        (Options(config, "网络安全"), []),
        (Options(config, "网络安全", articles=True), [second]),
        (anywhere, [third, second, first]),
        (second_day, [second]),
        (replace(anywhere, limit=1), [third]),
        (replace(anywhere, feeds=("elsewhere",)), []),
        (Options(config, "جنيف", rule_id="cyber"), [first]),
    )
    for options, expected in cases:
        code = await search(replace(options, as_json=True))
        assert [found["id"] for found in json.loads(capsys.readouterr().out)] == expected, options
        assert code == (Exit.DONE if expected else Exit.FAILED)

    shown = await command("alerts", "search", "سيبراني", "--config", config)
    assert shown.out.splitlines()[0] == "2026-01-01 12:00  Wire: \u2068اجتماع في جنيف\u2069"
    assert "الأمن السيبراني" in shown.out
    assert "of cyber" in shown.out
    assert await search(Options(config, "网络安全")) == Exit.FAILED
    missed = capsys.readouterr()
    assert missed.out == ""
    assert "--articles" in missed.err
    assert await search(Options(config, "网络安全", feeds=("nope",), rule_id="lost")) == Exit.FAILED
    doubts = capsys.readouterr().err
    assert "no feed `nope` is configured: there is none" in doubts
    assert "no rule `lost` is configured: there are `cyber`" in doubts


async def test_a_query_that_cannot_be_used_says_why(config: Path) -> None:
    """With the column, and with what to write instead."""
    await fill(config.parent / "monitor.db", indexed=True)
    for text, words in (
        ("(geneva", "column"),
        ("NOT geneva", "must be there"),
        ("rule:cyber", "--rule ID"),
        ("topic:nothing", "nothing"),
    ):
        with pytest.raises(MonitorError, match=words):
            await search(Options(config, text))


async def test_articles_of_before_the_index_are_added_to_it(
    command: Command, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A search says that there are some, `db reindex` adds them, once, and `--all` makes all of it anew."""
    await fill(config.parent / "monitor.db", indexed=False)
    assert await search(Options(config, "سيبراني")) == Exit.FAILED
    assert "db reindex" in capsys.readouterr().err
    finished = await command("db", "reindex", "--config", config)
    assert (finished.code, finished.out) == (Exit.DONE, "articles added to the index: 3\n")
    for everything, added in ((False, 0), (True, 3)):
        await reindex(config, everything=everything)
        assert capsys.readouterr().out == f"articles added to the index: {added}\n"
    assert await search(Options(config, "سيبراني")) == Exit.DONE
    assert capsys.readouterr().err == ""
