"""The rows that ``benchmarks.matching`` prints."""

import statistics

from benchmarks.watching.accuracy import Accuracy, spaced
from benchmarks.watching.measure import Measured, Passes, Times
from benchmarks.watching.ours import Start
from benchmarks.watching.search import Way

LEGEND = """\
Milliseconds of processor time an article, least/median, or the mean where the clock is coarse. cold: first pass over a
set of articles after loading; same: second pass over that set; other: first pass over other articles of the same
languages, after those two. load: seconds of processor time. MB: growth of memory, once loaded. change: milliseconds
until a changed rule counts; `all`: only by loading everything again. found: rules that match an article, or phrases in
it. A pass ends after five seconds, with the number of articles that it came to in brackets.
phrases: looks for the phrases only and evaluates no rule. all, any, none: takes near for all and count for once, and
leaves out expressions, surnames and languages of rules. No peer sees inflection."""

_NAME = 29


def accuracy_heading() -> str:
    """The heading over rows of :func:`accuracy_row`."""
    return f"{'':{_NAME}}{'as listed':>12}{'in Chinese':>12}{'in words, wrongly':>19}{'behind Arabic و':>17}"


def accuracy_row(way: Way, accuracy: Accuracy) -> str:
    """What ``way`` found, of how many."""
    counts = (spaced(accuracy), accuracy.listed["zh"], accuracy.inside, accuracy.joined)
    cells = (f"{found}/{put}" for found, put in counts)
    return f"{way.name:{_NAME}}" + "".join(
        f"{cell:>{width}}" for cell, width in zip(cells, (12, 12, 19, 17), strict=True)
    )


def speed_heading(lengths: tuple[int, ...]) -> str:
    """The headings over rows of :func:`speed_row`, for articles of ``lengths`` words."""
    over = "".join(f"{f'{words:,}w cold':>21}{'same':>15}{'other':>15}{'found':>7}" for words in lengths)
    return f"{'':{_NAME}}{'load':>7}{'MB':>6}{'change':>8}{over}  claim"


def speed_row(way: Way, measured: Measured) -> str:
    """What ``way`` took."""
    change = "all" if measured.change is None else f"{measured.change:.2f}"
    passes = "".join(map(_passes, measured.passes))
    part = f"; 1/{measured.times:.1f} of the phrases was measured" if measured.times > 1 else ""
    start = f"{way.name:{_NAME}}{measured.load:>7.1f}{measured.memory / 1e6:>6.0f}{change:>8}"
    return f"{start}{passes}  {way.claim}{part}"


def our_notes(start: Start, measured: Measured) -> str:
    """What only this package has to tell."""
    found = ", ".join(f"{min(each.found)} to {max(each.found)} at {each.words:,} words" for each in measured.passes)
    return (
        f"    On the clock, the first load of all {start.load:.1f} s, which asks dictionaries; a rule of a new word "
        f"{start.new_word:.1f} s.\n    {(measured.after - measured.memory) / 1e6:.0f} MB more when articles of "
        f"{measured.passes[0].words:,} words were read. Matches an article: {found}."
    )


def missing_row(way: Way) -> str:
    """What to do to have ``way`` measured."""
    return f"{way.name:{_NAME}}  not installed: pip install {' '.join(way.packages)}"


def _passes(passes: Passes) -> str:
    cold, same, other = (_times(each) for each in (passes.cold, passes.same, passes.other))
    return f"{cold:>21}{same:>15}{other:>15}{statistics.mean(passes.found):>7.1f}"


def _times(times: Times | None) -> str:
    if times is None:
        return "-"
    cut = f" ({times.articles})" if times.cut else ""
    least = "mean " if times.minimum is None else f"{_short(times.minimum)}/"
    return f"{least}{_short(times.median)}{cut}"


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:,.0f}"
