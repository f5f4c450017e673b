"""What polling costs: thousands of feeds at their interval, and a poll beside other programs that poll feeds.

    python -m benchmarks polling [FEEDS] [--steady FEEDS] [--seconds SECONDS] [--rounds ROUNDS]

All sites are on loopback, each with an address of its own and two feeds, served by a process whose time is not counted.
First each way polls FEEDS feeds (500 when not given), in a process of its own: feeds that answer 304, feeds that send
the same bytes again, and feeds with one new entry of thirty. Then the service runs with as many feeds as ``--steady``
says (2,000; the figures of the pages are of 10,000) at an interval of 15 minutes: their first polls, its usual work for
SECONDS (60), and ROUNDS (1) rounds more by a clock that runs eight times as fast, which would show memory that grows.
There is no TLS in any of this.
"""

import argparse
from collections.abc import Sequence

from benchmarks.polls.compare import compare, in_own_process
from benchmarks.polls.ours import OURS
from benchmarks.polls.site import ENTRIES, Mode, Served, Sites, serving
from benchmarks.polls.steady import INTERVAL, Plan, Steady, steady
from benchmarks.polls.ways import PEERS, Way

FEEDS_A_HOST = 2
_FEW = 3  # entries: what a feed holds is no matter to polls that are answered with 304, and costs much at the first


def main(arguments: Sequence[str] | None = None, ways: Sequence[Way] = (*OURS, *PEERS), speed: float = 8.0) -> None:
    """Print the tables. ``speed`` is how much faster the clock runs in rounds that only are to be many."""
    parser = argparse.ArgumentParser(prog="benchmarks polling")
    parser.add_argument("feeds", nargs="?", type=int, default=500)
    parser.add_argument("--steady", type=int, default=2000, help="how many feeds the service has; 0 leaves that out")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=1)
    wanted = parser.parse_args(arguments)
    with serving() as served:
        if wanted.feeds:
            compare(ways, served, _sites(served, wanted.feeds))
        if wanted.steady:
            sites = _sites(served, wanted.steady, entries=_FEW)
            plan = Plan(wanted.seconds, speed, wanted.rounds)
            _show(in_own_process(steady, sites.urls(Mode.NOT_MODIFIED, "steady"), plan), sites)


def _sites(served: Served, feeds: int, entries: int = ENTRIES) -> Sites:
    return Sites(served.port, max(1, feeds // FEEDS_A_HOST), feeds, entries)


def _show(found: Steady, sites: Sites) -> None:
    needed = sites.feeds / INTERVAL.total_seconds()
    print(f"\nthe service with {sites.feeds:,} feeds on {sites.hosts:,} hosts, every {INTERVAL}: {needed:.1f} polls/s")
    print(f"ready after {found.start:.1f} s the first time, {found.again:.1f} s when it knows the feeds")
    print(f"reloaded in {found.reload:.1f} s; `feeds list` takes {found.listed:.1f} s")
    print(f"{'':34}{'polls/s':>9}{'ms a poll':>11}{'of a core':>11}{'MiB':>6}{'gap ms':>8}")
    kinds = (
        ("first polls, of three entries", found.first, found.gaps.first),
        ("usual work, all 304", found.usual, found.gaps.usual),
        ("... for longer, in less time", found.long, found.gaps.long),
    )
    for what, cost, gap in kinds:
        share = cost.seconds / cost.waited
        print(
            f"{what:34}{cost.polls / cost.waited:>9.1f}{cost.milliseconds:>11.2f}{share:>11.1%}"
            f"{cost.memory:>6.0f}{gap:>8.0f}"
        )
    print(f"longest gap of the event loop while it reloads: {found.gaps.reload:.0f} ms")
    print(f"MiB after each round: {', '.join(f'{memory:.0f}' for memory in found.memory)}")


if __name__ == "__main__":
    main()
