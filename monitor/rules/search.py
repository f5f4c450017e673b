"""Searching stored articles as rules would: which keys an index keeps of an article, and which a search asks for.

A **key** is a reading of a word (:mod:`monitor.rules.analysis`): وبالأمن is kept as itself, without its particles and
without its article, so that a search for أمن finds it by exact look-up. Of scripts without spaces, two neighbouring
characters are a key, too. What is asked for is never less than what the matcher finds, but may be more: a phrase is
asked for by its words. So whatever the index finds is held against the matcher, which also says where the words stand.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, product

from monitor.model import Article, Field, Hit
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Near,
    NoneOf,
    Official,
    OfficialRef,
    Phrase,
    Regex,
    Rule,
    Rulebook,
    RuleRef,
    Score,
    Topic,
    TopicRef,
)
from monitor.rules import analysis
from monitor.rules.compile import Compiler
from monitor.rules.forms import Forms
from monitor.rules.leaves import Part
from monitor.rules.match import Matcher
from monitor.rules.reading import language_of
from monitor.rules.tables import Tables
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage
from monitor.wanted import Either, Every, Key, Wanted, size

# What bounds the index: no article has so many different words, and no word so many letters.
MOST_KEYS = 20_000
_LONGEST_KEY = 48
# A search for more keys than that is no use of an index: articles are read one after another.
_MOST_WANTED = 4000
_MOST_PAIRS = 16
# A word of more forms is asked for by the letters that they begin with.
_MANY_FORMS = 40
_STEM = 5

# Databases part words at ASCII marks; those that keys hold become letters that no text is likely to have.
_MARKS = str.maketrans({"'": "ʼ", '"': "ˮ", ":": "꞉"})
_OTHER_MARKS = re.compile("[\x00-\x20!-/;-@\\[-`{-\x7f]")
_PAIR = "ꞏ"
_INDEXED = (Field.TITLE, Field.BODY, Field.AUTHOR, Field.TAG)


def index_keys(article: Article) -> tuple[str, ...]:
    """The keys of ``article``'s title, text, authors and tags: each once, at most :data:`MOST_KEYS`."""
    found: dict[str, None] = {}
    texts = {
        Field.TITLE: article.title,
        Field.BODY: article.text,
        Field.AUTHOR: "\n".join(article.authors),
        Field.TAG: "\n".join(article.tags),
    }
    for field in _INDEXED:
        for key in _keys_of_text(texts[field], language_of(article, field)):
            found[key] = None
            if len(found) >= MOST_KEYS:
                return tuple(found)
    return tuple(found)


def _keys_of_text(text: str, language: str | None) -> Iterator[str]:
    passage = Passage(text)
    for word in passage.words:
        yield from _keys_of_word(word, language)
    for left, right in pairwise(passage.words):
        if _is_unspaced(left) and _is_unspaced(right):
            yield _pair(fold(left), fold(right))
    for index in passage.closable():
        yield from _keys_of_word(passage.words[index] + passage.words[index + 1], language)


@lru_cache(100_000)
def _keys_of_word(word: str, language: str | None) -> tuple[str, ...]:
    found = analysis.readings(word, fold(word), language)
    return tuple(key for key in map(_key, found) if key)


def _is_unspaced(word: str) -> bool:
    return script_of(word) is Script.UNSPACED


def _pair(left: str, right: str) -> str:
    return _PAIR + _key(left + right)


def _key(reading: str) -> str:
    return _OTHER_MARKS.sub("", reading[:_LONGEST_KEY].translate(_MARKS))


class Search:
    """One search, compiled. ``wanted`` is what an index is asked for; ``None`` when it cannot help."""

    def __init__(self, matcher: Matcher, wanted: Wanted | None) -> None:
        self._matcher = matcher
        self.wanted = wanted

    def hits(self, article: Article) -> tuple[Hit, ...] | None:
        """Where ``article`` satisfies the search, ``None`` when it does not."""
        found = self._matcher.match(article)
        return found[0].hits if found else None


def compile_search(
    condition: Condition, topics: Mapping[str, Topic], officials: Mapping[str, Official], forms: Forms
) -> Search:
    """Make a search of ``condition``, which refers to no rules.

    Raises :class:`monitor.errors.ConfigError` when a term can never be found or an id is not known.
    """
    rule = Rule("search", condition, "search", place="search")
    compiler = Compiler(Rulebook((rule,), topics, officials), forms)
    compiler.compile_all()
    (wanted,) = asked_of(compiler.tables, [condition])
    return Search(Matcher(compiler), wanted)


def asked_of(tables: Tables, conditions: Iterable[Condition]) -> list[Wanted | None]:
    """What an index is asked for each of ``conditions``, which were compiled into ``tables``."""
    asking = _Asking(tables)
    asked = map(asking.of, conditions)
    return [wanted if wanted is not None and size(wanted) <= _MOST_WANTED else None for wanted in asked]


class _Asking:
    """From a condition to the keys of articles that may satisfy it; ``None`` for any article."""

    def __init__(self, tables: Tables) -> None:
        self._lexemes: Callable[[int], tuple[int, ...]] = tables.phrases.lexemes
        self._leaves = tables.leaves
        self._by_leaf: dict[int, list[int]] = {}
        for pattern, uses in enumerate(tables.uses):
            for leaf in {use.leaf for use in uses if use.part in (Part.TERM, Part.SURNAME)}:
                self._by_leaf.setdefault(leaf, []).append(pattern)
        self._keys = tables.phrases.lexicon.keys()

    def of(self, condition: Condition) -> Wanted | None:
        """What an article must hold that satisfies ``condition``."""
        match condition:
            case All(parts) | Near(of=parts):
                asked = tuple(wanted for part in parts if (wanted := self.of(part)) is not None)
                return Every(asked) if asked else None
            case AnyOf(parts) | Count(of=parts):
                return self._either(map(self.of, parts))
            case Score(of=weighted):
                return self._either(self.of(part.of) for part in weighted if part.weight > 0)
            case Phrase() | TopicRef() | OfficialRef() if Field.URL not in condition.where.fields:
                return self._either(self._patterns(condition))
            case Phrase() | TopicRef() | OfficialRef() | Regex() | NoneOf() | RuleRef():
                return None

    def _either(self, parts: Iterable[Wanted | None]) -> Wanted | None:
        found: list[Wanted] = []
        for part in parts:
            if part is None:
                return None
            found.append(part)
        return Either(tuple(dict.fromkeys(found))) if found else None

    def _patterns(self, condition: Condition) -> Iterator[Wanted | None]:
        """Each pattern that lets the leaf ``condition`` hold."""
        numbers = [number for number, leaf in enumerate(self._leaves) if leaf.condition == condition]
        for pattern in sorted({pattern for number in numbers for pattern in self._by_leaf.get(number, ())}):
            yield self._pattern(self._lexemes(pattern))

    def _pattern(self, lexemes: tuple[int, ...]) -> Wanted | None:
        parts = [*map(self._lexeme, lexemes), *(self._neighbours(*pair) for pair in pairwise(lexemes))]
        asked = tuple(part for part in dict.fromkeys(parts) if part is not None)
        return Every(asked) if asked else None

    def _lexeme(self, lexeme: int) -> Wanted | None:
        """Any reading of the lexeme. Loose spellings are not kept, so that one of these may be anything."""
        readings = self._keys.get(lexeme, set())
        if not readings or any(reading.startswith(analysis.LOOSE) for reading in readings):
            return None
        found = {key for reading in readings for key in _wanted(reading)}
        if len(found) > _MANY_FORMS:
            found = set(map(_stem, found))
        if not all(key.text for key in found):
            return None
        keys: list[Key] = sorted(found, key=_order)
        return Either(tuple(keys))

    def _neighbours(self, left: int, right: int) -> Wanted | None:
        """Two characters of a script without spaces, as they stand side by side."""
        firsts, seconds = self._keys.get(left, set()), self._keys.get(right, set())
        if not 0 < len(firsts) * len(seconds) <= _MOST_PAIRS:
            return None
        if not all(len(each) == 1 and _is_unspaced(each) for each in (*firsts, *seconds)):
            return None
        return Either(tuple(Key(_pair(*pair)) for pair in product(sorted(firsts), sorted(seconds))))


def _stem(key: Key) -> Key:
    """All that begins like ``key``: the case forms of a name in all languages are a thousand, of a few stems."""
    length = _STEM + (2 if "꞉" in key.text[:2] else 0)
    return Key(key.text[:length], prefix=True) if len(key.text) > length else key


def _order(key: Key) -> tuple[str, bool]:
    return key.text, key.prefix


def _wanted(reading: str) -> Iterator[Key]:
    """The keys that an index has where a document has ``reading``: accents are not kept in it."""
    stem = reading.removesuffix("*")
    for kind in (analysis.ACCENTED, analysis.AS_WRITTEN):
        if stem.startswith(kind):
            stem = fold(stem.removeprefix(kind))
    if reading.endswith("*"):
        yield Key(_key(stem), prefix=True)
        yield Key(_key(analysis.BARE + stem), prefix=True)
    else:
        yield Key(_key(stem))
