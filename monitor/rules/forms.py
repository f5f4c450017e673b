"""The forms of listed words, worked out by dictionary when rules are compiled; matching only looks them up.

What a dictionary says of a word is kept: for the words of the shipped vocabulary in this package, for others in the
user's cache directory. Only words that neither knows yet make a dictionary be opened, which takes seconds, in a process
of its own (:mod:`monitor.text.dictionary`).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path

from platformdirs import user_cache_dir

from monitor.text.dictionary import CODES, VERSION, Inflection
from monitor.text.fold import fold, without_arabic_signs
from monitor.text.scripts import Script, script_of

# The Hebrew, the Indonesian and the Malay dictionary take verbs and nouns of one root for one word.
_DICTIONARIES = CODES - {"he", "id", "ms"}
# One dictionary serves Bosnian, Croatian and Serbian, in both alphabets.
_SHARED = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "sh": "hbs", "no": "nb"}
# Articles in either form of Norwegian are in "no".
_NORWEGIAN = frozenset({"nb", "nn", "no"})

# Forms of the words of the shipped vocabulary; tools/shipped_forms.py writes them.
SHIPPED = Path(__file__).parent / "data" / "forms"

_RUSSIAN = re.compile("[а-я]+")
_ARABIC = re.compile("[ء-ي]+")
# In seconds. The largest dictionary takes some twenty on a busy machine.
_PATIENCE = 300
# Each takes up to a gigabyte of memory.
_DICTIONARIES_AT_ONCE = 2
# Longer words are in no dictionary.
_LONGEST = 48
_NO_FORMS = Inflection((), known=False, base=False)

Words = Mapping[str, Inflection]
# Asked for words of a dictionary, gives what it says of them, or why it could not be read.
Ask = Callable[[str, list[str]], "Words | str"]


def assumed_language(word: str) -> str:
    """The language that a word listed without one is read in, and inflected in articles in it.

    Latin letters are read as English, Russian letters as Russian and Arabic ones as Arabic; other words get "": their
    scripts have no dictionary that would be safe to assume, and letters that Russian or Arabic lacks tell of another
    language.
    """
    script = script_of(word)
    if script is Script.LATIN:
        return "en"
    if script is Script.ARABIC and _ARABIC.fullmatch(fold(word)):
        return "ar"
    return "ru" if script is Script.CYRILLIC and _RUSSIAN.fullmatch(fold(word)) else ""


def dictionary_of(language: str | None) -> str | None:
    """The code of the dictionary that has the words of ``language``, or ``None`` when there is none."""
    code = _SHARED.get(language or "", language)
    return code if code in _DICTIONARIES else None


@cache
def languages_of(code: str) -> frozenset[str]:
    """The languages whose words dictionary ``code`` has."""
    if code in _NORWEGIAN:
        return _NORWEGIAN
    return frozenset({code, *(language for language, shared in _SHARED.items() if shared == code)})


def ask_dictionary(code: str, words: list[str]) -> Words | str:
    """What dictionary ``code`` says of ``words``, or why it could not be read."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the code is one of simplemma's
            [sys.executable, "-m", "monitor.text.dictionary", code],
            input=json.dumps(words),
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        if done.returncode != 0:
            reason = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
            return reason[-1]
        return _parsed(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return str(error)


class Forms:
    """Forms of words by dictionary; one instance may serve any number of matchers."""

    def __init__(self, cache_dir: Path | None = None, ask: Ask = ask_dictionary) -> None:
        """Keep what dictionaries say, when they are asked, in ``cache_dir``.

        By default that is in the user's cache directory (``XDG_CACHE_HOME`` moves it); where it cannot be written,
        dictionaries are opened again after each start.
        """
        self._ask = ask
        self._directory = cache_dir or Path(user_cache_dir("news-monitor")) / "forms" / VERSION
        self._known: dict[str, dict[str, Inflection]] = {}
        self._kept: set[str] = set()
        self._failures: dict[str, str] = {}

    @property
    def failures(self) -> Mapping[str, str]:
        """Why dictionaries could not be read when they were last asked, by code: their words count as written only."""
        return self._failures

    def load(self, wanted: Mapping[str, Collection[str]]) -> None:
        """Learn the forms of ``wanted`` words, by the code of their dictionary; codes without one are passed over."""
        missing = {}
        for code in sorted(_DICTIONARIES.intersection(wanted)):
            words = {each for word in wanted[code] if len(word) <= _LONGEST for each in _spellings(word)}
            unknown = words.difference(self._remembered(code))
            if unknown:
                missing[code] = sorted(unknown)
        if missing:
            with ThreadPoolExecutor(_DICTIONARIES_AT_ONCE) as programs:
                for code, answer in zip(missing, programs.map(self._ask, missing, missing.values()), strict=True):
                    self._learn(code, answer)

    def of(self, word: str, code: str) -> Inflection:
        """The forms of ``word``, which was loaded, by dictionary ``code``."""
        words = self._known.get(code, {})
        found = [words.get(each, _NO_FORMS) for each in _spellings(word)]
        if len(found) == 1:
            return found[0]
        every = {form for each in found for form in each.forms}
        known, base = (any(each) for each in zip(*(each[1:] for each in found), strict=True))
        return Inflection(tuple(sorted(every)), known=known, base=base)

    def forget(self) -> None:
        """Let go of what files keep: it is read again when it is needed, and fills much memory until then."""
        for code in self._kept:
            self._known.pop(code, None)

    def _learn(self, code: str, answer: Words | str) -> None:
        if isinstance(answer, str):
            self._failures[code] = answer
        else:
            self._failures.pop(code, None)
            self._known[code].update(answer)
            self._keep(code)

    def _remembered(self, code: str) -> Words:
        if code not in self._known:
            self._known[code] = {**_read(self._file(code)), **_shipped(code)}
            self._kept.add(code)
        return self._known[code]

    def _file(self, code: str) -> Path:
        return self._directory / f"{code}.json"

    def _keep(self, code: str) -> None:
        """Write what is known of ``code``, beyond what ships, beside the file, and then put it in its place.

        So readers see it whole.
        """
        self._kept.discard(code)
        shipped = _shipped(code)
        own = {word: found for word, found in self._known[code].items() if word not in shipped}
        with suppress(OSError):
            self._directory.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._directory, prefix=code)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    # In one piece: json.dump would go through Python for every string.
                    file.write(json.dumps(own, ensure_ascii=False))
                Path(name).replace(self._file(code))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._kept.add(code)


def _spellings(word: str) -> tuple[str, ...]:
    """``word`` and, as a dictionary has few of its forms under that, its spelling without ё or Arabic vowel signs."""
    plain = without_arabic_signs(word.replace("ё", "е").replace("Ё", "Е"))
    return (word,) if plain == word else (word, plain)


def _shipped(code: str) -> Words:
    return _read(SHIPPED / f"{code}.json")


def _read(file: Path) -> Words:
    """What ``file`` keeps; nothing when it is not there or was damaged: then the dictionary is asked again."""
    try:
        return _parsed(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _parsed(found: Mapping[str, tuple[list[str], bool, bool]]) -> Words:
    return {word: Inflection(tuple(forms), known=known, base=base) for word, (forms, known, base) in found.items()}
