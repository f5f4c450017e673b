"""Spellings that no rule finds yet: what counts as near, and what does not."""

from dataclasses import replace

import pytest

from monitor.model import Article
from monitor.rulebook import Official, Spelling
from monitor.rules import Suggesting, Suggestion
from tests.rules.build import article, forms

DOLINSKY = Official(
    "marek-dolinsky",
    "Marek Dolinsky",
    {
        "en": ("Marek Dolinsky",),
        "ru": ("Марек Долинский",),
        "ar": ("مارك دولينسكي",),
        "he": ("מארק דולינסקי",),
        "ko": ("마레크 돌린스키",),
        "zh": ("马雷克·多林斯基",),
        "ja": ("マレク・ドリンスキー",),
    },
    surnames={"en": ("Dolinsky",)},
)
DOLINSKA = Official("marta-dolinska", "Marta Dolinsky", {"en": ("Marta Dolinsky",)})
DARIA = Official("mareka-dolinsky", "Mareka Dolinsky", {"en": ("Mareka Dolinsky",)})


def _found(*articles: Article, threshold: float = 85, limit: int | None = None) -> list[Suggestion]:
    suggesting = Suggesting(DOLINSKY, (DOLINSKY, DOLINSKA, DARIA), threshold, forms())
    for each in articles:
        suggesting.take(each)
    return list(suggesting.result(limit))


@pytest.mark.parametrize(
    ("language", "text", "spelling"),
    [
        ("en", "The envoy Marek Dolinzky spoke on Monday", "Marek Dolinzky"),
        ("en", "Yesterday Marek Jan Dolinzkey spoke", "Marek Jan Dolinzkey"),
        ("en", "Mr DOLINZKY MAREK spoke", "DOLINZKY MAREK"),
        ("en", "in Marek Dolinzky’s words", "Marek Dolinzky"),
        ("ru", "Министр Марэк Далинский сказал", "Марэк Далинский"),
        ("ar", "رحب مارك دولينسكى بالقرار ومارك دولينسقي أمس", "مارك دولينسقي"),
        ("he", "השר מארק דולינסקיי אמר", "מארק דולינסקיי"),
        ("ko", "마레크 돌린스끼는 말했다", "마레크 돌린스끼"),
        ("zh", "林业部长马雷克·多林茨基周三表示", "马雷克·多林茨基"),
        ("ja", "林業相のマレック・ドリンスキーは語った", "マレック・ドリンスキー"),
    ],
)
def test_a_near_spelling_is_found_in_every_script(language: str, text: str, spelling: str) -> None:
    """Letters that differ, a middle name, the other order, what is written on to names: shown as a name to list."""
    assert [(each.text, each.language) for each in _found(article(text, language))] == [(spelling, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Marek Dolinsky spoke"),
        ("en", "Marek Dolinsky and later Dolinsky alone, and Marek’s Dolinsky"),
        ("ru", "Говорили с Мареком Долинским о лесах"),
        ("en", "Mareka Dolinsky spoke"),
        ("en", "the marek dolinzky of the forests"),
        ("en", "Marek spoke. Dolinzky did not"),
        ("en", "Marek, Dolinzky and others"),
        ("en", "Marek and then much later Dolinzky"),
        ("en", "Marek Kowalski met Pavel Dolinzky"),
        ("zh", "马雷克宪法改革方案获得通过"),
        ("th", "มาเร็ค โดลินสกี กล่าวว่า"),
    ],
)
def test_what_is_found_already_or_is_somebody_else_is_left_out(language: str, text: str) -> None:
    """The official's own hits, other officials, words that are no name, and names alike in one word only."""
    assert _found(article(text, language)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Der Gesandte Mareks Dolinskis sprach"), ("ru", "Сказал Марек Косиняк-Камыш о лесах")],
)
def test_what_is_generated_is_left_out(language: str, text: str) -> None:
    """Also where a spelling counts in other languages alone; with `spelling: exact`, which finds none, it is shown."""
    person = Official("marek", "Marek Dolinsky", {"en": ("Marek Dolinsky", "Marek Kosiniak-Kamysz")})
    found = {}
    for spelling in (Spelling.GENERATED, Spelling.EXACT):
        suggesting = Suggesting(replace(person, spelling=spelling), forms=forms())
        suggesting.take(article(text, language))
        found[spelling] = suggesting.result()
    assert (found[Spelling.GENERATED], bool(found[Spelling.EXACT])) == ((), True)


def test_spellings_add_up_over_articles() -> None:
    """One spelling counts once, however it is capitalised: how often, in how many articles, of how many sources."""
    texts = ["Marek Dolinzky. Then Marek Dolinzky", "MAREK DOLINZKY came", "Marek Dolinzkey came"]
    articles = [
        Article(id=str(number), title="", text=text, language="en", source=f"s{number}")
        for number, text in enumerate(texts)
    ]
    first, second = _found(*articles)
    assert (first.text, first.count, first.articles, first.sources) == ("Marek Dolinzky", 3, 2, 2)
    assert (first.resembles, first.snippet) == ("Marek Dolinsky", "Marek Dolinzky. Then Marek Dolinzky")
    assert (second.text, second.score < first.score) == ("Marek Dolinzkey", True)
    assert _found(*articles, limit=1) == [first]


def test_a_name_in_other_letters_than_its_article_goes_under_a_language_of_its_own() -> None:
    """A Latin name in a Russian article is no Russian name; a title may be in another language than the text."""
    (found,) = _found(article("Посол Marek Dolinzky приехал в страну", "ru"))
    assert found.language == "en"
    (titled,) = _found(Article("1", "Marek Dolinzky habló", "Lesní komise.", language="cs", title_language="es"))
    assert titled.language == "es"


def test_the_threshold_decides_how_near_is_near() -> None:
    """What is left out at 85 is shown at 70; at 100 nothing that is spelled otherwise is near."""
    text = article("Marik Dalynskyi spoke", "en")
    assert _found(text) == []
    assert [each.text for each in _found(text, threshold=70)] == ["Marik Dalynskyi"]
    assert _found(article("Marek Dolinzky spoke", "en"), threshold=100) == []
