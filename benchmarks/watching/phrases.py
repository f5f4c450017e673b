"""Peers in this process that only look for the phrases of rules: they evaluate no rule and see no inflection."""

import re
from contextlib import ExitStack

from benchmarks.watching.language import LANGUAGES
from benchmarks.watching.search import WORD, Search, Way, text_of
from benchmarks.watching.world import World, phrases_of
from monitor.model import Article
from monitor.rulebook import Rule


class _ExpressionLoop(Search):
    """Each phrase as an expression of its own, compiled beforehand."""

    def __init__(self, world: World, _: ExitStack) -> None:
        self._expressions = {phrase: _bounded(phrase) for phrase in world.phrases}

    def find(self, article: Article) -> set[str]:
        text = text_of(article)
        return {phrase for phrase, expression in self._expressions.items() if expression.search(text)}

    def change(self, rule: Rule) -> bool:
        self._expressions.update((phrase, _bounded(phrase)) for phrase in _phrases(rule))
        return True


class _Alternation(Search):
    """All phrases in one expression, the longest first, for the first that fits is taken."""

    def __init__(self, world: World, _: ExitStack) -> None:
        longest_first = sorted(world.phrases, key=len, reverse=True)
        self._expression = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")

    def find(self, article: Article) -> set[str]:
        return set(self._expression.findall(text_of(article)))

    def change(self, rule: Rule) -> bool:
        return False


class _Substrings(Search):
    """Each phrase asked for with ``in``."""

    def __init__(self, world: World, _: ExitStack) -> None:
        self._phrases = list(world.phrases)

    def find(self, article: Article) -> set[str]:
        text = text_of(article)
        return {phrase for phrase in self._phrases if phrase in text}

    def change(self, rule: Rule) -> bool:
        self._phrases += _phrases(rule)
        return True


class _TokenDict(Search):
    """Phrases by their first word, compared word by word."""

    def __init__(self, world: World, _: ExitStack) -> None:
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for phrase in world.phrases:
            self._add(phrase)

    def find(self, article: Article) -> set[str]:
        words = WORD.findall(text_of(article))
        return {
            phrase
            for at, word in enumerate(words)
            for listed, phrase in self._by_first.get(word, ())
            if words[at : at + len(listed)] == listed
        }

    def change(self, rule: Rule) -> bool:
        for phrase in _phrases(rule):
            self._add(phrase)
        return True

    def _add(self, phrase: str) -> None:
        words = WORD.findall(phrase)
        self._by_first.setdefault(words[0], []).append((words, phrase))


class _AhoCorasick(Search):
    """The automaton of pyahocorasick, with a look at the letters before and behind each place that it finds."""

    def __init__(self, world: World, _: ExitStack) -> None:
        import ahocorasick  # noqa: PLC0415 - optional

        self._automaton = ahocorasick.Automaton()
        for phrase in world.phrases:
            self._automaton.add_word(phrase, phrase)
        self._automaton.make_automaton()

    def find(self, article: Article) -> set[str]:
        # Spaces at both ends spare the check two conditions.
        text = f" {text_of(article)} "
        return {
            phrase
            for end, phrase in self._automaton.iter(text)
            if not text[end + 1].isalnum() and not text[end - len(phrase)].isalnum()
        }

    def change(self, rule: Rule) -> bool:
        return False


class _FlashText(Search):
    def __init__(self, world: World, _: ExitStack) -> None:
        import flashtext  # noqa: PLC0415 - optional

        self._processor = flashtext.KeywordProcessor()
        for phrase in world.phrases:
            self._processor.add_keyword(phrase)

    def find(self, article: Article) -> set[str]:
        return set(self._processor.extract_keywords(text_of(article)))

    def change(self, rule: Rule) -> bool:
        for phrase in _phrases(rule):
            self._processor.add_keyword(phrase)
        return True


def _bounded(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(phrase)}\b")


def _phrases(rule: Rule) -> list[str]:
    return [term.lower() for _, term in phrases_of(rule.when, {})]


TOKEN_DICT = Way("token dict", "phrases", _TokenDict)
PHRASE_WAYS = (
    Way("`re` loop", "phrases", _ExpressionLoop, most_phrases=20_000),
    Way("one `re` alternation", "phrases; loses overlaps", _Alternation),
    Way("`in` loop", "phrases; inside words, too", _Substrings, finds=LANGUAGES),
    TOKEN_DICT,
    Way(
        "pyahocorasick + boundaries",
        "phrases",
        _AhoCorasick,
        modules=("ahocorasick",),
        packages=("pyahocorasick",),
    ),
    Way("flashtext", "phrases; loses overlaps", _FlashText, modules=("flashtext",), packages=("flashtext",)),
)
