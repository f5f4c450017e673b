"""``backtest``: what the rules would have done with past articles, on real stores, files and git repositories."""

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from monitor.cli.common import Exit
from monitor.model import Article, ArticleOutcome, StoryKey
from monitor.store import Store
from tests.cli.conftest import Command, all_of
from tests.store.world import NOW, claim_entries, entry, polled

RULES = "rules: [{id: bees, keywords: [bees]}, {id: tea, keywords: [tea]}]"
LONG = "The keepers met in the hall of the old school and spoke for three hours about the weather of the spring, " * 2


def configure(directory: Path, rules: str = RULES, settings: str = "", feeds: str = "feeds: []") -> Path:
    """A configuration of these ``rules``."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "rules.yaml").write_text(rules + "\n")
    (directory / "feeds.yaml").write_text(feeds + "\n")
    path = directory / "monitor.yaml"
    path.write_text(
        "store: sqlite:///monitor.db\nfeeds: [feeds.yaml]\nrules: [rules.yaml]\n"
        f"vocabulary: {{topics: [], officials: []}}\n{settings}\n"
    )
    return path


def record(number: int, title: str, published: str | None = None, **more: Any) -> str:
    """A line of JSON Lines."""
    return json.dumps({"id": number, "title": title, "text": f"Note {number}.", "published": published, **more})


def write(path: Path, *lines: str) -> Path:
    """A file of JSON Lines."""
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


async def fill(path: Path, articles: Sequence[Article]) -> None:
    """A database at ``path`` that holds ``articles``, each stored an hour after it was published or fetched."""
    store = await Store.open(f"sqlite:///{path}")
    await store.upgrade()
    await polled(store, *(entry(number) for number in range(len(articles))))
    for claim, article in zip(await claim_entries(store), articles, strict=True):
        kept = Article(**{**_fields(article), "id": claim.id, "feed_id": claim.feed_id})
        moment = article.published or article.fetched_at or NOW
        outcome = ArticleOutcome(kept, StoryKey(kept.id, "new", kept.id))
        await store.articles.commit(claim, outcome, moment + timedelta(hours=1))
    await store.close()


def _fields(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in Article.__dataclass_fields__}


def article(title: str, published: str | None, text: str = "", fetched: str | None = None) -> Article:
    """An article to be stored; the moments are in UTC."""
    moments = [datetime.fromisoformat(said).replace(tzinfo=UTC) if said else None for said in (published, fetched)]
    return Article(
        id="", title=title, text=text or f"About {title}.", source="Wire", published=moments[0], fetched_at=moments[1]
    )


def numbers(report: Any) -> dict[str, tuple[int, int]]:
    """Matches and alerts by rule."""
    return {rule["rule"]: (rule["matches"], rule["alerts"]) for rule in report["rules"]}


async def test_stored_articles_are_replayed_by_story_and_day(command: Command, tmp_path: Path) -> None:
    """Copies of one text are one alert, days are those of the readers, and without a date that of reading counts."""
    config = configure(tmp_path, settings="timezone: Asia/Tokyo")
    await fill(
        tmp_path / "monitor.db",
        [
            article("Bees", "2026-01-01T16:00", LONG),
            article("BEES", "2026-01-03T00:00", LONG),
            article("Bees again", "2026-01-02T03:00"),
            article("Rain", "2026-01-04T03:00"),
            article("Bees undated", None, fetched="2026-01-05T00:00"),
        ],
    )
    finished = await command("backtest", "--config", config, "--json")
    assert (finished.code, finished.err) == (Exit.DONE, "")
    report = finished.json
    bees, tea = report["rules"]
    assert (bees["matches"], bees["alerts"], bees["undated"]) == (4, 3, 0)
    assert bees["by_day"] == {"2026-01-02": 2, "2026-01-05": 1}
    assert bees["worst_day"] == {"day": "2026-01-02", "alerts": 2}
    assert bees["alerts_a_day"] == 0.75
    assert report["days"] == {"2026-01-02": 2, "2026-01-03": 1, "2026-01-04": 1, "2026-01-05": 1}
    assert (tea["matches"], tea["worst_day"]) == (0, None)

    since = await command("backtest", "--config", config, "--json", "--since", "2026-01-04")
    assert (since.json["since"], since.json["left_out"]) == ("2026-01-03T15:00:00+00:00", 0)
    assert since.json["days"] == {"2026-01-04": 1, "2026-01-05": 1}
    limited = await command("backtest", "--config", config, "--json", "--limit", "3", "--rule", "bees")
    assert numbers(limited.json) == {"bees": (3, 2)}


async def test_json_lines_that_are_no_article_are_named_and_passed_over(command: Command, tmp_path: Path) -> None:
    """Each bad line costs itself alone, and its number and fault are told; undated articles stand on no day."""
    lines = (
        record(1, "Bees", "2026-01-01T10:00:00Z"),
        "not json",
        '{"id": 2, "title": "Bees"}',
        "",
        '{"id": 2, "title": null, "text": null}',
        record(3, "Bees", "yesterday"),
        "[" * 100_000,
        record(4, "Bees \ud800", "2026-01-01T10:00:00"),
        record(5, "Tea"),
    )
    file = write(tmp_path / "articles.jsonl", *lines)
    config = configure(tmp_path)
    finished = await command("backtest", "--config", config, "--jsonl", file, "--json")
    assert finished.code == Exit.DONE
    report = finished.json
    assert [bad["line"] for bad in report["bad_lines"]] == [2, 3, 5, 6, 7]
    assert "`text`" in report["bad_lines"][1]["reason"]
    assert "yesterday" in report["bad_lines"][3]["reason"]
    assert (report["articles"], report["undated"]) == (3, 1)
    assert numbers(report) == {"bees": (2, 2), "tea": (1, 1)}
    assert report["days"] == {"2026-01-01": 2}
    piped = await command("backtest", "--config", config, "--jsonl", "-", stdin=file.read_text())
    assert piped.code == Exit.DONE
    assert "line 3: the record has no `text`" in piped.err
    assert "lines that hold no article: 5" in piped.out
    assert "articles without a date: 1" in piped.out


async def test_filters_of_rules_count_as_in_service(command: Command, tmp_path: Path) -> None:
    """Languages, sources by id and by tag of the feed, and rules that are switched off; expired rules count still."""
    rules = (
        "rules: [{id: german, languages: [de], keywords: [bees]}, "
        "{id: wire, sources: {include: [wire]}, keywords: [bees]}, "
        "{id: tagged, sources: {include: ['tag:science']}, keywords: [bees]}, "
        "{id: off, enabled: false, keywords: [bees]}, {id: over, expires: 2020-01-01, keywords: [bees]}]"
    )
    feeds = (
        "feeds: [{id: wire, url: 'https://wire.example/f'}, {id: lab, url: 'https://lab.example/f', tags: [science]}]"
    )
    config = configure(tmp_path, rules, feeds=feeds)
    lines = [record(n, "Bees", language="en", feed=feed) for n, feed in enumerate(("wire", "lab"))]
    file = write(tmp_path / "articles.jsonl", *lines, record(9, "Bees", language="de", feed="other"))
    finished = await command("backtest", "--config", config, "--jsonl", file, "--json")
    assert numbers(finished.json) == {"german": (1, 1), "wire": (1, 1), "tagged": (1, 1), "over": (3, 3)}


async def test_two_configurations_are_compared_rule_by_rule(command: Command, tmp_path: Path) -> None:
    """Widened, narrowed, removed, switched off and new rules each show what they add and lose, and why."""
    old = "rules: [{id: wide, keywords: [bees]}, {id: narrow, keywords: [tea]}, {id: gone, keywords: [tea]}, "
    old += "{id: off, keywords: [rain]}]"
    new = "rules: [{id: wide, keywords: [bees, wasps]}, {id: narrow, keywords: [green tea]}, "
    new += "{id: off, enabled: false, keywords: [rain]}, {id: fresh, keywords: [rain]}]"
    config, other = configure(tmp_path / "new", new), configure(tmp_path / "old", old)
    titles = ("Bees", "Wasps", "Tea", "Green tea", "Rain")
    lines = [record(n, title, f"2026-01-0{n + 1}", feed="wire") for n, title in enumerate(titles)]
    file = write(tmp_path / "articles.jsonl", *lines)
    finished = await command("backtest", "--config", config, "--jsonl", file, "--against", other, "--json")
    assert finished.code == Exit.DONE
    report = finished.json
    counts = {rule["rule"]: (rule["matches"], rule["added"], rule["removed"]) for rule in report["rules"]}
    expected = {"wide": (2, 1, 0), "narrow": (1, 0, 1), "fresh": (1, 1, 0), "gone": (0, 0, 2), "off": (0, 0, 1)}
    assert counts == expected
    only = {rule["rule"]: rule["only"] for rule in report["rules"] if rule["only"]}
    assert only == {"fresh": "here", "gone": "there"}, "a rule that rests on one side is on both"
    added = {(change["rule"], change["title"]): change for change in report["added"]}
    assert set(added) == {("wide", "Wasps"), ("fresh", "Rain")}
    wasps = added["wide", "Wasps"]
    assert (wasps["day"], wasps["source"], wasps["hits"][0]["text"]) == ("2026-01-02", "wire", "Wasps")
    removed = {(change["rule"], change["title"]): change["reason"] for change in report["removed"]}
    assert "green tea not found" in removed.pop(("narrow", "Tea"))
    assert removed == {
        ("gone", "Tea"): "the rule is gone",
        ("gone", "Green tea"): "the rule is gone",
        ("off", "Rain"): "the rule is not enabled",
    }

    words = ("backtest", "--config", config, "--jsonl", file, "--against", other.parent)
    finished = await command(*words, "--rule", "gone", "--rule", "wide", "--fail-on-removed", "--fail-on-added")
    assert finished.code == Exit.FAILED
    assert finished.err.splitlines() == [
        "rule gone: matches removed: 2 (--fail-on-removed)",
        "rule wide: matches added: 1 (--fail-on-added)",
    ]
    assert "gone (only there)" in finished.out
    assert "wide (only" not in finished.out
    assert (await command(*words, "--rule", "wide", "--fail-on-removed")).code == Exit.DONE


async def test_a_rule_that_would_wake_too_often_fails_the_run(command: Command, tmp_path: Path) -> None:
    """The sentence names the rule, its worst day and the figures; the limit itself is still within bounds."""
    lines = [record(n, "Bees", f"2026-01-0{n // 3 + 1}") for n in range(8)]
    file = write(tmp_path / "articles.jsonl", *lines, record(9, "Tea"))
    words = ("backtest", "--config", configure(tmp_path), "--jsonl", file)
    finished = await command(*words, "--max-per-day", "2")
    assert finished.code == Exit.FAILED
    assert finished.err == ("rule bees: alerts on 2026-01-01: 3, more than --max-per-day 2; days over that: 2\n")
    assert (await command(*words, "--max-per-day", "3")).code == Exit.DONE
    assert (await command(*words, "--max-per-day", "0", "--rule", "tea")).code == Exit.DONE
    undated = write(tmp_path / "undated.jsonl", record(9, "Tea"))
    finished = await command(
        "backtest", "--config", tmp_path / "monitor.yaml", "--jsonl", undated, "--max-per-day", "9"
    )
    assert (finished.code, "no article has a date" in finished.err) == (Exit.FAILED, True)


async def test_since_takes_a_duration_and_limit_the_first(command: Command, tmp_path: Path) -> None:
    """What is older than the duration, or of unknown age, is left out and counted."""
    now = datetime.now(UTC)
    ages = [(now - timedelta(days=days)).isoformat() for days in (40, 20, 1)]
    lines = [record(n, "Bees", published) for n, published in enumerate(ages)]
    file = write(tmp_path / "articles.jsonl", *lines, record(9, "Bees"))
    words = ("backtest", "--config", configure(tmp_path), "--jsonl", file, "--json")
    finished = await command(*words, "--since", "30d")
    assert (finished.json["articles"], finished.json["left_out"]) == (2, 2)
    finished = await command(*words, "--since", "30d", "--limit", "1")
    assert list(finished.json["days"]) == [ages[1][:10]]


async def test_what_was_asked_wrongly_is_said(command: Command, tmp_path: Path) -> None:
    """Each mistake on the command line has a sentence and the exit code of its kind, before anything long is begun."""
    file = write(tmp_path / "articles.jsonl", record(1, "Bees"))
    words = ("backtest", "--config", configure(tmp_path), "--jsonl", file)
    for options, code, sentence in (
        (("--since", "lately"), Exit.USAGE, "2026-01-31"),
        (("--since", "0001-01-01T00:00+14:00"), Exit.USAGE, "2026-01-31"),
        (("--plot", "plot.pdf"), Exit.USAGE, ".svg or .png"),
        (("--fail-on-removed",), Exit.USAGE, "--against"),
        (("--rule", "wasps"), Exit.FAILED, "no rule `wasps`; there are: bees, tea"),
        (("--plot", tmp_path / "none" / "plot.svg"), Exit.FAILED, "no directory"),
        (("--since", "2026-01-01"), Exit.FAILED, "there is no article to replay"),
        (("--jsonl", tmp_path / "none.jsonl"), Exit.FAILED, "cannot be read"),
        (("--against", tmp_path / "none"), Exit.CONFIG, "lies in no git work tree"),
    ):
        finished = await command(*words, *options)
        assert finished.code == code, options
        assert sentence in " ".join(finished.err.split()), options


class Repository:
    """A git repository whose directory ``conf`` holds the configuration; its secret is not among its files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")

    @property
    def config(self) -> Path:
        return self.root / "conf" / "monitor.yaml"

    def git(self, *words: str) -> None:
        identity = ("-c", "user.name=Desk", "-c", "user.email=desk@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(self.root), *identity, *words], check=True, capture_output=True)

    def write(self, rules: str) -> None:
        channel = "{hook: {webhook: {url: 'https://hook.example/', secret_file: hook.secret}}}"
        configure(self.root / "conf", rules, f"channels: {channel}")
        (self.root / "conf" / "hook.secret").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")

    def commit(self, rules: str) -> None:
        self.write(rules)
        (self.root / ".gitignore").write_text("*.secret\n")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "Rules")


async def test_a_git_revision_of_the_configuration_can_be_compared_with(command: Command, tmp_path: Path) -> None:
    """What the working copy changes shows before it is committed, though secrets are in no revision, even in a hook."""
    repository = Repository(tmp_path / "repository")
    repository.commit("rules: [{id: bees, keyword: [bees]}]")
    repository.commit("rules: [{id: bees, keywords: [bees]}]")
    repository.write("rules: [{id: bees, keywords: [wasps]}]")
    repository.git("update-ref", "refs/heads/--odd", "HEAD")
    file = write(tmp_path / "articles.jsonl", record(1, "Bees"), record(2, "Wasps"))
    words = ("backtest", "--config", repository.config, "--jsonl", file, "--json")
    hook = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}
    for revision in ("HEAD", "main", "--odd"):
        finished = await command(*words, f"--against={revision}", environ=hook)
        assert finished.code == Exit.DONE, finished.err
        report = finished.json
        assert [change["title"] for change in report["added"]] == ["Wasps"]
        assert [change["title"] for change in report["removed"]] == ["Bees"]

    wrong = await command(*words, "--against", "HEAD~1")
    assert wrong.code == Exit.CONFIG
    assert wrong.err.startswith("HEAD~1:conf/rules.yaml:1: ")


async def test_a_revision_that_cannot_be_had_is_said(command: Command, tmp_path: Path) -> None:
    """A misspelt revision, one that looks like an option, one without the directory, and a machine without git."""
    repository = Repository(tmp_path / "repository")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Nothing yet")
    repository.commit(RULES)
    file = write(tmp_path / "articles.jsonl", record(1, "Bees"))
    words = ("backtest", "--config", repository.config, "--jsonl", file)
    for revision, sentence in (
        ("mian", "know a revision of that name"),
        ("--all", "know a revision of that name"),
        ("--output=made", "know a revision of that name"),
        ("HEAD~1", "holds no directory conf"),
    ):
        finished = await command(*words, f"--against={revision}")
        assert (finished.code, sentence in finished.err) == (Exit.CONFIG, True), finished.err
    assert not list(tmp_path.rglob("made"))
    without = await command(*words, "--against", "HEAD", environ={"PATH": str(tmp_path)})
    assert (without.code, "not installed" in without.err) == (Exit.CONFIG, True)


async def test_a_person_sees_a_table_lists_and_bars_in_80_columns(command: Command, tmp_path: Path) -> None:
    """Ids stay whole, bars fit; titles of any direction are kept to themselves; what is not listed is counted."""
    long_id = "a-rule-whose-name-is-longer-than-anyone-would-like"
    config = configure(tmp_path / "new", f"rules: [{{id: {long_id}, keywords: [bees, النحل, 蜜蜂]}}]")
    other = configure(tmp_path / "old", f"rules: [{{id: {long_id}, keywords: [tea]}}]")
    lines = [record(n, f"Bees {n}", f"2026-01-{n % 28 + 1:02}") for n in range(25)]
    lines += [
        record(50, "خبر عن النحل", "2026-03-01"),
        record(51, "蜜蜂[red]", "2026-03-02"),
        record(52, "Tea \x1b[2J"),
    ]
    words = ("backtest", "--config", config, "--jsonl", write(tmp_path / "articles.jsonl", *reversed(lines)))
    finished = await command(*words, "--against", other, columns=80)
    assert finished.code == Exit.DONE
    table, lists = finished.out.split("\nAlerts are counted once a story")
    row = next(line for line in table.splitlines() if line.startswith(long_id))
    assert row.split()[1:] == ["27", "27", "27", "1.0", "1", "on", "2026-01-01", "27", "1"]
    assert "\u2068خبر عن النحل\u2069" in lists
    assert "\u2068phrase:النحل\u2069 not found" in lists, "isolates are marks, not escapes"
    assert "蜜蜂[red]" in lists
    assert re.search(r"^ +50$", lists, re.MULTILINE), "an article without address is named by its id"
    assert "\x1b[2J" not in finished.out
    assert "and 7 more; --all" in lists
    bars = lists[lists.index("\nday ") :].splitlines()[2:]
    assert len(bars) == 27
    assert all(cell_len(line) == 80 for line in bars)
    assert re.search(r"^2026-03-02 +1 +█+ +1$", bars[-1])
    whole = await command(*words, "--against", other, "--all", columns=80)
    assert "more" not in whole.out
    assert whole.out.count("found in the title") == 27


@pytest.mark.parametrize(("days", "unit", "bars"), [(31, "day", 31), (100, "week", 15), (400, "month", 14)])
async def test_longer_times_have_longer_bars(command: Command, tmp_path: Path, days: int, unit: str, bars: int) -> None:
    """However long the time, the bars fit on a screen and add up to all alerts."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    lines = [record(n, "Bees", (first + timedelta(days=n)).isoformat()) for n in range(days)]
    words = ("backtest", "--config", configure(tmp_path), "--jsonl", write(tmp_path / "a.jsonl", *lines))
    rows = (await command(*words)).out.split(f"\n{unit} ")[1].splitlines()[1:]
    assert len(rows) == bars
    assert sum(int(row.split()[1]) for row in rows) == days


async def test_the_plot_is_a_picture_that_asks_for_nothing_from_elsewhere(command: Command, tmp_path: Path) -> None:
    """SVG names nothing outside itself, PNG is one, and both are drawn for no alerts and for many rules."""
    many = ", ".join(f"{{id: rule-{n}, keywords: [bees]}}" for n in range(12))
    config = configure(tmp_path, f"rules: [{many}]")
    busy = write(tmp_path / "busy.jsonl", *(record(n, "Bees", f"2026-01-{n:02}") for n in range(1, 20)))
    quiet = write(tmp_path / "quiet.jsonl", record(1, "Rain"))
    for file in (busy, quiet):
        svg, png = file.with_suffix(".svg"), file.with_suffix(".png")
        for picture in (svg, png):
            finished = await command("backtest", "--config", config, "--jsonl", file, "--plot", picture)
            assert (finished.code, finished.err) == (Exit.DONE, "")
        text = svg.read_text()
        assert re.findall(r'(?:href="|url\()(?!#)|<!DOCTYPE|<script|@import', text) == []
        assert text.count("<svg ") == 1
        assert png.read_bytes().startswith(b"\x89PNG\r\n")


async def test_only_a_terminal_shows_how_far_it_is(command: Command, tmp_path: Path) -> None:
    """Somebody who waits sees the speed; a log sees nothing."""
    file = write(tmp_path / "articles.jsonl", *(record(n, "Bees") for n in range(20)))
    words = ("backtest", "--config", str(configure(tmp_path)), "--jsonl", str(file), "--json")
    assert (await command(*words)).err == ""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "monitor", *words),
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = await asyncio.wait_for(asyncio.to_thread(all_of, ours), 60)
    assert await process.wait() == Exit.DONE
    assert "articles/s" in shown
    assert "100%" in shown
