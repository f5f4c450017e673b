"""Log lines."""

import json

import pytest

from monitor.telemetry import LogFormat, configure_logging, get_logger


def test_a_hostile_title_cannot_write_a_log_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """Line breaks, terminal escapes and direction overrides of a feed title arrive as visible escapes in one line."""
    configure_logging(LogFormat.JSON)
    get_logger("sources").info("entry", title="a\r\nERROR forged\x1b[2J\u202eB\u2028c")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["title"] == r"a\r\nERROR forged\x1b[2J\u202eB\u2028c"


def test_a_very_long_value_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """A megabyte in an error message does not become a megabyte of log."""
    configure_logging(LogFormat.JSON)
    get_logger("sources").info("entry", title="x" * 1_000_000)
    assert len(capsys.readouterr().err) < 3_000


@pytest.mark.parametrize("log_format", [LogFormat.JSON, LogFormat.CONSOLE])
def test_a_fault_of_the_program_shows_no_secret(log_format: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it happened is told, and not what the variables held there: a token, a password, a text of megabytes."""
    configure_logging(log_format)
    token = "a-token-of-the-tests"
    try:
        _ = ()[len(token)]
    except IndexError:
        get_logger("web").exception("a page could not be made")
    shown = capsys.readouterr().err
    assert "test_a_fault_of_the_program_shows_no_secret" in shown
    assert token not in shown
