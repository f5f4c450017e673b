"""Dictionaries: where they are kept, and what happens where nothing can be kept."""

from pathlib import Path

from monitor.rules import Lemmas


def test_a_language_is_only_looked_up_once_loaded() -> None:
    """Before loading, and for languages without a dictionary, there are no dictionary forms and no errors."""
    lemmas = Lemmas()
    assert lemmas.lemma("weapons", "en") is None
    lemmas.load(["en", "xx", "ar"])
    assert lemmas.lemma("weapons", "en") == "weapon"
    assert lemmas.lemma("weapons", "xx") is None


def test_a_new_compound_is_known_by_its_last_part() -> None:
    """Words with cyber in front, which dictionaries lack, get the dictionary form of what follows."""
    lemmas = Lemmas()
    lemmas.load(["fr"])
    assert lemmas.lemma("cyberattaques", "fr") == "cyberattaque"


def test_dictionaries_are_kept_in_the_directory_given(tmp_path: Path) -> None:
    """The second start finds what the first one built."""
    Lemmas(tmp_path / "kept").load(["fa"])
    assert (tmp_path / "kept" / "fa.dic").stat().st_size > 0


def test_a_read_only_machine_still_has_dictionaries(tmp_path: Path) -> None:
    """Where no directory can be made, dictionaries are built in memory."""
    (tmp_path / "file").write_text("in the way")
    lemmas = Lemmas(tmp_path / "file" / "below")
    lemmas.load(["en"])
    assert lemmas.lemma("weapons", "en") == "weapon"
