"""What docs/summaries.md says of summaries keeps being so."""

import re
from pathlib import Path
from statistics import mean

import pytest

from benchmarks.summaries import HALVES, lead, ours, reports, rouge_1, score

PAGE = (Path(__file__).parents[2] / "docs" / "summaries.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("half", HALVES)
def test_a_summary_names_what_the_rule_is_about_and_shows_no_caption(half: str) -> None:
    """In eight languages, tuned for or not, three sentences cover the rule, and say as much as a lead does."""
    given = [report for report in reports() if report.half == half]
    assert len(given) == 32
    assert len({report.language for report in given}) == 8
    scores = [score(report, ours(report, 3)) for report in given]
    assert mean(each.coverage for each in scores) == 1
    assert not any(each.aside for each in scores)
    assert mean(each.rouge for each in scores) > mean(score(report, lead(report, 3)).rouge for report in given) - 0.02


def test_the_figures_of_the_page_are_those_of_today() -> None:
    """Whoever changes how summaries are made writes down what comes of it."""
    (row,) = re.findall(r"^\| this program \| 3 \| (.*?) \|$", PAGE, re.MULTILINE)
    cells = row.split(" | ")
    for half, place in zip(HALVES, (0, 3), strict=True):
        scores = [score(report, ours(report, 3)) for report in reports() if report.half == half]
        assert cells[place : place + 2] == [
            f"{mean(each.rouge for each in scores):.3f}",
            f"{mean(each.coverage for each in scores):.3f}",
        ]


def test_rouge_counts_words_that_are_shared() -> None:
    """The measure is 1 for the same words in any order and case, 0 for none, and does without spaces."""
    assert rouge_1("The council met.", "met the COUNCIL") == 1
    assert rouge_1("The council met.", "It rained") == 0
    assert rouge_1("a b c d", "a b") == pytest.approx(2 / 3)
    assert 0 < rouge_1("外交部长访问北京", "北京欢迎外交部长") < 1
