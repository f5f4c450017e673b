"""The reference in docs/configuration.md is complete, and its examples work."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Configuration, schemas
from monitor.query import parse, render
from tests.config.folder import loaded

REFERENCE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
SECTIONS = {
    title.lower(): text for title, text in re.findall(r"^## (\w+)[^\n]*\n(.*?)(?=^## |\Z)", REFERENCE, re.M | re.S)
}


def _keys(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {key for part in schema for key in _keys(part)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*(_keys(part) for part in schema.values()))


@pytest.mark.parametrize("kind", ["settings", "feeds", "rules", "topics", "officials"])
def test_every_key_is_in_the_reference(kind: str) -> None:
    """No key can be added without a word about it in the section of its file."""
    missing = {key for key in _keys(schemas()[kind]) if not re.search(rf"`{key}[`:]", SECTIONS[kind])}
    assert missing == set()


def test_the_defaults_of_the_reference_are_those_of_the_settings() -> None:
    """A default that changes must change in the reference too."""
    definitions = schemas()["settings"]["$defs"]
    for section in ("polling", "network", "web", "retention"):
        text = SECTIONS["settings"].split(f"### {section}\n")[1].split("### ")[0]
        for key, schema in definitions[f"{section.capitalize()}Settings"]["properties"].items():
            if schema.get("default") not in (None, []):
                row = next(line for line in text.splitlines() if line.startswith(f"| `{key}`"))
                default = schema["default"] if isinstance(schema["default"], str) else json.dumps(schema["default"])
                assert row.split(" | ")[2] == f"`{default}`", row


EXAMPLES = re.findall(r"```yaml\n(rules:.*?)```", REFERENCE, re.S)


def _loaded(directory: Path, text: str) -> Configuration:
    topics = ("  - {id: arms-control, terms: {en: a}}\n", "  - {id: cybersecurity, terms: {en: b}}\n")
    feeds = ("  - {id: a, url: https://example.org/a, tags: [sport]}\n", "  - {id: b, url: https://example.org/b}\n")
    files = {
        "rules/rules.yaml": text,
        "feeds.yaml": "feeds:\n" + "".join(feeds),
        "topics/topics.yaml": "topics:\n" + "".join(topics),
        "officials/officials.yaml": "officials:\n  - {id: sergei-ryabkov, name: S, names: {en: Sergei Ryabkov}}\n",
    }
    return loaded(directory, files)


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_of_the_reference_loads(tmp_path: Path, text: str) -> None:
    """What the reference shows can be copied, and nothing is doubtful in it."""
    assert _loaded(tmp_path, text).warnings == ()


def test_the_example_means_the_same_in_both_forms(tmp_path: Path) -> None:
    """Where the reference says that a query is the same condition, it is."""
    nodes, line = (_loaded(tmp_path, text).rulebook.rules[0].when for text in EXAMPLES[:2])
    assert render(nodes) == render(line)


ROWS = re.findall(r"^\| (`.*?`) \| [^|]* \|.*\|$", REFERENCE.split("### Queries")[1].split("## Topics")[0], re.M)
QUERIES = [text.replace("\\|", "|") for row in ROWS for text in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("text", QUERIES)
def test_every_form_of_the_table_of_queries_is_read(text: str) -> None:
    """What stands in the table can be typed."""
    assert render(parse(text))
