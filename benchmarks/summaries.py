"""How well summaries say what an editor says, and what the rule looks for: beside lead-2, LexRank and TextRank.

    python -m benchmarks summaries [--half build|held] [--language de] [--show]

The articles are those of ``benchmarks/standfirsts``: invented reports in eight languages, each with a standfirst, and
the words that a rule finds in it. Those in odd places were looked at while the summaries were tuned ("build"), the
others only scored ("held"). ``--show`` prints the summaries of the build half.

ROUGE-1 (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries") is the overlap of single words, those of
ICU, between summary and standfirst: F1 of recall and precision. Coverage is the share of the rule's leaves found in
the body that the summary names. Asides are summaries with a line that is no sentence of the report.

LexRank and TextRank are those of sumy with ICU's sentences and words, all else as it comes; every way gets the same
number of sentences.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean

from ruamel.yaml import YAML
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from monitor.alerts import Budget, summarise
from monitor.model import Field, Hit, How
from monitor.text.boundaries import sentence_starts, word_boundaries
from monitor.text.fold import fold

FOLDER = Path(__file__).parent / "standfirsts"
HALVES = ("build", "held")
_UNSPACED = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Report:
    """An invented article: ``leaves`` are the words that a rule finds, by leaf, ``asides`` lines that are no report."""

    language: str
    half: str
    title: str
    standfirst: str
    text: str
    leaves: Mapping[str, Sequence[str]]
    asides: Sequence[str]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Every place where one of the words stands in the body, in order."""
        found = []
        for leaf, words in self.leaves.items():
            for word in words:
                place = self.text.find(word)
                while place >= 0:
                    found.append(Hit(leaf, Field.BODY, place, place + len(word), word, How.EXACT, word, word))
                    place = self.text.find(word, place + len(word))
        return tuple(sorted(found, key=lambda hit: hit.start))


@dataclass(frozen=True, slots=True)
class Score:
    """What one summary is worth: ROUGE-1 F1, the share of leaves named, and whether it shows an aside."""

    rouge: float
    coverage: float
    aside: bool


System = Callable[[Report, int], str]


class IcuTokenizer:
    """ICU's sentences and words, as sumy wants them."""

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        """The sentences of one paragraph."""
        starts = [*sentence_starts(paragraph), len(paragraph)]
        return tuple(piece for start, end in pairwise(starts) if (piece := paragraph[start:end].strip()))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words of one sentence, folded."""
        return tuple(words(sentence))


def words(text: str) -> list[str]:
    """The words of ``text`` by ICU, folded; what holds no letter or digit is none."""
    edges = sorted(word_boundaries(text))
    pieces = (text[start:end] for start, end in pairwise(edges))
    return [fold(piece) for piece in pieces if any(character.isalnum() for character in piece)]


def rouge_1(summary: str, reference: str) -> float:
    """ROUGE-1 F1 of ``summary``: 0 for nothing in common, 1 for the same words."""
    ours, theirs = Counter(words(summary)), Counter(words(reference))
    shared = sum((ours & theirs).values())
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def reports(language: str | None = None) -> tuple[Report, ...]:
    """The articles, by language and place."""
    found: list[Report] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if language in (None, path.stem):
            found += _read(path)
    return tuple(found)


def _read(path: Path) -> Iterable[Report]:
    for place, item in enumerate(YAML(typ="safe").load(path)):
        yield Report(
            path.stem,
            HALVES[place % 2],
            item["title"],
            item["standfirst"],
            item["text"].strip(),
            item["leaves"],
            item.get("asides", ()),
        )


def ours(report: Report, sentences: int) -> str:
    """The summary of this program."""
    budget = Budget(sentences=sentences)
    return summarise(report.title, report.text, report.hits, language=report.language, budget=budget).text


def lead(report: Report, sentences: int) -> str:
    """The first sentences of the text."""
    return _joined(report, IcuTokenizer().to_sentences(report.text)[:sentences])


def sumy(summarizer: type[AbstractSummarizer]) -> System:
    """What one of sumy's ``summarizer`` chooses."""

    def summary(report: Report, sentences: int) -> str:
        parser = PlaintextParser(report.text.replace("\n", "\n\n"), IcuTokenizer())
        return _joined(report, [str(sentence) for sentence in summarizer()(parser.document, sentences)])

    return summary


def _joined(report: Report, sentences: Iterable[str]) -> str:
    return ("" if report.language in _UNSPACED else " ").join(sentences)


SYSTEMS: Mapping[str, System] = {
    "this program": ours,
    "lead": lead,
    "LexRank": sumy(LexRankSummarizer),
    "TextRank": sumy(TextRankSummarizer),
}


def score(report: Report, summary: str) -> Score:
    """How ``summary`` does for ``report``."""
    looked_for = {leaf: told for leaf, told in report.leaves.items() if any(word in report.text for word in told)}
    named = [any(word in summary for word in told) for told in looked_for.values()]
    return Score(rouge_1(summary, report.standfirst), mean(named), any(aside in summary for aside in report.asides))


def table(given: Sequence[Report], sentences: int) -> dict[str, list[Score]]:
    """The scores of each system over ``given``, in its order."""
    return {name: [score(report, system(report, sentences)) for report in given] for name, system in SYSTEMS.items()}


def main() -> int:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks summaries", description="Summaries")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument("--language", help="only this language")
    parser.add_argument("--show", action="store_true", help="print the summaries of the build half")
    wanted = parser.parse_args()
    given = reports(wanted.language)
    for half in HALVES:
        if wanted.half in (None, half):
            _print_half(half, [report for report in given if report.half == half])
    _print_pace(given)
    if wanted.show:
        for report in given:
            if report.half == "build":
                print(f"\n{report.title}\n  {report.standfirst}\n  {ours(report, 3)}")
    return 0


def _print_half(half: str, given: Sequence[Report]) -> None:
    print(f"\n{half}: {len(given)} articles")
    languages = sorted({report.language for report in given})
    columns = "".join(f"{language:>6}" for language in languages)
    print(f"{'':<26}{'ROUGE-1':>8}{'coverage':>10}{'asides':>8}  ROUGE-1 by language{'':<2}{columns}")
    for sentences in (2, 3):
        for name, scores in table(given, sentences).items():
            by_language = (
                mean(each.rouge for each, report in zip(scores, given, strict=True) if report.language == language)
                for language in languages
            )
            cells = "".join(f"{value:>6.3f}" for value in by_language)
            figures = f"{mean(each.rouge for each in scores):>8.3f}{mean(each.coverage for each in scores):>10.3f}"
            asides = sum(each.aside for each in scores)
            print(f"{f'{name}, {sentences} sentences':<26}{figures}{asides:>8}{'':<23}{cells}")


def _print_pace(given: Sequence[Report]) -> None:
    prepared = [(report, report.hits) for report in given]
    began = time.perf_counter()
    for report, hits in prepared:
        summarise(report.title, report.text, hits, language=report.language)
    print(f"\n{(time.perf_counter() - began) / max(1, len(given)) * 1000:.2f} ms an article")


if __name__ == "__main__":
    raise SystemExit(main())
