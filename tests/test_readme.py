"""README.md says what is so."""

import os
import re
import textwrap
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor import articles, config, rules
from monitor.cli.commands import app

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_rule_it_shows_works_as_it_is_shown(tmp_path: Path) -> None:
    """Copied into a fresh configuration, the first rule of a newcomer loads and its examples hold."""
    shown = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert shown is not None
    config.write_defaults(tmp_path)
    (tmp_path / "rules" / "mine.yaml").write_text(textwrap.dedent(shown[1]), encoding="utf-8")
    rulebook = config.load(tmp_path / "monitor.yaml", os.environ).rulebook
    assert "grain-corridor" in {rule.id for rule in rulebook.rules}
    detect = partial(articles.detect_language, "", prior=None, languages=articles.USUAL_LANGUAGES)
    assert rules.match_examples(rules.compile_rulebook(rulebook), rulebook, detect) == ()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^(?:make|\$ make) (\w+)", TEXT, re.MULTILINE))))
def test_its_make_targets_exist(target: str) -> None:
    """What it tells to type to make is there to be made."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_its_links_lead_somewhere(link: str) -> None:
    """Every file, folder and picture that it points to is in the repository."""
    assert (ROOT / link).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^ *news-monitor ([a-z-]+)", TEXT, re.MULTILINE))))
def test_its_commands_exist(command: str) -> None:
    """Every command that it tells to type is understood."""
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
