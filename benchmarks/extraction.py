"""Article text against gold text: this package beside bare trafilatura, on the same pages in the same run.

The data are those of https://github.com/scrapinghub/article-extraction-benchmark: ``ground-truth.json``, which maps a
page to its ``articleBody`` and ``url``, and ``html/<page>.html.gz``. They are not part of this repository; give their
directory as the argument, or in ``NEWS_MONITOR_BENCH_DATA``. The measure is theirs: the shingles of four words that
the extracted text shares with the gold text, precision and recall averaged over pages, F1 of the two averages.

    python -m benchmarks.extraction DIRECTORY
"""

import argparse
import gzip
import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from monitor.articles import extract_page
from monitor.errors import ParseError

_WORD = re.compile(r"\w+")
_SHINGLE = 4
# The pages were collected in November 2019; dates play no part in the measure.
_NOW = datetime(2019, 12, 1, tzinfo=UTC)

Extractor = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as fetched, and the text that people took for its article."""

    body: bytes
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Averages over pages, as fractions, and the median and the worst time a page in milliseconds."""

    precision: float
    recall: float
    median_ms: float
    worst_ms: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two averages."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words in ``text``; a shorter text is one run."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))


def compare(gold: str, found: str) -> tuple[float | None, float | None]:
    """Precision and recall of one page, each ``None`` where its text is empty and it is undefined."""
    wanted, had = shingles(gold), shingles(found)
    shared = (wanted & had).total()
    precision = shared / had.total() if had else None
    recall = shared / wanted.total() if wanted else None
    return precision, recall


def load(directory: Path) -> Iterator[GoldPage]:
    """The pages of ``directory``, in the order of its list."""
    listed = json.loads((directory / "ground-truth.json").read_text(encoding="utf-8"))
    for name, entry in listed.items():
        body = gzip.decompress((directory / "html" / f"{name}.html.gz").read_bytes())
        yield GoldPage(body, entry["url"], entry["articleBody"])


def bare(body: bytes, url: str) -> str:
    """Trafilatura as it comes, without comments, which are not article text."""
    return trafilatura.extract(body, url=url, include_comments=False) or ""


def ours(body: bytes, url: str) -> str:
    """This package; a page it refuses counts as an empty text."""
    try:
        return extract_page(body, content_type=None, url=url, now=_NOW).text
    except ParseError:
        return ""


def measure(extract: Extractor, pages: list[GoldPage]) -> Score:
    """Run ``extract`` over ``pages`` and score it."""
    precisions, recalls, times = [], [], []
    for page in pages:
        started = time.perf_counter()
        found = extract(page.body, page.url)
        times.append((time.perf_counter() - started) * 1000)
        precision, recall = compare(page.text, found)
        if precision is not None:
            precisions.append(precision)
        if recall is not None:
            recalls.append(recall)
    return Score(statistics.mean(precisions), statistics.mean(recalls), statistics.median(times), max(times))


def main() -> int:
    """Print the table; 2 when there are no data."""
    parser = argparse.ArgumentParser(description="Extraction quality against gold text")
    parser.add_argument("directory", nargs="?", default=os.environ.get("NEWS_MONITOR_BENCH_DATA"))
    directory = parser.parse_args().directory
    if directory is None or not (Path(directory) / "ground-truth.json").is_file():
        print("no data: give the directory of article-extraction-benchmark, which holds ground-truth.json")
        return 2
    pages = list(load(Path(directory)))
    print(f"{len(pages)} pages\n{'':<14}{'F1':>8}{'precision':>11}{'recall':>8}{'median ms':>11}{'worst ms':>10}")
    for name, extract in (("trafilatura", bare), ("news-monitor", ours)):
        score = measure(extract, pages)
        print(
            f"{name:<14}{score.f1:>8.4f}{score.precision:>11.4f}{score.recall:>8.4f}"
            f"{score.median_ms:>11.1f}{score.worst_ms:>10.0f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
