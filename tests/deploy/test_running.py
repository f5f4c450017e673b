"""docs/running.md says what is so: its commands exist, and its paths, codes and times are those of the program."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.app import GRACE, STOPPED_BY
from monitor.cli.commands import app
from monitor.cli.common import Exit
from monitor.engine.local import MEND
from monitor.errors import Fault

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "news-monitor.service").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"news-monitor ((?:run|check|init|health|feeds|deliveries|db)\b(?: [a-z]+)*)", TEXT)))


def test_commands_were_found() -> None:
    """The page is searched for commands, and the search finds them."""
    assert {"run", "check", "deliveries replay", "db backup", "health"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists(command: str) -> None:
    """What the page tells to type is understood."""
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0, result.output


def test_every_fault_has_its_advice() -> None:
    """Whatever `feeds list` names can be looked up, and nothing is listed that it never says."""
    table = TEXT[TEXT.index("## When a feed fails") : TEXT.index("## Watching the sources")]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    listed = [name for cell in first_cells for name in re.findall(r"`([a-z-]+)`", cell)]
    assert sorted(listed) == sorted(Fault)


def test_the_options_exist() -> None:
    """Options that the page names are those of the commands."""
    options = {"run": ["--once"], "deliveries list": ["--state"], "deliveries replay": ["--all-dead"]}
    for command, names in options.items():
        shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*command.split(), "--help"]).output
        assert all(name in shown for name in [*names, "--config"])
    assert "--log-format" in CliRunner(env={"COLUMNS": "200"}).invoke(app, ["--help"]).output


def test_every_exit_code_is_explained() -> None:
    """The table of exit codes is the program's."""
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, flags=re.MULTILINE)} == {int(code) for code in Exit}


def test_the_paths_are_those_of_the_unit_and_the_image() -> None:
    """The database stands where unit and image let the service write, and secrets where they put them."""
    assert "StateDirectory=news-monitor" in UNIT
    assert "sqlite:////var/lib/news-monitor/monitor.db" in TEXT
    assert "sqlite:////data/monitor.db" in TEXT
    assert "VOLUME /data" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "password_file: /run/credentials/news-monitor.service/smtp" in TEXT
    assert "password_file: /run/credentials/news-monitor.service/smtp" in UNIT
    assert "password_file: /run/secrets/smtp" in TEXT
    assert "useradd" in TEXT
    assert "User=news-monitor" in UNIT


def test_the_wait_of_what_is_held_is_the_programs() -> None:
    """Both pages that speak of held deliveries say how soon they are tried again."""
    alerts = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
    for page in (TEXT, alerts):
        assert f"tried again every {MEND.total_seconds() / 60:.0f} minutes and after each reload" in page


def test_the_time_to_drain_is_the_programs() -> None:
    """The page promises as many seconds as the program takes."""
    assert f"up to {GRACE.total_seconds():.0f} s" in TEXT
    assert f"after {STOPPED_BY.total_seconds():.0f} s" in TEXT
