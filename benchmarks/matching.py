"""How long it takes to hold an article against ten and a hundred thousand rules, beside other ways to search.

``python -m benchmarks matching [RULES ...]`` prints tables; RULES is 10000 and 100000 when not given. The worlds are
those of :mod:`benchmarks.watching.world`; the same numbers give the same worlds. Each way is measured in a process of
its own, in processor time. Compare within one run: machines differ, and are busy.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.watching.accuracy import make_probes, try_out
from benchmarks.watching.engines import ENGINE_WAYS
from benchmarks.watching.measure import Reading, in_own_process, measure
from benchmarks.watching.ours import our_way, start_anew
from benchmarks.watching.phrases import PHRASE_WAYS, TOKEN_DICT
from benchmarks.watching.search import Way
from benchmarks.watching.table import (
    LEGEND,
    accuracy_heading,
    accuracy_row,
    missing_row,
    our_notes,
    speed_heading,
    speed_row,
)
from benchmarks.watching.world import World, dense, realistic
from monitor.rules.forms import Ask, ask_dictionary

SIZES = (10_000, 100_000)
# Words of an article, and how many articles of that length each of two sets has.
LENGTHS = {600: 40, 5_000: 8}
PEERS = (*PHRASE_WAYS, *ENGINE_WAYS)

_PROBED_RULES = 2_000
_PROBES_A_LANGUAGE = 8


def main(arguments: Sequence[str] | None = None, ask: Ask = ask_dictionary) -> int:
    """Print the tables. ``ask`` is how dictionaries are asked for the forms of words."""
    parser = argparse.ArgumentParser(description="Speed of matching, beside other ways to search")
    parser.add_argument("rules", nargs="*", type=int, help="how many rules; several give several tables")
    sizes = parser.parse_args(arguments).rules or SIZES
    with tempfile.TemporaryDirectory() as directory:
        _print_accuracy(min(_PROBED_RULES, *sizes), our_way(Path(directory, "probes"), ask))
        print(f"\n{LEGEND}")
        for size in sizes:
            _print_speed(realistic(size), Path(directory, f"realistic-{size}"), ask, PEERS)
            _print_speed(dense(size), Path(directory, f"dense-{size}"), ask, (TOKEN_DICT,))
    return 0


def _print_accuracy(size: int, ours: Way) -> None:
    world, probes = make_probes(realistic(size), _PROBES_A_LANGUAGE)
    print(
        f"\nOf {len(world.phrases):,} phrases, those found that were put into {len(probes)} articles in five languages"
    )
    print(accuracy_heading())
    for way in _installed((ours, *PEERS)):
        print(accuracy_row(way, in_own_process(try_out, way, world, probes)), flush=True)


def _print_speed(world: World, forms: Path, ask: Ask, peers: Iterable[Way]) -> None:
    readings = [_reading(world, words, count) for words, count in LENGTHS.items()]
    print(
        f"\n{len(world.rulebook.rules):,} rules, {len(world.phrases):,} phrases, {world.name} world; two sets of ",
        end="",
    )
    print(" and of ".join(f"{count} articles of {words:,} words" for words, count in LENGTHS.items()))
    start = in_own_process(start_anew, world, forms, ask)
    print(speed_heading(tuple(LENGTHS)), flush=True)
    ours = our_way(forms, ask)
    measured = measure(ours, world, readings)
    print(speed_row(ours, measured))
    print(our_notes(start, measured), flush=True)
    for way in _installed(peers):
        print(speed_row(way, measure(way, world, readings)), flush=True)


def _reading(world: World, words: int, count: int) -> Reading:
    return Reading(
        words, world.articles(count, words, f"first {words}"), world.articles(count, words, f"others {words}")
    )


def _installed(ways: Iterable[Way]) -> Iterator[Way]:
    """Those of ``ways`` that can be measured; says of the others how they could be."""
    for way in ways:
        if way.missing:
            print(missing_row(way))
        else:
            yield way


if __name__ == "__main__":
    sys.exit(main())
