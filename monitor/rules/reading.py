"""One article, read once for all rules: which patterns it holds and, when asked, which leaves it satisfies."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

from monitor.model import Article, Field, How
from monitor.rulebook import MATCHED_FIELDS, OfficialRef
from monitor.rules.analysis import STRENGTH
from monitor.rules.leaves import Leaf, Part, Use
from monitor.rules.phrases import PhraseTable
from monitor.text.fold import LONGEST
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage, words

FIELDS = tuple(Field)
_EXACT, _FOLDED, _REGEX = STRENGTH[How.EXACT], STRENGTH[How.FOLDED], STRENGTH[How.REGEX]
# How many words may lie between a title and the country beyond it, that country among them; where every character is
# a word, a full name may.
_REACH = 4
_REACH_UNSPACED = 16


class Occurrence(NamedTuple):
    """A place where a leaf is hit, in ``FIELDS[field]``.

    ``start`` and ``end`` count characters, ``end`` exclusive; ``first`` and ``last`` count words, inclusive.
    """

    field: int
    start: int
    end: int
    first: int
    last: int
    rank: int
    leaf: int
    variant: str
    licence: str | None = None


Occurrences = tuple[Occurrence, ...]


class Reading:
    """What rules can ask of one article. Leaves are worked out when first asked for."""

    def __init__(
        self,
        article: Article,
        table: PhraseTable,
        uses: Sequence[Sequence[Use]],
        leaves: Sequence[Leaf],
        fields: frozenset[Field],
    ) -> None:
        """``fields`` are those that some rule looks at; phrases are not searched for in others."""
        self.article = article
        self._leaves = leaves
        self.passages = [Passage(text) for text in _texts(article)]
        self._scanned = fields
        # By pattern the field, the first and the last word, and the rank.
        self._found: dict[int, list[tuple[int, int, int, int]]] = {}
        for number, (field, passage) in enumerate(zip(FIELDS, self.passages, strict=True)):
            if field in fields and passage.text:
                for pattern, first, last, rank in table.scan(passage, language_of(article, field)):
                    self._found.setdefault(pattern, []).append((number, first, last, rank))
        # By leaf only which patterns were found, not where: thousands of rules may share a pattern found often.
        self._by_leaf: dict[int, list[tuple[int, Use]]] = {}
        for pattern in self._found:
            for use in uses[pattern]:
                self._by_leaf.setdefault(use.leaf, []).append((pattern, use))
        self._known: dict[int, Occurrences] = {}

    def touched(self) -> Iterable[int]:
        """The leaves of which anything was found."""
        return self._by_leaf.keys()

    def leaf(self, number: int) -> Occurrences:
        """Where the leaf is hit, in order of field and place; no place stands twice or inside another."""
        known = self._known.get(number)
        if known is None:
            if number in self._by_leaf:
                known = self._work_out(number)
            elif (leaf := self._leaves[number]).expression is not None:
                known = tuple(self._expressed(number, leaf))
            else:
                return ()
            self._known[number] = known
        return known

    def parts(self, number: int) -> dict[Part, list[Occurrence]]:
        """Everything that was found of the leaf, before licences, fields and letter case decide what counts."""
        parts: dict[Part, list[Occurrence]] = {}
        for pattern, use in self._by_leaf.get(number, ()):
            parts.setdefault(use.part, []).extend(self._occurrences(pattern, use))
        return parts

    def licences(self, number: int) -> list[Occurrence]:
        """What lets surnames of the official count: the full names, or else the roles."""
        parts = self._seen_parts(number)
        return self._full_names(parts, _Cover(parts.get(Part.BLOCKED, ()))) or self._offices(parts)

    def _seen_parts(self, number: int) -> dict[Part, list[Occurrence]]:
        """What was found of an official in what every rule looks at and in the fields of the leaf.

        A byline licenses no surname in the text.
        """
        seen = MATCHED_FIELDS | self._leaves[number].where.fields
        return {part: _in_fields(seen, places) for part, places in self.parts(number).items()}

    def _work_out(self, number: int) -> Occurrences:
        where = self._leaves[number].where
        if isinstance(self._leaves[number].condition, OfficialRef):
            places = self._named(self._seen_parts(number))
        else:
            places = [place for pattern, use in self._by_leaf[number] for place in self._occurrences(pattern, use)]
        if not self._scanned <= where.fields:
            places = _in_fields(where.fields, places)
        if where.case_exact:
            places = [place for place in places if self._same_case(place)]
        return _without_repeats(places)

    def _named(self, parts: dict[Part, list[Occurrence]]) -> list[Occurrence]:
        """Where an official is named: by full names, and by surnames that one of these or a role lets count.

        Neither counts as part of a blocked name, and surnames only with the capital that names have, and not
        beside a given name of somebody else.
        """
        blocked = _Cover(parts.get(Part.BLOCKED, ()))
        names = self._full_names(parts, blocked)
        licences = names or self._offices(parts)
        if not licences:
            return names
        licence = self.text(min(licences))
        surnames = (
            surname._replace(licence=licence)
            for surname in parts.get(Part.SURNAME, ())
            if self.is_capitalised(surname) and not blocked.holds(surname) and not self.is_anothers(surname)
        )
        return [*names, *surnames]

    def _full_names(self, parts: dict[Part, list[Occurrence]], blocked: "_Cover") -> list[Occurrence]:
        names = parts.get(Part.TERM, ())
        return [name for name in names if not blocked.exceeds(name) and self.is_written_as_name(name)]

    def _offices(self, parts: dict[Part, list[Occurrence]]) -> list[Occurrence]:
        """The roles, and each title together with the country nearest to it, if one stands near."""
        countries: dict[int, list[Occurrence]] = {}
        for country in sorted(parts.get(Part.COUNTRY, ())):
            countries.setdefault(country.field, []).append(country)
        titles = parts.get(Part.TITLE, ()) if countries else ()
        whole = (self._with_country(title, countries.get(title.field, [])) for title in titles)
        return [*parts.get(Part.ROLE, ()), *filter(None, whole)]

    def _with_country(self, title: Occurrence, countries: list[Occurrence]) -> Occurrence | None:
        """``title`` and the nearest of ``countries``, which stand in order, as one; ``None`` when none is near."""
        at = bisect_left(countries, title)
        both = min(
            (_spanning(title, country) for country in countries[max(0, at - 1) : at + 1]),
            key=lambda both: both.last - both.first,
            default=title,
        )
        passage = self.passages[title.field]
        reach = _REACH_UNSPACED if script_of(passage.words[title.first]) is Script.UNSPACED else _REACH
        near = title.last - title.first < both.last - both.first <= title.last - title.first + reach
        return both if near and passage.sentence(both.start) == passage.sentence(both.end - 1) else None

    def is_anothers(self, surname: Occurrence) -> bool:
        """Whether the surname stands beside the given name of somebody else."""
        bearer = self._leaves[surname.leaf].bearer
        language = language_of(self.article, FIELDS[surname.field])
        passage = self.passages[surname.field]
        return bearer is not None and bearer.is_another(passage, surname.first, surname.last, language)

    def _expressed(self, number: int, leaf: Leaf) -> Iterator[Occurrence]:
        """Where the regular expression of the leaf is found."""
        for field, passage in enumerate(self.passages):
            if leaf.expression is not None and FIELDS[field] in leaf.where.fields:
                for start, end in leaf.expression.places(passage.text):
                    first, last = passage.words_at(start, end)
                    yield Occurrence(field, start, end, first, last, _REGEX, number, passage.text[start:end])

    def _occurrences(self, pattern: int, use: Use) -> Iterator[Occurrence]:
        """Where the pattern was found, as ``use`` has it."""
        for field, first, last, rank in self._found[pattern]:
            passage = self.passages[field]
            start, end = passage.stretch(first, last)
            if rank <= _FOLDED:
                rank = _EXACT if passage.text[start:end] == use.variant else _FOLDED
            yield Occurrence(field, start, end, first, last, rank, use.leaf, use.variant)

    def text(self, place: Occurrence) -> str:
        """The words of the article at ``place``."""
        return self.passages[place.field].text[place.start : place.end]

    def is_written_as_name(self, name: Occurrence) -> bool:
        """Whether a full name has as many capitals as it is listed with, where the article has capitals at all.

        "The bill burns" does not name Bill Burns, nor does "Ван и" Ван И.
        """
        surface = self.text(name)
        if not script_of(surface).has_case or self._is_small[name.field]:
            return True
        return _capitalised_words(surface) >= _capitalised_words(name.variant)

    @cached_property
    def _is_small(self) -> list[bool]:
        """Which fields have no capital letter."""
        return [passage.text.lower() == passage.text for passage in self.passages]

    def is_capitalised(self, place: Occurrence) -> bool:
        """Whether some word of a surname has a capital, as Leyen has of "von der Leyen"."""
        surface = self.text(place)
        if not script_of(surface).has_case:
            return True
        return _capitalised_words(surface) > 0

    def _same_case(self, place: Occurrence) -> bool:
        """Whether the words at ``place`` have the letter case of the variant, as far as both are the same letters."""
        variant = normalize("NFC", place.variant.rstrip("*"))
        surface = _without_elision(normalize("NFC", self.text(place)[:LONGEST]), variant)
        for listed, written in zip(variant, surface, strict=False):
            if listed.casefold() != written.casefold():
                return True
            if listed != written:
                return False
        return True


def _spanning(one: Occurrence, other: Occurrence) -> Occurrence:
    """``one``, grown to hold ``other``."""
    return one._replace(
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        first=min(one.first, other.first),
        last=max(one.last, other.last),
    )


def _in_fields(fields: frozenset[Field], places: Iterable[Occurrence]) -> list[Occurrence]:
    return [place for place in places if FIELDS[place.field] in fields]


def _capitalised_words(text: str) -> int:
    """How many words have a capital at their beginning, or behind an apostrophe (d'Artagnan)."""
    return sum(any(part[:1].isupper() for part in word.replace("’", "'").split("'")) for word in words(text))


# Codes that name a language of another code, too; both forms of Norwegian are told apart by nobody here.
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "sh": "sr"}


def base_language(tag: str | None) -> str | None:
    """The language of a BCP 47 tag without region and script: "en" of "en-US"."""
    code = (tag or "").replace("_", "-").partition("-")[0].lower()
    return _ALIASES.get(code, code) or None


def language_of(article: Article, field: Field) -> str | None:
    """The language that ``field`` of ``article`` is in: a title may be in another than the text."""
    tag = article.title_language if field is Field.TITLE and article.title_language else article.language
    return base_language(tag)


def _without_elision(surface: str, variant: str) -> str:
    """``surface`` from where ``variant`` begins in it: behind the l' of l'Iran, but from the first letter of Iran's."""
    head, apostrophe, rest = surface.replace("’", "'").partition("'")
    return rest if apostrophe and not variant.casefold().startswith(head.casefold()) else surface


def _texts(article: Article) -> tuple[str, ...]:
    """The text of each field, in the order of ``FIELDS``; several values stand on lines of their own."""
    return article.title, article.text, "\n".join(article.authors), article.url or "", "\n".join(article.tags)


class _Cover:
    """Stretches of text that places may lie in. A look-up takes logarithmic time, however many there are."""

    def __init__(self, places: Iterable[Occurrence]) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        for place in sorted(places):
            ends = self._ends.setdefault(place.field, [])
            self._starts.setdefault(place.field, []).append(place.start)
            ends.append(max(place.end, ends[-1] if ends else 0))

    def holds(self, place: Occurrence) -> bool:
        """Whether ``place`` lies in a stretch, or is one."""
        return self._furthest(place.field, place.start + 1) >= place.end

    def exceeds(self, place: Occurrence) -> bool:
        """Whether ``place`` lies in a stretch that is longer than it."""
        field, start, end = place[:3]
        return self._furthest(field, start + 1) > end or self._furthest(field, start) >= end

    def _furthest(self, field: int, before: int) -> int:
        """Where the furthest of the stretches that begin before ``before`` ends; -1 when there is none."""
        index = bisect_left(self._starts.get(field, ()), before)
        return self._ends[field][index - 1] if index else -1


def _without_repeats(places: list[Occurrence]) -> Occurrences:
    """``places`` in order, without those that lie inside another; of equal places the least deviating."""
    if len(places) < 2:
        return tuple(places)
    places.sort(key=lambda place: (place.field, place.start, -place.end, place.rank, place.variant))
    kept: list[Occurrence] = []
    for place in places:
        if kept and kept[-1].field == place.field and place.end <= kept[-1].end:
            continue
        kept.append(place)
    return tuple(kept)
