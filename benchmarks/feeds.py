"""feedparser's own test feeds, read as the daemon reads feeds: in a worker process, under its limits.

Every feed must be read, or refused by name, without an exception and within the time limit, and what the feeds expect
of fields that this program keeps must hold. The exceptions stand, each with its reason, in the table of
``docs/encodings.md``; one that is not needed any more is a failure too. The feeds come from feedparser's source
distribution, which pip fetches once into the user's cache; they are not part of this repository.

    python -m benchmarks.feeds
"""

import asyncio
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.corpus.cases import Case, archive, date_cases, read_cases
from benchmarks.corpus.expectations import Check, checks, date_check
from monitor.errors import MonitorError, ParseError
from monitor.model import ParsedFeed
from monitor.sources import parse_feed
from monitor.sources.reading import PARSE_LIMIT
from monitor.workers import Workers

_PAGE = Path(__file__).parents[1] / "docs" / "encodings.md"
_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
_MEMORY = 512 << 20
_NOTHING = ParsedFeed(None, None, ())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case. ``fault`` names a refusal; ``broken`` says what must never happen."""

    name: str
    seconds: float
    failed: tuple[Check, ...] = ()
    held: int = 0
    fault: str | None = None
    broken: str | None = None

    @property
    def excused(self) -> bool:
        """Whether it needs no excuse."""
        return not (self.failed or self.fault or self.broken)


def exceptions() -> Mapping[str, str]:
    """The reason by the name, or pattern of names, of the cases that are read otherwise than they expect."""
    return {found[1]: found[2] for found in _ROW.finditer(_PAGE.read_text(encoding="utf-8"))}


async def run(case: Case, workers: Workers) -> Outcome:
    """Read one case in a worker process and hold it against what it expects."""
    began = time.monotonic()
    fault = None
    try:
        parsed = await workers.run(
            parse_feed, case.body, case.content_type, case.url, timeout=PARSE_LIMIT.total_seconds()
        )
    except ParseError as error:
        parsed, fault = _NOTHING, error.fault.name
    except MonitorError as error:
        return Outcome(case.name, time.monotonic() - began, broken=str(error))
    seconds = time.monotonic() - began
    made = list(checks(case.expects, case.body, case.content_type, parsed))
    failed = tuple(check for check in made if not check.holds)
    return Outcome(case.name, seconds, failed, len(made) - len(failed), fault)


async def run_all(cases: Iterable[Case]) -> list[Outcome]:
    """Read the cases one after another."""
    workers = Workers(1, _MEMORY)
    try:
        await workers.warm_up()
        return [await run(case, workers) for case in cases]
    finally:
        await workers.close()


def judge(outcomes: Iterable[Outcome], excuses: Mapping[str, str]) -> list[str]:
    """A sentence for each thing that is wrong: a case that fails without an excuse, and an excuse that excuses none."""
    used: Counter[str] = Counter()
    faults: list[str] = []
    for outcome in outcomes:
        if outcome.excused:
            continue
        excuse = next((pattern for pattern in excuses if fnmatchcase(outcome.name, pattern)), None)
        if excuse is not None and outcome.broken is None:
            used[excuse] += 1
            continue
        words = [f"{check.field} is {check.found!r}, not {check.expected!r}" for check in outcome.failed]
        faults.append(f"{outcome.name}: {outcome.broken or outcome.fault or '; '.join(words)}")
    return faults + [
        f"{pattern}: excused in {_PAGE.name}, and needs no excuse" for pattern in excuses if not used[pattern]
    ]


def main() -> None:
    """Run it all, print the figures, and end with 1 when anything is wrong."""
    source = archive()
    outcomes = asyncio.run(run_all(read_cases(source)))
    outcomes += [
        Outcome(f"date/{text}", 0.0, () if check.holds else (check,), int(check.holds))
        for text, expected in date_cases(source)
        for check in [date_check(text, expected)]
    ]
    faults = judge(outcomes, exceptions())
    seconds = [outcome.seconds for outcome in outcomes if outcome.seconds]
    held, failed = sum(outcome.held for outcome in outcomes), sum(len(outcome.failed) for outcome in outcomes)
    print(f"{source.name}: {len(seconds):,} feeds, {len(outcomes) - len(seconds)} dates")
    print(f"expectations that hold: {held:,} of {held + failed:,}; the rest and their reasons: docs/{_PAGE.name}")
    print(f"milliseconds a feed: median {1000 * statistics.median(seconds):.1f}, worst {1000 * max(seconds):.0f}")
    for fault in faults:
        print(f"WRONG {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
