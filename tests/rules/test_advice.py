"""Rules that can never match, or match everything, are told of where they stand; those that work are not."""

from pathlib import Path

from monitor import query
from monitor.rulebook import All, AnyOf, NoneOf, Phrase, Rule, Rulebook, SourceFilter, Topic
from monitor.rules import Forms, compile_rulebook
from monitor.rules.advice import advise
from monitor.text.dictionary import Inflection
from tests.rules.build import article, forms

NEVER = "can never match"
ALWAYS = "will match nearly every article"
REFUSES_ALL = "found in nearly every article"
APART = "cannot stand close together"
BLIND = "knows ASCII letters only"
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
    "title:port NEAR/5 body:ship": ("", APART),
    "title,body:port NEAR/5 (body:ship OR url:ship)": ("", ""),
    "title:port NEAR/5 ship": ("", ""),
    r"/\bиран\b/": ("", BLIND),
    r"/\b(?:ирак|иран)/": ("", BLIND),
    r"/(iran|иран){1,2}\b/": ("", BLIND),
    r"/\biran\b/ /иран\\b/ /\bNATO-иран/": ("", ""),
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


# A query, and what is said of its terms, if anything.
TERMS = {
    '"OPEC+"': "the sign `+`",
    '"10%"': "the sign `%`",
    '"$100 billion"': r"regex: '\$100 billion\b'",
    '"AT&T" "Johnson & Johnson" "S-400" hyperson*': "",
    "en:санкции": "list it under `ru`",
    "ru:санкції": "list it under `uk`",
    "uk:санкции": "",
    "uk:объект": "no word of that language has such letters",
    "de:Санкт": "list it under `ru`",
    "ru:NATO zh:NATO sr:sankcija sr:санкција ar:قطر": "",
    "sanción": "which has no word 'sanción'",
    "en:ateşkes": "which has no word 'ateşkes'",
    "es:sanción exact:sanción Erdoğan café détente": "",
    "WHO": "`case:WHO` in a query",
    "case:WHO case:US": "",
    "case:who": "write a phrase",
    "who": "write a phrase",
}


def _english(code: str, words: list[str]) -> dict[str, Inflection]:
    """What a dictionary says that has two words."""
    known = {"café", "detente"}.intersection(words) if code == "en" else ()
    return {word: Inflection((), known=True, base=True) for word in known}


def test_a_term_that_is_read_otherwise_than_it_looks_is_told_of(tmp_path: Path) -> None:
    """Signs that do not count, letters of another language, acronyms that are common words in small letters."""
    for text, expected in TERMS.items():
        rule = Rule("one", query.parse(text), "", place="r.yaml:1")
        warnings = compile_rulebook(Rulebook((rule,)), Forms(tmp_path, _english)).warnings
        found = [f"{fault.message} {fault.hint}" for fault in warnings]
        assert len(found) == bool(expected), (text, found)
        assert all(expected in sentence for sentence in found), (text, found)


def test_capitals_must_count_wherever_a_topic_is_used() -> None:
    """A common word in a topic is told of unless every rule that names the topic lets capitals count."""
    topic = Topic("health", "Health", {"en": ("WHO",)}, place="topics.yaml:2")
    for text, warned in (("case:topic:health", False), ("case:topic:health OR topic:health", True)):
        book = Rulebook((Rule("one", query.parse(text), "", place="r.yaml:1"),), {"health": topic})
        assert bool(advise(book, frozenset(), {})) is warned


def test_the_expression_that_is_advised_finds_what_was_meant() -> None:
    """What is told in place of `\\b` finds a word of any letters, and nothing inside another."""
    rule = Rule("one", query.parse(r"/(?m:^|\PL)иран(?m:\PL|$)/"), "", place="r.yaml:1")
    matcher = compile_rulebook(Rulebook((rule,)), forms())
    assert matcher.warnings == ()
    assert [bool(matcher.match(article(text))) for text in ("Что\nИран\nсказал", "«Иран»", "Иранский")] == [
        True,
        True,
        False,
    ]
