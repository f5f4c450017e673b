"""Offices that are listed in English let surnames count in other languages."""

from dataclasses import replace

import pytest

from monitor.rulebook import Official, OfficialRef, Rule, Rulebook, Spelling
from monitor.rules import Matcher, compile_rulebook
from monitor.rules.licences import about_offices
from tests.rules.build import article, forms

RYABKOV = Official(
    "ryabkov",
    "Sergei Ryabkov",
    {"en": ("Sergei Ryabkov",)},
    {"en": ("Ryabkov",)},
    {"en": ("Russian deputy foreign minister", "special envoy")},
    place="people.yaml:3",
)


def _book(official: Official) -> Rulebook:
    return Rulebook((Rule("r", OfficialRef(official.id), "r"),), officials={official.id: official})


def _matcher(official: Official) -> Matcher:
    return compile_rulebook(_book(official), forms())


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """A rule on a person of whom English names and offices are listed."""
    return _matcher(RYABKOV)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "ロシア外務次官のリャブコフ氏は語った"),
        ("ko", "러시아 외무차관 랴브코프는 말했다"),
        ("ar", "قال نائب وزير الخارجية الروسي إن ريابكوف سيصل غدا"),
        ("ru", "Встреча с замминистра иностранных дел России: Рябков прилетел"),
        ("uk", "Зустріч зі спецпосланцем: Рябков прилетів"),
        ("de", "Der Sondergesandte kam. Rjabkow sprach"),
    ],
)
def test_an_english_office_licenses_surnames_in_other_languages(matcher: Matcher, language: str, text: str) -> None:
    """A title, or a title with its country, counts as the press of each language says it."""
    assert matcher.match(article(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "ウクライナ外務次官のリャブコフ氏は語った"),
        ("ru", "Футболист Рябков забил"),
        ("ar", "قال وزير الزراعة إن ريابكوف سيصل غدا"),
    ],
)
def test_another_office_licenses_nothing(matcher: Matcher, language: str, text: str) -> None:
    """The office of another country, or no office, lets no surname count."""
    assert not matcher.match(article(text, language))


@pytest.mark.parametrize(
    ("name", "office", "licence", "surname"),
    [
        ("Donald Trump", "US president", "美國總統", "特朗普"),
        ("Marco Rubio", "secretary of state", "國務卿", "魯比奧"),
        ("Rafael Grossi", "director general", "總幹事", "格羅西"),
    ],
)
def test_an_office_in_traditional_characters_licenses_a_surname(
    name: str, office: str, licence: str, surname: str
) -> None:
    """Taiwan and Hong Kong write every character of the office in their own way."""
    made = _matcher(Official("p", name, {"en": (name,)}, {"en": (name.split()[1],)}, {"en": (office,)}))
    (match,) = made.match(article(f"{licence}{surname}週三表示", "zh"))
    assert [(hit.text, hit.licence) for hit in match.hits] == [(surname, licence)]
    assert not made.match(article(f"{surname}週三表示", "zh"))


def test_offices_are_generated_only_where_names_are() -> None:
    """`spelling: exact` turns them off, and so does a language of which offices are listed."""
    text = article("러시아 외무차관 랴브코프는 말했다", "ko")
    surnames = {"en": ("Ryabkov",), "ko": ("랴브코프",)}
    exact = replace(RYABKOV, surnames=surnames, spelling=Spelling.EXACT)
    listed = replace(RYABKOV, roles={**RYABKOV.roles, "ko": ("협상 대표",)})
    assert [bool(_matcher(official).match(text)) for official in (exact, listed)] == [False, False]


def test_an_office_that_no_language_is_known_for_is_told() -> None:
    """The owner learns that surnames will not count elsewhere, and what to do."""
    unknown = replace(RYABKOV, roles={"en": ("keeper of the forests",)})
    (warning,) = about_offices(_book(unknown))
    assert "keeper of the forests" in str(warning)
    assert list(about_offices(_book(RYABKOV))) == []
