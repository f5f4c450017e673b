"""The topics that ship: their terms compile, are found in their languages, inflected too, and nowhere else."""

import re
from collections import Counter
from pathlib import Path

import pytest

from monitor.config import defaults_directory, load
from monitor.model import Hit
from monitor.rulebook import Rule, Rulebook, Topic, TopicRef
from monitor.rules import Matcher, compile_rulebook
from monitor.text.fold import fold
from tests.rules.build import article
from tests.rules.inflected import INFLECTED
from tests.rules.vocabulary import CARRIERS, NEUTRAL

TOPICS = load(defaults_directory() / "monitor.yaml", {}).rulebook.topics
PROMISED = {
    "arms-control",
    "cybersecurity",
    "disinformation",
    "elections",
    "energy-security",
    "export-controls",
    "migration",
    "nuclear",
    "sanctions",
    "space",
    "terrorism",
    "trade",
}
GUIDE = Path(__file__).parents[2] / "docs" / "vocabulary.md"
FEWEST_LANGUAGES = 28
FEWEST_TERMS = 4
PAIRS = [(topic.id, language) for topic in TOPICS.values() for language in topic.terms]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """All topics in one rulebook, with a rule for each."""
    rules = tuple(Rule(topic, TopicRef(topic), title=topic) for topic in TOPICS)
    return compile_rulebook(Rulebook(rules, topics=TOPICS))


def found(matcher: Matcher, topic: str, text: str, language: str) -> tuple[Hit, ...]:
    """The hits of ``topic`` in ``text``; empty when its rule does not match."""
    matches = matcher.match(article(text, language))
    return next((match.hits for match in matches if match.rule_id == topic), ())


def covered(hits: tuple[Hit, ...], start: int, words: str) -> bool:
    """Whether one hit covers ``words``, which stand at ``start``: a shorter term inside them does not."""
    return any(hit.start <= start and start + len(words) <= hit.end for hit in hits)


def test_every_promised_topic_ships_in_many_languages() -> None:
    """Twelve topics, each in 28 languages or more, each with some terms in every one of them."""
    assert set(TOPICS) >= PROMISED
    for topic in TOPICS.values():
        assert len(topic.terms) >= FEWEST_LANGUAGES, topic.id
        assert set(topic.terms) <= set(CARRIERS), topic.id
        few = {language for language, terms in topic.terms.items() if len(terms) < FEWEST_TERMS}
        assert not few, topic.id


def test_the_guide_tells_how_much_there_is() -> None:
    """The table of docs/vocabulary.md holds the languages and terms of each topic, as they are in the files."""
    told = re.findall(r"^\| `(\S+)` \| (\d+) \| (\d+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    counted = {(id_, str(len(topic.terms)), str(sum(map(len, topic.terms.values())))) for id_, topic in TOPICS.items()}
    assert set(told) == counted


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_no_term_stands_twice(topic: Topic) -> None:
    """A language of a topic lists no term twice, whatever its letter case, accents and hyphens."""
    for language, terms in topic.terms.items():
        keys = Counter(fold(term).replace("-", " ") for term in terms)
        assert [key for key, times in keys.items() if times > 1] == [], language


def test_nothing_about_the_terms_surprises(matcher: Matcher) -> None:
    """All terms compile, and none calls for a warning."""
    assert matcher.warnings == ()


@pytest.mark.parametrize(("topic", "language"), PAIRS)
def test_every_term_is_found_in_a_sentence(matcher: Matcher, topic: str, language: str) -> None:
    """Each listed term is found, whole, in a sentence of its language."""
    before = CARRIERS[language].index("{term}")
    missed = []
    for term in TOPICS[topic].terms[language]:
        words = term.removesuffix("*")
        text = CARRIERS[language].format(term=words)
        if not covered(found(matcher, topic, text, language), before, words):
            missed.append(term)
    assert missed == []


@pytest.mark.parametrize(
    ("topic", "language", "sentence"),
    [
        pytest.param(topic, language, sentence, id=f"{topic}-{language}")
        for topic, cases in INFLECTED.items()
        for language, sentence in cases
    ],
)
def test_inflected_terms_are_found(matcher: Matcher, topic: str, language: str, sentence: str) -> None:
    """The words in brackets are a listed term in another form, as the press writes it, and are found as the topic."""
    before, words, after = sentence.replace("]", "[").split("[")
    assert covered(found(matcher, topic, before + words + after, language), len(before), words)


def test_every_topic_has_inflected_sentences_in_many_languages() -> None:
    """The proof above covers each topic in ten languages or more."""
    assert set(INFLECTED) >= PROMISED
    for topic, cases in INFLECTED.items():
        assert len({language for language, _ in cases}) >= 10, topic


@pytest.mark.parametrize("language", NEUTRAL)
def test_texts_about_football_and_cooking_are_not_found(matcher: Matcher, language: str) -> None:
    """No term of any language is found in an article about something else."""
    matches = matcher.match(article(NEUTRAL[language], language))
    assert [(match.rule_id, match.hits[0].text, match.hits[0].variant) for match in matches] == []


def test_every_language_has_its_sentences() -> None:
    """Languages that topics list are those that the tests above speak."""
    listed = {language for topic in TOPICS.values() for language in topic.terms}
    assert listed == set(CARRIERS) == set(NEUTRAL)
