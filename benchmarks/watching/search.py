"""What every way of searching offers to the measurements."""

import re
import resource
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.watching.language import SPACED
from benchmarks.watching.world import World
from monitor.model import Article
from monitor.rulebook import Rule

WORD = re.compile(r"\w+")


class Search(ABC):
    """Built over a world; holds articles against it.

    Where processor time is told in ``ticks`` too long for one article, only the mean of many can be given.
    """

    ticks = False

    @abstractmethod
    def find(self, article: Article) -> set[str]:
        """The phrases that stand in ``article``, or the ids of the rules that match it."""

    @abstractmethod
    def change(self, rule: Rule) -> bool:
        """Take in a changed ``rule``; false when everything would have to be built again."""

    def processor_seconds(self) -> float:
        """Processor time that this process, and any other that works for it, has used so far."""
        return time.process_time()

    def memory(self) -> int:
        """Bytes that this process holds in memory, and those that are kept for it elsewhere."""
        return resident()


@dataclass(frozen=True)
class Way:
    """One way to search. In articles in ``finds`` it claims to find each phrase that is written as listed.

    ``modules`` must be importable; ``packages`` bring them. ``most_phrases`` keeps the build of what grows with every
    phrase alike within bounds: of larger worlds a part is measured and multiplied.
    """

    name: str
    claim: str
    build: Callable[[World, ExitStack], Search]
    finds: tuple[str, ...] = SPACED
    remembers: bool = False
    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    most_phrases: int | None = None

    @property
    def missing(self) -> bool:
        """Whether a package that it needs is not installed."""
        return any(find_spec(module) is None for module in self.modules)


def resident() -> int:
    """Resident memory of this process now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def text_of(article: Article) -> str:
    """Title and text in small letters, which is all that most peers do about letter case."""
    return f"{article.title}\n{article.text}".lower()
