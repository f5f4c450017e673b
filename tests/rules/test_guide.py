"""The guide to writing terms says what is so: each line of its tables and each rule in it is tried."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor import articles, rules
from monitor.building import languages_of
from monitor.config import Configuration, load
from monitor.model import Article

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
TABLE = "| term | text | |"


def _lines() -> list[tuple[str, str, str]]:
    """Term, text and verdict of every line of the guide's tables."""
    lines: list[tuple[str, str, str]] = []
    for table in GUIDE.split(TABLE)[1:]:
        for row in table.strip().splitlines()[1:]:
            if not row.startswith("|"):
                break
            term, text, verdict = (cell.strip() for cell in row.strip("|").split("|"))
            lines.append((term.strip("`"), text, verdict))
    return lines


LINES = _lines()


def _rule(name: str, term: str) -> dict[str, Any]:
    """The rule that ``term`` stands for: a condition when it names one, else keywords."""
    value = YAML(typ="safe", pure=True).load(term)
    is_condition = isinstance(value, dict) and not {"phrase", "official"}.isdisjoint(value)
    return {"id": name, "when" if is_condition else "keywords": value}


def _loaded(directory: Path, written: str) -> Configuration:
    """A configuration of the rules ``written``, over the vocabulary that is shipped."""
    (directory / "rules.yaml").write_text(written, encoding="utf-8")
    settings = {
        "feeds": [],
        "rules": ["rules.yaml"],
        "vocabulary": {"officials": [f"{ROOT}/config/officials/*.yaml"], "topics": [f"{ROOT}/config/topics/*.yaml"]},
    }
    (directory / "monitor.yaml").write_text(json.dumps(settings), encoding="utf-8")
    return load(directory / "monitor.yaml", {})


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> tuple[rules.Matcher, frozenset[str]]:
    """One matcher with a rule for each line of the tables, and the languages that articles are told apart by."""
    directory = tmp_path_factory.mktemp("guide")
    written = [_rule(f"line-{number}", term) for number, (term, _, _) in enumerate(LINES)]
    configuration = _loaded(directory, json.dumps({"rules": written}, ensure_ascii=False))
    return rules.compile_rulebook(configuration.rulebook), languages_of(configuration)


@pytest.mark.parametrize(("number", "line"), list(enumerate(LINES)), ids=lambda value: str(value)[:40])
def test_a_line_of_the_guide_is_true(
    guide: tuple[rules.Matcher, frozenset[str]], number: int, line: tuple[str, str, str]
) -> None:
    """An analyst who writes the term as the guide shows it finds the text, or does not, as the guide says."""
    matcher, languages = guide
    _, text, verdict = line
    language = articles.detect_language("", text, prior=None, languages=languages)
    found = matcher.satisfies(Article(id="line", title="", text=text, language=language), f"line-{number}")
    assert ("found" if found else "not") == verdict, f"read as {language}"


def test_the_rules_in_the_guide_pass_their_examples(tmp_path: Path) -> None:
    """What someone copies out of the guide loads, and its examples hold in the languages that are detected."""
    blocks = [block.partition("```")[0] for block in GUIDE.split("```yaml\n")[1:]]
    assert blocks
    for block in blocks:
        configuration = _loaded(tmp_path, block)
        detect = partial(articles.detect_language, "", prior=None, languages=languages_of(configuration))
        matcher = rules.compile_rulebook(configuration.rulebook)
        assert matcher.warnings == ()
        assert rules.match_examples(matcher, configuration.rulebook, detect) == ()


def test_the_guide_shows_many_scripts_and_both_verdicts() -> None:
    """A table that no longer parses would be true by being empty."""
    assert len(LINES) > 40
    assert {verdict for _, _, verdict in LINES} == {"found", "not"}
