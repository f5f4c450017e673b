"""A surname beside a given name: the official's own lets it count, somebody else's does not."""

import tracemalloc
from functools import cache

import pytest

from monitor.rulebook import Official, OfficialRef, Rule, Rulebook
from monitor.rules import Matcher, compile_rulebook
from monitor.rules.spellings.given import given_name
from tests.rules.build import article, forms

PEOPLE = (
    Official(
        "netanyahu",
        "Benjamin Netanyahu",
        {"en": ("Benjamin Netanyahu",)},
        {"en": ("Netanyahu",)},
        {"": ("prime minister", "премьера", "رئيس الوزراء", "ראש הממשלה")},
    ),
    Official(
        "trump",
        "Donald Trump",
        {"en": ("Donald Trump",)},
        {"en": ("Trump",)},
        {"": ("president", "президента", "الرئيس", "总统", "大統領", "대통령")},
    ),
    Official(
        "orban",
        "Viktor Orbán",
        {"hu": ("Orbán Viktor",)},
        {"hu": ("Orbán",)},
        {"": ("miniszterelnök",)},
    ),
    Official(
        "burns",
        "William Burns",
        {"en": ("William Burns",)},
        {"en": ("Burns",)},
        {"": ("CIA director", "директор ЦРУ")},
    ),
    Official(
        "bin-salman",
        "Mohammed bin Salman",
        {"en": ("Mohammed bin Salman",), "ar": ("محمد بن سلمان",)},
        {"en": ("bin Salman",), "ar": ("بن سلمان",)},
        {"": ("crown prince", "ولي العهد")},
    ),
)


@cache
def _matcher() -> Matcher:
    rules = tuple(Rule(official.id, OfficialRef(official.id), official.id) for official in PEOPLE)
    return compile_rulebook(Rulebook(rules, officials={official.id: official for official in PEOPLE}), forms())


def _named(text: str, language: str) -> set[str]:
    return {match.rule_id for match in _matcher().match(article(text, language))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The prime minister's wife, Sara Netanyahu, spoke"),
        ("en", "PRESIDENT: MELANIA TRUMP LANDS"),
        ("en", "The CIA director and Nicholas Burns met"),
        ("en", "The crown prince's brother Khalid bin Salman flew home"),
        ("ru", "Встреча супруги президента Мелании Трамп"),
        ("uk", "зустріч президента з Меланією Трамп"),
        ("pl", "president; spotkanie Melanii Trump"),
        ("ar", "قالت زوجة الرئيس وميلانيا ترامب"),
        ("ar", "التقى ولي العهد وخالد بن سلمان"),
        ("he", "ראש הממשלה ושרה נתניהו"),
        ("ko", "대통령 부인 멜라니아 트럼프는 말했다"),
        ("zh", "总统夫人梅拉尼娅·特朗普周三表示"),
        ("ja", "大統領夫人メラニア・トランプは語った"),
        ("hu", "A miniszterelnök lányával, Orbán Ráhellel beszélt"),
    ],
)
def test_the_surname_of_somebody_else_does_not_count(language: str, text: str) -> None:
    """A known given name beside a licensed surname, in any case form, makes it another person's."""
    assert _named(text, language) == set()


@pytest.mark.parametrize(
    ("language", "text", "official"),
    [
        ("en", "The prime minister left. Yesterday Netanyahu spoke", "netanyahu"),
        ("en", "Prime Minister Netanyahu spoke", "netanyahu"),
        ("en", "The prime minister: Benjamin and Sara Netanyahu spoke", "netanyahu"),
        ("en", "In April Trump met the president", "trump"),
        ("en", "From Washington Trump, the president, spoke", "trump"),
        ("en", "Judges Grant Trump Delay; President Hails It", "trump"),
        ("en", "the president, Donald John Trump, spoke", "trump"),
        ("en", "The CIA director, Bill Burns, spoke", "burns"),
        ("ru", "Директор ЦРУ Билл Бернс прилетел", "burns"),
        ("ru", "Говорили с семьёй президента: Дональд и Мелания Трамп", "trump"),
        ("de", "president: Donald und Melania Trump", "trump"),
        ("ar", "قال الرئيس إن القرار لصالح ترامب", "trump"),
        ("ar", "الرئيس دونالد وميلانيا ترامب", "trump"),
        ("zh", "总统特朗普周三表示", "trump"),
        ("hu", "A miniszterelnök, Orbán Vlagyimir Putyinnal beszélt", "orban"),
        ("hu", "miniszterelnök: Magyar Péter Orbánt bírálta", "orban"),
    ],
)
def test_other_words_beside_a_surname_let_it_count(language: str, text: str, official: str) -> None:
    """Sentence starts, titles, places, words that are names, too, nicknames and middle names lose no find."""
    assert _named(text, language) == {official}


def test_a_language_that_declines_no_names_knows_the_listed_ones() -> None:
    """Articles may state any language: in those without case forms a given name is what the lists say, no more."""
    assert given_name("Melania", "qq-1") == given_name("Melania", "en") != frozenset()
    assert given_name("Мелании", "ru") == given_name("Мелании", None) == given_name("Мелания", "qq-1")
    assert given_name("Мелании", "qq-1") == frozenset()


def test_languages_that_articles_state_take_no_memory() -> None:
    """A thousand languages that nobody speaks leave no more behind than one."""

    def left(languages: int) -> int:
        tracemalloc.start()
        for number in range(languages):
            given_name("Melania", f"q{number}")
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return kept

    given_name("Melania", "en")
    assert left(1_000) < left(1) + 50_000
