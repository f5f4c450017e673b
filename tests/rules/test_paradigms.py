"""Case forms of names, against a table of what newspapers write: tests/data/case_forms.tsv.

Rows marked ``build`` were looked at while the endings were written, ``held`` ones were only counted. Greek forms are
compared without accents, which move, and which the lexicon does not keep either.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.paradigms import LANGUAGES, case_forms, owner_forms
from monitor.text.fold import fold

TABLE = Path(__file__).parent.parent / "data" / "case_forms.tsv"
FLOORS = {"build": 0.99, "held": 0.95}
FLOOR_OF_ALL = 0.98
MOST_FORMS = 60


class Row(NamedTuple):
    """A name in the nominative, and the forms that texts in a language give it (``not``: do not give it)."""

    language: str
    part: str
    name: str
    forms: tuple[str, ...]
    owner: tuple[str, ...]


def table() -> list[Row]:
    """The rows of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [
        Row(language, part, name, tuple(forms.split()), tuple(owner.split()))
        for language, part, name, forms, owner in cells
    ]


ROWS = table()
SCORED = sorted({row.language for row in ROWS if row.part != "not" and row.forms})


def found(row: Row) -> list[str]:
    """Those forms of ``row`` that are made."""
    made = case_forms(row.name, row.language)
    if row.language != "el":
        return [form for form in row.forms if form in made]
    folded = {fold(form) for form in made}
    return [form for form in row.forms if fold(form) in folded]


def recall(rows: list[Row]) -> float:
    """The share of the forms of ``rows`` that are made."""
    return sum(len(found(row)) for row in rows) / sum(len(row.forms) for row in rows)


@pytest.mark.parametrize("part", ["build", "held"])
@pytest.mark.parametrize("language", SCORED)
def test_the_forms_that_newspapers_write_are_made(language: str, part: str) -> None:
    """In every language at least 95 of 100 forms are made of names that the endings were not tried on."""
    rows = [row for row in ROWS if (row.language, row.part) == (language, part)]
    missing = {row.name: sorted(set(row.forms) - set(found(row))) for row in rows}
    assert recall(rows) >= FLOORS[part], {name: forms for name, forms in missing.items() if forms}


@pytest.mark.parametrize("part", ["build", "held"])
@pytest.mark.parametrize("language", sorted({row.language for row in ROWS if row.owner}))
def test_the_adjectives_of_owners_are_made(language: str, part: str) -> None:
    """Trumpova, Путинов: of a surname alone nearly all are made; in a full name they are another person's name."""
    rows = [row for row in ROWS if (row.language, row.part) == (language, part)]
    made = {row.name: owner_forms(row.name, language) for row in rows}
    missing = {row.name: missed for row in rows if (missed := sorted(set(row.owner) - made[row.name]))}
    assert sum(map(len, missing.values())) <= (1 - FLOORS[part]) * sum(len(row.owner) for row in rows), missing


@pytest.mark.parametrize("part", ["build", "held"])
def test_over_all_languages_few_forms_are_missed(part: str) -> None:
    """Of the forms of all languages together 98 of 100 are made."""
    assert recall([row for row in ROWS if row.part == part]) >= FLOOR_OF_ALL


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.part == "not"], ids=lambda row: f"{row.language}-{row.name}"
)
def test_forms_of_other_words_are_not_made(row: Row) -> None:
    """A man's name gets no woman's forms, a name no form of a similar name, of its root, or of a frequent word."""
    assert found(row) == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_listed_name_keeps_to_the_bounds_in_every_language(language: str) -> None:
    """Names of any country yield a bounded number of lower-case words of some length in each language."""
    for row in ROWS:
        forms = case_forms(row.name, language) | owner_forms(row.name, language)
        assert len(forms) <= MOST_FORMS
        assert row.name.lower() not in forms
        assert all(len(form) > 2 and form == form.lower() for form in forms)


@settings(max_examples=500, deadline=None)
@given(
    word=st.one_of(st.text(max_size=60), st.text("abcčeioňrsyаеийкоцьїїαηςւაი'’-İI", max_size=12)),
    language=st.one_of(st.none(), st.sampled_from(sorted(LANGUAGES)), st.text(max_size=8)),
)
def test_any_text_has_a_bounded_number_of_forms(word: str, language: str | None) -> None:
    """Whatever is listed, nothing fails, and the forms are few, lower case, and at least three letters long."""
    forms = case_forms(word, language) | owner_forms(word, language)
    assert len(forms) <= MOST_FORMS
    assert word not in forms
    assert all(len(form) > 2 and form == form.lower() for form in forms)


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("Рябков", None),
        ("Рябков", "pl"),
        ("Biden", "ru"),
        ("Biden", "el"),
        ("Biden", "en"),
        ("Бајден", "hr"),
        ("习", "pl"),
    ],
)
def test_a_word_in_other_letters_or_an_unknown_language_has_no_forms(word: str, language: str | None) -> None:
    """Endings are only written on to words in the letters of their language."""
    assert case_forms(word, language) == frozenset()


def test_a_language_with_a_country_is_the_language() -> None:
    """pl-PL is pl, and so is PL."""
    assert case_forms("Trump", "pl-PL") == case_forms("Trump", "PL") == case_forms("Trump", "pl") != frozenset()


@pytest.mark.parametrize(("latin", "cyrillic"), [("Petar", "Петар"), ("Mihailo", "Михаило"), ("Zaharova", "Захарова")])
def test_serbian_declines_alike_in_both_scripts(latin: str, cyrillic: str) -> None:
    """A name has the same cases in Latin and in Cyrillic letters."""
    letters = str.maketrans("абвгдежзијклмнопрстуфхцчш", "abvgdežzijklmnoprstufhcčš")
    forms = {form.translate(letters) for form in case_forms(cyrillic, "sr")}
    assert forms == case_forms(latin, "sr")


@pytest.mark.parametrize(
    ("word", "language"), [("фон", "ru"), ("von", "pl"), ("der", "cs"), ("Шойгу", "ru"), ("Грищенко", "ru")]
)
def test_words_that_do_not_change_have_no_forms(word: str, language: str) -> None:
    """Particles and names that a language leaves as they are stay as listed."""
    assert case_forms(word, language) == frozenset()


def test_apostrophes_of_all_kinds_are_one() -> None:
    """Дар'я is declined alike however its apostrophe is written."""
    assert case_forms("Дар’я", "uk") == case_forms("Дар'я", "uk") == case_forms("Дарʼя", "uk") != frozenset()
