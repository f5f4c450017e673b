"""Channels to chat services, files and programs, as the settings say them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from monitor.config.ways import AppriseSettings
from monitor.errors import ConfigError
from tests.config.folder import loaded


@pytest.mark.parametrize("url", ["ntfy://a.example/one,two", "tgram://123456789:abcdefg_hijklmnop/1/2"])
def test_one_room_a_channel(url: str) -> None:
    """An address of several rooms is refused: the failure of one would repeat the message to the others."""
    with pytest.raises(ValidationError, match="make a channel of each"):
        AppriseSettings.model_validate({"url": url})


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("slck://token", "is no address of a service"),
        ("https://hooks.example/x", "is no address of a service"),
        ("mailtos://user:pass@example.org", "make it an `email` channel"),
        ("syslog://", "a `command` channel"),
        ("", "is no address"),
    ],
)
def test_an_address_that_says_nothing_to_apprise(url: str, words: str) -> None:
    """It is a fault of the configuration, found by `check`, in words without the address."""
    with pytest.raises(ValidationError, match=words) as caught:
        AppriseSettings.model_validate({"url": url})
    assert "user:pass" not in str(caught.value)


PROGRAM = "channels:\n  pager:\n    command: {run: [bin/page, --loud]}\n"


def _folder(directory: Path, mode: int = 0o755) -> None:
    (directory / "bin").mkdir()
    (directory / "bin" / "page").write_text("#!/bin/sh\n")
    (directory / "bin" / "page").chmod(mode)


def test_programs_run_only_where_that_is_allowed(tmp_path: Path) -> None:
    """A channel that runs a program is a fault until the settings say `commands: enabled` as well."""
    _folder(tmp_path)
    with pytest.raises(ConfigError, match="`pager` runs a program, which is off: if that is meant, add `commands"):
        loaded(tmp_path, {"monitor.yaml": PROGRAM})
    settings = loaded(
        tmp_path, {"monitor.yaml": "commands: enabled\n" + PROGRAM, "rules/rules.yaml": "rules: []\n"}
    ).settings
    command = settings.channels["pager"].command
    assert command is not None
    assert command.run == (str(tmp_path / "bin" / "page"), "--loud")


@pytest.mark.parametrize(("mode", "words"), [(0o644, "cannot be run: `chmod \\+x`"), (None, "there is no program")])
def test_a_program_that_cannot_run_is_a_fault(tmp_path: Path, mode: int | None, words: str) -> None:
    """`check` finds it, and not the first alert."""
    if mode is not None:
        _folder(tmp_path, mode)
    with pytest.raises(ConfigError, match=words):
        loaded(tmp_path, {"monitor.yaml": "commands: enabled\n" + PROGRAM})


def test_two_channels_do_not_write_to_one_directory(tmp_path: Path) -> None:
    """They would overwrite each other's feeds."""
    text = "channels:\n  a: {feed: {directory: public}}\n  b: {feed: {directory: ./public}}\n"
    with pytest.raises(ConfigError, match="`a` and `b` write to the same directory"):
        loaded(tmp_path, {"monitor.yaml": text})
