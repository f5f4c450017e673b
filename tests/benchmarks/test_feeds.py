"""The benchmark of feeds: it checks what it says, without a network, on cases of our own."""

import io
import tarfile
from pathlib import Path

from benchmarks.corpus.cases import Case, date_cases, read_cases
from benchmarks.corpus.expectations import Check, checks, date_check, seen
from benchmarks.feeds import Outcome, exceptions, judge, run_all
from monitor.sources import parse_feed
from tests.sources.corpus import ARABIC, document, samples

GOOD = f"""<!--
Header: Content-type: application/xml; charset=iso-8859-1
Expect: not bozo and entries[0]['title'] == {ARABIC!a} and encoding == 'windows-1256'
-->{document(f"<title>{ARABIC}</title>", declared="windows-1256")}"""
DATES = """date_tests = {one: (('2026-01-02', (2026, 1, 2, 0, 0, 0, 4, 2, 0)), ('soon', None))}"""


def archive(path: Path) -> Path:
    """A source distribution with one test feed, a module that lists dates, and a file that is no test."""
    members = {
        "tests/wellformed/good.xml": GOOD.encode("cp1256"),
        "tests/runtests.py": DATES.encode(),
        "README": b"",
    }
    with tarfile.open(path / "feedparser-0.tar.gz", "w:gz") as target:
        for name, body in members.items():
            member = tarfile.TarInfo(f"feedparser-0/{name}")
            member.size = len(body)
            target.addfile(member, io.BytesIO(body))
    return path / "feedparser-0.tar.gz"


async def test_cases_are_read_from_the_archive_and_judged(tmp_path: Path) -> None:
    """A feed that is read as it expects needs no excuse; one that is not, or is refused, is named unless excused."""
    (good,) = read_cases(archive(tmp_path))
    bad = Case("bad.xml", good.body, good.content_type, "entries[0]['title'] == 'other'")
    refused = Case("refused.xml", b"nothing", None, "")
    outcomes = await run_all([good, bad, refused])
    assert [outcome.fault for outcome in outcomes] == [None, None, "NOT_A_FEED"]
    assert (outcomes[0].held, outcomes[1].held) == (2, 0)
    assert [fault.partition(":")[0] for fault in judge(outcomes, {})] == ["bad.xml", "refused.xml"]
    assert judge(outcomes, {"bad*": "why", "refused.xml": "why"}) == []
    assert len(judge(outcomes, {"*": "why", "good.xml": "why"})) == 1
    broken = Outcome("bad.xml", 0.0, broken="parse_feed was stopped after 20 s")
    assert len(judge([broken], {"bad.xml": "why"})) == 2


def test_expectations_are_held_against_what_is_kept() -> None:
    """Comparisons of fields that are kept are checked, whatever else an expectation says; nothing of it is run."""
    parsed = parse_feed(GOOD.encode("cp1256"), "text/xml", "https://e.example/")
    expects = "not bozo and entries[0]['title'] == 'x' and version == 'rss20' and entries[0].link == exit(1)"
    assert list(checks(expects, b"", None, parsed)) == [Check("entries[0].title", "x", ARABIC)]
    assert list(checks("not Python (", b"", None, parsed)) == []
    assert seen("<p>One<script>two</script> &amp;  three</p>") == "One & three"


def test_dates_are_checked_as_feeds_state_them(tmp_path: Path) -> None:
    """The dates that feedparser's tests list are read out of a feed, and no date is expected where none is listed."""
    assert [date_check(*case).holds for case in date_cases(archive(tmp_path))] == [True, True]
    assert not date_check("2026-01-02", (2026, 1, 3, 0, 0, 0, 5, 3, 0)).holds


async def test_our_own_feeds_are_read_in_a_worker_in_time() -> None:
    """The short form of the benchmark: our own corpus, under the daemon's limits, with no exception and no time-out."""
    cases = [Case(sample.name, sample.body, sample.content_type, "") for sample in samples()]
    outcomes = await run_all(cases)
    assert [outcome for outcome in outcomes if outcome.fault or outcome.broken] == []
    assert max(outcome.seconds for outcome in outcomes) < 10


def test_every_exception_has_its_reason() -> None:
    """The page lists cases as the benchmark looks them up, each with why it is one."""
    found = exceptions()
    assert "encoding/bozo_linenoise.xml" in found
    assert all(len(reason) > 3 for reason in found.values())
