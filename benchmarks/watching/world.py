"""Watch rules and articles as a newsroom could have them, made from a seed.

The realistic world: rules belong to subjects, some of which many people watch, and share terms with other rules of the
subject. A rule lists its terms in one to three languages. Its kinds are those of :data:`_KINDS`. Articles are running
words of one language in which some twenty phrases of rules stand: all that two rules ask for, and single phrases of
others. The dense world has independent rules, and articles into which phrases of any rule and language are put: many
more rules match there.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from benchmarks.watching.language import LANGUAGES, SPACED, Language, language, make_person
from monitor.model import Article
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
    Span,
)

PLANTED = 20
_SENTENCE = 20
# The main language of rules and subjects, out of 100; and likewise of articles. These are in languages in which every
# peer claims to find phrases, so that none is quick for looking at nothing.
_SHARES = dict(zip(LANGUAGES, (45, 20, 15, 12, 8), strict=True))
_ROLES = {
    "en": ("foreign minister",),
    "ar": ("وزير الخارجية",),
    "ru": ("министр иностранных дел",),
    "zh": ("外交部长",),
}


@dataclass(frozen=True, slots=True)
class Written:
    """An article, and the listed phrases that were put into it as they are listed."""

    article: Article
    planted: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A rulebook, the distinct ``phrases`` that it lists in small letters, and a source of articles for it."""

    name: str
    rulebook: Rulebook
    phrases: tuple[str, ...]
    write: Callable[[int, random.Random], Written]

    def articles(self, count: int, words: int, seed: str) -> tuple[Written, ...]:
        """``count`` articles of ``words`` words; the same for the same ``seed``."""
        random_ = random.Random(seed)
        return tuple(self.write(words, random_) for _ in range(count))


def phrases_of(condition: Condition, officials: Mapping[str, Official]) -> Iterator[tuple[str, str]]:
    """Each language and term that ``condition`` lists, full names of officials included."""
    match condition:
        case Phrase(terms):
            yield from ((code, term) for code, listed in terms.items() for term in listed)
        case OfficialRef(official_id):
            names = officials[official_id].names
            yield from ((code, name) for code, listed in names.items() for name in listed)
        case All(of) | AnyOf(of) | NoneOf(of) | Near(_, of) | Count(_, of):
            for child in of:
                yield from phrases_of(child, officials)


def compose(tongue: Language, words: int, pieces: list[str], random_: random.Random) -> Article:
    """An article of running words of ``tongue`` with ``pieces`` put into it, each in one sentence."""
    slots = [tongue.running(random_) for _ in range(words)]
    for at, piece in zip(random_.sample(range(words), len(pieces)), pieces, strict=True):
        slots[at] = piece
    stop, gap = (".", " ") if tongue.code in SPACED else ("。", "")
    sentences = (tongue.join(slots[start : start + _SENTENCE]) for start in range(0, words, _SENTENCE))
    written = [sentence[0].upper() + sentence[1:] + stop for sentence in sentences]
    paragraphs = (gap.join(written[start : start + 4]) for start in range(0, len(written), 4))
    title = tongue.join([tongue.running(random_) for _ in range(8)])
    return Article(id=f"{random_.getrandbits(64):x}", title=title, text="\n".join(paragraphs), language=tongue.code)


def realistic(size: int) -> World:
    """A world of ``size`` rules that share subjects."""
    rulebook = _Newsroom(size, random.Random(f"rules {size}")).rulebook()
    whole: dict[str, list[Rule]] = {code: [] for code in LANGUAGES}
    parts: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for rule in rulebook.rules:
        listed = list(phrases_of(rule.when, rulebook.officials))
        for code in {code for code, _ in listed}:
            whole[code].append(rule)
        if isinstance(rule.when, All | Near | Count):
            for code, term in listed:
                parts[code].append(term)

    def write(words: int, random_: random.Random) -> Written:
        code = random_.choices(SPACED, [_SHARES[code] for code in SPACED])[0]
        satisfied = [_satisfying(rule.when, code, rulebook) or [] for rule in random_.choices(whole[code], k=2)]
        rows = [row for row in satisfied if row]
        rows += [[part] for part in random_.choices(parts[code], k=PLANTED - sum(map(len, rows)))]
        pieces = [language(code).join(row) for row in rows]
        return Written(compose(language(code), words, pieces, random_), tuple(piece for row in rows for piece in row))

    return _world("realistic", rulebook, write)


def dense(size: int) -> World:
    """A world of ``size`` independent rules in English and Arabic, of which some dozens match an article."""
    random_ = random.Random(size)
    rules = tuple(_independent_rule(number, random_) for number in range(size))
    listed = [term for rule in rules for _, term in phrases_of(rule.when, {})]

    def write(words: int, random_: random.Random) -> Written:
        pieces = random_.choices(listed, k=PLANTED)
        return Written(compose(language(random_.choice(("en", "ar"))), words, pieces, random_), tuple(pieces))

    return _world("dense", Rulebook(rules), write)


def of_phrases(listed: Mapping[str, str]) -> World:
    """A world of one rule for each phrase of ``listed``, which gives its language; rule ids are the phrases."""
    rules = tuple(Rule(phrase, Phrase({code: (phrase,)}), title="") for phrase, code in listed.items())

    def write(words: int, random_: random.Random) -> Written:
        code = random_.choice(LANGUAGES)
        pieces = random_.sample([phrase for phrase, other in listed.items() if other == code], PLANTED)
        return Written(compose(language(code), words, pieces, random_), tuple(pieces))

    return _world("phrases", Rulebook(rules), write)


def _world(name: str, rulebook: Rulebook, write: Callable[[int, random.Random], Written]) -> World:
    listed = (term.lower() for rule in rulebook.rules for _, term in phrases_of(rule.when, rulebook.officials))
    return World(name, rulebook, tuple(dict.fromkeys(listed)), write)


def _satisfying(condition: Condition, code: str, rulebook: Rulebook) -> list[str] | None:
    """Pieces of text in the language ``code`` that satisfy ``condition`` when they stand in a row."""
    match condition:
        case All(of) | Near(_, of):
            parts = [_satisfying(child, code, rulebook) for child in of]
            return None if None in parts else [piece for part in parts if part for piece in part]
        case AnyOf(of):
            return next((found for child in of if (found := _satisfying(child, code, rulebook))), None)
        case Count(at_least, of):
            return (_satisfying(of[0], code, rulebook) or []) * at_least or None
        case NoneOf():
            return []
        case Regex(pattern):
            return [pattern.removeprefix(r"\b").removesuffix(r"\d+\b") + "21"]
        case _:
            return next(([term] for other, term in phrases_of(condition, rulebook.officials) if other == code), None)


class _Newsroom:
    """Draws subjects and officials, and rules about them."""

    def __init__(self, size: int, random_: random.Random) -> None:
        self._size = size
        self._random = random_
        self._officials = [self._official(number) for number in range(max(5, size // 10))]
        self._subjects = [self._subject() for _ in range(max(5, size // 8))]
        # Zipf's law, with an offset that keeps one subject from being everybody's.
        self._upto = list(accumulate(1 / (rank + 20) for rank in range(len(self._subjects))))

    def rulebook(self) -> Rulebook:
        rules = tuple(self._rule(number) for number in range(self._size))
        return Rulebook(rules, officials={official.id: official for official in self._officials})

    def _official(self, number: int) -> Official:
        person = make_person(self._random)
        names, surnames = ({c: (text,) for c, text in each.items()} for each in (person.names, person.surnames))
        return Official(f"official-{number}", person.names["en"], names, surnames, roles=_ROLES)

    def _subject(self) -> tuple[tuple[str, ...], tuple[Phrase, ...]]:
        """Languages, and terms in them that several rules share."""
        main = self._random.choices(LANGUAGES, list(_SHARES.values()))[0]
        others = self._random.sample([code for code in LANGUAGES if code != main], self._random.choice((0, 0, 0, 1, 2)))
        codes = (main, *others)
        return codes, tuple(self._phrase(codes) for _ in range(8))

    def _rule(self, number: int) -> Rule:
        subject = self._random.choices(self._subjects, cum_weights=self._upto)[0]
        (make,) = self._random.choices(list(_KINDS), list(_KINDS.values()))
        languages = frozenset(subject[0]) if self._random.random() < 0.2 else frozenset[str]()
        return Rule(f"rule-{number}", make(self, *subject), title="", languages=languages)

    def _phrase(self, codes: tuple[str, ...], shortest: int = 1) -> Phrase:
        """A phrase in each of ``codes``, sometimes with a second wording."""
        random_ = self._random
        return Phrase(
            {
                code: tuple(language(code).phrase(random_, shortest=shortest) for _ in range(random_.choice((1, 1, 2))))
                for code in codes
            }
        )

    def _either(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Phrase:
        """A term of the subject, or the rule's own."""
        return self._random.choice(shared) if self._random.random() < 0.5 else self._phrase(codes)

    def single(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        return self._phrase(codes, shortest=2)

    def any_of(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        return AnyOf(tuple(self._phrase(codes, shortest=2) for _ in range(self._random.choice((2, 2, 3)))))

    def all_of(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        subject = AnyOf((self._random.choice(shared), self._random.choice(shared)))
        return All((subject, self._either(codes, shared)))

    def all_but(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        return All((self._either(codes, shared), self._either(codes, shared), NoneOf((self._phrase(codes),))))

    def near(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        within = self._random.choice((5, 10, 20, Span.SENTENCE))
        return Near(within, (self._random.choice(shared), self._either(codes, shared)))

    def count(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        return Count(2, (self._either(codes, shared),))

    def official(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        return OfficialRef(self._named())

    def official_on(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        return All((OfficialRef(self._named()), AnyOf((self._either(codes, shared), self._either(codes, shared)))))

    def regex(self, codes: tuple[str, ...], shared: tuple[Phrase, ...]) -> Condition:
        designation = "".join(self._random.choices("bcdfgkmrstvz", k=2))
        return All((self._either(codes, shared), Regex(rf"\b{designation}-\d+\b")))

    def _named(self) -> str:
        """An official, the first of the list by far the likeliest."""
        return self._officials[int(len(self._officials) * self._random.random() ** 1.5)].id


# How often each kind of rule occurs, out of 100.
_KINDS = {
    _Newsroom.single: 16,
    _Newsroom.any_of: 16,
    _Newsroom.all_of: 27,
    _Newsroom.all_but: 10,
    _Newsroom.near: 10,
    _Newsroom.count: 6,
    _Newsroom.official: 3,
    _Newsroom.official_on: 9,
    _Newsroom.regex: 3,
}


def _independent_rule(number: int, random_: random.Random) -> Rule:
    tongue = language("en" if random_.random() < 0.6 else "ar")

    def phrase() -> Phrase:
        return Phrase({tongue.code: (_uniform_phrase(tongue, random_),)})

    when: Condition
    match number % 4:
        case 0:
            when = phrase()
        case 1:
            when = AnyOf((phrase(), phrase()))
        case 2:
            when = AnyOf((Near(10, (phrase(), phrase())), phrase()))
        case _:
            when = All((AnyOf((phrase(), Count(2, (phrase(),)))), NoneOf((phrase(),))))
    return Rule(f"rule-{number}", when, title="")


def _uniform_phrase(tongue: Language, random_: random.Random) -> str:
    return " ".join(tongue.uniform(random_) for _ in range(random_.choice((1, 2, 2, 2, 3, 3, 4))))
