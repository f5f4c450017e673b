"""Dictionary forms of words. The only file that imports simplemma.

Dictionaries are tries on disk, built in the user's cache directory when a language is first loaded, which takes
seconds; where it cannot be written they are built in memory at each start. Only languages that terms of rules are
listed under or read in are loaded, and only while rules are compiled, never while an article is matched.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_cache_dir
from simplemma import __version__ as simplemma_version
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

from monitor.rules.heads import split_head
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of

# Arabic and Hebrew write particles on to words: their own readings find more, with fewer mistakes.
# Scripts without spaces are not cut into words here.
_DICTIONARIES = frozenset(SUPPORTED_LANGUAGES) - {"ar", "he", "zh", "ja", "th"}

# One dictionary serves Bosnian, Croatian and Serbian, in both alphabets.
_SHARED = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "sh": "hbs"}

_RUSSIAN = re.compile("[а-я]+")

# Longer words than this are no dictionary words; the decompositions would only waste time on them.
_LONGEST = 48


def assumed_language(word: str) -> str:
    """The language that a word listed without one is read in, and inflected in articles in it.

    Latin letters are read as English and Russian letters as Russian; other words get "": their scripts have no
    dictionary that would be safe to assume, and Cyrillic letters that Russian lacks tell of another language.
    """
    script = script_of(word)
    if script is Script.LATIN:
        return "en"
    return "ru" if script is Script.CYRILLIC and _RUSSIAN.fullmatch(fold(word)) else ""


def dictionary_of(language: str | None) -> str | None:
    """The code of the dictionary that has the words of ``language``, or ``None`` when there is none."""
    code = _SHARED.get(language or "", language)
    return code if code in _DICTIONARIES else None


class Lemmas:
    """Dictionaries of the languages that were asked for; one instance may serve any number of matchers."""

    def __init__(self, cache_dir: Path | None = None) -> None:
        """Keep tries in ``cache_dir``; by default in the user's cache directory (``XDG_CACHE_HOME`` moves it)."""
        directory = cache_dir or Path(user_cache_dir("news-monitor")) / "lemmas" / simplemma_version
        self._factory = TrieDictionaryFactory(
            cache_max_size=len(SUPPORTED_LANGUAGES),
            use_disk_cache=_can_write(directory),
            disk_cache_dir=str(directory),
        )
        self._strategy = DefaultStrategy(dictionary_factory=self._factory)
        self._loaded: set[str] = set()

    def load(self, languages: Iterable[str]) -> None:
        """Load the dictionaries of ``languages``; those without a dictionary are passed over."""
        wanted = {code for code in map(dictionary_of, languages) if code}
        for code in sorted(wanted - self._loaded):
            self._factory.get_dictionary(code)
            self._loaded.add(code)

    def lemma(self, word: str, language: str | None) -> str | None:
        """The dictionary form of ``word``, or ``None`` when it is unknown or ``language`` is not loaded."""
        code = dictionary_of(language)
        if code not in self._loaded or len(word) > _LONGEST:
            return None
        known = self._strategy.get_lemma(word, code)
        if known is None and (parts := split_head(word)):
            # Dictionaries lag behind new compounds: cyberattaques is cyber and a word that they know.
            tail = self._strategy.get_lemma(parts[1], code)
            return parts[0].lower() + tail if tail else None
        return known

    def is_headword(self, word: str, language: str) -> bool:
        """Whether ``word``, in just this letter case, is the dictionary form of a word of ``language``."""
        code = dictionary_of(language)
        if code not in self._loaded:
            return False
        return self._strategy.is_dictionary_member(word, code) and self._strategy.get_lemma(word, code) == word


def _can_write(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK)
