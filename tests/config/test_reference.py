"""The reference in docs/configuration.md is complete, and its examples work."""

import re
from pathlib import Path
from typing import Any

import pytest

from monitor.config import schemas
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
    for section in ("polling", "network", "retention"):
        text = SECTIONS["settings"].split(f"### {section}\n")[1].split("### ")[0]
        for key, schema in definitions[f"{section.capitalize()}Settings"]["properties"].items():
            if schema.get("default") not in (None, []):
                row = next(line for line in text.splitlines() if line.startswith(f"| `{key}`"))
                assert row.split(" | ")[2] == f"`{schema['default']}`", row


def test_the_example_rule_of_the_reference_loads(tmp_path: Path) -> None:
    """What the reference shows can be copied."""
    (example,) = re.findall(r"```yaml\n(rules:.*?)```", REFERENCE, re.S)
    files = {
        "rules/rules.yaml": example,
        "feeds.yaml": "feeds:\n  - {id: a, url: https://example.org/, tags: [sport]}\n",
        "officials/officials.yaml": "officials:\n  - {id: sergei-ryabkov, name: S, names: {en: Sergei Ryabkov}}\n",
    }
    (rule,) = loaded(tmp_path, files).rulebook.rules
    assert rule.id == "geneva-talks"
