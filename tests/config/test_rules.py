"""Rules and vocabularies become the trees that the matcher compiles."""

from pathlib import Path

import pytest

from monitor.config.nodes import NodeSpec, condition
from monitor.model import Article, Field, Severity
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    SourceFilter,
    Span,
    TopicRef,
    Where,
)
from monitor.rules import compile_rulebook
from tests.config.folder import loaded

A, B = Phrase({"": ("a",)}), Phrase({"": ("b",)})


@pytest.mark.parametrize(
    ("node", "tree"),
    [
        ({"phrase": "a"}, A),
        ({"phrase": ["a", "b  c"]}, Phrase({"": ("a", "b c")})),
        ({"phrase": {"en": "a", "no": ["b", "c"]}}, Phrase({"en": ("a",), "no": ("b", "c")})),
        ({"topic": "t"}, TopicRef("t")),
        ({"official": "o"}, OfficialRef("o")),
        ({"all": [{"phrase": "a"}, {"phrase": "b"}]}, All((A, B))),
        ({"any": [{"phrase": "a"}]}, AnyOf((A,))),
        ({"all": [{"phrase": "a"}], "none": [{"phrase": "b"}]}, All((All((A,)), NoneOf((B,))))),
        ({"phrase": "a", "topic": "t"}, All((A, TopicRef("t")))),
        ({"near": {"within": "8 words", "of": [{"phrase": "a"}, {"phrase": "b"}]}}, Near(8, (A, B))),
        ({"near": {"within": "sentence", "of": [{"phrase": "a"}, {"phrase": "b"}]}}, Near(Span.SENTENCE, (A, B))),
        ({"count": {"at_least": 2, "of": [{"phrase": "a"}]}}, Count(2, (A,))),
        ({"phrase": "a", "in": "title"}, Phrase({"": ("a",)}, Where(frozenset({Field.TITLE})))),
        (
            {"phrase": "a", "in": ["title", "body"], "case": "exact", "form": "exact"},
            Phrase({"": ("a",)}, Where(frozenset({Field.TITLE, Field.BODY}), True, Form.EXACT)),  # noqa: FBT003
        ),
    ],
)
def test_a_node_becomes_its_condition(node: dict[str, object], tree: Condition) -> None:
    """What a person writes under `when:` is what the matcher looks for; keys side by side must all hold."""
    assert condition(NodeSpec.model_validate(node)) == tree


def test_a_rule_arrives_whole(tmp_path: Path) -> None:
    """Every key of a rule reaches the matcher, its title in one line, with the place it came from."""
    text = """\
rules:
  - id: short
    keywords: [cybersecurity, الأمن السيبراني]
  - id: long
    title: |
      A long
      one
    severity: critical
    keywords: [a]
    when: {official: wendy-sherman}
    languages: [ar, en]
    sources: {include: [wire], exclude: [tag:world]}
    notify: [desk]
    examples: {match: [Wendy Sherman said a], ignore: [b]}
    enabled: false
"""
    short, long = loaded(tmp_path, {"rules/rules.yaml": text}).rulebook.rules
    assert short.when == AnyOf((Phrase({"": ("cybersecurity",)}), Phrase({"": ("الأمن السيبراني",)})))
    assert (short.title, short.severity, short.notify, short.enabled) == ("short", Severity.NORMAL, (), True)
    assert long.when == All((A, OfficialRef("wendy-sherman")))
    assert long.languages == {"ar", "en"}
    assert long.sources == SourceFilter(frozenset({"wire"}), frozenset({"tag:world"}))
    assert (long.title, long.severity, long.notify, long.enabled) == ("A long one", Severity.CRITICAL, ("desk",), False)
    assert long.examples.match == ("Wendy Sherman said a",)
    assert long.place == f"{tmp_path}/rules/rules.yaml:4"


def test_keywords_may_stand_under_their_language(tmp_path: Path) -> None:
    """Words by language count in the forms of that language; one that several languages share is one leaf."""
    keywords = "keywords: {en: [sanction, embargo], es: embargo, ru: санкция}"
    (rule,) = loaded(tmp_path, {"rules/rules.yaml": f"rules:\n  - id: a\n    {keywords}\n"}).rulebook.rules
    assert rule.when == AnyOf(
        (
            Phrase({"en": ("sanction",)}),
            Phrase({"en": ("embargo",), "es": ("embargo",)}),
            Phrase({"ru": ("санкция",)}),
        )
    )


def test_a_reason_names_the_keyword_that_was_found(tmp_path: Path) -> None:
    """Of several keywords, the reason names the one in the article, in whatever form it stands there."""
    text = "rules:\n  - id: a\n    keywords: {en: [embargo, sanction], ru: [санкция]}\n"
    matcher = compile_rulebook(loaded(tmp_path, {"rules/rules.yaml": text}).rulebook)
    article = Article("1", "Новые санкции", "В понедельник введены новые санкции против банков.", language="ru")
    (match,) = matcher.match(article)
    assert {hit.leaf for hit in match.hits} == {"phrase:санкция"}


def test_an_official_arrives_whole(tmp_path: Path) -> None:
    """Names, surnames, roles and the people who are meant by none of them reach the matcher."""
    text = """\
officials:
  - id: wendy-sherman
    name: Wendy Sherman
    role: Deputy Secretary of State
    names: {en: [Wendy Sherman, Wendy R. Sherman], ar: ويندي شيرمان}
    surnames: {en: Sherman}
    roles: {en: Deputy Secretary of State}
    not: [Cindy Sherman]
    spelling: exact
"""
    official = loaded(tmp_path, {"officials/officials.yaml": text}).rulebook.officials["wendy-sherman"]
    assert official.names == {"en": ("Wendy Sherman", "Wendy R. Sherman"), "ar": ("ويندي شيرمان",)}
    assert official.surnames == {"en": ("Sherman",)}
    assert official.roles == {"en": ("Deputy Secretary of State",)}
    assert (official.role, official.blocked) == ("Deputy Secretary of State", ("Cindy Sherman",))


def test_words_of_yaml_stay_words(tmp_path: Path) -> None:
    """`NO` is Norwegian or a word, never false; `22:22` is a time, never 1342; dates and 0x1f stay text."""
    text = "topics:\n  - id: arms-control\n    terms: {no: [NO, 22:22, 2024-01-01, yes, 0x1f]}\n"
    topic = loaded(tmp_path, {"topics/topics.yaml": text}).rulebook.topics["arms-control"]
    assert topic.terms == {"no": ("NO", "22:22", "2024-01-01", "yes", "0x1f")}


def test_an_alias_repeats_what_it_names(tmp_path: Path) -> None:
    """Anchors and aliases, used with measure, save typing."""
    text = "topics:\n  - {id: arms-control, terms: &t {en: arms control}}\n  - {id: other, terms: *t}\n"
    topics = loaded(tmp_path, {"topics/topics.yaml": text}).rulebook.topics
    assert topics["other"].terms == topics["arms-control"].terms
