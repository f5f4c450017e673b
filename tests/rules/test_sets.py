"""What is found in news of many languages does not get worse, and the sets that tell so are large enough."""

from functools import cache

import pytest

from tests.matching_floors import rates, read_floors
from tests.matching_sets import Case, Kind, Split, load_set, names_of_sets, outcomes

BOTH = tuple((name, split) for name in names_of_sets() for split in Split)
GROUPS = tuple(name for name in names_of_sets() if not name.startswith("names-"))

# Languages of which there must be more: 25 positives and 25 negatives instead of 14.
LARGE = ("ar", "ru", "zh", "en", "pl", "uk", "fa")
# The least number of positives and negatives of a language, by set; the second is of languages that are not Slavic.
NAMES = {"names-slavic": ((25, 15), (25, 15)), "names-from-english": ((20, 15), (8, 5))}
SLAVIC = ("ru", "uk", "pl", "cs", "bg", "sr", "hr")


@cache
def _cases(name: str) -> tuple[Case, ...]:
    return tuple(case for split in Split for case in load_set(name, split).cases)


def _count(cases: tuple[Case, ...]) -> tuple[int, int]:
    """How many positives and negatives there are."""
    positives = sum(case.expect for case in cases)
    return positives, len(cases) - positives


def _enough(cases: tuple[Case, ...], positives: int, negatives: int) -> bool:
    have = _count(cases)
    return have[0] >= positives and have[1] >= negatives


@pytest.mark.timeout(600)  # the first run with a language prepares its dictionary
@pytest.mark.parametrize(("name", "split"), BOTH)
def test_no_language_is_read_worse_than_before(name: str, split: Split) -> None:
    """Whoever changes the matcher finds, in every language, at least what was found before, and no more that is wrong.

    After an improvement: ``python -m benchmarks sets --write-floors``.
    """
    cases = load_set(name, split)
    reached = rates([(cases, outcomes(cases))])
    floors = {key: floor for key, floor in read_floors().items() if key[:2] == (name, split)}
    assert reached.keys() == floors.keys()
    fallen = {
        key: f"recall {recall:.3f} of {floors[key][0]}, precision {precision:.3f} of {floors[key][1]}"
        for key, (recall, precision) in reached.items()
        if recall < floors[key][0] or precision < floors[key][1]
    }
    assert not fallen


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_of_languages_has_cases_enough(name: str) -> None:
    """A rate over a handful of cases says nothing: each group, half and language has a least number of both kinds."""
    assert _enough(_cases(name), 100, 100)
    for split in Split:
        assert _enough(load_set(name, split).cases, 40, 40)
    for lang in {case.lang for case in _cases(name)}:
        least = 25 if lang in LARGE else 14
        of = tuple(case for case in _cases(name) if case.lang == lang)
        assert _enough(of, least, least), lang
        assert {case.find.kind for case in of} == set(Kind), lang


@pytest.mark.parametrize("name", NAMES)
def test_a_set_of_names_has_cases_enough(name: str) -> None:
    """The figures for names rest on a least number of cases of each language, half of them held back."""
    for lang in {case.lang for case in _cases(name)}:
        of = tuple(case for case in _cases(name) if case.lang == lang)
        assert _enough(of, *NAMES[name][lang not in SLAVIC]), lang
        held = [case for case in load_set(name, Split.HELD).cases if case.lang == lang]
        assert abs(len(of) - 2 * len(held)) <= 2, lang


def test_officials_known_by_their_english_name_have_no_other() -> None:
    """The set measures what is made of the English name alone: any other listed form would answer for it."""
    officials = load_set("names-from-english", Split.BUILD).officials
    assert len(officials) >= 30
    assert all(list(official.names) == ["en"] and not official.surnames for official in officials)


@pytest.mark.parametrize("name", names_of_sets())
def test_no_case_stands_in_both_halves(name: str) -> None:
    """What is held back has not been seen: no text of the held half is in the half that everybody reads."""
    build, held = (
        {(case.lang, case.find.model_dump_json(), case.title, case.text) for case in load_set(name, split).cases}
        for split in Split
    )
    assert not build & held
