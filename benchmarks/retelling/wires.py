"""Wires, and what outlets make of them: cut, reordered, with another headline and credit, with their boilerplate."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.watching.language import SPACED, language
from monitor.model import Article

_NAMES = 8


@dataclass(frozen=True, slots=True)
class Wire:
    """A wire text and the articles that outlets made of it."""

    original: Article
    copies: tuple[Article, ...]


class Agency:
    """Writes wires in a language of words drawn by how common they are, and outlets that rewrite them."""

    def __init__(self, code: str, random_: random.Random) -> None:
        self._tongue = language(code)
        self._random = random_
        self._boilerplate = [self._sentences(random_.randint(2, 5)) for _ in range(12)]
        self._number = 0

    def wire(self, copies: int) -> Wire:
        """A wire of 6 to 20 sentences, and so many rewritten copies."""
        names = [self._name() for _ in range(_NAMES)]
        sentences = [self._sentence(names) for _ in range(self._random.randint(6, 20))]
        self._number += 1
        title = self._title(sentences)
        original = Article(
            f"{self._tongue.code}{self._number}",
            title,
            self._joined(sentences),
            source="Wire",
            language=self._tongue.code,
        )
        return Wire(original, tuple(self._rewritten(original, sentences, number) for number in range(copies)))

    def _rewritten(self, original: Article, sentences: Sequence[str], number: int) -> Article:
        kept = list(sentences)
        cut = max(5, int(len(kept) * self._random.choice((1.0, 0.8, 0.6, 0.5))))
        kept = kept[:cut]
        if self._random.random() < 0.5:
            place = self._random.randrange(1, len(kept))
            kept = [*kept[place:], *kept[:place]]
        outlet = self._random.randrange(len(self._boilerplate))
        if self._random.random() < 0.5:
            kept = [*kept, *self._boilerplate[outlet]]
        title = self._title(kept) if self._random.random() < 0.5 else original.title
        return replace(
            original, id=f"{original.id}-{number}", title=title, text=self._joined(kept), source=f"Outlet {outlet}"
        )

    def _title(self, sentences: Sequence[str]) -> str:
        return self._random.choice(sentences[:3])[:70]

    def _sentences(self, count: int) -> list[str]:
        return [self._sentence([]) for _ in range(count)]

    def _sentence(self, names: Sequence[str]) -> str:
        words = [self._tongue.running(self._random) for _ in range(self._random.randint(8, 20))]
        for name in self._random.sample(list(names), min(2, len(names))):
            words.insert(self._random.randrange(1, len(words)), name)
        return self._tongue.join(words).capitalize() if not names else self._tongue.join(words)

    def _name(self) -> str:
        return self._tongue.uniform(self._random).capitalize()

    def _joined(self, sentences: Sequence[str]) -> str:
        stop = ". " if self._tongue.code in SPACED else "。"
        paragraphs = (stop.join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))
        return "\n".join(f"{paragraph}{stop.strip()}" for paragraph in paragraphs)
