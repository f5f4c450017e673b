"""The command line as a person calls it: another process, its exit code and what it printed."""

import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.zygote import Zygote

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


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """What the commands of all tests are forked from."""
    made = Zygote()
    yield made
    made.close()


@pytest.fixture
def command(zygote: Zygote) -> Command:
    """Runs ``news-monitor ARGUMENTS`` with ``stdin`` on a terminal of so many columns, and waits for its end.

    ``environ`` is added to the environment.
    """

    async def run(
        *arguments: str | Path, stdin: str = "", columns: int = 100, environ: Mapping[str, str] | None = None
    ) -> Finished:
        environment = {**os.environ, "COLUMNS": str(columns), **(environ or {})}
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            given.write(stdin.encode())
            given.seek(0)
            files = [given.fileno(), out.fileno(), err.fileno()]
            with zygote.start(list(map(str, arguments)), environment, files) as ending:
                ending.settimeout(60)
                code = await asyncio.to_thread(ending.recv, 1)
            out.seek(0)
            err.seek(0)
            return Finished(code[0], out.read().decode(), err.read().decode())

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
