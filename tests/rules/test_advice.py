"""Rules that can never match, or match everything, are told of where they stand; those that work are not."""

from monitor import query
from monitor.rulebook import All, AnyOf, NoneOf, Phrase, Rule, Rulebook, SourceFilter
from monitor.rules import Forms, compile_rulebook
from monitor.rules.advice import advise

NEVER = "can never match"
ALWAYS = "will match nearly every article"
REFUSES_ALL = "found in nearly every article"
ELSEWHERE = "listed in other languages"

# A query, the languages of its rule, and what is said of it.
RULES = {
    "title:port NOT title:port": ("", NEVER),
    "title:port NOT port": ("", NEVER),
    "port ship NOT (ship OR train)": ("", NEVER),
    "(port OR ship) train NOT port NOT ship": ("", NEVER),
    "port ship NOT (port ship)": ("", NEVER),
    "port NEAR/5 ship NOT ship": ("", NEVER),
    "port|ship NOT port|ship|train": ("", NEVER),
    "port NOT rule:0": ("", ""),
    "train rule:0": ("", NEVER),
    "(port NOT port) OR ship": ("", "a part of the rule `9` can never match"),
    "port NOT title:port": ("", ""),
    "port|ship NOT port": ("", ""),
    "(port OR ship) NOT port": ("", ""),
    "port NOT case:port": ("", ""),
    "case:port NOT port": ("", NEVER),
    "/./": ("", ALWAYS),
    r"/\w+/ NOT port": ("", ALWAYS),
    r"/\w{3}/ OR port": ("", ALWAYS),
    r"case:/[A-Z][a-z]+/": ("", ALWAYS),
    r"port NEAR/3 /\d+/": ("", ""),
    r"/CVE-\d+/": ("", ""),
    "author:/./": ("", ""),
    r"port NOT /\d/": ("", REFUSES_ALL),
    "ru:санкция": ("en", ELSEWHERE),
    "ru:санкция /S-400/": ("en", ELSEWHERE),
    "ru:санкция OR /S-400/": ("en", ""),
    "ru:санкция|en:sanction": ("en", ""),
    "hr:sankcija": ("sr", ""),
    "санкция": ("en", ""),
    "port NEAR/5 ship NOT (port NEAR/5 ship)": ("", NEVER),
    r"title:/\d/": ("", ""),
    r"title:/^\w+$/": ("", ""),
    r"war NOT title:/\d/": ("", ""),
    "url:/7/ OR /и/ OR /[ぁ-ん]/": ("", ""),
    "/0/ NEAR/2 /./": ("", ""),
    r"COUNT/3(/\A./)": ("", ""),
    "SCORE/5(/./^5 spam^-9)": ("", ""),
    r"COUNT/1(/\w/)": ("", ALWAYS),
}


def said() -> dict[int, list[str]]:
    """What is said of each of RULES, by its line."""
    rules = tuple(
        Rule(str(number), query.parse(text), "", languages=frozenset(languages.split()), place=f"r.yaml:{number}")
        for number, (text, (languages, _)) in enumerate(RULES.items())
    )
    warnings: dict[int, list[str]] = {number: [] for number in range(len(rules))}
    for fault in advise(Rulebook(rules), frozenset(), {}):
        assert fault.hint
        warnings[fault.line or 0].append(fault.message)
    return warnings


def test_a_rule_that_can_never_or_always_match_is_told_of() -> None:
    """Each doubtful rule gets one sentence that says why; the others none."""
    for (text, (_, expected)), sentences in zip(RULES.items(), said().values(), strict=True):
        assert len(sentences) == bool(expected), (text, sentences)
        assert all(expected in sentence for sentence in sentences), (text, sentences)


def test_rules_that_take_long_to_judge_leave_the_others_their_turn() -> None:
    """What one rule of thousands of terms took counts for no other, however many refer to one rule."""
    words = [f"word{number}" for number in range(3_000)]
    many = [Phrase({"en": tuple(words[number:])}) for number in range(20)]
    wide = Rule("wide", All((*many, *(NoneOf((each,)) for each in many))), "", place="r.yaml:1")
    base = Rule("base", AnyOf(tuple(Phrase({"en": (word,)}) for word in words[:100])), "", place="r.yaml:2")
    when = query.parse("rule:base ship NOT port NOT sport")
    referring = tuple(Rule(str(number), when, "", place=f"r.yaml:{number + 3}") for number in range(5_000))
    last = Rule("last", query.parse("port NOT port"), "", place="r.yaml:9999")
    *_, warning = advise(Rulebook((wide, base, *referring, last)), frozenset(), {})
    assert str(warning).startswith(last.place)


def test_every_article_of_some_feeds_may_be_wanted() -> None:
    """Nobody is nagged about a rule that passes on whatever a feed brings."""
    rule = Rule("all", query.parse("/./"), "", sources=SourceFilter(include=frozenset({"desk"})))
    assert compile_rulebook(Rulebook((rule,)), Forms()).warnings == ()


def test_the_commonest_words_are_told_of_in_every_script() -> None:
    """Words and phrases that stand in nearly every text of their language: with a language, and where none is said."""
    common = 'zh:的 ja:の ja:という 的 の 我们 fr:"de la" en:"of the" ru:"в том" ar:"و في" "de la" "в том"'
    telling = 'zh:核 核 ja:核兵器 en:"the port" fr:"la paix" ru:"в порту" vi:"tin tặc" "New York"'
    for text, warned in ((common, True), (telling, False)):
        condition = query.parse(text)
        assert isinstance(condition, All)
        for each in condition.of:
            found = advise(Rulebook((Rule("one", each, "", place="r.yaml:1"),)), frozenset(), {})
            assert bool(found) is warned, each
