"""How well stories are told apart and put together, and what that costs.

    python -m benchmarks stories [DIR] [--splits N] [--articles N]

Four sets: reports written for this purpose in six languages (``tests/data``) and English ones, if ``DIR`` is given,
from ``DIR/same-event-dev.jsonl``, both beside what TF-IDF makes of them; reports of events that are told in several
languages; wires and their rewritten copies, made by code. Then the time and space that the story of an article takes in
a SQLite store of ``N`` articles (1,000,000): their sketches are put there in bulk, and only what is timed goes the long
way.
"""

import argparse
import asyncio
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from array import array
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.retelling.across import ALIKE, pairs_across, reports_across, score_across, wrongly_mixed
from benchmarks.retelling.reports import (
    NOW,
    Report,
    halves,
    labelled_reports,
    own_reports,
    score_stories,
    stories_across,
    tf_idf_across,
)
from benchmarks.retelling.wires import Agency, Wire
from benchmarks.watching.language import LANGUAGES
from monitor import stories
from monitor.model import Article, ArticleOutcome, Entry, Feed, PollOutcome, Sketch
from monitor.store import Store
from monitor.store.stories import written
from monitor.store.types import packed

_BATCH = 5_000


def print_own() -> None:
    """Print how the reports in six languages are grouped: topics 1 choose TF-IDF's threshold, the others are scored."""
    print(f"{'language':10} {'stories':>22} {'TF-IDF':>22}   B-cubed F1 (precision, recall) on the scored half")
    reports = own_reports()
    for code in dict.fromkeys(report.article.language for report in reports):
        its = [report for report in reports if report.article.language == code]
        tuned, scored = [r for r in its if r.topic.endswith("1")], [r for r in its if not r.topic.endswith("1")]
        ours, (_, theirs) = score_stories(scored, stories.Bounds()), tf_idf_across(tuned, scored)
        cells = [f"{s.f1:.3f} ({s.precision:.2f}, {s.recall:.2f})" for s in (ours, theirs)]
        print(f"{code or '':10} {cells[0]:>22} {cells[1]:>22}")


def print_across(others: list[Report]) -> None:
    """Print how events that are told in several languages are put together, also among ``others`` that are not."""
    halves_across = reports_across()
    for name, reports in zip(("chose the bounds", "is only scored"), halves_across, strict=True):
        for officials in (True, False):
            score = score_across(reports, officials=officials)
            true, found, right = pairs_across(reports, officials=officials)
            print(
                f"across languages, the half that {name}, {'with' if officials else 'without'} officials: "
                f"precision {score.precision:.3f}, recall {score.recall:.3f}; as if told at one time, of {true} pairs "
                f"{right} joined, and {found - right} others"
            )
    for name, reports in zip(("chose the bounds", "is only scored"), reports_across(ALIKE), strict=True):
        for officials in (True, False):
            true, found, right = pairs_across(reports, officials=officials)
            print(
                f"look-alikes of one day, the half that {name}, {'with' if officials else 'without'} officials: "
                f"of {true} pairs {right} joined, and {found - right} others"
            )
    everything = [*halves_across[0], *halves_across[1], *others]
    joined, wrong = wrongly_mixed(everything)
    print(f"all {len(everything)} reports in one stream: {joined} join another language, {wrong} of them wrongly")


def print_labelled(reports: list[Report]) -> None:
    """Print how labelled reports are grouped, each half with the threshold that is best for the other."""
    first, second = halves(reports)
    for tuned, scored in ((first, second), (second, first)):
        for name, across in (("stories", stories_across), ("TF-IDF", tf_idf_across)):
            threshold, score = across(tuned, scored)
            print(
                f"{name:8} {len(scored)} reports, threshold {threshold:.2f}: "
                f"F1 {score.f1:.3f} (precision {score.precision:.3f}, recall {score.recall:.3f})"
            )
    print(
        f"stories  as shipped: F1 {score_stories(first, stories.Bounds()).f1:.3f}, "
        f"{score_stories(second, stories.Bounds()).f1:.3f}"
    )


def print_halves(reports: list[Report], splits: int) -> None:
    """Print how well stories do over halves of chance, each with the threshold that is best for the other."""
    found = []
    for seed in range(splits):
        first, second = halves(reports, seed)
        found += [stories_across(tuned, scored)[1].f1 for tuned, scored in ((first, second), (second, first))]
    print(
        f"stories  over {len(found)} halves of chance: F1 {statistics.fmean(found):.3f} on average, "
        f"{min(found):.3f} to {max(found):.3f}, {sum(f1 >= 0.9 for f1 in found)} of them 0.900 or more"
    )


def make_wires(number: int, random_: random.Random) -> list[Wire]:
    """So many wires in five languages, each with up to four copies."""
    agencies = [Agency(code, random_) for code in LANGUAGES]
    return [agencies[place % len(agencies)].wire(random_.randint(1, 4)) for place in range(number)]


def near_duplicates(wires: list[Wire], random_: random.Random) -> tuple[int, int, int, int]:
    """Copies, those found; articles, and those that joined a wire that is not theirs."""
    stream = stories.Stream()
    pieces = [(wire.original.id, article) for wire in wires for article in (wire.original, *wire.copies)]
    random_.shuffle(pieces)
    wire_of: dict[str, str] = {}
    copies = found = false = 0
    for own, article in pieces:
        story, _ = stream.add(article, NOW)
        theirs = wire_of.setdefault(story.wire, own)
        copies += article.id != own
        found += article.id != own and theirs == own
        false += theirs != own
    return copies, found, len(pieces), false


def fill(path: Path, number: int, examples: list[Sketch], random_: random.Random) -> None:
    """Put ``number`` sketches of the size of ``examples`` into a SQLite store; one in a hundred is of late."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-2000000")
        rests = [packed(written(example)) for example in examples]
        for start in range(1, number + 1, _BATCH):
            rows, keys = [], []
            for each in range(start, min(start + _BATCH, number + 1)):
                example, fresh = examples[each % len(examples)], each > number - number // 100
                # As low as those of real texts are.
                prints = sorted(array("Q", random_.randbytes(8 * len(example.prints))))
                prints = [each >> 6 for each in prints]
                events = [random_.getrandbits(63) for _ in example.event_keys] if fresh else []
                own = (*prints[: len(example.copy_keys)], *events)
                moment = "2026-01-01 00:00:00.000000"
                rest = rests[each % len(rests)]
                rows.append((each, f"a{each}", f"s{each}", moment, array("q", prints).tobytes(), rest, fresh))
                keys += [(key, each) for key in own]
            connection.executemany("INSERT INTO sketches VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            connection.executemany("INSERT INTO sketch_keys VALUES (?, ?)", sorted(keys))
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def time_store(url: str, made: list[Article]) -> tuple[list[float], list[float], list[float]]:
    """The seconds to sketch, to look and decide, and to commit each of ``made``, as the service does."""
    store = await Store.open(url, check=False)
    names = tuple(Entry(f"e{number}", None, None, article.title) for number, article in enumerate(made))
    await store.feeds.sync([Feed("wire", "https://wire.example/")], NOW, lambda feed: NOW)
    (host,) = await store.feeds.claim_hosts(NOW, NOW + timedelta(hours=1), limit=1, per_host=1)
    await store.feeds.commit_poll(host, PollOutcome(host.feeds[0], fresh=names), NOW)
    claims = await store.entries.claim(NOW, NOW + timedelta(hours=9), len(made), len(made), len(made))
    usage = stories.Usage()
    spent: tuple[list[float], list[float], list[float]] = ([], [], [])
    for claim, article in zip(claims, made, strict=True):
        kept = replace(article, id=claim.id, feed_id="wire")
        moments = [time.perf_counter()]
        sketch = stories.sketch_of(kept, NOW, usage)
        moments.append(time.perf_counter())
        look = await store.stories.look(sketch)
        story = stories.decide(sketch, look)
        moments.append(time.perf_counter())
        outcome = ArticleOutcome(kept, story, sketch=sketch, looked_until=look.until)
        await store.articles.commit(claim, outcome, NOW)
        moments.append(time.perf_counter())
        for seconds, (before, after) in zip(spent, pairwise(moments), strict=True):
            seconds.append(after - before)
    await store.close()
    return spent


async def measure(number: int, wires: list[Wire], random_: random.Random) -> None:
    """Print what the story of an article takes when ``number`` are stored."""
    made = [article for wire in wires for article in (wire.original, *wire.copies)][:400]
    usage = stories.Usage()
    examples = [stories.sketch_of(article, NOW, usage) for article in made[:50]]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "stories.db"
        store = await Store.open(f"sqlite:///{path}")
        await store.upgrade()
        await store.close()
        empty = path.stat().st_size
        fill(path, number, examples, random_)
        size = path.stat().st_size - empty
        spent = await time_store(f"sqlite:///{path}", made)
    sketch, look, commit = (1000 * statistics.median(seconds) for seconds in spent)
    whole = sum(map(sum, spent))
    print(f"{number:,} articles stored: {size / number:,.0f} bytes an article for its story")
    print(f"milliseconds an article, median: sketch {sketch:.1f}, look and decide {look:.1f}, commit {commit:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(made) / whole:,.0f} articles a second, one after the other; peak memory of the process {peak:,.0f} MB")


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="benchmarks stories")
    parser.add_argument("directory", nargs="?", type=Path, help="holds same-event-dev.jsonl")
    parser.add_argument("--splits", type=int, default=0, help="score so many random halvings of the topics, too")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--wires", type=int, default=1_000)
    arguments = parser.parse_args()
    print_own()
    labelled = [] if arguments.directory is None else labelled_reports(arguments.directory / "same-event-dev.jsonl")
    print_across([*own_reports(), *labelled])
    if labelled:
        print_labelled(labelled)
        if arguments.splits:
            print_halves(labelled, arguments.splits)
    random_ = random.Random("wires")
    wires = make_wires(arguments.wires, random_)
    copies, found, pieces, false = near_duplicates(wires, random_)
    print(
        f"rewritten wires: {found} of {copies} copies found ({found / copies:.2%}); "
        f"{false} of {pieces} articles joined a wire that is not theirs ({false / pieces:.2%})"
    )
    asyncio.run(measure(arguments.articles, wires, random_))


if __name__ == "__main__":
    main()
