"""What extraction makes of pages, beside bare trafilatura on the same pages in the same run.

    python -m benchmarks extraction [DIRECTORY]

The pages of this project (``benchmarks/corpus/pages.py``) are always measured: per language, the letters in runs of
four that the text found shares with the text written (Chinese has no words between blanks), titles, dates and
authors.

DIRECTORY, or ``NEWS_MONITOR_BENCH_DATA``, holds https://github.com/scrapinghub/article-extraction-benchmark, which is
not part of this repository: ``ground-truth.json``, which maps a page to its ``articleBody`` and ``url``, and
``html/<page>.html.gz``. The measure is theirs: the shingles of four words that the extracted text shares with the gold
text, precision and recall averaged over pages, F1 of the two averages. Every second page, from the second on, was held
out: rules were made by looking at the others only.

Those data hold no titles and dates. What a page states in JSON-LD is taken for the truth, and read with the JSON-LD
taken out: what else the page states, or shows, must lead to the same. A headline that is written for search engines
there counts as an error here.
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
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path

import trafilatura

from benchmarks.corpus.pages import OwnPage, own_pages
from monitor.articles import Extracted, extract_page
from monitor.errors import ParseError
from monitor.model import DateOrigin

_WORD = re.compile(r"\w+")
_SHINGLE = 4
# The pages were collected in November 2019; dates play no part in the measure.
_NOW = datetime(2019, 12, 1, tzinfo=UTC)
_OWN_NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
_OWN_URL = "https://news.example/2025/03/bridge"
_LETTERS = 4
_JSON_LD = re.compile(rb"<script[^>]{0,300}application/ld\+json[^>]{0,300}>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_STATED_HEADLINE = re.compile(rb'"headline"\s*:\s*"((?:[^"\\]|\\.){3,300})"')

Extractor = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as fetched, and the text that people took for its article."""

    body: bytes
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Averages over pages, as fractions, and the median and the worst time a page in milliseconds of one core."""

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
        started = time.process_time()
        found = extract(page.body, page.url)
        times.append((time.process_time() - started) * 1000)
        precision, recall = compare(page.text, found)
        if precision is not None:
            precisions.append(precision)
        if recall is not None:
            recalls.append(recall)
    return Score(statistics.mean(precisions), statistics.mean(recalls), statistics.median(times), max(times))


@dataclass(frozen=True, slots=True)
class Language:
    """What the pages of one language came to, as fractions: F1 of both extractors, and ours alone for the rest."""

    code: str
    ours: float
    bare: float
    titles: float
    dates: float
    authors: float


def likeness(gold: str, found: str) -> float:
    """F1 of the runs of four letters that two texts share."""
    wanted, had = _runs(gold), _runs(found)
    return 2 * (wanted & had).total() / (wanted.total() + had.total())


def _runs(text: str) -> Counter[str]:
    letters = "".join(_WORD.findall(text))
    return Counter(letters[at : at + _LETTERS] for at in range(max(1, len(letters) - _LETTERS + 1)))


@cache
def read_own(page: OwnPage) -> Extracted:
    """This package on a page of this project."""
    return extract_page(page.markup.encode(), content_type="text/html; charset=utf-8", url=_OWN_URL, now=_OWN_NOW)


def languages() -> list[Language]:
    """The pages of this project, language by language."""
    by_language: dict[str, list[OwnPage]] = {}
    for page in own_pages():
        by_language.setdefault(page.language, []).append(page)
    return [_language(code, pages) for code, pages in by_language.items()]


def _language(code: str, pages: list[OwnPage]) -> Language:
    found = [(page, read_own(page)) for page in pages]
    signed = [(page.author, had.authors) for page, had in found if page.author is not None]
    return Language(
        code=code,
        ours=statistics.mean(likeness(page.text, had.text) for page, had in found),
        bare=statistics.mean(likeness(page.text, bare(page.markup.encode(), _OWN_URL)) for page in pages),
        titles=statistics.mean(had.title == page.title for page, had in found),
        dates=statistics.mean((had.published, had.updated) == (page.published, page.updated) for page, had in found),
        authors=statistics.mean(authors == (author,) for author, authors in signed),
    )


def stated_again(pages: list[GoldPage]) -> str:
    """How often title and date are read as JSON-LD states them once it is taken out, as a sentence."""
    titles, dates, read = [], [], 0
    for page in pages:
        whole = extract_page(page.body, content_type=None, url=page.url, now=_NOW)
        cut = extract_page(_JSON_LD.sub(b"", page.body), content_type=None, url=page.url, now=_NOW)
        if (headline := _headline(page.body)) is not None:
            titles.append(_same_title(headline, cut.title))
        if whole.date_origin is DateOrigin.JSON_LD and whole.published is not None:
            read += cut.published is not None
            dates.append(cut.published is not None and abs(cut.published - whole.published) < timedelta(days=1))
    return (
        f"with its JSON-LD taken out, title the same on {sum(titles)} of {len(titles)} pages "
        f"({statistics.mean(titles):.3f}), date on {sum(dates)} of {len(dates)}; where a date was read at all, "
        f"{sum(dates) / read:.3f}"
    )


def _headline(body: bytes) -> str | None:
    """The headline that the first JSON-LD script with one states."""
    for script in _JSON_LD.findall(body):
        if found := _STATED_HEADLINE.search(script):
            try:
                text = json.loads(b'"' + found[1] + b'"', strict=False)
            except ValueError:
                continue
            return unescape(str(text))
    return None


def _same_title(stated: str, found: str | None) -> bool:
    return _WORD.findall(stated.casefold()) == _WORD.findall((found or "").casefold())


def _print_languages() -> None:
    print(f"{'own pages':<14}{'F1':>8}{'trafilatura':>13}{'titles':>9}{'dates':>8}{'authors':>9}")
    for row in languages():
        print(f"{row.code:<14}{row.ours:>8.4f}{row.bare:>13.4f}{row.titles:>9.2f}{row.dates:>8.2f}{row.authors:>9.2f}")


def _print_gold(pages: list[GoldPage]) -> None:
    print(f"\n{'':<26}{'pages':>6}{'F1':>8}{'precision':>11}{'recall':>8}{'median ms':>11}{'worst ms':>10}")
    for part, chosen in (("looked at", pages[0::2]), ("held out", pages[1::2]), ("all", pages)):
        for name, extract in (("trafilatura", bare), ("news-monitor", ours)):
            score = measure(extract, chosen)
            print(
                f"{f'{name}, {part}':<26}{len(chosen):>6}{score.f1:>8.4f}{score.precision:>11.4f}{score.recall:>8.4f}"
                f"{score.median_ms:>11.1f}{score.worst_ms:>10.0f}"
            )
    dated = sum(
        extract_page(page.body, content_type=None, url=page.url, now=_NOW).published is not None for page in pages
    )
    print(f"\na date was read on {dated} of {len(pages)} pages; {stated_again(pages)}")


def main() -> int:
    """Print the tables; 2 when there are no data but this project's own."""
    parser = argparse.ArgumentParser(description="Extraction quality against gold text")
    parser.add_argument("directory", nargs="?", default=os.environ.get("NEWS_MONITOR_BENCH_DATA"))
    directory = parser.parse_args().directory
    _print_languages()
    if directory is None or not (Path(directory) / "ground-truth.json").is_file():
        print("no other data: give the directory of article-extraction-benchmark, which holds ground-truth.json")
        return 2
    _print_gold(list(load(Path(directory))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
