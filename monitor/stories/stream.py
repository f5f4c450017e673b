"""Stories of a stream of articles that are kept nowhere else: for a filter, a backtest, a benchmark.

It looks for candidates as the store does, with the same bounds.
"""

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Sequence
from datetime import datetime
from heapq import nlargest

from monitor.model import Article, Look, Sketch, Stored, StoryKey
from monitor.model.stories import A_KEY, A_STORY, COPIES, STORIES, STORIES_ACROSS
from monitor.stories.decide import BOUNDS, Bounds, decide
from monitor.stories.sketch import sketch_of
from monitor.stories.traces import Listed
from monitor.stories.usage import Usage


class Stream:
    """Articles that came by, the last ``most`` of them."""

    def __init__(self, most: int = 50_000, usage: Usage | None = None, bounds: Bounds = BOUNDS) -> None:
        self._usage = usage or Usage()
        self._bounds = bounds
        self._most = most
        self._told: OrderedDict[int, Stored] = OrderedDict()
        self._keys: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=A_KEY))
        self._stories: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=A_STORY))
        self._last = 0

    def add(self, article: Article, now: datetime, listed: Listed | None = None) -> tuple[StoryKey, bool]:
        """The story of ``article``, which was read ``now``, and whether that story was there before.

        ``listed`` are the officials that rules found in it, if rules were asked.
        """
        sketch = sketch_of(article, now, self._usage, listed or {})
        look = self._look(sketch)
        story = decide(sketch, look, self._bounds)
        self._keep(Stored(sketch, story.id, story.wire))
        return story, any(told.story_id == story.id for told in look.told)

    def _look(self, sketch: Sketch) -> Look:
        copies = Counter(number for key in sketch.copy_keys for number in self._keys.get(key, ()))
        # Of those that hold as many, the later.
        wanted = nlargest(COPIES, copies, key=lambda number: (copies[number], number))
        for keys, most in ((sketch.event_keys, STORIES), (sketch.trace_keys, STORIES_ACROSS)):
            for story, holder in self._nearest(keys, most):
                wanted += [holder, *self._stories[story]]
        return Look(tuple(self._told[number] for number in dict.fromkeys(wanted) if number in self._told), self._last)

    def _nearest(self, keys: Sequence[int], most: int) -> list[tuple[str, int]]:
        """The stories of the articles that hold most of ``keys``, and the last of these; of as many, the later."""
        stories: dict[str, tuple[int, int]] = {}
        holders = Counter(number for key in keys for number in self._keys.get(key, ()))
        for number, times in holders.items():
            if number in self._told:
                story = self._told[number].story_id
                held, last = stories.get(story, (0, 0))
                stories[story] = max(held, times), max(last, number)
        return [(story, stories[story][1]) for story in nlargest(most, stories, key=stories.__getitem__)]

    def _keep(self, told: Stored) -> None:
        self._last += 1
        self._told[self._last] = told
        self._stories[told.story_id].append(self._last)
        for key in _keys(told.sketch):
            self._keys[key].append(self._last)
        if len(self._told) > self._most:
            number, gone = self._told.popitem(last=False)
            self._forget(number, gone)

    def _forget(self, number: int, gone: Stored) -> None:
        for key in _keys(gone.sketch):
            if (kept := self._keys.get(key)) is not None and kept[-1] == number:
                del self._keys[key]
        if self._stories[gone.story_id][-1] == number:
            del self._stories[gone.story_id]


def _keys(sketch: Sketch) -> tuple[int, ...]:
    return (*sketch.copy_keys, *sketch.event_keys, *sketch.trace_keys)
