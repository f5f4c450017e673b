"""What must hold for any text and any term at all."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError
from monitor.model import Article, Field
from monitor.rulebook import All, Condition, Count, Near, NoneOf, Official, OfficialRef, Regex, Rulebook, Span
from monitor.rules import Forms, Matcher, compile_rulebook
from monitor.rules.forms import Words
from tests.rules.build import article, forms, matcher, official, phrase, rule, rulebook
from tests.rules.samples import OFFICIALS

TERMS = (
    "arms control",
    "الأمن السيبراني",
    "علي",
    "网络安全",
    "核",
    "군비통제",
    "hyper*",
    "İran",
    "an ninh mạng",
    "ไซเบอร์",
)
MATCHER = matcher(
    *(phrase(term) for term in TERMS),
    *(phrase(term, lang=tongue) for term, tongue in (("санкции", "ru"), ("sanction", "en"), ("yaptırım", "tr"))),
    *(official(name) for name in ("ryabkov", "biden", "bagheri")),
)
PIECES = (
    *TERMS,
    "Сергея Рябкова",
    "谢尔盖·里亚布科夫",
    "wal-",
    "و",
    "لل",
    "\u0651",
    "\u0301",
    "😀",
    "\u200c",
    "'",
    "’",
    ".",
    "\n",
    " ",
)
TEXTS = st.one_of(
    st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join)
)
LANGUAGES = st.sampled_from((None, "ar", "ru", "en", "tr", "zh", "fa", "vi", "xx", "en-US"))


def check(made: Matcher, text: Article) -> None:
    """Match ``text`` and hold every hit to its place."""
    for match in made.match(text):
        assert match.hits == tuple(sorted(match.hits, key=lambda hit: (list(Field).index(hit.field), hit.start)))
        for hit in match.hits:
            whole = text.title if hit.field is Field.TITLE else text.text
            assert whole[hit.start : hit.end] == hit.text
            assert hit.text in hit.snippet


@settings(max_examples=300, deadline=None)
@given(title=TEXTS, text=TEXTS, language=LANGUAGES)
def test_every_hit_is_where_it_says_in_any_text(title: str, text: str, language: str | None) -> None:
    """No text makes matching fail, and each hit is exactly the text between its offsets."""
    check(MATCHER, Article(id="x", title=title, text=text, language=language))


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_any_text_can_be_explained(text: str, language: str | None) -> None:
    """An explanation agrees with the match, whatever the text."""
    written = article(text, language)
    fired = {match.rule_id for match in MATCHER.match(written)}
    assert {explained.rule_id for explained in MATCHER.explain(written) if explained.matched} == fired


def unlisted(code: str, words: list[str]) -> Words | str:
    """A dictionary without words: opening a real one for every example would take hours."""
    return {}


NO_FORMS = Forms(Path("/dev/null/nowhere"), unlisted)


@settings(max_examples=200, deadline=None)
@given(term=st.one_of(st.text(max_size=20), TEXTS), language=st.sampled_from(("", "ar", "vi", "tr", "ru")))
def test_any_term_compiles_or_is_refused(term: str, language: str) -> None:
    """Whatever someone lists, it is compiled or refused with a sentence; and compiled, it can be matched."""
    try:
        made = compile_rulebook(rulebook(rule(phrase(term, lang=language))), NO_FORMS)
    except ConfigError:
        return
    check(made, article(f"x {term} y"))


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.text("abcdefgабвгاابتث", min_size=2, max_size=8), min_size=1, max_size=4))
def test_a_term_is_found_in_itself(words: list[str]) -> None:
    """A term of plain letters is found where it is written as listed."""
    term = " ".join(words)
    assert compile_rulebook(rulebook(rule(phrase(term))), NO_FORMS).match(article(term))


HOSTILE = {
    "one word": "arms ",
    "one letter": "a",
    "apostrophes": "a'",
    "particles": "و",
    "one character": "核",
    "stops": ".",
    "blocked names": "Hunter Biden, Joe Biden ",
    "hits": "arms control ",
    "marks": "\u0301",
    "marks in two orders": "\u0315\u0300",
    "half-width marks": "\uff9e\u0301",
    "Hangul": "군비 통제 ",
    "hyphens": "a-",
    "katakana": "サ",
    "names": "Сергей Рябков и ",
    "surnames that are particles": "Bin ",
    "particles of one surname": "Van ",
}
CONDITIONS = (
    Near(3, (phrase("arms"), phrase("control"))),
    Near(Span.PARAGRAPH, (phrase("arms"), phrase("control")), ordered=True),
    Count(2, (phrase("核"), phrase("군비통제"))),
    All((Regex("[a-z]+ c"), NoneOf((phrase("peace"),)))),
)
PARTICLES = tuple(
    Official(surname, f"Omar {surname}", {"en": (f"Omar {surname}",)}, {"en": (surname,)}) for surname in ("Bin", "Van")
)
WATCHED: tuple[Condition, ...] = (
    *(phrase(term) for term in TERMS),
    *(official(name) for name in ("ryabkov", "biden", "bagheri")),
    *(OfficialRef(person.id) for person in PARTICLES),
    *CONDITIONS,
)
READER = compile_rulebook(
    Rulebook(
        tuple(rule(condition, str(number)) for number, condition in enumerate(WATCHED)),
        officials={**OFFICIALS, **{person.id: person for person in PARTICLES}},
    ),
    forms(),
)


def hostile(piece: str, length: int) -> str:
    """``piece`` again and again, and names that let surnames count."""
    return f"a{piece * (length // len(piece))} Omar Bin, Omar Van"


def seconds(text: str) -> float:
    """Processor time to match ``text`` as Arabic and in an unknown language, which it is read in afresh."""
    start = time.process_time()
    for language in ("ar", None):
        READER.match(article(text, language))
    return time.process_time() - start


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    """A text eight times as long takes about eight times as long, and not sixty-four: a busy machine is no reason."""
    short, long = hostile(piece, 12_500), hostile(piece, 100_000)
    seconds(short)
    assert min(seconds(long) for _ in range(2)) < 24 * max(0.05, min(seconds(short) for _ in range(2)))


@pytest.mark.soak
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_takes_time_in_proportion(piece: str) -> None:
    """What holds of an article holds of the longest text, too."""
    short, long = hostile(piece, 125_000), hostile(piece, 1_000_000)
    seconds(short)
    assert seconds(long) < 24 * max(0.05, seconds(short))


def test_many_distinct_words_take_time_in_proportion() -> None:
    """A hundred thousand words that were never met take about eight times as long as an eighth of them."""
    few, many = (" ".join(f"w{number}x" for number in range(count)) for count in (12_500, 100_000))
    assert seconds(many) < 24 * max(0.05, seconds(few))
