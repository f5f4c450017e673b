"""Officials from files of others, who there is, and spellings that they lack: on real files and a real store."""

import asyncio
import gzip
import json
import os
import pty
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.model import Article, ArticleOutcome, StoryKey
from monitor.store import Store
from tests.cli.conftest import Command, Finished, all_of
from tests.store.world import NOW, claim_entries, entry, polled

SAMPLES = Path(__file__).parents[1] / "data" / "import"
RULES = """
rules:
  - id: forests
    when: {official: marek-dolinsky}
"""
OFFICIALS = """
officials:
  - id: ines-quintal
    name: Ines Quintal
    role: ambassador
    names: {en: [Ines Quintal, Inês Quintal], ru: Инеш Кинтал}
    surnames: {en: Quintal}
    roles: {en: ambassador of the forests}
  - id: bram-oosterveld
    name: Bram Oosterveld
    names: {en: Bram Oosterveld}
"""


@pytest.fixture
def desk(config: Path) -> Path:
    """The small configuration with two officials, in a directory of their own."""
    folder = config.parent / "officials"
    folder.mkdir()
    (folder / "known.yaml").write_text(OFFICIALS)
    config.write_text(config.read_text().replace("officials: []", 'officials: ["officials/*.yaml"]'))
    return config


async def _import(command: Command, desk: Path, *arguments: str | Path) -> Finished:
    return await command("officials", "import", *arguments, "--config", desk)


def _left_out(finished: Finished) -> Mapping[str, int]:
    """What was left out, by reason, as standard error tells it."""
    lines = (line.removeprefix("left out, ") for line in finished.err.splitlines() if line.startswith("left out, "))
    return {reason: int(count.replace(",", "")) for reason, _, count in (line.rpartition(": ") for line in lines)}


async def test_people_of_wikidata_are_watched_for(command: Command, desk: Path) -> None:
    """The round trip: an entity becomes a file that loads, and a rule on it finds an inflected mention."""
    output = desk.parent / "officials" / "new.yaml"
    imported = await _import(command, desk, SAMPLES / "wikidata.json", "--output", output)
    assert imported.code == Exit.DONE, imported.err
    (desk.parent / "rules.yaml").write_text(RULES)
    checked = await command("check", "--config", desk)
    assert (checked.code, "3 officials" in checked.out) == (Exit.DONE, True), checked.err
    for text in (
        "Министр говорил с Мареком Долинским о лесах",
        "林业部长马雷克·多林斯基周三表示",
        "Marek J. Dolinsky spoke",
    ):
        explained = await command("explain", "-", "--config", desk, stdin=text)
        assert explained.code == Exit.DONE, text


async def test_every_format_is_read_and_what_was_left_out_is_said(command: Command, desk: Path) -> None:
    """Wikidata, dumps, FollowTheMoney and tables at once: names by language, known people named, the rest counted."""
    finished = await _import(
        command, desk, *(SAMPLES / name for name in ("wikidata.json", "dump.json", "people.ftm.json", "people.csv"))
    )
    assert finished.code == Exit.DONE, finished.err
    text = finished.out
    assert [line[8:] for line in text.splitlines() if line.startswith("  - id:")] == [
        "marek-dolinsky", "oksana-verhuliak", "bagsolbich", "tamaz-kvirikadze", "leyla-demirtas",
    ]  # fmt: skip
    assert "en: [Marek Dolinsky, Marek Jan Dolinsky, Marek J. Dolinsky]" in text
    assert "zh: 马雷克·多林斯基" in text
    assert "# Q900000001" in text
    assert "uk: Тамаз Квірікадзе" in text
    assert "surnames:\n      en: Kvirikadze\n      ru: Квирикадзе" in text
    assert "role: 'minister of forests of an invented country: \"oak\" & {pine}'" in text
    assert "there already as `ines-quintal`: Inês Quintal" in finished.err
    assert "there already as `bram-oosterveld`: Bram Oosterveld" in finished.err
    assert "there already as `bagsolbich`: 林松柏" in finished.err
    assert "Full name (name), Position (role)" in finished.err
    assert "not understood and left out: Born" in finished.err
    left_out = _left_out(finished)
    assert left_out["records that are not about a person"] == 3
    assert left_out["weak aliases"] == 2
    assert left_out["names of one word"] == 2
    assert left_out["names of initials"] == 1


async def test_languages_can_be_chosen(command: Command, desk: Path) -> None:
    """With --languages, names in others are left out; a code that there is not is refused."""
    finished = await _import(command, desk, SAMPLES / "wikidata.json", "--languages", "en,ar")
    assert "    names:\n      ar: [" in finished.out
    assert "ru:" not in finished.out
    refused = await _import(command, desk, SAMPLES / "wikidata.json", "--languages", "en,xx")
    assert (refused.code, "language" in refused.err) == (Exit.USAGE, True)


async def test_a_file_that_is_there_is_overwritten_only_when_forced(command: Command, desk: Path) -> None:
    """Nobody's corrections are lost; an import that is repeated with --force does not take its own file for known."""
    output = desk.parent / "officials" / "new.yaml"
    arguments = (SAMPLES / "dump.json", "--output", output)
    assert (await _import(command, desk, *arguments)).code == Exit.DONE
    first = output.read_text()
    again = await _import(command, desk, SAMPLES / "wikidata.json", "--output", output)
    assert (again.code, "--force" in again.err, output.read_text()) == (Exit.FAILED, True, first)
    nobody = await _import(command, desk, *arguments[:1])
    assert (nobody.code, "nobody to import" in nobody.err) == (Exit.FAILED, True)
    assert (await _import(command, desk, *arguments, "--force")).code == Exit.DONE
    assert output.read_text() == first
    assert sorted(path.name for path in output.parent.iterdir()) == ["known.yaml", "new.yaml"]


async def test_hostile_files_end_in_counts(command: Command, desk: Path) -> None:
    """Deep nesting, long lines, wrong types, control characters and endless names are counted; the rest is read."""
    entity = {"id": "Q1", "labels": {"en": "Tove Almqvist", "de": 7, "fr": ["Tove Almqvist", {"value": None}]}}
    names = [
        "A" * 10_000,
        "Tove\u0007 Almqvist",
        "Tove: {Almqvist}",
        "Tоve Almqvist",
        "- Almqvist &a *b",
        "\ud800 Almqvist",
    ]
    lines = [
        json.dumps(entity | {"aliases": {"en": names}, "claims": {"P31": [3, {"mainsnak": []}]}}),
        "[" * 200_000,
        '{"labels": "' + "x" * (17 * 1024 * 1024) + '"}',
        "{not json",
        "17",
        json.dumps({"schema": "Person", "properties": []}),
        json.dumps({"schema": ["Person"], "properties": {"name": {"a": 1}}}),
        json.dumps({"other": 1}),
    ]
    path = desk.parent / "hostile.json.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    finished = await _import(command, desk, path)
    assert finished.code == Exit.DONE, finished.err
    assert "- id: tove-almqvist\n    name: Tove Almqvist\n" in finished.out
    assert _left_out(finished) == {
        "names with characters that names do not have": 4,
        "values that should be names and are not text": 2,
        "records that are neither a Wikidata entity nor a FollowTheMoney entity": 2,
        "lines that nest too deeply": 1,
        "lines longer than 16 MiB": 1,
        "lines that are not JSON": 1,
        "names longer than 100 letters": 1,
        "names that mix scripts, or in an unknown one": 1,
        "people without a full name to look for": 1,
        "records that are not about a person": 1,
    }


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\x1f\x8b\x08broken", "cannot be read"),
        (b"a,b\n1,2\n", "no column holds names"),
        (b"name\n\xff\xfe\xfd", "save it as UTF-8"),
        (b"", "nobody to import"),
    ],
)
async def test_a_file_that_holds_nobody_is_refused(command: Command, desk: Path, raw: bytes, said: str) -> None:
    """The sentence names the file and says what is wrong with it."""
    path = desk.parent / ("people.json.gz" if raw[:1] == b"\x1f" else "people.txt")
    path.write_bytes(raw)
    finished = await _import(command, desk, path)
    assert (finished.code, said in finished.err, path.name in finished.err) == (Exit.FAILED, True, True), finished.err


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-16", ";"), ("utf-16-le", "\t"), ("utf-8", "|")]
)
async def test_tables_are_read_as_spreadsheets_write_them(
    command: Command, desk: Path, encoding: str, delimiter: str
) -> None:
    """One row a name, in the encodings and with the delimiters of spreadsheets: the rows of one id are one person."""
    rows = [("ID", "Name", "Language"), ("tove", "Tove Almqvist", "sv"), ("tove", "Туве Альмквист", "ru"), ("", "", "")]
    path = desk.parent / "people.csv"
    path.write_bytes("".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding))
    finished = await _import(command, desk, path)
    listed = "  - id: tove\n    name: Tove Almqvist\n    names:\n      ru: Туве Альмквист\n      sv: Tove Almqvist\n"
    assert finished.out.endswith(listed), finished.err


async def test_more_than_a_file_may_hold_goes_into_several(command: Command, desk: Path) -> None:
    """A list that is longer than a file may be is split into files that the configuration reads."""
    letters = "bdfgklmnprstvz"
    people = [f"Ana{a}{b} Ko{c}{'ilyu' * 20}" for a in letters for b in letters for c in letters[:4]]
    languages = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "cs", "fi", "hu", "ro", "hr", "da", "no", "id")
    path = desk.parent / "people.csv"
    path.write_text("\n".join([",".join(languages), *(",".join([name] * len(languages)) for name in people)]))
    refused = await _import(command, desk, path)
    assert (refused.code, "--output" in refused.err) == (Exit.FAILED, True)
    assert (await _import(command, desk, path, "--output", desk.parent / "officials" / "many.yaml")).code == Exit.DONE
    assert (desk.parent / "officials" / "many-2.yaml").exists()
    checked = await command("check", "--config", desk)
    assert f"{len(people) + 2} officials" in checked.out, checked.err


async def test_officials_are_listed_with_the_rules_that_name_them(command: Command, desk: Path) -> None:
    """Who is there, how well listed, and who is watched for; --unused shows the others."""
    (desk.parent / "rules.yaml").write_text("rules: [{id: envoy, when: {none: [{phrase: x}], official: ines-quintal}}]")
    listed = (await command("officials", "list", "--json", "--config", desk)).json
    assert listed[0] | {"place": ""} == {
        "id": "ines-quintal", "name": "Ines Quintal", "role": "ambassador", "languages": ["en", "ru"], "names": 3,
        "surnames": 1, "roles": 1, "spelling": "generated", "rules": ["envoy"], "place": "",
    }  # fmt: skip
    assert listed[0]["place"].endswith("officials/known.yaml:3")
    unused = await command("officials", "list", "--unused", "--config", desk, columns=200)
    assert "bram-oosterveld" in unused.out
    assert "ines-quintal" not in unused.out


async def test_a_list_is_a_row_a_line_for_programs_and_keeps_ids_whole_for_people(command: Command, desk: Path) -> None:
    """In a pipe nothing is folded, however narrow the window; in a window long texts give way, and ids do not."""
    rule = "a-rule-whose-name-is-longer-than-anyone-would-like"
    (desk.parent / "rules.yaml").write_text(f"rules: [{{id: {rule}, when: {{official: ines-quintal}}}}]")
    words = ("officials", "list", "--config", str(desk))
    piped = await command(*words, columns=40)
    (row,) = (line for line in piped.out.splitlines() if line.startswith("ines-quintal"))
    assert "Ines Quintal, ambassador" in row
    assert rule in row
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "monitor", *words),
        env={**os.environ, "TERM": "dumb", "COLUMNS": "40"},
        stdout=theirs,
    )
    os.close(theirs)
    shown = await asyncio.wait_for(asyncio.to_thread(all_of, ours), 60)
    assert await process.wait() == Exit.DONE
    assert rule in shown
    assert "Ines Quintal, ambassador" not in shown


async def test_spellings_are_suggested_from_the_store(command: Command, desk: Path) -> None:
    """Near spellings in stored articles, with how often and where; the YAML below them can be pasted."""
    texts = (
        ("Inez Quintal spoke. Ines Quintal spoke, too.", "en"),
        ("The envoy Inez Quintal will leave.", "en"),
        ("Посол Инес Кинтал приехала.", "ru"),
        ("Bram Oosterveld stayed.", "en"),
    )
    store = await Store.open(f"sqlite:///{desk.parent / 'monitor.db'}")
    await store.upgrade()
    await polled(store, *(entry(number) for number in range(len(texts))))
    for claim, (text, language) in zip(await claim_entries(store), texts, strict=True):
        article = Article(id=claim.id, title="", text=text, language=language, feed_id="wire", published=NOW)
        await store.articles.commit(claim, ArticleOutcome(article, StoryKey(claim.id, "new", claim.id)), NOW)
    await store.close()
    finished = await command("officials", "suggest", "ines-quintal", "--config", desk, "--json", "--threshold", "80")
    assert finished.code == Exit.DONE, finished.err
    found = {each["text"]: each for each in finished.json["suggestions"]}
    assert found.keys() == {"Inez Quintal", "Инес Кинтал"}
    inez = found["Inez Quintal"]
    assert (inez["language"], inez["count"], inez["articles"], inez["sources"]) == ("en", 2, 2, 1)
    assert inez["resembles"] == "Ines Quintal"
    assert "Inez Quintal" in inez["snippet"]
    table = await command("officials", "suggest", "Inês Quintal", "--config", desk, "--threshold", "80", columns=160)
    assert table.out.endswith("    names:\n      en: Inez Quintal\n      ru: Инес Кинтал\n"), table.out


async def test_suggestions_come_from_json_lines_for_any_name(command: Command, desk: Path) -> None:
    """Someone who is not listed yet, in a file; bad lines are named, and what is no name is refused."""
    lines = [{"id": "1", "text": "Tove Almqvisst came.", "language": "sv"}, {"id": "2"}]
    path = desk.parent / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    at = ("--jsonl", path, "--config", desk)
    finished = await command("officials", "suggest", "Tove Almqvist", "--json", *at)
    assert [each["text"] for each in finished.json["suggestions"]] == ["Tove Almqvisst"]
    assert "line 2" in finished.err
    nothing = await command("officials", "suggest", "Bram Oosterveld", *at)
    assert (nothing.code, "no near spelling" in nothing.out) == (Exit.DONE, True)
    for who, code in (("almqvist", Exit.FAILED), ("", Exit.FAILED)):
        refused = await command("officials", "suggest", who, *at)
        assert (refused.code, "officials list" in refused.err) == (code, True)
