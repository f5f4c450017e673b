"""How often the language of a title and of an article is told right, for each language of the samples.

    python -m benchmarks language

The samples are ``tests/data/languages.tsv``: titles, and for half of them a first paragraph. Each is told among the
usual languages, as the service does: without a statement, with the right one, and with a wrong one ("en").
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.articles import USUAL_LANGUAGES, detect_language

SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "languages.tsv"
KINDS = ("title", "title, prior", "title, wrong prior", "text", "text, wrong prior")
# The neighbours of others, of which there are fewer samples: they are told only where feeds or rules name them.
NEIGHBOURS = frozenset({"bs", "gl", "ca", "ms", "mr", "ne"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A title, its text if it has one, and the BCP 47 tag of what they are written in."""

    tag: str
    title: str
    text: str

    @property
    def language(self) -> str:
        """The primary subtag, which is what has to come out."""
        return self.tag.partition("-")[0]


def samples() -> tuple[Sample, ...]:
    """The samples, in the order of the file."""
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Sample(row["language"], row["title"], row["text"]) for row in rows)


def score(given: tuple[Sample, ...]) -> dict[str, dict[str, list[bool]]]:
    """For each kind and tag, whether each of its samples was told right."""
    told: dict[str, dict[str, list[bool]]] = {kind: defaultdict(list) for kind in KINDS}
    for sample in given:
        for kind, text, prior in _tries(sample):
            among = USUAL_LANGUAGES | {sample.language}
            found = detect_language(sample.title, text, prior=prior, languages=among)
            told[kind][sample.tag].append(found == sample.language)
    return told


def rate(told: dict[str, list[bool]], *, but: frozenset[str] = NEIGHBOURS) -> float:
    """The share of right ones over all tags ``but`` these."""
    verdicts = [verdict for tag, each in told.items() if tag not in but for verdict in each]
    return sum(verdicts) / len(verdicts)


def main() -> int:
    """Print right ones of all, a line for each language."""
    told = score(samples())
    print(f"{'':<10}" + "".join(f"{kind:>20}" for kind in KINDS))
    for tag in told["title"]:
        cells = (f"{sum(told[kind][tag])}/{len(told[kind][tag])}" for kind in KINDS)
        print(f"{tag:<10}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"{'all':<10}" + "".join(f"{rate(told[kind]):>20.4f}" for kind in KINDS))
    return 0


def _tries(sample: Sample) -> Iterator[tuple[str, str, str | None]]:
    wrong = "en" if sample.language != "en" else "fr"
    yield "title", "", None
    yield "title, prior", "", sample.tag
    yield "title, wrong prior", "", wrong
    if sample.text:
        yield "text", sample.text, None
        yield "text, wrong prior", sample.text, wrong
