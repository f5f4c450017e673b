"""Warnings about terms that are read otherwise than they look: signs that do not count, letters of another language."""

import re
from collections.abc import Iterator, Set

from monitor.errors import ConfigFault
from monitor.rules.forms import dictionary_of
from monitor.rules.places import fault_at
from monitor.text.fold import fold
from monitor.text.letters import language_for, language_of_letters
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words

_SIGNS = "+%‰#@&$€£¥₽₴₺₹₩₪"
# Not those inside a word (AT&T), nor between two (Johnson & Johnson).
_SIGN = re.compile(f"(?<!\\w)[{_SIGNS}]|[{_SIGNS}](?!\\w)")
_AND = re.compile(r"(?<=\w) [&+] (?=\w)")
_SPECIAL = re.compile(r"([\\.+?()\[\]{}|^$])")
_ASCII_WORD = re.compile(r"\w", re.ASCII)
# Letters that no word of the language has, though its script does.
_LACKED = {"ru": "іїєґўјљњћђџ", "uk": "ыъэё", "bg": "ыэёіїєґў"}
_ENGLISH = "en"


def about_signs(place: str, term: str) -> Iterator[ConfigFault]:
    """About a sign at the end of a word, which matching passes over: OPEC+ is OPEC to it."""
    found = _SIGN.search(_AND.sub("", term))
    if found:
        yield fault_at(
            place,
            f"the sign `{found[0]}` in {term!r} does not count: its words are found with it and without it",
            f"to ask for it, let a rule look for `regex: '{_as_expression(term)}'`",
        )


def _as_expression(term: str) -> str:
    """An expression that finds ``term`` as it is written, as YAML has it in single quotes."""
    text = term.replace("*", "")
    begin, end = ("\\b" if _ASCII_WORD.match(edge) else "" for edge in (text[:1], text[-1:]))
    return (begin + _SPECIAL.sub(r"\\\1", text) + end).replace("'", "''")


def about_letters(place: str, term: str, language: str, english: Set[str]) -> Iterator[ConfigFault]:
    """About a word in letters of another language than the one that ``term`` is read in.

    ``english`` are those of :func:`words_to_ask_about` that English has.
    """
    for word in words(term):
        if _is_foreign(word, language):
            other = language_of_letters(word)
            yield fault_at(
                place,
                f"the term {term!r} is listed under `{language}`, and no word of that language has such letters",
                f"list it under `{other}`" if other not in (None, language) else "list it under its own language",
            )
            return
        if _may_be_english(word, language) and english.isdisjoint((word, fold(word))):
            yield fault_at(
                place,
                f"the term {term!r} is read as English, which has no word {word!r}: it is found only as it is written",
                "list it under the code of its own language, as in `{es: sanción}`, in a query `es:sanción`",
            )
            return


def words_to_ask_about(term: str, language: str) -> Iterator[str]:
    """Words of ``term``, and what they are without accents, to ask the English dictionary about."""
    if not term.isascii():
        for word in words(term):
            if _may_be_english(word, language):
                yield from (word, fold(word))


def _is_foreign(word: str, language: str) -> bool:
    script = script_of(word)
    if not language or script in (Script.LATIN, Script.OTHER) or dictionary_of(language) is None:
        # Latin names and acronyms stand in texts of every language.
        return False
    return language_for(word, language) != language or not set(word.lower()).isdisjoint(_LACKED.get(language, ""))


def _may_be_english(word: str, language: str) -> bool:
    """Whether ``word`` is read as English and has letters that English hardly has; names have them in any language."""
    return language in ("", _ENGLISH) and not word.isascii() and word[0].islower() and script_of(word) is Script.LATIN
