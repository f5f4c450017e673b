"""Which of the expected alerts have arrived on which channel, and what came that should not have."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.demo.newsroom import ExpectedAlert, Piece


@dataclass(frozen=True, slots=True)
class Surprise:
    """An alert that should not have come: on a piece that no rule is for, or once more than it should."""

    channel: str
    sentence: str


class Scoreboard:
    """Counts alerts against what is expected. ``pieces`` maps the URL of every piece to the piece.

    ``alerts`` is how many are expected, each on every channel.
    """

    def __init__(self, expected: Iterable[ExpectedAlert], channels: Iterable[str], pieces: Mapping[str, Piece]) -> None:
        self._pieces = pieces
        wanted = tuple(expected)
        self.alerts = len(wanted)
        self._wanted = {(channel, alert.story): alert for alert in wanted for channel in channels}
        self._seen: Counter[tuple[str, str]] = Counter()
        self.surprises: list[Surprise] = []

    @property
    def missing(self) -> list[tuple[str, ExpectedAlert]]:
        """The alerts that have not arrived yet, each with the channel that waits for it."""
        return [(channel, alert) for (channel, story), alert in self._wanted.items() if not self._seen[channel, story]]

    @property
    def complete(self) -> bool:
        """Whether every expected alert has arrived on every channel."""
        return not self.missing

    @property
    def expected(self) -> int:
        """How many arrivals are expected, over all channels."""
        return len(self._wanted)

    @property
    def arrived(self) -> int:
        """How many of the expected arrivals there have been, over all channels."""
        return len(self._wanted) - len(self.missing)

    def find(self, text: str) -> list[str]:
        """The URLs of pieces that ``text`` holds."""
        return [url for url in self._pieces if url in text]

    def record(self, channel: str, urls: Iterable[str], rule: str | None = None) -> None:
        """An alert on the pieces at ``urls`` arrived on ``channel``; ``rule`` is the rule it names, if it names one."""
        stories = {self._pieces[url].story for url in urls if url in self._pieces}
        if not stories:
            self._surprise(channel, "an alert on no article of the demo's site")
        for story in sorted(stories):
            self._record_story(channel, story, rule)

    def _record_story(self, channel: str, story: str, rule: str | None) -> None:
        wanted = self._wanted.get((channel, story))
        if wanted is None:
            self._surprise(channel, f"an alert on {story}, where every rule should keep silent")
            return
        if rule not in {None, wanted.rule}:
            self._surprise(channel, f"an alert of {rule} on {story}, which only {wanted.rule} is for")
            return
        self._seen[channel, story] += 1
        if self._seen[channel, story] > 1:
            self._surprise(channel, f"alert number {self._seen[channel, story]} on {story}, which should have one")

    def _surprise(self, channel: str, sentence: str) -> None:
        self.surprises.append(Surprise(channel, f"{channel}: {sentence}"))
