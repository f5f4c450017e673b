"""Searching stored articles: an index that is asked by a search never withholds what the matcher would find."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import query
from monitor.errors import ConfigError
from monitor.model import Article, Match
from monitor.rulebook import Official, Rule, Rulebook, Topic
from monitor.rules import Forms, Matcher, Search, compile_search, index_keys
from monitor.rules.compile import Compiler
from monitor.rules.search import MOST_KEYS, asked_of
from monitor.text.dictionary import Inflection
from monitor.wanted import Every, Key, Wanted, size
from tests.matching_sets import Split, load_set, names_of_sets

OFFICIALS = {
    "ryabkov": Official("ryabkov", "Sergei Ryabkov", {"en": ("Sergei Ryabkov",), "ru": ("Сергей Рябков",)}),
    "loose": Official("loose", "Ali Baqeri", {"ar": ("علي باقري",)}),
}
TOPICS = {"arms": Topic("arms", "Arms control", {"en": ("arms control",), "zh": ("军备控制",)})}

# Names have forms in many languages, which take a while.
SETS = [pytest.param(name, marks=[pytest.mark.soak] * name.startswith("names-")) for name in names_of_sets()]


def no_dictionary(code: str, words: list[str]) -> dict[str, Inflection]:
    """Words that do not ship with forms count as written only: to open a dictionary takes seconds."""
    return {word: Inflection((), known=False, base=False) for word in words}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    """The forms that ship, and no others."""
    return Forms(tmp_path_factory.mktemp("forms"), no_dictionary)


def holds(keys: frozenset[str], wanted: Wanted | None) -> bool:
    """What an index says of an article with these keys."""
    if wanted is None:
        return True
    if isinstance(wanted, Key):
        return any(key.startswith(wanted.text) for key in keys) if wanted.prefix else wanted.text in keys
    parts = (holds(keys, part) for part in wanted.of)
    return all(parts) if isinstance(wanted, Every) else any(parts)


def search(text: str, forms: Forms) -> Search:
    return compile_search(query.parse(text), TOPICS, OFFICIALS, forms)


def article(text: str, language: str | None = None) -> Article:
    return Article(id="a", title="", text=text, language=language)


def of_set(name: str, forms: Forms) -> Iterator[tuple[Article, Wanted | None, tuple[Match, ...]]]:
    """Each case of a labelled set: its article, what is asked for it, and what the matcher finds."""
    cases = load_set(name, Split.BUILD)
    conditions = {case.find.model_dump_json(): case.find.condition() for case in cases.cases}
    rules = [Rule(f"rule-{number}", each, "") for number, each in enumerate(conditions.values())]
    compiler = Compiler(Rulebook(tuple(rules), officials={each.id: each for each in cases.officials}), forms)
    compiler.compile_all()
    matcher, asked = Matcher(compiler), asked_of(compiler.tables, conditions.values())
    numbers = {key: number for number, key in enumerate(conditions)}
    for case in cases.cases:
        number = numbers[case.find.model_dump_json()]
        found = tuple(match for match in matcher.match(case.article()) if match.rule_id == f"rule-{number}")
        yield case.article(), asked[number], found


@pytest.mark.parametrize("name", SETS)
def test_the_index_withholds_nothing_that_the_matcher_finds(name: str, forms: Forms) -> None:
    """In every language and for every name of the labelled sets; and it does spare the matcher most of the rest."""
    found = spared = silent = 0
    for kept, wanted, matches in of_set(name, forms):
        there = holds(frozenset(index_keys(kept)), wanted)
        assert there or not matches, (kept.text, wanted)
        found += bool(matches)
        silent += not matches
        spared += not there
    assert found > 20
    assert spared > silent / 5


@pytest.mark.parametrize(
    ("text", "language", "query_text", "finds"),
    [
        ("وبالأمن السيبراني والمحادثات", "ar", '"أمن سيبراني"', True),
        ("حول أمن المعلومات", "ar", "السيبراني", False),
        ("日内瓦网络安全会谈", "zh", "网络安全", True),
        ("安全网络", "zh", "网络安全", False),
        ("ジュネーブで軍備管理", "ja", "軍備管理", True),
        ("제네바에서 군비 통제를 논의", "ko", '"군비 통제"', True),
        ("Cyber-security talks", "en", "cybersecurity", True),
        ("Talks in GENÈVE", "fr", "geneve NOT sport", True),
        ("Sport in Genève", "fr", "geneve NOT sport", False),
        ("l'Iran et l’AIEA", "fr", "iran aiea", True),
        ("Переговоры в Женеве", "ru", "женев* AND переговор*", True),
        ("Müzakereler İstanbul'da", "tr", "lang:tr istanbul", None),
        ("Сергея Рябкова спросили", "ru", "official:ryabkov", True),
        ("军备控制谈判", "zh", "topic:arms OR topic:arms", True),
        ("arms and more control", "en", "topic:arms", False),
        ("arms and then control", "en", "arms NEAR/2 control", True),
        ("One two", "en", "/o[n]e/ AND two", True),
    ],
)
def test_a_search_finds_what_a_rule_would(
    text: str, language: str, query_text: str, finds: bool | None, forms: Forms
) -> None:
    """Clitics, scripts without spaces, accents, endings, topics and people are found as rules find them."""
    if finds is None:
        with pytest.raises(query.QueryError):
            query.parse(query_text)
        return
    compiled = search(query_text, forms)
    kept = article(text, language)
    assert compiled.wanted is not None
    assert (compiled.hits(kept) is not None) is finds
    assert holds(frozenset(index_keys(kept)), compiled.wanted) or not finds


def test_hits_say_where_the_words_stand(forms: Forms) -> None:
    """A hit has its place, and the words around it."""
    (hit,) = search("السيبراني", forms).hits(article("حول الأمن السيبراني في جنيف", "ar")) or ()
    assert (hit.text, hit.start) == ("السيبراني", 10)
    assert "جنيف" in hit.snippet


def test_authors_and_tags_are_indexed(forms: Forms) -> None:
    """A search in these fields finds them; one in the URL is not helped by the index, and finds as well."""
    kept = Article("a", "t", "x", "https://e.example/cyber", authors=("Ann Writer",), tags=("world",))
    for text, helped in (("author:writer", True), ("tag:world", True), ("url:cyber", False)):
        compiled = search(text, forms)
        assert (compiled.wanted is not None) is helped
        assert compiled.hits(kept)
        assert holds(frozenset(index_keys(kept)), compiled.wanted)


def test_keys_are_bounded_and_plain(forms: Forms) -> None:
    """However long or odd a text is, its keys are so many at most, and hold nothing that a database would obey."""
    odd = article(" ".join(f"w{number}" for number in range(MOST_KEYS + 99)))
    assert len(index_keys(odd)) == MOST_KEYS
    marks = article("l'été ½ ㏂ ⑴ צה\"ל \x00x \ud800 " + "a" * 5000, "he")
    for key in index_keys(marks):
        assert len(key) <= 50
        assert all(letter.isalnum() or ord(letter) > 127 for letter in key), key
    many = Topic("many", "Many", {"en": tuple(f"term{number} more" for number in range(3000))})
    compiled = compile_search(query.parse("topic:many"), {"many": many}, {}, forms)
    assert compiled.wanted is None
    assert compiled.hits(article("term7 more", "en"))


def test_what_is_asked_for_is_small(forms: Forms) -> None:
    """A word asks for its readings only."""
    wanted = search("السيبراني", forms).wanted
    assert wanted is not None
    assert size(wanted) <= 3


def test_an_unknown_topic_is_named(forms: Forms, tmp_path: Path) -> None:
    """A search that refers to nothing says so."""
    with pytest.raises(ConfigError, match="nothing-such"):
        search("topic:nothing-such", forms)
