"""From the words of a document to the listed words that they count as.

A **lexeme** is a listed word together with all forms that count as it. Rules name lexemes, documents hold readings
(:mod:`monitor.rules.analysis`); the lexicon looks the readings up.
"""

from monitor.model import How
from monitor.rules import analysis, arabic, endings, paradigms
from monitor.rules.declined import Entry, Languages, Names, only
from monitor.rules.forms import Forms, assumed_language, dictionary_of, languages_of
from monitor.rules.joints import Joints
from monitor.rules.listed import Context, Listed, accents_matter, keys_of_forms, lowered, name_forms, plain_forms
from monitor.text.dictionary import CODES
from monitor.text.fold import fold, fold_keeping_accents
from monitor.text.scripts import Script, script_of

# Lexemes that a word counts as, each with the rank of how.
Counts = dict[int, int]

_FOLDED = analysis.STRENGTH[How.FOLDED]
_LEMMA = analysis.STRENGTH[How.LEMMA]
_CASE_FORM = analysis.STRENGTH[How.CASE_FORM]
_WILDCARD = analysis.STRENGTH[How.WILDCARD]
_GENERATED = analysis.STRENGTH[How.GENERATED]

# Bidens is the President in Latvian, and somebody else's plural in English.
_BALTIC_ENDINGS = ("s", "as", "is", "us")
_BALTIC_LANGUAGES: Languages = frozenset({"lt", "lv"})
_TOLD_APART = frozenset().union(
    *map(languages_of, CODES), analysis.LANGUAGES, endings.LANGUAGES, paradigms.LANGUAGES, _BALTIC_LANGUAGES
)
_ANY_OTHER = "und"


def told_apart(language: str | None) -> str | None:
    """``language``, or one code for all in which no word counts otherwise than in the others."""
    return language if language is None or language in _TOLD_APART else _ANY_OTHER


class Lexicon:
    """Listed words by the forms that count as them. Words may be added at any time."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._ids: dict[Listed | tuple[str, ...] | tuple[int, int], int] = {}
        self._lengths: list[int] = []
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        self._stem_lengths: list[int] = []
        self._joints = Joints()
        self._names = Names()
        self._accents = False
        self._loose = False

    def lexeme(self, listed: Listed) -> int:
        """The number of the lexeme of ``listed``, made when it is new since the last :meth:`settle`."""
        known = self._ids.get(listed)
        if known is not None:
            return known
        number = self._number(listed, len(listed.word))
        if listed.wildcard:
            self._add_stem(number, listed)
        else:
            self._add_forms(number, listed)
        return number

    def generated(self, spellings: tuple[str, ...]) -> int:
        """The number of the lexeme of one word of a name in all ``spellings`` that were generated for it."""
        known = self._ids.get(spellings)
        if known is not None:
            return known
        number = self._number(spellings, min(map(len, spellings)))
        baltic = {word + ending for word in spellings for ending in _BALTIC_ENDINGS}
        everywhere: tuple[Entry] = ((number, _GENERATED, None, 0),)
        in_baltic: tuple[Entry] = ((number, _GENERATED, _BALTIC_LANGUAGES, 0),)
        for word in spellings:
            for key in name_forms(word):
                self._add(key, in_baltic if word in baltic else everywhere)
            self._names.add(number, word, _GENERATED)
        return number

    def joint(self, left: int, right: int, head: str) -> int:
        """The number of the lexeme of two written as one word, which begins with ``head``, as ``left`` is listed."""
        known = self._ids.get((left, right))
        if known is not None:
            return known
        number = self._number((left, right), len(head) + self._lengths[right])
        self._joints.add(number, left, right, fold(head))
        return number

    def settle(self) -> None:
        """Forget which words were listed: they fill much memory, and later ones may be lexemes of their own."""
        self._ids.clear()

    def length(self, lexeme: int) -> int:
        """How many characters the shortest form of ``lexeme`` has: short words are common."""
        return self._lengths[lexeme]

    def look_up(self, word: str, language: str | None) -> Counts:
        """The lexemes that ``word`` counts as, worked out afresh."""
        folded = fold(word)
        for form, entry in self._names.unfold(folded, language):
            self._add(form, entry)
        found = analysis.readings(word, folded, language)
        if self._accents:
            found.update(analysis.accented_readings(word, folded, language))
        if self._loose:
            found.update(analysis.loose_readings(found))
        counts = self._count(found, language, analysis.capitals(word))
        for head, tail in self._joints.cuts(folded):
            if right := self._count(self._tail_readings(word, tail, language), language, 0):
                self._joints.count(head, right, counts)
        return counts

    def _tail_readings(self, word: str, tail: str, language: str | None) -> analysis.Readings:
        """What the ``tail`` of a closed-up ``word`` may be read as: as it stands, for most are no words at all.

        A Korean one may have a particle, and any other an 's.
        """
        if script_of(tail) is Script.HANGUL or "'" in tail:
            return analysis.readings(tail, tail, language)
        read = {tail: How.FOLDED}
        if self._accents:
            read[analysis.ACCENTED + fold_keeping_accents(word, language)[-len(tail) :]] = How.FOLDED
        return read

    def keys(self) -> dict[int, set[str]]:
        """By lexeme the readings that count as it, in documents of any language; a stem ends in ``*``."""
        for letter in self._names.letters():
            for language in (None, *paradigms.LANGUAGES):
                for form, entry in self._names.unfold(letter, language):
                    self._add(form, entry)
        keys: dict[int, set[str]] = {}
        for key, entries in self._entries.items():
            for lexeme, *_ in entries:
                keys.setdefault(lexeme, set()).add(key)
        for stem, lexemes in self._stems.items():
            for lexeme in lexemes:
                keys.setdefault(lexeme, set()).add(f"{stem}*")
        for number, head, right in self._joints.all():
            keys.setdefault(number, set()).update(head + key for key in keys.get(right, ()) if ":" not in key)
        return keys

    def _count(self, found: analysis.Readings, language: str | None, begins: int) -> Counts:
        """The lexemes that the readings of a word, which ``begins`` with so many capitals, count as."""
        counts: Counts = {}
        for key, how in found.items():
            for lexeme, rank, languages, capitals in self._entries.get(key, ()):
                if begins >= capitals and (languages is None or language in languages):
                    rank = max(rank, analysis.STRENGTH[how])
                    counts[lexeme] = min(rank, counts.get(lexeme, rank))
            if self._stems:
                self._count_stems(key.removeprefix(analysis.BARE), counts)
        return counts

    def _count_stems(self, key: str, counts: Counts) -> None:
        if ":" in key and not key.startswith(analysis.AS_WRITTEN):
            return
        for length in self._stem_lengths:
            if length > len(key):
                return
            for lexeme in self._stems.get(key[:length], ()):
                counts[lexeme] = _WILDCARD if length < len(key) else _FOLDED

    def _number(self, key: Listed | tuple[str, ...] | tuple[int, int], length: int) -> int:
        number = self._ids[key] = len(self._lengths)
        self._lengths.append(length)
        return number

    def _add_stem(self, number: int, listed: Listed) -> None:
        for stem in self._stems_of(listed):
            self._stems[stem] = (*self._stems.get(stem, ()), number)
            if len(stem) not in self._stem_lengths:
                self._stem_lengths = sorted((*self._stem_lengths, len(stem)))

    def _stems_of(self, listed: Listed) -> set[str]:
        if listed.exact:
            self._accents = True
            return {analysis.AS_WRITTEN + form for form in lowered(listed.word)}
        stem = fold(listed.word)
        in_phrase = listed.context is Context.IN_PHRASE
        return {(arabic.without_article(stem) if in_phrase else None) or stem}

    def _add(self, key: str, entry: tuple[Entry]) -> None:
        """Add an entry to a form. Forms that a lexeme has for itself share the tuple: most memory is in these."""
        others = self._entries.get(key)
        self._entries[key] = entry if others is None else (*others, *entry)

    def _add_forms(self, number: int, listed: Listed) -> None:
        capitals = 1 if listed.designation else 0
        self._loose = self._loose or listed.loose
        self._accents = self._accents or listed.exact or accents_matter(listed)
        for key, how in plain_forms(listed).items():
            self._add(key, ((number, analysis.STRENGTH[how], None, capitals),))
        if listed.exact or listed.designation:
            return
        if listed.context is Context.IN_NAME:
            self._accents = True
            self._names.add(number, listed.word, _CASE_FORM, alone=listed.alone)
        else:
            self._add_other_forms(number, listed)

    def _add_other_forms(self, number: int, listed: Listed) -> None:
        """Add the other forms of a word in documents in its language: only ones with a capital if it has one.

        An Arabic word listed with the article has none: الجزائر is a country, and جزائر are islands.
        """
        if listed.context is Context.ALONE and arabic.without_article(fold(listed.word)):
            return
        language = listed.language or assumed_language(listed.word)
        code, in_phrase = dictionary_of(language), listed.context is Context.IN_PHRASE
        if code is not None:
            languages: Languages = languages_of(code)
            entry = ((number, _LEMMA, languages, analysis.capitals(listed.word)),)
            known = self._forms.of(listed.word, code).forms
            forms = endings.completed(listed.word, known, code, in_phrase=in_phrase)
        else:
            entry = ((number, _CASE_FORM, only(language), 0),)
            forms = endings.noun_forms(listed.word, language, in_phrase=in_phrase)
        for form in keys_of_forms(forms, listed):
            self._add(form, entry)
            # "being" is found wherever "is" stands: the shortest form tells how common a word is, too.
            self._lengths[number] = min(self._lengths[number], len(form))
