"""The benchmark of polling: its sites answer as they say, every way polls as it is to."""

import pytest

from benchmarks.polling import main
from benchmarks.polls.compare import compare, cost_of
from benchmarks.polls.ours import OURS
from benchmarks.polls.site import Mode, Sites, address, document, serving
from benchmarks.polls.ways import PEERS, Way


def test_every_host_has_an_address_of_its_own() -> None:
    """Five thousand hosts are five thousand addresses of this machine, none of them its usual one."""
    addresses = {address(number) for number in range(5_000)}
    assert len(addresses) == 5_000
    assert all(each.startswith("127.") for each in addresses)
    assert "127.0.0.1" not in addresses


def test_a_changed_feed_has_one_new_entry() -> None:
    """A later document begins with an entry that the one before did not have, and has dropped its last."""
    before, after = (document("/x", revision).decode() for revision in (7, 8))
    assert before.count("<item>") == after.count("<item>") == 30
    assert after.index("/x-37<") < after.index("/x-36<")
    assert "/x-37<" not in before
    assert "/x-7<" not in after


@pytest.mark.parametrize("way", [*PEERS, OURS[0]], ids=lambda way: way.name)
def test_every_way_sends_validators(way: Way) -> None:
    """Each way is installed for the tests, asks every feed once a round, and sends validators where it was given some.

    The comparison holds the answers of the server against that, and raises when they are others.
    """
    with serving() as served:
        assert cost_of(way, Mode.NOT_MODIFIED, served, Sites(served.port, hosts=2, feeds=3)).seconds > 0


def test_a_way_is_compared_in_every_mode(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has a row for each way, with a figure for each mode; a way that is not installed says how to get it."""
    absent = Way("poller", "", PEERS[0].opened, modules=("not_a_module",), packages=("not-a-package",))
    with serving() as served:
        compare([PEERS[2], absent], served, Sites(served.port, hosts=2, feeds=3))
    *_, row, missing = capsys.readouterr().out.splitlines()
    assert row.count(" ms") == len(Mode)
    assert missing.endswith("not installed: pip install not-a-package")


def test_the_service_is_measured_at_its_usual_work(capsys: pytest.CaptureFixture[str]) -> None:
    """The short form of the benchmark: no poll fails, and every figure of the table is there."""
    main(["0", "--steady", "6", "--seconds", "1"], speed=900.0)
    printed = capsys.readouterr().out
    for what in ("ready after", "reloaded in", "first polls", "usual work", "for longer", "MiB after each round"):
        assert what in printed
