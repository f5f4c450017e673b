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

LAVROV = Official(
    "lavrov",
    "Sergey Lavrov",
    {"en": ("Sergey Lavrov",)},
    {"en": ("Lavrov",)},
    {"en": ("Russian foreign minister",)},
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
    ("language", "text", "licence"),
    [
        ("de", "Russlands Außenminister Lawrow reist nach Berlin", "Außenminister"),
        ("tr", "Rusya Dışişleri Bakanı Lavrov'un ziyareti ertelendi", "Dışişleri Bakanı"),
        ("pl", "Minister spraw zagranicznych Rosji Ławrow odpowiedział", "Minister spraw zagranicznych"),
        ("uk", "Міністр закордонних справ Росії Лавров прибув", "Міністр закордонних справ"),
        ("ja", "ロシアのラブロフ外相は語った", "ロシアのラブロフ外相"),
        ("ko", "러시아의 라브로프 외무장관은 말했다", "러시아의 라브로프 외무장관은"),
        ("zh", "俄罗斯的拉夫罗夫外长表示", "俄罗斯的拉夫罗夫外长"),
        ("ar", "وصل وزير خارجية روسيا لافروف إلى القاهرة", "وزير خارجية روسيا"),
    ],
)
def test_the_country_beside_an_office_takes_no_language_away(language: str, text: str, licence: str) -> None:
    """Where no country names are known the office alone counts; elsewhere a name may stand between the two."""
    (match,) = _matcher(LAVROV).match(article(text, language))
    assert [hit.licence for hit in match.hits] == [licence]


@pytest.mark.parametrize(
    ("office", "language", "text"),
    [
        ("Russian foreign minister", "ja", "ウクライナのラブロフ外相は語った"),
        ("Russian foreign minister", "ja", "ラブロフ外相は語った。ロシアの新聞が伝えた"),
        (
            "Russian foreign minister",
            "ru",
            "В России побывал вчера с большой делегацией министр иностранных дел Лавров",
        ),
        ("Chinese foreign minister", "zh", "在会谈中，外长拉夫罗夫表示"),
    ],
)
def test_an_office_far_from_its_country_licenses_nothing(office: str, language: str, text: str) -> None:
    """The country stands near the office, in its sentence, and a single character tells only right beside it."""
    assert not _matcher(replace(LAVROV, roles={"en": (office,)})).match(article(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Министр иностранных дел Сикорский заявил"),
        ("zh", "外长西科尔斯基表示"),
        ("ja", "シコルスキ外相は語った"),
    ],
)
def test_a_surname_in_any_latin_letters_is_spelled_in_other_languages(language: str, text: str) -> None:
    """Whoever lists the Polish name alone finds it elsewhere as if it were listed in English."""
    sikorski = Official("p", "Radosław Sikorski", {"pl": ("Radosław Sikorski",)}, {"pl": ("Sikorski",)})
    made = _matcher(replace(sikorski, roles={"en": ("foreign minister",)}))
    assert made.match(article(text, language))


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
