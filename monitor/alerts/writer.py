"""Who writes for which channel, and when a language model is better left alone for a while."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from monitor.clock import Clock
from monitor.errors import ModelAnswerRefused, ModelUnavailable
from monitor.model import Article, Wording, Words
from monitor.telemetry import get_logger

# How long a model that does not answer is left alone, the first time and at most.
_REST = timedelta(seconds=30)
_LONGEST_REST = timedelta(minutes=15)
# Of a digest with many articles only so many are written about.
MOST_ARTICLES = 8

log = get_logger("writer")


class Model(Protocol):
    """A language model: :class:`~monitor.alerts.llm.LanguageModel`."""

    @property
    def name(self) -> str: ...

    async def ask(self, article: Article, language: str | None, limit: timedelta) -> Words:
        """The words for ``article`` within ``limit``; raises ModelUnavailable and ModelAnswerRefused."""


class Writer:
    """Has a language model write for the channels of ``languages``, each in its language or in that of the article.

    ``wait`` is how long an alert may wait for its words, ``at_once`` how many requests may be under way. A model that
    does not answer is left alone for half a minute, then for twice as long, up to a quarter of an hour; meanwhile there
    are no words, and nothing waits for them.
    """

    def __init__(
        self, model: Model, clock: Clock, languages: Mapping[str, str | None], wait: timedelta, at_once: int
    ) -> None:
        self.wait = wait
        self.languages = languages
        self._model = model
        self._clock = clock
        self._turns = asyncio.Semaphore(at_once)
        self._rest = _REST
        self._resting_until = 0.0

    @property
    def is_resting(self) -> bool:
        """Whether the model is left alone for now."""
        return self._clock.monotonic() < self._resting_until

    async def write(self, articles: Sequence[Article], language: str | None, until: float) -> Wording | None:
        """What the model says of ``articles`` by the monotonic moment ``until``; ``None`` when it is nothing at all."""
        asked = [self._write(article, language, until) for article in articles[:MOST_ARTICLES]]
        found = await asyncio.gather(*asked)
        told = {article.id: words for article, words in zip(articles, found, strict=False) if words is not None}
        return Wording(self._model.name, language, told) if told else None

    async def _write(self, article: Article, language: str | None, until: float) -> Words | None:
        async with self._turns:
            left = until - self._clock.monotonic()
            if left <= 0 or self.is_resting:
                return None
            try:
                words = await self._model.ask(article, language, timedelta(seconds=left))
            except ModelAnswerRefused as error:
                log.warning("the article's own sentences are shown", article=article.id, why=str(error))
                return None
            except ModelUnavailable as error:
                self._leave_alone(error)
                return None
            self._rest = _REST
            return words

    def _leave_alone(self, error: ModelUnavailable) -> None:
        if self.is_resting:
            return  # another request has just met the same
        rest = max(self._rest, min(error.retry_after or timedelta(0), _LONGEST_REST))
        self._resting_until = self._clock.monotonic() + rest.total_seconds()
        self._rest = min(2 * self._rest, _LONGEST_REST)
        log.error("no words of the model; alerts go out without", why=str(error), asked_again_in=str(rest))
