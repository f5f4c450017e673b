"""How well words and names are found in news of many languages: the labelled sets under ``tests/data/matching``.

``python -m benchmarks sets`` prints a table of recall and precision, and the three figures the matcher is built for.
``--failures`` lists the failing cases, of the build halves only: the held halves stay unread. ``--write-floors`` makes
today's figures the ones below which the tests let nothing fall.
"""

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.matching_floors import rates, write_floors
from tests.matching_sets import (
    CaseSet,
    Kind,
    Outcome,
    Score,
    Split,
    by_language,
    load_set,
    names_of_sets,
    outcomes,
    score,
)

Results = Mapping[tuple[str, Split], tuple[CaseSet, tuple[Outcome, ...]]]


@dataclass(frozen=True)
class Target:
    """A figure to reach: over ``languages`` of the set ``name``, and cases of ``kind``."""

    title: str
    name: str
    kind: Kind
    languages: tuple[str, ...]
    recall: float | None = None
    precision: float | None = None


TARGETS = (
    Target("Arabic keyword forms", "arabic-script", Kind.KEYWORDS, ("ar",), 0.98, 0.99),
    Target(
        "inflected names, native form listed",
        "names-slavic",
        Kind.NAMES,
        ("ru", "uk", "pl", "cs", "sr", "bg"),
        0.95,
        0.98,
    ),
    Target(
        "inflected names, English form listed",
        "names-from-english",
        Kind.NAMES,
        ("ru", "uk", "pl", "cs", "bg", "sr", "hr"),
        0.80,
        0.97,
    ),
    Target(
        "the same in other languages",
        "names-from-english",
        Kind.NAMES,
        ("ar", "fa", "el", "he", "de", "fr", "es", "hu", "lt", "tr", "zh", "ja"),
    ),
)


def main() -> None:
    """Print the table, and what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks sets", description="Matching on the labelled sets")
    parser.add_argument("--failures", action="store_true", help="list the failing cases of the build halves")
    parser.add_argument("--write-floors", action="store_true", help="make today's figures the floors of the tests")
    wanted = parser.parse_args()
    results = run()
    _print_table(results)
    _print_targets(results)
    if wanted.failures:
        _print_failures(results)
    if wanted.write_floors:
        write_floors(rates(results.values()))


def run() -> Results:
    """The outcome of every case of every set."""
    sets = [load_set(name, split) for name in names_of_sets() for split in Split]
    return {(cases.name, cases.split): (cases, outcomes(cases)) for cases in sets}


def _print_table(results: Results) -> None:
    columns = f"{'positives':>11}{'recall':>8}{'negatives':>11}{'precision':>11}"
    print(f"{'':<30}{'build':>41}{'held':>41}")
    print(f"{'':<30}{columns}{columns}")
    for name in names_of_sets():
        print(name)
        build, held = (
            {(lang, kind): part for lang, kind, part in by_language(results[name, split][1])} for split in Split
        )
        for lang, kind in build:
            print(f"  {lang:<8}{kind:<20}{_cells(build[lang, kind])}{_cells(held[lang, kind])}")
        print(
            f"  {'all':<28}{_cells(score(results[name, Split.BUILD][1]))}{_cells(score(results[name, Split.HELD][1]))}"
        )


def _print_targets(results: Results) -> None:
    print("\nto reach")
    for target in TARGETS:
        build, held = (score(_of(target, results[target.name, split][1])) for split in Split)
        both = score(_of(target, results[target.name, Split.BUILD][1] + results[target.name, Split.HELD][1]))
        aim = (
            f"   to reach {target.recall:.2f} and {target.precision:.2f}" if target.recall and target.precision else ""
        )
        print(f"  {target.title}{aim}")
        for label, part in (("build", build), ("held", held), ("both", both)):
            print(f"    {label:<26}{_cells(part)}")


def _of(target: Target, of: Iterable[Outcome]) -> tuple[Outcome, ...]:
    return tuple(
        outcome for outcome in of if outcome.case.lang in target.languages and outcome.case.find.kind is target.kind
    )


def _print_failures(results: Results) -> None:
    print("\nfailing cases of the build halves")
    for (name, split), (_, of) in results.items():
        for outcome in of:
            if split is Split.BUILD and not outcome.good:
                case = outcome.case
                verdict = "missed" if case.expect else "found "
                find = case.find.official or case.find.phrase
                print(f"  {verdict} {name} {case.lang}: {find} in {' / '.join(filter(None, (case.title, case.text)))}")
                print(f"         {case.why}")


def _cells(part: Score) -> str:
    return f"{part.positives:>11}{_rate(part.recall):>8}{part.negatives:>11}{_rate(part.precision):>11}"


def _rate(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.3f}"


if __name__ == "__main__":
    main()
