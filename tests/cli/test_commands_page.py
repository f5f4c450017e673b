"""docs/commands.md lists the commands that there are."""

import re
from pathlib import Path

import typer
from typer.core import TyperGroup

from monitor.cli.commands import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def _all_commands(command: object, words: tuple[str, ...] = ()) -> set[str]:
    if not isinstance(command, TyperGroup):
        return {" ".join(words)}
    return {name for word, below in command.commands.items() for name in _all_commands(below, (*words, word))}


def test_the_page_lists_every_command_and_no_other() -> None:
    """A command that is on the page can be typed, and one that can be typed is on the page."""
    rows = re.findall(r"^\| (`.*?) \|", PAGE.split("## Stages")[0], re.MULTILINE)
    listed = {re.sub(r" (--.*|[A-Z].*)$", "", name) for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert listed == _all_commands(typer.main.get_command(app))


def test_the_page_lists_every_option_of_backtest_and_no_other() -> None:
    """What can be said to the longest command is on the page; what all commands share stands at its top."""
    rows = re.findall(r"^\| (`--.*?) \|", PAGE.split("## Backtest")[1].split("\n## ")[0], re.MULTILINE)
    listed = {option for row in rows for option in re.findall(r"`(--[a-z-]+)", row)}
    commands = typer.main.get_command(app)
    assert isinstance(commands, TyperGroup)
    options = {option for parameter in commands.commands["backtest"].params for option in parameter.opts}
    assert listed == {option for option in options if option.startswith("--")} - {"--config", "--help"}
