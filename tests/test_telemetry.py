"""Log lines."""

import json
import logging

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
    """Where it happened is told, and not what the variables held there: a token, a password, a text of megabytes. What
    the error quotes rules no terminal.
    """
    configure_logging(log_format)
    token = "a-token-of-the-tests"
    try:
        raise LookupError(f"of a page: \x1b[2J\u202e{len(token)}")
    except LookupError:
        get_logger("web").exception("a page could not be made")
    shown = capsys.readouterr().err
    assert "test_a_fault_of_the_program_shows_no_secret" in shown
    assert "of a page: " in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert token not in shown


def test_what_a_library_logs_is_a_line_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    """A machine that reads the log meets nothing but JSON: whose it is, when, how bad, and the traceback in it."""
    configure_logging(LogFormat.JSON)
    try:
        raise ValueError("it quotes a\x1b[2Jpage")
    except ValueError:
        logging.getLogger("library.parser").exception("cannot read %s", "a\nline\u202e")
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["room"], said["level"], said["event"]) == ("library.parser", "error", r"cannot read a\nline\u202e")
    assert said["timestamp"].endswith("Z")
    assert "ValueError" in said["exception"]


def test_libraries_are_read_on_a_terminal_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Their warnings stand there in the words of this program's own, and nothing below a warning does."""
    configure_logging(LogFormat.CONSOLE)
    logging.getLogger("library").warning("a pool is full")
    logging.getLogger("library").info("connected")
    (line,) = capsys.readouterr().err.splitlines()
    assert "warning" in line
    assert "a pool is full" in line
    assert "room=library" in line
