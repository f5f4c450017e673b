"""Finding the story of an article that was read, and committing it with the alerts that depend on its story."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from monitor import alerts, stories
from monitor.clock import Clock
from monitor.errors import StoreError, StoryMoved
from monitor.model import Article, ArticleOutcome, EntryClaim, Match, PageOutcome, Sketch, Tally, Validators
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.watch import Watch

log = get_logger("telling")


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read and matched: what is known before its story is. As in :class:`ArticleOutcome`."""

    article: Article
    matches: tuple[Match, ...]
    keys: tuple[str, ...]
    look_again: tuple[datetime, Validators] | None
    page: PageOutcome | None


class Teller:
    """Joins articles to stories, one at a time, so that of two that tell the same news the second finds the first."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._turn = asyncio.Lock()
        self._usage: stories.Usage | None = None

    async def tell(self, watch: Watch, claim: EntryClaim, read: Read) -> Tally:
        """Find the article's story, plan its alerts, and commit all of it.

        Should another process store an article of the same story in between, the story is looked for again.
        """
        async with self._turn:
            usage = await self._learnt()
            # Nobody is told of what no rule matches, in whatever language.
            listed = stories.listed_in(read.matches) if read.matches else None
            sketch = await asyncio.to_thread(stories.sketch_of, read.article, self._clock.now(), usage, listed)
            while True:
                with suppress(StoryMoved):
                    tally = await self._commit(watch, claim, read, sketch)
                    break
            if usage.is_due:
                await self._keep(usage)
            return tally

    async def _commit(self, watch: Watch, claim: EntryClaim, read: Read, sketch: Sketch) -> Tally:
        now = self._clock.now()
        look = await self._store.stories.look(sketch)
        story = stories.decide(sketch, look)
        # In a thread, for a summary looks at every sentence.
        plans = await asyncio.to_thread(
            alerts.plan_alerts, read.article, story, read.matches, watch.rules, watch.routes, now
        )
        outcome = ArticleOutcome(
            article=read.article,
            story=story,
            matches=read.matches,
            plans=plans,
            keys=read.keys,
            look_again=read.look_again,
            page=read.page,
            sketch=sketch,
            looked_until=look.until,
        )
        return await self._store.articles.commit(claim, outcome, now, watch.follow)

    async def _keep(self, usage: stories.Usage) -> None:
        """Store what was learnt; the article that brought it is stored already, and no store's refusal undoes that."""
        try:
            await self._store.stories.keep_counts(usage.counts())
        except StoreError as error:
            log.warning("how common words are could not be stored; later articles bring it again", error=str(error))

    async def _learnt(self) -> stories.Usage:
        """How common terms are, from all articles that came by."""
        if self._usage is None:
            self._usage = stories.Usage(await self._store.stories.counts())
        return self._usage
