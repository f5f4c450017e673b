"""Word forms by dictionary: asked for once, kept, and never a reason not to start."""

from pathlib import Path

import pytest

from monitor.rules import Forms, compile_rulebook
from monitor.rules.forms import Words, dictionary_of
from monitor.text.dictionary import Inflection, inflect
from tests.rules.build import article, forms, phrase, rule, rulebook

OKURKA = Inflection(("okurka", "okurky"), known=True, base=True)


class Dictionary:
    """A dictionary with one Czech word, which notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def __call__(self, code: str, words: list[str]) -> Words | str:
        """As :func:`monitor.rules.forms.ask_dictionary`."""
        self.asked.append((code, words))
        return {word: OKURKA if word == "okurka" else Inflection((), known=False, base=False) for word in words}


def broken(code: str, words: list[str]) -> Words | str:
    """A dictionary that cannot be read."""
    return "MemoryError"


def test_a_dictionary_is_asked_for_a_word_once_and_for_all(tmp_path: Path) -> None:
    """The second start finds what the first one learnt, without opening a dictionary."""
    first, second = Dictionary(), Dictionary()
    Forms(tmp_path, first).load({"cs": {"okurka", "xyz"}})
    later = Forms(tmp_path, second)
    later.load({"cs": {"okurka", "xyz"}})
    assert first.asked == [("cs", ["okurka", "xyz"])]
    assert second.asked == []
    assert later.of("okurka", "cs") == OKURKA


def test_only_new_words_are_asked_for(tmp_path: Path) -> None:
    """A changed rule costs a look for its own words."""
    dictionary = Dictionary()
    known = Forms(tmp_path, dictionary)
    known.load({"cs": {"okurka"}})
    known.load({"cs": {"okurka", "rajče"}, "he": {"עונש"}})
    assert dictionary.asked == [("cs", ["okurka"]), ("cs", ["rajče"])]


def test_a_damaged_file_is_asked_for_again(tmp_path: Path) -> None:
    """What a crash or a full disk left half written does no harm."""
    (tmp_path / "cs.json").write_text('{"okurka": [["sank', encoding="utf-8")
    dictionary = Dictionary()
    known = Forms(tmp_path, dictionary)
    known.load({"cs": {"okurka"}})
    assert known.of("okurka", "cs") == OKURKA


def test_a_machine_on_which_nothing_can_be_written_still_has_forms(tmp_path: Path) -> None:
    """Where no directory can be made, forms are kept in memory."""
    (tmp_path / "file").write_text("in the way")
    known = Forms(tmp_path / "file" / "below", Dictionary())
    known.load({"cs": {"okurka"}})
    assert known.of("okurka", "cs") == OKURKA


def test_a_dictionary_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    """The rules work with words as listed, and ``check`` and the log say what is missing, why, and what to do."""
    made = compile_rulebook(rulebook(rule(phrase("okurka", lang="cs"))), Forms(tmp_path, broken))
    assert made.match(article("nové okurka", "cs"))
    (warning,) = made.warnings
    assert "could not be read" in str(warning)
    assert "MemoryError" in str(warning)
    assert "memory" in (warning.hint or "")
    assert not list(tmp_path.iterdir())


def test_a_dictionary_that_could_not_be_read_while_rules_were_compiled_is_told_of_later(tmp_path: Path) -> None:
    """Rules were compiled without its words, so it matters not that it could be read by now; it is asked once."""
    asked: list[str] = []

    def ask(code: str, words: list[str]) -> Words | str:
        asked.append(code)
        return broken(code, words) if len(asked) == 1 else {}

    made = compile_rulebook(rulebook(rule(phrase("okurka", lang="cs"))), Forms(tmp_path, ask))
    assert "could not be read" in str(made.warnings[0])
    assert asked == ["cs"]


def test_only_words_of_rules_are_asked_for(tmp_path: Path) -> None:
    """Neither names nor words to be found as written need a dictionary, nor do scripts that have none."""
    dictionary = Dictionary()
    terms = (
        rule(phrase("okurka", lang="cs")),
        rule(phrase("санкції"), "b"),
        rule(phrase("制裁", "2024"), "c"),
    )
    compile_rulebook(rulebook(*terms), Forms(tmp_path, dictionary))
    assert dictionary.asked == [("cs", ["okurka"])]


def test_terms_without_a_language_are_asked_for_by_their_letters(tmp_path: Path) -> None:
    """Latin letters are taken for English, and Russian ones for Russian."""
    dictionary = Dictionary()
    compile_rulebook(rulebook(rule(phrase("cucumbers")), rule(phrase("огурец"), "b")), Forms(tmp_path, dictionary))
    assert dictionary.asked == [("en", ["cucumbers"]), ("ru", ["огурец"])]


def test_languages_that_share_a_dictionary() -> None:
    """Bosnian, Croatian and Serbian are one dictionary; Hebrew and Chinese words are read without one."""
    assert [dictionary_of(language) for language in ("hr", "sr", "bs", "de", "no", "he", "zh", "xx", None)] == [
        "hbs",
        "hbs",
        "hbs",
        "de",
        "nb",
        None,
        None,
        None,
        None,
    ]


def test_the_real_dictionary_answers() -> None:
    """simplemma's dictionary, read in a process of its own, knows forms, and guesses those of a new word."""
    known = forms()
    known.load({"en": {"weapons", "deepfakery"}})
    assert {"weapon", "weapons"} <= set(known.of("weapons", "en").forms)
    assert known.of("weapons", "en").known
    assert not known.of("deepfakery", "en").known


WORDS = {
    "hora": "hora", "hory": "hora", "horám": "hora", "nora": "nora", "nory": "nora", "norám": "nora", "Praha": "Praha",
    "praha": "prah", "prah": "prah", "Prahy": "Praha", "mora": "mora", "Haus": "Haus", "Häuser": "Haus",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("hory", True, {"hora", "hory", "horám"}),
        ("haus", True, {"Haus", "Häuser"}),
        ("Praha", True, {"Praha", "Prahy", "praha", "prah", "prahy"}),
        ("praha", True, {"prah", "praha"}),
        ("kybernora", False, {"kybernora", "kybernory", "kybernorám"}),
        ("Bankora", False, {"bankora", "bankory", "bankorám"}),
        ("NATORA", False, set()),
        ("xora", False, set()),
        ("qqqqqq", False, set()),
        ("12ora345", False, set()),
    ],
)
def test_forms_are_those_of_the_base_or_of_words_that_end_alike(word: str, known: bool, expected: set[str]) -> None:
    """A known word has the forms of its base, an unknown one those of most words that share its ending."""
    found = inflect(WORDS, [word])[word]
    assert (found.known, set(found.forms)) == (known, expected)
