"""The benchmark of matching: its world is the same each time, and no peer is quick for finding less than it claims."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.matching import PEERS, main
from benchmarks.watching.accuracy import Accuracy, Probe, claimed, make_probes, try_out
from benchmarks.watching.ours import our_way
from benchmarks.watching.search import Way
from benchmarks.watching.table import missing_row
from benchmarks.watching.world import World, dense, realistic
from monitor.rules.forms import Words
from monitor.text.dictionary import Inflection

RULES = 200


@pytest.fixture(scope="module")
def probed() -> tuple[World, tuple[Probe, ...]]:
    """A small world, and articles with phrases put into them."""
    return make_probes(realistic(RULES), articles=2)


def no_dictionary(code: str, words: list[str]) -> Words:
    """Words count as written: to open dictionaries for random words takes minutes, and these tests need no forms."""
    return {word: Inflection((), known=False, base=False) for word in words}


@pytest.fixture
def ours(tmp_path: Path) -> Way:
    """The matcher, without dictionaries."""
    return our_way(tmp_path / "forms", no_dictionary)


def found_as_claimed(way: Way, accuracy: Accuracy) -> bool:
    """Whether ``way`` found every phrase that it claims to find, and there were some."""
    found, put = claimed(way, accuracy)
    return found == put > 0


@pytest.mark.parametrize("way", PEERS, ids=lambda way: way.name)
def test_a_peer_finds_what_it_claims(way: Way, probed: tuple[World, tuple[Probe, ...]]) -> None:
    """Each peer is installed for the tests, and finds every phrase that stands in an article as it is listed."""
    world, probes = probed
    assert not way.missing
    assert found_as_claimed(way, try_out(way, world, probes))


def test_the_matcher_finds_what_was_put_in_and_nothing_inside_words(
    probed: tuple[World, tuple[Probe, ...]], ours: Way
) -> None:
    """Phrases as listed are found in every language, most of them behind the Arabic "and", and none inside words.

    In Chinese that is up to the dictionary of ICU, which words at random lead astray now and then.
    """
    world, probes = probed
    accuracy = try_out(ours, world, probes)
    assert found_as_claimed(ours, accuracy)
    assert accuracy.listed["zh"][0] > accuracy.listed["zh"][1] * 0.8
    assert accuracy.inside[0] == 0 < accuracy.inside[1]
    assert accuracy.joined[0] > accuracy.joined[1] * 0.8


def names(ways: Iterable[Way]) -> set[str]:
    return {way.name for way in ways}


def test_what_is_found_inside_words_is_counted(probed: tuple[World, tuple[Probe, ...]]) -> None:
    """The two peers that find phrases inside words are told from those that do not."""
    world, probes = probed
    mistaken = [way for way in PEERS if way.name in {"`in` loop", "flashtext", "token dict"}]
    assert names(way for way in mistaken if try_out(way, world, probes).inside[0]) == {"`in` loop", "flashtext"}


def test_the_same_size_gives_the_same_world() -> None:
    """Figures of two runs are of the same rules and articles."""
    for make in (realistic, dense):
        assert make(RULES).rulebook == make(RULES).rulebook
        assert make(RULES).articles(3, 600, "seed") == make(RULES).articles(3, 600, "seed")
        assert make(RULES).articles(3, 600, "seed") != make(RULES).articles(3, 600, "other")


def test_a_realistic_article_matches_a_few_rules(ours: Way) -> None:
    """The realistic world alerts as a newsroom is alerted: every article matches some rule, and none a great many."""
    world = realistic(RULES)
    with ExitStack() as stack:
        search = ours.build(world, stack)
        counts = [len(search.find(written.article)) for written in world.articles(20, 600, "seed")]
    assert min(counts) > 0
    assert max(counts) < 20


def test_the_table_shows_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    """One run measures this package and every peer, for articles of both lengths, without a fault."""
    assert main(["100"], no_dictionary) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    realistic_table = printed.out.split("realistic world")[1].split("dense world")[0]
    for name in ("news-monitor", *names(PEERS)):
        (row,) = [line for line in realistic_table.splitlines() if line.startswith(name)]
        assert "not installed" not in row
        assert row.count("/") >= 2 or row.count("mean") >= 2


def test_a_peer_that_is_not_installed_says_how_to_install_it() -> None:
    """Whoever lacks a peer is told what to install, and the rest of the table is printed all the same."""
    way = Way("grepper", "phrases", PEERS[0].build, modules=("not_a_module",), packages=("not-a-package",))
    assert way.missing
    assert missing_row(way).endswith("not installed: pip install not-a-package")
