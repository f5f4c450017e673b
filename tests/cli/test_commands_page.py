"""docs/commands.md lists the commands that there are."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from monitor.cli import alert_commands, feed_commands
from monitor.cli.commands import PLACES

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
COMMANDS = {name: place.load(name) for name, place in PLACES.items()}


def _below(name: str, command: Any) -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield name
    else:
        yield from (f"{name} {below}" for below in command.commands)


def test_the_page_lists_every_command_and_no_other() -> None:
    """A command that is on the page can be typed, and one that can be typed is on the page."""
    rows = re.findall(r"^\| (`.*?) \|", PAGE.split("## Stages")[0], re.MULTILINE)
    listed = {re.sub(r" (--.*|[A-Z].*)$", "", name) for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert listed == {each for name, command in COMMANDS.items() for each in _below(name, command)}


def test_the_page_lists_every_option_of_backtest_and_no_other() -> None:
    """What can be said to the longest command is on the page; what all commands share stands at its top."""
    rows = re.findall(r"^\| (`--.*?) \|", PAGE.split("## Backtest")[1].split("\n## ")[0], re.MULTILINE)
    listed = {option for row in rows for option in re.findall(r"`(--[a-z-]+)", row)}
    options = {option for parameter in COMMANDS["backtest"].params for option in parameter.opts}
    assert listed == {option for option in options if option.startswith("--")} - {"--config", "--help"}


def test_a_command_says_of_itself_what_the_list_says_of_it() -> None:
    """Commands are listed without being imported; what is said there is what their own help says."""
    for name, place in {**PLACES, **alert_commands.ELSEWHERE, **feed_commands.ELSEWHERE}.items():
        assert place.load(name).help == place.says, name


def test_help_imports_no_command() -> None:
    """The list of commands, and `health`, are there at once: nothing that reads articles or feeds is imported."""
    for line, heavy in (
        ("--help", "sqlalchemy|monitor.config"),
        ("health --help", "lxml.html|alembic|monitor.(rules|alerts|engine|sources)"),
    ):
        shown = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "monitor", *line.split()],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "Usage" in shown.stdout
        assert not re.findall(rf"\| +({heavy})\b", shown.stderr), line
