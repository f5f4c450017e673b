"""Which language each part of an article is in: floors for every language, mixed articles, statements of all sorts."""

import pytest

from benchmarks.language import NEIGHBOURS, Sample, rate, samples, score
from monitor.articles import USUAL_LANGUAGES, Languages, detect_languages

ALL = samples()
TAGS = tuple(dict.fromkeys(sample.tag for sample in ALL))
# Serbian titles in Latin letters are often word for word Croatian ones; only more text or the feed can tell.
TITLE_FLOORS = {"sr-Latn": 8, "sr": 12, "hr": 13}
TEXTS = {tag: " ".join(sample.text for sample in ALL if sample.tag == tag) for tag in TAGS}


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, list[bool]]]:
    """Every sample, told in every way."""
    return score(ALL)


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("title", 0.96),
        ("title, prior", 0.99),
        ("title, wrong prior", 0.96),
        ("text", 0.99),
        ("text, wrong prior", 0.99),
    ],
)
def test_languages_are_told_right(told: dict[str, dict[str, list[bool]]], kind: str, floor: float) -> None:
    """Over all usual languages; a feed that says English of everything costs next to nothing."""
    assert rate(told[kind]) >= floor


@pytest.mark.parametrize("tag", TAGS)
def test_each_language_is_told_right(told: dict[str, dict[str, list[bool]]], tag: str) -> None:
    """No language is left behind: at most two titles in sixteen, and none with the feed's word for it but one."""
    titles, texts = told["title"][tag], told["text"][tag]
    assert sum(titles) >= TITLE_FLOORS.get(tag, len(titles) - 2)
    assert sum(told["title, prior"][tag]) >= len(titles) - 1
    assert sum(texts) >= len(texts) - 1


def test_every_language_of_the_samples_is_looked_for() -> None:
    """A language that the samples hold is one of the usual ones, but for the smaller neighbours."""
    assert {sample.language for sample in ALL} - USUAL_LANGUAGES == NEIGHBOURS


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Government approves a new plan for the power grid", "ar", Languages("ar", "en")),
        ("الحكومة تقر خطة جديدة لإصلاح قطاع الكهرباء", "en", Languages("en", "ar")),
        ("Le gouvernement approuve un nouveau plan pour le réseau électrique", "de", Languages("de", "fr")),
        ("Рабочие порта продолжают забастовку из-за низкой зарплаты", "en", Languages("en", "ru")),
        ("政府批准电网改造计划", "en", Languages("en", "zh")),
        ("The mayor opened the line that links the port to the university", "tr", Languages("tr", "en")),
        ("Правительство утвердило новый план ремонта электрических сетей", "uk", Languages("uk", "ru")),
        ("Regierung billigt den neuen Plan für das Stromnetz", "ja", Languages("ja", "de")),
    ],
)
def test_a_title_in_another_language_is_told_apart_from_its_text(title: str, text: str, expected: Languages) -> None:
    """Translated pages keep the title of the original, or the reverse; each is read in its own language."""
    assert detect_languages(title, TEXTS[text], prior=None, languages=USUAL_LANGUAGES) == expected
    assert detect_languages(title, TEXTS[text], prior=text, languages=USUAL_LANGUAGES) == expected


@pytest.mark.parametrize("tag", TAGS)
def test_a_title_in_the_language_of_its_text_has_none_of_its_own(tag: str) -> None:
    """Half of all news would be read wrongly if a short title could leave the language of its text by chance."""
    own = [sample for sample in ALL if sample.tag == tag]
    among = USUAL_LANGUAGES | {own[0].language}
    assert [
        sample.title
        for sample in own
        if detect_languages(sample.title, TEXTS[tag], prior=None, languages=among).title_language
    ] == []


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Apple Vision Pro", "ar"),
        ("Emmanuel Macron – Olaf Scholz", "tr"),
        ("Volodymyr Zelenskyy", "en"),
        ("Wall Street Journal", "de"),
        ("OpenAI", "zh"),
        ("Champions League: Real Madrid – Bayern München", "pl"),
        ("X (Twitter)", "ru"),
        ("Macron dice no a von der Leyen", "it"),
        ("Premier Meloni meets Macron and von der Leyen", "en"),
        ("Film „The Wind That Shakes the Barley“ v kinech", "cs"),
        ("Streit um Bayern München gegen Real Madrid in der Champions League", "de"),
        ("«Нафтогаз»", "en"),
        ("iPhone 17 Pro Max", "ja"),
        ("2026", "fr"),
        ("", "es"),
    ],
)
def test_a_foreign_name_in_a_title_is_no_other_language(title: str, text: str) -> None:
    """A name stays as it is in every language."""
    assert detect_languages(title, TEXTS[text], prior=None, languages=USUAL_LANGUAGES) == Languages(text, None)


@pytest.mark.parametrize(
    ("large", "small"), [("ar", "en"), ("de", "fr"), ("ru", "uk"), ("zh", "en"), ("fi", "sv"), ("en", "ar")]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_bilingual_page_is_in_the_language_of_most_of_it(large: str, small: str, first: bool) -> None:
    """Whichever half comes first."""
    halves = [TEXTS[large], TEXTS[small][: len(TEXTS[small]) // 3]]
    text = "\n".join(halves if first else reversed(halves))
    assert detect_languages("", text, prior=small, languages=USUAL_LANGUAGES).language == large


@pytest.mark.parametrize(
    ("prior", "title", "expected"),
    [
        ("zh-Hant", "國家隊", "zh"),
        ("sr-Latn", "Vlada usvojila plan", "sr"),
        ("sr-Cyrl-RS", "Влада", "sr"),
        ("pt-BR", "Governo aprova plano", "pt"),
        ("pt_BR", "Governo", "pt"),
        ("nb-NO", "Retten utsatte dommen", "no"),
        ("in", "Gempa", "id"),
        ("EN", "Talks", "en"),
        ("english", "Talks resume in the capital", "en"),
        ("x-default", "Talks resume in the capital", "en"),
    ],
)
def test_a_statement_with_region_or_script_is_taken_right(prior: str, title: str, expected: str) -> None:
    """Feeds and pages write BCP 47 tags, POSIX locales, withdrawn codes and nonsense."""
    assert detect_languages(title, "", prior=prior, languages=USUAL_LANGUAGES).language == expected


def test_a_language_that_only_the_page_names_can_come_out() -> None:
    """Catalan is no Spanish, though no rule names it; and a Spanish page that says Catalan is Spanish still."""
    assert detect_languages("", TEXTS["ca"], prior="ca", languages=USUAL_LANGUAGES).language == "ca"
    assert detect_languages("", TEXTS["es"], prior="ca", languages=USUAL_LANGUAGES).language == "es"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("ru", "Рабочие газеты «Київська їжа»"), ("ar", "نشرت صحيفة «چاپگر»"), ("bg", "Вестник «Ђорђе»")],
)
def test_a_quotation_does_not_change_the_language(text: str, quoted: str) -> None:
    """A few letters of a neighbour in a long text are somebody's name."""
    assert detect_languages("", f"{quoted}. {TEXTS[text]}", prior=None, languages=USUAL_LANGUAGES).language == text


def test_an_unknown_language_is_no_fault() -> None:
    """No letters, a script of nobody, or bare noise: the answer is unknown, never an error."""
    for text in ("", "…", "2026: 15 %", "\ud800", "ᚠᚢᚦᚨᚱᚲ", "\x00"):
        assert detect_languages(text, text, prior="xx", languages=USUAL_LANGUAGES).language is None


def test_a_sample_is_a_title_and_perhaps_a_text() -> None:
    """The file of samples is whole: sixteen titles for each usual language, eight of them with a text."""
    for tag in TAGS:
        own: list[Sample] = [sample for sample in ALL if sample.tag == tag]
        assert own[0].language in NEIGHBOURS or (len(own), sum(bool(sample.text) for sample in own)) == (16, 8)
