"""The word forms that ship are those of the vocabulary that ships."""

from pathlib import Path

from monitor.config import defaults_directory, load
from monitor.rules import Forms, compile_rulebook
from monitor.rules.forms import Words
from tools.shipped_forms import watching_everything


def test_the_shipped_vocabulary_needs_no_dictionary(tmp_path: Path) -> None:
    """A first start with everything that ships asks no dictionary; else run ``python -m tools.shipped_forms``."""
    asked: dict[str, list[str]] = {}

    def ask(code: str, words: list[str]) -> Words | str:
        asked.setdefault(code, []).extend(words)
        return {}

    book = load(defaults_directory() / "monitor.yaml", {}).rulebook
    compile_rulebook(watching_everything(book), Forms(tmp_path, ask))
    assert asked == {}
