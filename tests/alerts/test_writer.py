"""A language model that does not answer costs nothing, and one that does is not asked for more than it can do."""

import asyncio
from datetime import timedelta

from monitor.alerts import Writer
from monitor.errors import ModelAnswerRefused, ModelError, ModelUnavailable
from monitor.model import Article, Wording, Words
from monitor.testing import FakeClock
from tests.alerts.samples import ARABIC, ENGLISH

WAIT = timedelta(seconds=20)


class Model:
    """Says ``Good.`` or fails with ``error``; ``gate`` holds answers back."""

    name = "tiny"

    def __init__(self) -> None:
        self.error: ModelError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0

    async def ask(self, article: Article, language: str | None, limit: timedelta) -> Words:
        self.asked.append(article.id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.gate.wait()
        self.at_once -= 1
        if self.error is not None:
            raise self.error
        return Words(f"Good: {article.id}.")


async def write(writer: Writer, clock: FakeClock, *articles: Article) -> Wording | None:
    return await writer.write(articles or (ENGLISH,), "de", clock.monotonic() + WAIT.total_seconds())


async def test_a_model_that_is_down_is_left_alone_for_longer_and_longer() -> None:
    """Half a minute, a minute, two, to a quarter of an hour; or as long as it asks, up to that; then as if new."""
    model, clock = Model(), FakeClock()
    writer = Writer(model, clock, {"desk": "de"}, WAIT, 2)
    model.error = ModelUnavailable("down")
    for rest in (30, 60, 120, 240, 480, 900, 900):
        assert await write(writer, clock) is None
        asked = len(model.asked)
        clock.advance(timedelta(seconds=rest - 1))
        assert await write(writer, clock) is None
        assert len(model.asked) == asked
        clock.advance(timedelta(seconds=1))
        assert not writer.is_resting
    model.error = None
    assert await write(writer, clock) == Wording("tiny", "de", {ENGLISH.id: Words(f"Good: {ENGLISH.id}.")})
    model.error = ModelUnavailable("busy", retry_after=timedelta(minutes=5))
    await write(writer, clock)
    clock.advance(timedelta(minutes=5, seconds=-1))
    assert writer.is_resting
    clock.advance(timedelta(seconds=1))
    assert not writer.is_resting


async def test_an_answer_that_is_refused_is_no_reason_to_rest() -> None:
    """One odd article takes the words from itself alone."""
    model, clock = Model(), FakeClock()
    writer = Writer(model, clock, {"desk": "de"}, WAIT, 2)
    model.error = ModelAnswerRefused("a link")
    assert await write(writer, clock) is None
    model.error = None
    assert await write(writer, clock, ENGLISH, ARABIC) is not None


async def test_only_so_many_are_asked_at_once_and_none_too_late() -> None:
    """What waits for its turn until its time is over is not asked for any more."""
    model, clock = Model(), FakeClock()
    writer = Writer(model, clock, {"desk": "de"}, WAIT, 2)
    model.gate.clear()
    waiting = [asyncio.create_task(write(writer, clock)) for _ in range(6)]
    while len(model.asked) < 2:
        await asyncio.sleep(0)
    clock.advance(WAIT)
    model.gate.set()
    found = await asyncio.gather(*waiting)
    assert model.most_at_once == 2
    assert len(model.asked) == 2
    assert [wording is not None for wording in found] == [True, True, False, False, False, False]
