"""What the tests of the network share."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from monitor.net import Client


class FakeResolver:
    """Answers from a table, counts the questions, and gives the answers of one name in turn."""

    def __init__(self, **names: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._answers.get(host)
        if answers is None:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]


@asynccontextmanager
async def open_client(allow_private: Iterable[str] = ("127.0.0.1",), **options: Any) -> AsyncIterator[Client]:
    """A client that may go to loopback, with short limits, closed at the end of the block."""
    settings: dict[str, Any] = {"user_agent": "news-monitor/test", "timeout": timedelta(seconds=5), "max_body": 2**20}
    client = Client(**{**settings, "allow_private": allow_private, **options})
    try:
        yield client
    finally:
        await client.aclose()
