"""Nouns and phrases of the news as languages outside of Indo-European Europe write them: noun_forms_other.tsv.

Rows marked ``build`` were looked at while rules for forms were written; how many forms of ``held`` ones were found
before anyone had looked at them is in docs/matching.md. ``others`` are other words that look like a term.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.rules import Matcher
from tests.rules.build import article, hits, matcher, phrase

TABLE = Path(__file__).parent.parent / "data" / "noun_forms_other.tsv"

# How many forms are missed, of a hundred to two hundred each; of Urdu and Hindi, seventy.
MISSED = {"fa": 6, "fi": 2, "he": 9, "hi": 3, "hu": 3, "th": 2, "tr": 2, "ur": 2, "zh": 2}
# The Turkish dictionary has a programmer (programcı) as a form of "programme"; 가 is a Korean particle, and "person".
FOUND_BY_MISTAKE = {("tr", "nükleer program", "nükleer programcı"), ("ko", "협상", "협상가")}


class Row(NamedTuple):
    """A listed term, its forms in texts, and other words that begin or look like it."""

    lang: str
    part: str
    term: str
    forms: tuple[str, ...]
    others: tuple[str, ...]


def table() -> list[Row]:
    """The rows of the table."""
    cells = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        Row(lang, part, term, tuple(forms.split(", ")), tuple(filter(None, others.split(", "))))
        for lang, part, term, forms, others in cells
    ]


ROWS = table()
LANGUAGES = list(dict.fromkeys(row.lang for row in ROWS))


def terms(lang: str) -> list[str]:
    """The terms of a language."""
    return [row.term for row in ROWS if row.lang == lang]


@cache
def compiled(lang: str) -> Matcher:
    """A rule for each term of a language."""
    return matcher(*(phrase(term, lang=lang) for term in terms(lang)))


def is_found(row: Row, text: str) -> bool:
    """Whether the rule of the row's term matches ``text``, which stands within a sentence."""
    number = str(terms(row.lang).index(row.term))
    return number in {match.rule_id for match in compiled(row.lang).match(article(f"— {text} —", row.lang))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_term_is_found_in_its_forms(lang: str) -> None:
    """Case, number, owner and particles: támadásairól by {hu: támadás}, mikutanoni by {sw: mkutano}."""
    missed = [(row.term, form) for row in ROWS if row.lang == lang for form in row.forms if not is_found(row, form)]
    assert len(missed) <= MISSED.get(lang, 0), missed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_term_is_not_found_in_other_words(lang: str) -> None:
    """Not in a hostage (گروگان) for a group (گروه), nor in a problem (masalah) for a time (masa)."""
    found = {
        (lang, row.term, other) for row in ROWS if row.lang == lang for other in row.others if is_found(row, other)
    }
    assert found <= FOUND_BY_MISTAKE, found - FOUND_BY_MISTAKE


@pytest.mark.parametrize(
    ("lang", "term", "text"),
    [
        ("hu", "politika", "A politikai vita tegnap is folytatódott"),
        ("hu", "Amerika", "Amerikai katonák érkeztek a városba"),
        ("fa", "نظام", "پایگاه نظامی در شمال کشور"),
        ("fa", "ایران", "تیم ایرانی پیروز شد"),
        ("fa", "رهبر", "او به رهبری حزب رسید"),
        ("sw", "kura", "Waislamu walisoma Kurani msikitini"),
        ("he", "שר", "המסעדה מגישה בשר בלבד"),
    ],
)
def test_an_ending_does_not_make_another_word_a_form(lang: str, term: str, text: str) -> None:
    """Adjectives of places and fields, what leaders do, the Koran for a vote, meat for a minister."""
    assert not hits(phrase(term, lang=lang), article(text, lang))
