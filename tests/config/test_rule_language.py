"""The whole rule language in YAML files: what each key becomes, and what is said of each mistake."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from monitor.config import load
from monitor.config.expiry import written_expiry
from monitor.config.nodes import NodeSpec, condition
from monitor.config.writing import as_node
from monitor.model import Field
from monitor.query import normal
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Form,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Regex,
    Rule,
    RuleRef,
    Score,
    Spelling,
    TopicRef,
    Weighted,
    Where,
)
from tests.config.folder import ENVIRON, FILES, faults, loaded, write
from tests.query.conditions import CONDITIONS

A, B, C = (Phrase({"": (letter,)}) for letter in "abc")
RULES, OFFICIALS = "rules/rules.yaml", "officials/officials.yaml"
NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)


def rule(directory: Path, text: str) -> Rule:
    """The rule of which ``text`` is the inside."""
    return loaded(directory, {RULES: f"rules:\n  - id: a\n    {text}\n"}).rulebook.rules[0]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"when: {regex: 'S-\d00'}", Regex(r"S-\d00")),
        (
            "when: {regex: 'x/y', in: [url, tag], case: exact}",
            Regex("x/y", Where(frozenset({Field.URL, Field.TAG}), True)),  # noqa: FBT003
        ),
        ("when: {phrase: a, in: author}", Phrase({"": ("a",)}, Where(frozenset({Field.AUTHOR})))),
        ("when: {phrase: 'cyber* attack*', form: inflected}", Phrase({"": ("cyber* attack*",)})),
        (
            "when: {near: {within: 3 words, ordered: true, of: [{phrase: a}, {regex: b}]}}",
            Near(3, (A, Regex("b")), ordered=True),
        ),
        ("when: {near: {within: 3 words, of: [{phrase: a}, {query: b OR c}]}}", Near(3, (A, AnyOf((B, C))))),
        (
            "when: {score: {at_least: 5, of: [{phrase: a, weight: 4, at_most: 2}, {none: [{phrase: b}], weight: -1}]}}",
            Score(5, (Weighted(A, 4, 2), Weighted(NoneOf((B,)), -1))),
        ),
        ("query: a AND NOT b", All((A, NoneOf((B,))))),
        ("query: >-\n      a\n      NOT b", All((A, NoneOf((B,))))),
        (
            "{keywords: [a], when: {query: b}, query: c}".replace("{k", "k").replace("c}", "c").replace(", ", "\n    "),
            All((A, B, C)),
        ),
        ("when: {query: a OR b, none: [{query: c}]}", All((AnyOf((A, B)), NoneOf((C,))))),
        ("when: {all: [{phrase: a}, {query: 'topic:arms-control'}]}", All((A, TopicRef("arms-control")))),
    ],
)
def test_a_rule_says_what_the_matcher_looks_for(tmp_path: Path, text: str, tree: Condition) -> None:
    """Each key becomes its condition, from a file as a person writes it."""
    assert rule(tmp_path, text).when == tree


def test_rules_may_use_one_another(tmp_path: Path) -> None:
    """`rule:` names another rule, in a node or a query, whatever its order, file or rest."""
    text = "rules:\n  - {id: a, when: {rule: b}, keywords: [a]}\n  - {id: b, query: 'a OR rule:c', enabled: false}\n"
    other = "rules:\n  - {id: c, keywords: [c]}\n"
    a, b, _ = loaded(tmp_path, {RULES: text, "rules/second.yaml": other}).rulebook.rules
    assert a.when == All((A, RuleRef("b")))
    assert b.when == AnyOf((A, RuleRef("c")))


@pytest.mark.parametrize(
    ("zone", "text", "moment"),
    [
        ("UTC", "2027-01-31", datetime(2027, 2, 1, tzinfo=UTC)),
        ("Europe/Zurich", "2027-01-31", datetime(2027, 1, 31, 23, tzinfo=UTC)),
        ("America/New_York", "2027-12-31", datetime(2028, 1, 1, 5, tzinfo=UTC)),
        ("Europe/Zurich", "2027-01-31T18:00+05:00", datetime(2027, 1, 31, 13, tzinfo=UTC)),
        ("Europe/Zurich", "2027-01-31 18:00:30Z", datetime(2027, 1, 31, 18, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_rule_watches_through_its_last_day(tmp_path: Path, zone: str, text: str, moment: datetime) -> None:
    """A day lasts until midnight where the readers are; a moment is where it says."""
    files = {
        "monitor.yaml": f"timezone: {zone}\nchannels: {{}}\n",
        RULES: f"rules:\n  - {{id: a, keywords: [a], expires: {text}}}\n",
    }
    assert loaded(tmp_path, files).rulebook.rules[0].expires == moment


@pytest.mark.parametrize(
    ("zone", "moment", "written"),
    [
        ("Europe/Zurich", datetime(2027, 1, 31, 23, tzinfo=UTC), "2027-01-31"),
        ("Asia/Beirut", datetime(2027, 3, 27, 22, tzinfo=UTC), "2027-03-27"),
        ("Europe/Zurich", datetime(2027, 1, 31, 13, tzinfo=UTC), "2027-01-31T14:00+01:00"),
        ("UTC", datetime(2027, 1, 31, 18, 0, 30, tzinfo=UTC), "2027-01-31T18:00:30+00:00"),
    ],
)
def test_a_last_day_is_written_as_that_day(zone: str, moment: datetime, written: str) -> None:
    """Not as the midnight behind it, which the clocks of Beirut skip in spring; a moment is written on local clocks."""
    assert written_expiry(moment, ZoneInfo(zone)) == written


def test_an_expired_rule_is_told_of_and_stops_nothing(tmp_path: Path) -> None:
    """A date that has passed is a warning with its place; a rule that rests anyway, or lasts, is none."""
    text = """\
rules:
  - id: old
    keywords: [a]
    expires: 2027-01-31
  - {id: rests, keywords: [a], expires: 2027-01-31, enabled: false}
  - {id: lasts, keywords: [a], expires: 2027-02-01}
"""
    path = write(tmp_path, {RULES: text})
    (warning,) = load(path, ENVIRON, NOW).warnings
    said = "the rule `old` expired on 2027-01-31: it watches no longer (remove it, or move the date)"
    assert str(warning) == f"{tmp_path}/rules/rules.yaml:4: {said}"
    assert load(path, ENVIRON).warnings == ()


@pytest.mark.parametrize(
    ("text", "spelling"),
    [("", Spelling.GENERATED), ("spelling: exact", Spelling.EXACT), ("spelling: loose", Spelling.LOOSE)],
)
def test_an_official_is_found_in_the_spellings_asked_for(tmp_path: Path, text: str, spelling: Spelling) -> None:
    """Spellings are generated unless the file says how far they may go."""
    official = f"officials:\n  - id: o\n    name: O\n    names: {{en: Ann Oh}}\n    {text}\n"
    assert loaded(tmp_path, {OFFICIALS: official}).rulebook.officials["o"].spelling is spelling


def test_small_operators_are_doubted(tmp_path: Path) -> None:
    """A query that reads `or` as a word is taken, and a warning says what was probably meant."""
    files = {RULES: "rules:\n  - id: a\n    when:\n      query: b or c\n"}
    (warning,) = loaded(tmp_path, files).warnings
    assert f"{RULES}:4: `query`, column 3: `or` is looked for as a word: write OR" in str(warning)


def test_a_rule_that_listens_to_no_feed_is_told_of(tmp_path: Path) -> None:
    """What is excluded counts for nothing among what is included, by id or by tag; the other rules pass."""
    sources = {
        "none": "{include: [wire], exclude: [wire]}",
        "tag": "{include: [wire], exclude: [tag:world]}",
        "all": "{exclude: [wire, second]}",
        "half": "{include: [wire, second], exclude: [second]}",
        "fine": "{include: [wire], exclude: [second]}",
    }
    rules = "".join(f"  - id: {id_}\n    keywords: [b]\n    sources: {text}\n" for id_, text in sources.items())
    feeds = FILES["feeds.yaml"] + "  - {id: second, url: 'https://example.org/2.xml'}\n"
    warnings = loaded(tmp_path, {RULES: f"rules:\n{rules}", "feeds.yaml": feeds}).warnings
    assert [(warning.line, warning.message[:40]) for warning in warnings] == [
        (4, "the rule `none` listens to no feed: `sou"),
        (7, "the rule `tag` listens to no feed: `sour"),
        (10, "the rule `all` listens to no feed: `sour"),
        (13, "`sources` of the rule `half` includes an"),
    ]


WRONG = [
    # expressions
    ("when:\n      regex: '(?=a)b'", 4, ["`regex` holds look-ahead", "RE2 does not have"]),
    ("when:\n      regex: 'a*'", 4, ["`regex` matches the empty text", "found everywhere"]),
    ("when:\n      regex: '[a'", 4, ["`regex` cannot be read: a `[` is not closed"]),
    ("when:\n      regex: a\n      form: exact", 5, ["`form` does not go beside `regex`"]),
    ("when:\n      regex: 5", 4, ["`regex` must be text"]),
    # scores
    ("when:\n      score: {of: [{phrase: a, weight: 1}]}", 4, ["`at_least` is missing"]),
    ("when:\n      score: {at_least: 5, of: [{phrase: a}]}", 4, ["`weight` is missing"]),
    ("when:\n      score: {at_least: 5, of: [{phrase: a, weight: 0}]}", 4, ["`weight` must not be 0"]),
    (
        "when:\n      score:\n        at_least: 5\n        of: [{phrase: a, weight: -1}]",
        6,
        ["`score`: no weight is positive, so the score never reaches 5"],
    ),
    (
        "when:\n      score: {at_least: 5, of: [{phrase: a, weight: 2, at_most: 2}]}",
        4,
        ["`score`: the positive weights add up to 4, so the score never reaches 5"],
    ),
    ("when:\n      score: {at_least: 5, of: [{none: [{phrase: a}], weight: 5}]}", 2, ["nearly every article"]),
    (
        "when:\n      score: {at_least: 1, of: [{phrase: a, weight: 1, weigth: 2}]}",
        4,
        ["unknown key `weigth`", "`weight`"],
    ),
    ("when:\n      any:\n        - weight: 5\n          phrase: a", 5, ["unknown key `weight`"]),
    # near and count
    ("when:\n      near: {within: 3 words, of: [{phrase: a}, {rule: treaty}]}", 4, ["`near` takes phrases"]),
    ("when:\n      count: {at_least: 2, of: [{query: a b}]}", 4, ["`count` takes phrases"]),
    ("when:\n      near: {within: sentence, ordered: yes, of: [{phrase: a}, {phrase: b}]}", 4, ["true or false"]),
    ("when:\n      near: {within: sentence, of: [{phrase: a}, {phras: b}]}", 4, ["unknown key `phras`", "`phrase`"]),
    ("when:\n      all: [{none: [{phras: b}]}]", 4, ["unknown key `phras`", "`phrase`"]),
    # narrowing
    ("when:\n      rule: treaty\n      in: title", 5, ["`in` narrows"]),
    ("when:\n      query: a\n      case: exact", 5, ["`case` narrows", "in a query, write `title:`, `case:`"]),
    # keys in the wrong place
    ("keywords: [a]\n    in: title", 4, ["`in` does not go here", "`when: {phrase: [...], in: title}`"]),
    ("keywords: [a]\n    topic: arms-control", 4, ["`topic` does not go here", "`when: {topic: ...}`"]),
    ("when:\n      keywords: [a]\n      phrase: b", 4, ["`keywords` does not go here", "listed under `phrase`"]),
    ("when:\n      phrase: a\n      languages: [en]", 5, ["`languages` does not go here", "write it beside `when`"]),
    ("when:\n      count: {at_least: 2, of: [{phrase: a}], in: title}", 4, ["`in` does not go here", "items of `of`"]),
    # terms
    ("keywords: ['a*b']", 3, ["`*` that does not end a word"]),
    ("keywords: ['a **']", 3, ["`*` that does not end a word"]),
    # queries
    ("query: a AND", 3, ["`query`, column 6: something to look for is missing before the end"]),
    ("when:\n      all:\n        - query: (a OR b", 5, ["`query`, column 1: a `(` is opened, but not closed"]),
    ("query: titel:a", 3, ["`query`, column 1: `titel:` is not known (did you mean `title:`?)"]),
    ("query: a NEAR/5 (b AND c)", 3, ["column 10: NEAR takes words"]),
    ("query: a SCORE/5(b^2)", 3, ["column 3: the positive weights add up to 2"]),
    ("query: '/a**/'", 3, ["column 1: the expression repeats a repetition, `**`"]),
    ("query: NOT a", 2, ["nearly every article"]),
    ("query: NOT rule:treaty", 2, ["nearly every article"]),
    ("query: 5", 3, ["`query` must be text"]),
    ("query: ''", 3, ["`query`, column 1: something to look for is missing"]),
    # references
    ("when: {rule: traety}", 3, ["there is no rule `traety`", "did you mean `treaty`?"]),
    ("query: b AND topic:arm-control", 3, ["`query`, column 7: there is no topic `arm-control`", "`arms-control`"]),
    ("query: official:x OR b", 3, ["`query`, column 1: there is no official `x`", "`wendy-sherman`"]),
    ("when: {all: [{query: 'b c rule:x'}]}", 3, ["`query`, column 5: there is no rule `x`"]),
    # expiry
    ("keywords: [a]\n    expires: tomorrow", 4, ["`expires` is not a day such as 2027-01-31"]),
    ("keywords: [a]\n    expires: 2027-02-30", 4, ["`expires`", "the calendar has no such day"]),
    ("keywords: [a]\n    expires: 2027-01-31T18:00", 4, ["with its offset"]),
    ("keywords: [a]\n    expires: 9999-12-31", 4, ["`expires` must lie in a year from 2000"]),
]


@pytest.mark.parametrize(("text", "line", "words"), WRONG)
def test_a_mistake_is_named_with_line_and_remedy(tmp_path: Path, text: str, line: int, words: list[str]) -> None:
    """A person who made this mistake is sent to its line, in a query to its column, and told what to do."""
    found = faults(tmp_path, {"rules/other.yaml": f"rules:\n  - id: other\n    {text}\n"})
    assert any(
        fault.startswith(f"rules/other.yaml:{line}: ") and all(word in fault for word in words) for fault in found
    ), found
    assert len(found) == 1


def test_a_circle_of_rules_is_told_as_a_chain(tmp_path: Path) -> None:
    """Rules that end where they began are refused once for each circle, where it closes."""
    text = """\
rules:
  - {id: a, when: {rule: b}}
  - id: b
    query: x OR rule:c
  - id: c
    when:
      any:
        - rule: a
        - phrase: y
  - {id: self, query: rule:self}
"""
    found = faults(tmp_path, {RULES: text})
    hint = "(write out in one of them what it wants)"
    assert found == [
        f"rules/rules.yaml:8: rules refer to one another in a circle: a → b → c → a {hint}",
        f"rules/rules.yaml:10: `query`, column 1: rules refer to one another in a circle: self → self {hint}",
    ]


def test_no_chain_of_rules_is_too_long_to_be_answered(tmp_path: Path) -> None:
    """Thousands of rules in a chain or a circle are a fault, not a crash."""
    chain = "".join(f"  - {{id: r{number}, when: {{rule: r{number + 1}}}}}\n" for number in range(3000))
    found = faults(tmp_path, {RULES: f"rules:\n{chain}  - {{id: r3000, keywords: [a]}}\n"})
    assert "nests 101 deep with the rules that it refers to" in found[0]
    (circle,) = faults(tmp_path, {RULES: f"rules:\n{chain}  - {{id: r3000, when: {{rule: r0}}}}\n"})
    assert "in a circle: r0 → r1 → r2" in circle
    assert len(circle) < 300


def test_rules_that_multiply_are_refused(tmp_path: Path) -> None:
    """Rules that use another twice, which uses another twice, do not grow without bound."""
    doubling = "".join(
        f"  - {{id: r{number}, query: rule:r{number + 1} OR (rule:r{number + 1} b)}}\n" for number in range(60)
    )
    found = faults(tmp_path, {RULES: f"rules:\n{doubling}  - {{id: r60, keywords: [a]}}\n"})
    assert "conditions with the rules that it refers to (at most 100000 are read: split it)" in found[0]


def test_deep_nodes_with_deep_queries_are_answered(tmp_path: Path) -> None:
    """The deepest node that YAML takes may hold the deepest query, and one bracket more is a fault with its column."""

    def nested(brackets: int) -> str:
        return "any: [{" * 17 + f"query: {'(NOT ' * (brackets // 2)}b{')' * (brackets // 2)}" + "}]" * 17

    deepest = f"rules:\n  - id: a\n    keywords: [a]\n    when: {{{nested(40)}}}\n"
    assert faults(tmp_path, {RULES: deepest}) == []
    (fault,) = faults(tmp_path, {RULES: f"rules:\n  - id: a\n    keywords: [a]\n    when: {{{nested(42)}}}\n"})
    assert "`query`, column 101: brackets and negations nest more than 40 deep" in fault


@settings(max_examples=100, deadline=None)
@given(CONDITIONS)
def test_a_condition_can_be_written_as_yaml(tree: Condition) -> None:
    """What `rules show` prints as YAML means the rule that it shows."""
    assert normal(condition(NodeSpec.model_validate(as_node(tree)))) == normal(tree)


def test_the_example_of_the_contract_works(tmp_path: Path) -> None:
    """The query that the manual shows is taken as it stands."""
    text = '("arms control" OR topic:arms-control) AND official:wendy-sherman NOT title:sport'
    assert rule(tmp_path, f"query: '{text}'").when == All(
        (
            AnyOf((Phrase({"": ("arms control",)}), TopicRef("arms-control"))),
            OfficialRef("wendy-sherman"),
            NoneOf((Phrase({"": ("sport",)}, Where(frozenset({Field.TITLE}), form=Form.INFLECTED)),)),
        )
    )
