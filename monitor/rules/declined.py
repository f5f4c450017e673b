"""Words of names in their case forms, made when a text might hold one: most names never meet a text that does."""

from collections.abc import Iterator
from functools import cache

from monitor.rules import analysis, paradigms
from monitor.text.fold import fold, fold_keeping_accents
from monitor.text.scripts import Script, script_of

# Lexeme, rank of its form's How, the languages of documents in which the form counts (None: all; a document in an
# unknown language has the language None), and how many capitals a word must begin with.
Languages = frozenset[str | None]
Entry = tuple[int, int, Languages | None, int]


class Names:
    """Words of names, whose case forms in a language are made when the first word of a text in it might be one."""

    def __init__(self) -> None:
        self._words: dict[str, list[tuple[int, str, int, bool]]] = {}
        self._done: dict[tuple[str, str | None], int] = {}

    def add(self, number: int, word: str, rank: int, *, alone: bool = False) -> None:
        """Lexeme ``number`` counts in the case forms of ``word``, as ``rank`` at least; ``alone`` in owners', too."""
        self._words.setdefault(fold(word)[:1], []).append((number, word, rank, alone))

    def letters(self) -> tuple[str, ...]:
        """The letters that listed words begin with."""
        return tuple(self._words)

    def unfold(self, folded: str, language: str | None) -> Iterator[tuple[str, tuple[Entry]]]:
        """The forms not made yet in ``language`` that begin with the letter that the word ``folded`` begins with."""
        if language is not None and language not in paradigms.LANGUAGES:
            return
        letter = folded[:1]
        listed = self._words.get(letter, ())
        done = self._done.get((letter, language), 0)
        if done == len(listed):
            return
        self._done[letter, language] = len(listed)
        languages = only(language)
        for number, name, rank, alone in listed[done:]:
            entry = ((number, rank, languages, 0),)
            for form in _case_forms(name, language):
                yield fold(form), entry
            # Accents tell the adjective from another person: Czech Fialova is of Fiala, and Fialová is a woman.
            for form in paradigms.owner_forms(name, language) if alone else ():
                yield analysis.ACCENTED + fold_keeping_accents(form, language), entry


def _case_forms(name: str, language: str | None) -> frozenset[str]:
    """The case forms of ``name`` in documents in ``language``; in any language of its script where that is unknown."""
    if language is not None:
        return paradigms.case_forms(name, language)
    if script_of(name) is Script.LATIN:
        return frozenset()
    return frozenset().union(*(paradigms.case_forms(name, each) for each in paradigms.LANGUAGES))


@cache
def only(language: str | None) -> Languages:
    """That language alone: thousands of forms share one."""
    return frozenset({language})
