"""What must hold for any text and any term at all."""

import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError
from monitor.model import Article, Field
from monitor.rules import Forms, Matcher, compile_rulebook
from monitor.rules.forms import Words
from tests.rules.build import article, matcher, official, phrase, rule, rulebook

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


def test_hostile_text_takes_time_in_proportion() -> None:
    """A quarter of a megabyte of one word, one letter, apostrophes, or nothing but hits takes seconds at most."""
    start = time.process_time()
    for text in (
        "arms " * 50_000,
        "a" * 250_000,
        "a'" * 125_000,
        "و" * 250_000,
        "核" * 75_000,
        "." * 250_000,
        "Hunter Biden, Joe Biden " * 8_000,
        "arms control " * 12_000,
    ):
        MATCHER.match(article(text, "ar"))
    assert time.process_time() - start < 20
