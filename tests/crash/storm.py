"""Kill the service at random moments, let it finish, and count what was lost and what came twice.

``python -m tests.crash.storm [KILLS] [--life SECONDS] [--mark-before-send] [--seed N]`` prints the table of
docs/reliability.md.
"""

import argparse
import asyncio
import random
import signal
import sqlite3
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Awaitable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.accounts import assert_accounted_at
from tests.newsroom import Newsroom, Story, filler, open_newsroom, place

RULES = """
rules:
  - {id: cyber, keywords: [cybersecurity]}
"""


@dataclass
class Toll:
    """What a storm of kills did. ``repeats`` holds, for each kill, how many messages came again because of it: those
    that had come in the life that it ended.
    """

    kills: int = 0
    expected: int = 0
    lost: set[tuple[str, str]] = field(default_factory=set)
    strangers: set[tuple[str, str]] = field(default_factory=set)
    renamed: set[tuple[str, str]] = field(default_factory=set)
    repeats: list[int] = field(default_factory=list)

    @property
    def most_per_kill(self) -> int:
        """The greatest number of repeats after a single kill."""
        return max(self.repeats, default=0)

    def row(self) -> str:
        """The figures as a row of a table."""
        repeated = sum(self.repeats)
        figures = (self.kills, self.expected, len(self.lost), repeated, self.most_per_kill, len(self.renamed))
        return "| " + " | ".join(f"{figure:,}" for figure in figures) + " |"

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.expected} messages: {len(self.lost)} lost, {sum(self.repeats)} repeated "
            f"(at most {self.most_per_kill} after one kill), {len(self.renamed)} under another id"
        )


@dataclass(frozen=True)
class Plan:
    """How big a storm: rounds go on until ``kills`` are spent; each round starts on an empty database.

    Every other kill falls at a random moment of the first ``longest_life`` seconds, and every other at the moment when
    a webhook has come in and is not yet answered: the one moment at which the order of sending and marking shows.
    ``ops`` is the policy of the webhook, as settings have it.
    """

    kills: int
    feeds: int
    stories_per_feed: int
    flags: tuple[str, ...] = ()
    longest_life: float = 2.5
    answer_delay: float = 0.03
    ops: str = ""


async def storm(directory: Path, plan: Plan, rng: random.Random, toll: Toll | None = None) -> Toll:
    """Run the storm; every round is let finish before it is counted."""
    toll = toll or Toll()
    round_number = 0
    while toll.kills < plan.kills:
        round_number += 1
        async with open_newsroom(directory / f"round-{round_number}") as newsroom:
            await _round(newsroom, plan, rng, toll)
    return toll


async def _round(newsroom: Newsroom, plan: Plan, rng: random.Random, toll: Toll) -> None:
    expected = _fill(newsroom, plan)
    newsroom.configure(RULES)
    if plan.ops:
        text = newsroom.config.read_text()
        newsroom.config.write_text(text.replace("  ops:\n", f"  ops:\n    {plan.ops}\n"))
    in_hand = asyncio.Event()

    async def slow_answer(_identity: str) -> int:
        life = toll.kills
        in_hand.set()
        await asyncio.sleep(rng.uniform(plan.answer_delay, 3 * plan.answer_delay))
        # A receiver whose caller died before the answer may have kept the message or not: here by turns.
        dropped = toll.kills > life and life % 4 == 1
        return 503 if dropped else 200

    newsroom.hook.before_answer = slow_answer
    lives: list[int] = []  # how many messages had come by the end of each
    while toll.kills < plan.kills and not expected <= _arrived(newsroom).keys():
        in_hand.clear()
        life = rng.uniform(0, plan.longest_life)
        await _live(newsroom, plan, _wait(in_hand) if toll.kills % 2 else asyncio.sleep(life))
        toll.kills += 1
        lives.append(len(newsroom.arrivals))
    await _live(newsroom, plan, _settle(newsroom, expected))
    toll.repeats += _repeats(newsroom.arrivals, lives)
    await assert_accounted_at(newsroom.directory / "monitor.db")

    arrived = _arrived(newsroom)
    toll.expected += len(expected)
    toll.lost |= expected - arrived.keys()
    toll.strangers |= arrived.keys() - expected
    toll.renamed |= {what for what, ids in arrived.items() if len(ids) > 1}


def _fill(newsroom: Newsroom, plan: Plan) -> set[tuple[str, str]]:
    """Publish stories, three in four about the watched subject; gives the (channel, title) pairs that must arrive."""
    expected = set()
    for feed in range(plan.feeds):
        stories = []
        for number in range(plan.stories_per_feed):
            subject = "gardening" if number % 4 == 3 else "cybersecurity"
            # A number of its own each: texts that differ in a place alone read like one that was cut.
            title = f"Report {1000 + 100 * feed + number} on {subject} in {place(100 * feed + number)}"
            stories.append(Story(f"s{number}", title, filler(f"{subject} in {place(100 * feed + number)}")))
            if subject == "cybersecurity":
                expected |= {("desk", title), ("ops", title)}
        newsroom.publish(f"feed{feed}", *stories)
    return expected


async def _live(newsroom: Newsroom, plan: Plan, death: Awaitable[None]) -> None:
    """One life of the service: killed when ``death`` comes, counted from the moment it is ready to work."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.crash.daemon", str(newsroom.config), *plan.flags),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n", "the service did not start"
        await death
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def _wait(event: asyncio.Event) -> None:
    """Wait for ``event``, though no longer than a life that has nothing left to send."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), 8)


async def _settle(newsroom: Newsroom, expected: set[tuple[str, str]]) -> None:
    """Wait until all that is expected has arrived, or until nothing has arrived for a while and nothing waits."""

    def count() -> int:
        return len(newsroom.hook.taken) + len(newsroom.mailbox.mails)

    quiet_since, before = 0.0, -1
    while not (expected <= _arrived(newsroom).keys() and quiet_since > 1.0):
        if quiet_since >= 8.0 and not _waiting(newsroom):
            return
        quiet_since = quiet_since + 0.25 if count() == before else 0.0
        before = count()
        await asyncio.sleep(0.25)


def _waiting(newsroom: Newsroom) -> int:
    """How many articles and deliveries the service has still to work on, now or later."""
    with closing(sqlite3.connect(newsroom.directory / "monitor.db")) as database:
        pending = "SELECT count(*) FROM entries WHERE state = 'pending'"
        queued = "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'held', 'digest')"
        return sum(database.execute(query).fetchone()[0] for query in (pending, queued))


def _arrived(newsroom: Newsroom) -> dict[tuple[str, str], set[str]]:
    """The ids under which each message arrived, by channel and title."""
    arrived: dict[tuple[str, str], set[str]] = {}
    for identity, title in _messages(newsroom):
        arrived.setdefault(title, set()).add(identity)
    return arrived


def _repeats(arrivals: Sequence[str], lives: Sequence[int]) -> list[int]:
    """For each life, how many of the messages that came in it came again. The last life, which was let finish, counts
    among those that were killed should anything come twice in it.
    """
    last: dict[str, int] = {}
    repeats = [0] * len(lives)
    for number, identity in enumerate(arrivals):
        if identity in last:
            repeats[min(bisect_right(lives, last[identity]), len(lives) - 1)] += 1
        last[identity] = number
    return repeats


def _titles(data: dict[str, Any]) -> list[str]:
    """The titles that an alert tells, or a roll-up."""
    rules = data["digest"]["rules"] if data["digest"] else ()
    stories = [story["articles"] for rule in rules for story in rule["stories"]]
    return [article["title"] for articles in (data["articles"], *stories) for article in articles]


def _messages(newsroom: Newsroom) -> list[tuple[str, tuple[str, str]]]:
    hooks = [(identity, ("ops", title)) for identity, body in newsroom.hook.taken for title in _titles(body["data"])]
    mails = []
    for mail in newsroom.mailbox.mails:
        subject = str(mail.message["Subject"])
        title = "Report " + subject.partition("Report ")[2].rstrip("\u2069\u2068 ")
        mails.append((str(mail.message["Message-ID"]), ("desk", title)))
    return hooks + mails


def main() -> None:
    """Run a storm and print its toll."""
    parser = argparse.ArgumentParser(prog="tests.crash.storm")
    parser.add_argument("kills", nargs="?", type=int, default=200)
    parser.add_argument("--life", type=float, default=Plan.longest_life, help="seconds that a life lasts at most")
    parser.add_argument("--mark-before-send", action="store_true", help="with the mistake that must be seen")
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    flags = ("--mark-before-send",) if arguments.mark_before_send else ()
    delay = 0.2 if flags else 0.03
    plan = Plan(arguments.kills, 50, 10, flags, longest_life=arguments.life, answer_delay=delay)
    with tempfile.TemporaryDirectory() as directory:
        toll = asyncio.run(storm(Path(directory), plan, random.Random(arguments.seed)))
    print(
        "| kills | messages | lost | repeated | at most after one kill | under another id |\n|---|---|---|---|---|---|"
    )
    print(toll.row())


if __name__ == "__main__":
    main()
