"""Which language a short text is in."""

import pytest

from monitor.articles import detect_language

TITLES = [
    ("ar", "محادثات في هلسنكي حول أمن الملاحة"),
    ("ar", "هلسنكي: استئناف المفاوضات"),
    ("fa", "وزیر خارجه به تهران رفت"),
    ("ur", "وزیر اعظم کا دورہ چین"),
    ("he", "שיחות הספנות בהלסינקי התחדשו"),
    ("en", "Cable talks resume in Helsinki"),
    ("fr", "Reprise des pourparlers à Helsinki"),
    ("de", "Gespräche über Seekabel gehen weiter"),
    ("es", "Se reanudan las conversaciones en Helsinki"),
    ("pt", "Negociações em Helsinque são retomadas"),
    ("it", "Riprendono i colloqui a Helsinki"),
    ("nl", "Gesprekken over zeekabels hervat"),
    ("pl", "Wznowiono rozmowy w Helsinkach"),
    ("tr", "Helsinki’de görüşmeler yeniden başladı"),
    ("ru", "Россия и Финляндия обсудили договор"),
    ("uk", "Переговори в Гельсінкі відновилися"),
    ("bg", "Парламентът прие бюджета"),
    ("el", "Ξαναρχίζουν οι συνομιλίες στο Ελσίνκι"),
    ("hi", "हेलसिंकी में वार्ता फिर शुरू"),
    ("zh", "海底电缆谈判在赫尔辛基恢复"),
    ("ja", "ヘルシンキで海底ケーブル協議が再開"),
    ("ko", "헬싱키 해저 케이블 회담 재개"),
]
LANGUAGES = frozenset(language for language, _ in TITLES)


@pytest.mark.parametrize(("language", "title"), TITLES)
def test_a_short_title_is_told_without_help_and_against_a_wrong_statement(language: str, title: str) -> None:
    """Twenty languages, one line each; a feed that says English of everything changes nothing."""
    assert detect_language(title, "", prior=None, languages=LANGUAGES) == language
    assert detect_language(title, "", prior="en-US", languages=LANGUAGES) == language


@pytest.mark.parametrize(
    ("title", "prior", "expected"),
    [
        ("NATO", "fr-FR", "fr"),
        ("Trump", "es", "es"),
        ("2026: 15,3 %", "en", None),
        ("", "en", None),
        ("קצר", "iw", "he"),
    ],
)
def test_a_very_short_text_is_what_its_feed_says(title: str, prior: str, expected: str | None) -> None:
    """Four letters tell nothing; no letters tell nothing whatever is stated."""
    assert detect_language(title, "", prior=prior, languages=LANGUAGES) == expected


@pytest.mark.parametrize(
    ("title", "prior", "expected"), [("Київ: мир", "ru", "uk"), ("گفتگو", "ar", "fa"), ("لڑائی", "ar", "ur")]
)
def test_a_letter_of_one_language_alone_outweighs_the_feed(title: str, prior: str, expected: str) -> None:
    """Ukrainian in a Russian feed is told by its letters, however short."""
    assert detect_language(title, "", prior=prior, languages=LANGUAGES) == expected


def test_a_text_is_never_a_language_of_another_script() -> None:
    """Arabic letters are never English, though English be the only language configured and stated."""
    assert detect_language("محادثات في هلسنكي", "", prior="en", languages={"en"}) is None
    assert detect_language("Talks resume", "", prior="ar", languages={"ar"}) is None
    assert detect_language("محادثات في هلسنكي", "", prior="en", languages={"en", "ar"}) == "ar"


def test_the_script_decides_when_one_configured_language_writes_it() -> None:
    """Even a language that the detector does not know is told by its script."""
    assert detect_language("ትግርኛ ዜና", "", prior=None, languages={"en", "ti"}) == "ti"


def test_any_language_may_come_out_when_none_is_configured() -> None:
    """An empty list restricts nothing."""
    assert detect_language("Gespräche über Seekabel in Helsinki gehen weiter", "", prior=None, languages=()) == "de"
