"""What the commands do, print and return."""

import json
from pathlib import Path

from monitor.cli.common import Exit
from tests.cli.conftest import Command
from tests.newsroom import Newsroom, Story, filler
from tests.service.conftest import StartService
from tests.service.conftest import newsroom as newsroom_fixture
from tests.service.conftest import service as service_fixture

newsroom, service = newsroom_fixture, service_fixture


async def test_check_names_every_fault_with_its_place_and_returns_78(command: Command, config: Path) -> None:
    """Two mistakes in two files are both reported, with file, line and a hint, so that one round mends them."""
    config.write_text(config.read_text().replace("channels:", "chanels:"))
    (config.parent / "rules.yaml").write_text("rules:\n  - id: cyber\n    keyword: [x]\n")
    finished = await command("check", "--config", config)
    assert finished.code == Exit.CONFIG
    assert "monitor.yaml:5" in finished.err
    assert "channels" in finished.err
    assert "rules.yaml:3" in finished.err


async def test_check_runs_the_examples_of_the_rules(command: Command, config: Path) -> None:
    """An example that does not hold fails the check, before the rule wakes anyone."""
    assert (await command("check", "--config", config)).code == Exit.DONE
    rules = config.parent / "rules.yaml"
    rules.write_text(rules.read_text().replace("A report on cybersecurity", "A report on bees"))
    finished = await command("check", "--config", config)
    assert finished.code == Exit.CONFIG
    assert "A report on bees" in finished.err


async def test_a_missing_settings_file_says_how_to_get_one(command: Command, tmp_path: Path) -> None:
    """Someone who has just installed the package is told of ``init``."""
    finished = await command("run", "--config", tmp_path / "monitor.yaml")
    assert finished.code == Exit.CONFIG
    assert "news-monitor init" in finished.err


async def test_init_writes_a_configuration_that_checks_out(command: Command, tmp_path: Path) -> None:
    """What ``init`` writes works as it is, and a second ``init`` overwrites nothing."""
    assert (await command("init", tmp_path / "mine")).code == Exit.DONE
    finished = await command("check", "--config", tmp_path / "mine" / "monitor.yaml")
    assert (finished.code, finished.err) == (Exit.DONE, "")
    assert (await command("init", tmp_path / "mine")).code == Exit.FAILED


async def test_run_once_does_all_that_is_due_and_counts_it(command: Command, newsroom: Newsroom) -> None:
    """Everything is polled, read, matched and delivered in one go, and the sums are printed."""
    stories = [Story(f"s{n}", f"Note {n} on {what}", filler(what)) for n, what in enumerate(["cybersecurity", "bees"])]
    newsroom.publish("wire", *stories)
    newsroom.configure("rules: [{id: cyber, keywords: [cybersecurity]}]")
    finished = await command("run", "--once", "--json", "--config", newsroom.config)
    assert finished.code == Exit.DONE, finished.err
    totals = finished.json
    assert (totals["feeds"], totals["articles"], totals["alerts"], totals["delivered"]) == (1, 2, 1, 2)
    assert newsroom.hook.titles == ["Note 0 on cybersecurity"]

    listed = await command("feeds", "list", "--json", "--config", newsroom.config)
    assert [(feed["id"], feed["entries"]) for feed in listed.json] == [("wire", 2)]
    alerts = await command("alerts", "list", "--json", "--config", newsroom.config)
    assert alerts.json[0]["data"]["articles"][0]["title"] == "Note 0 on cybersecurity"
    sums = (await command("db", "check", "--json", "--config", newsroom.config)).json
    assert sums["matched"] == sums["alerted"] + sums["merged"] == 1
    assert sums["deliveries"]["delivered"] == 2


async def test_health_is_red_where_nothing_has_run(command: Command, config: Path) -> None:
    """A container whose service never came up is not healthy."""
    finished = await command("health", "--config", config)
    assert finished.code == Exit.FAILED
    assert "there is no database" in finished.err


async def test_health_follows_the_service(command: Command, newsroom: Newsroom, service: StartService) -> None:
    """Alive while it runs, and not a moment longer once it was stopped."""
    newsroom.configure("rules: [{id: cyber, keywords: [cybersecurity]}]")
    async with service(newsroom.config):
        assert (await command("health", "--config", newsroom.config)).code == Exit.DONE
    assert (await command("health", "--config", newsroom.config)).code == Exit.FAILED


async def test_health_is_that_of_the_service_whatever_its_files_say_now(
    command: Command, newsroom: Newsroom, service: StartService
) -> None:
    """A slip of the pen in any file makes no container unhealthy: the service goes on, and says what it refused."""
    newsroom.configure("rules: [{id: cyber, keywords: [cybersecurity]}]", store="sqlite:///other.db")
    rules, written = newsroom.directory / "rules.yaml", newsroom.config.read_text()
    async with service(newsroom.config) as app:
        for slip in ("chanels: {}\n", "channels: {desk: [\n", "\tcontact: x\n"):
            newsroom.config.write_text(written + slip)
            finished = await command("health", "--config", newsroom.config)
            assert finished.code == Exit.DONE, finished.err
        newsroom.config.write_text(written)
        rules.write_text("rules: [{id: cyber, keyword: [x]}]")
        assert not await app.reload()
        finished = await command("health", "--config", newsroom.config)
        assert finished.code == Exit.DONE
        assert "refused a changed configuration" in finished.out
    newsroom.config.write_text(written.replace("sqlite:///other.db", "nowhere"))
    finished = await command("health", "--config", newsroom.config)
    assert finished.code == Exit.CONFIG
    assert f"{newsroom.config}:1" in finished.err


async def test_lists_show_what_outlets_wrote_as_they_wrote_it(command: Command, newsroom: Newsroom) -> None:
    """Brackets, colons and half-spaces of a title are text, and the id can be copied whole on a narrow terminal."""
    title = "[red] :smile: cybersecurity عکس\u200cها"
    newsroom.publish("wire", Story("s", title, filler("cybersecurity")))
    newsroom.configure("rules: [{id: cyber, keywords: [cybersecurity]}]")
    await command("run", "--once", "--config", newsroom.config)
    alert = (await command("alerts", "list", "--json", "--config", newsroom.config)).json[0]["data"]["id"]
    listed = await command("alerts", "list", "--config", newsroom.config, columns=60)
    assert alert in listed.out
    assert all(line == line.rstrip() for line in listed.out.splitlines()), "no blanks at the ends of piped lines"
    assert "[red] :smile:" in " ".join(listed.out.split())
    shown = await command("alerts", "show", alert, "--config", newsroom.config)
    assert title in shown.out
    assert "delivered to desk desk@example.org" in shown.out


async def test_explain_says_why_and_why_not(command: Command, config: Path, tmp_path: Path) -> None:
    """A text that matches shows the words that did it; one that does not shows what is missing, and the exit code."""
    text = "A new office\nThe ministry opened an office for cybersecurity on Monday.\n"
    finished = await command("explain", "-", "--config", config, stdin=text)
    assert finished.code == Exit.DONE
    assert "cybersecurity" in finished.out
    arabic = await command("explain", "-", "--config", config, stdin="اجتماع في جنيف\nنص الخبر.\n")
    assert arabic.out.startswith("\u2068اجتماع في جنيف\u2069  ["), "an Arabic title turns nothing round"
    (tmp_path / "other.txt").write_text("A new garden\nThe ministry opened a garden on Monday.\n")
    finished = await command("explain", tmp_path / "other.txt", "--config", config)
    assert finished.code == Exit.FAILED
    assert "cyber" in finished.out


async def test_explain_says_of_what_is_no_article_what_to_give(command: Command, config: Path, tmp_path: Path) -> None:
    """Judged as an article, a feed or a picture would be said to match nothing, and nobody would know why."""
    for name, body, words in (
        ("feed.xml", b'<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', "is a feed or a sitemap"),
        ("picture", b"\x89PNG\r\n\xff\xfe", "no text in UTF-8"),
    ):
        (tmp_path / name).write_bytes(body)
        finished = await command("explain", tmp_path / name, "--config", config)
        assert finished.code == 1
        assert words in finished.err


async def test_explain_all_hides_nothing(command: Command, config: Path) -> None:
    """Of many terms a few are named and the others counted; ``--all`` names every one."""
    terms = [f"term{number}" for number in range(9)]
    rules = config.parent / "rules.yaml"
    rules.write_text(rules.read_text() + f"  - {{id: many, keywords: [{', '.join(terms)}, ممر الحبوب]}}\n")
    text = "وزير\nقال الوزير إن الحبوب ستصل غدا.\n"
    short = await command("explain", "-", "--config", config, "--rule", "many", stdin=text)
    assert "no  9 other terms not found" in short.out
    assert "nearest: \u2068'الحبوب'\u2069 at 14" in short.out, "isolates are marks, not escapes"
    assert "term3" not in short.out
    whole = await command("explain", "-", "--config", config, "--all", stdin=text)
    assert all(f"no  phrase:{term}: not found" in whole.out for term in terms)


async def test_stage_match_says_what_is_wrong_with_a_record(command: Command, config: Path) -> None:
    """Line, field, fault and remedy: wrong types, a date that is none, and a feed that nobody configured."""
    (config.parent / "feeds.yaml").write_text("feeds: [{id: wire, url: 'https://wire.example/f'}]\n")
    wrong: dict[str, object] = {
        "title": ["T"],
        "text": 6,
        "language": 5,
        "published": "yesterday",
        "fetched_at": 17,
        "authors": {"a": 1},
        "tags": [None],
        "feed": True,
        "id": None,
    }
    good = {"id": 1, "title": "T", "text": "On cybersecurity."}
    feeds = ({**good, "feed": "wires"}, {**good, "feed": "wire", "tags": "one", "authors": ["A"], "title": None})
    records = [*({**good, name: value} for name, value in wrong.items()), *feeds]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    finished = await command("stage", "match", "--config", config, stdin=lines)
    *refused, unknown, fine = finished.records
    for number, (name, answer) in enumerate(zip(wrong, refused, strict=True), 1):
        assert answer["error"].startswith(f"line {number}: `{name}` "), answer
        assert ": write " in answer["error"]
    assert "'yesterday', which is no date and time: write ISO 8601" in refused[3]["error"]
    assert unknown["warning"].startswith("line 10: `feed` is 'wires', which is not configured")
    assert "did you mean `wire`?" in unknown["warning"]
    assert unknown["matches"] == fine["matches"] != []
    assert "warning" not in fine


async def test_stage_match_answers_in_order_one_for_each(command: Command, config: Path) -> None:
    """Every record has its answer in its place; a broken one has its error, and the rest goes on."""
    lines = (
        '{"id": "a", "title": "T", "text": "On cybersecurity.", "language": "en"}\n'
        "not json\n"
        '{"id": "b", "title": "ع", "text": "كلمة للأمن السيبراني هنا"}\n'
        '{"id": "c", "title": "T"}\n'
    )
    finished = await command("stage", "match", "--config", config, stdin=lines)
    first, broken, second, short = finished.records
    assert first["matches"][0] | {"rule": "cyber", "text": "cybersecurity", "start": 3} == first["matches"][0]
    assert broken["id"] is None
    assert (second["id"], second["matches"][0]["how"]) == ("b", "clitic")
    assert short["id"] == "c"
    assert "text" in short["error"]


async def test_stage_parse_extract_and_summarise(command: Command, config: Path, tmp_path: Path) -> None:
    """Feeds, pages and texts go through the same code as in the service, in killable workers."""
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>F</title><item><title>One</title><link>http://x.example/1</link>"
        "<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    page = tmp_path / "page.html"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in filler("trade"))
    page.write_text(f"<html lang=en><title>On trade</title><article><h1>On trade</h1>{body}</article></html>")
    parsed = await command("stage", "parse", "--config", config, stdin=f'{{"id": 1, "path": "{feed}"}}\n')
    entry = parsed.records[0]["entries"][0]
    assert (entry["title"], entry["published"]) == ("One", "2026-03-03T10:00:00+00:00")
    record = f'{{"id": 1, "url": "http://x.example/1", "path": "{page}"}}\n{{"id": 2, "path": "{tmp_path}/none"}}\n'
    extracted, missing = (await command("stage", "extract", "--config", config, stdin=record)).records
    assert extracted["text"].splitlines() == list(filler("trade"))
    assert "error" in missing
    text = " ".join(filler("trade"))
    summary = await command("stage", "summarise", stdin=f'{{"id": 1, "title": "On trade", "text": "{text}"}}\n')
    assert summary.records[0]["summary"].startswith("The committee for trade met")


async def test_stage_stories_groups_a_stream(command: Command) -> None:
    """Each record may join the story of one before it, in the order of the lines, and says why."""
    wire = "\n".join(filler("trade"))
    records = [
        {"id": "a", "title": "A note on trade", "text": wire, "source": "Wire"},
        {"id": "b", "title": "A note on bees", "text": "\n".join(filler("bees")), "source": "Wire"},
        {"id": "c", "title": "Trade: a note", "text": f"{wire}\n(AFP)", "published": "2026-03-03", "source": "Post"},
        {"id": "d", "title": "Nothing"},
    ]
    first, other, copy, wrong = (await command("stage", "stories", stdin="\n".join(map(json.dumps, records)))).records
    assert (first["joined"], other["joined"], copy["joined"]) == (False, False, True)
    assert other["story"] != first["story"] == copy["story"]
    assert copy["reason"].startswith("copy of “A note on trade” by Wire, 9")
    assert "`text`" in wrong["error"]


async def test_a_rule_is_shown_as_nodes_and_as_a_query(command: Command, config: Path) -> None:
    """Either form can be copied into a file of rules, where it means the rule that was shown."""
    rules = config.parent / "rules.yaml"
    text = "  - {id: both, title: Both, keywords: [a b, c], query: '-title:d e NEAR/3 \"f #\"', expires: 2999-01-31}\n"
    rules.write_text(rules.read_text() + text)
    shown = await command("rules", "show", "both", "--config", config)
    assert shown.code == Exit.DONE, shown.err
    query = '("a b" OR c) AND NOT title:d AND (e NEAR/3 "f #")'
    nodes, line = shown.out.split("# The same, with its condition in one line:\n")
    assert query in line
    as_json = (await command("rules", "show", "both", "--config", config, "--json")).json
    assert (as_json["query"], as_json["expires"]) == (query, "2999-02-01T00:00:00+00:00")
    assert nodes.count("expires: '2999-01-31'") == line.count("expires: '2999-01-31'") == 1
    for copied in (nodes, line):
        rules.write_text(copied)
        again = (await command("rules", "show", "both", "--config", config, "--json")).json
        assert {**again, "place": as_json["place"]} == as_json


async def test_an_unknown_rule_cannot_be_shown(command: Command, config: Path) -> None:
    """A mistyped id leads to the ids that there are."""
    finished = await command("rules", "show", "cybr", "--config", config)
    assert (finished.code, "`news-monitor rules list` shows" in finished.err) == (Exit.FAILED, True)
