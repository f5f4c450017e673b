"""The command line as a person calls it: another process, its exit code and what it printed."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

RULES = """
rules:
  - id: cyber
    title: Cybersecurity
    keywords: [cybersecurity, الأمن السيبراني]
    examples: {match: [A report on cybersecurity], ignore: [A report on gardening]}
"""


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def records(self) -> list[Any]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Awaitable[Finished]]


@pytest.fixture
def command() -> Command:
    """Runs ``news-monitor ARGUMENTS`` with ``stdin`` on a terminal of so many columns, and waits for its end.

    ``environ`` is added to the environment.
    """

    async def run(
        *arguments: str | Path, stdin: str = "", columns: int = 100, environ: Mapping[str, str] | None = None
    ) -> Finished:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "monitor", *map(str, arguments)),
            env={**os.environ, "COLUMNS": str(columns), **(environ or {})},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
        assert process.returncode is not None
        return Finished(process.returncode, out.decode(), err.decode())

    return run


def all_of(terminal: int) -> str:
    """What is written to a terminal until whoever writes there has ended, which Linux reports as an error."""
    shown = b""
    with os.fdopen(terminal, "rb", buffering=0) as stream, suppress(OSError):
        while written := stream.read(4096):
            shown += written
    return shown.decode()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A small configuration with one rule, no feeds and no channels."""
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    path = tmp_path / "monitor.yaml"
    path.write_text(
        "store: sqlite:///monitor.db\nfeeds: [feeds.yaml]\nrules: [rules.yaml]\n"
        "vocabulary: {topics: [], officials: []}\nchannels: {}\n"
    )
    return path
