"""From people of foreign files to officials, without those who are known already."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from pydantic import ValidationError

from monitor import rulebook
from monitor.config.importing.names import NamesByLanguage, names_by_language, plain_name, surnames_by_language
from monitor.config.importing.people import Notes, Person, Reason, Said
from monitor.config.vocabulary import OfficialSpec
from monitor.query.notation import IDENTIFIER, LONGEST_IDENTIFIER
from monitor.text.fold import fold
from monitor.text.letters import scripts_of
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words

_LONGEST_ID = 60
_LONGEST_ROLE = 200
_KEY = re.compile("[A-Za-z0-9._-]{1,60}")
_UNVOICED = frozenset({Script.ARABIC, Script.HEBREW})
# So many names in common make two entries one person, whatever their first names are.
_ALIKE = 2


@dataclass(frozen=True, slots=True)
class Imported:
    """An official as it goes into a file. ``key`` is what the file that it comes from calls the person."""

    item: Mapping[str, Any]
    key: str | None

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.item["id"])


@dataclass(frozen=True, slots=True)
class Known:
    """Someone who is not imported, because the official ``id`` has the same names."""

    name: str
    id: str


class Making:
    """Makes officials one after another, and remembers who was there."""

    def __init__(self, existing: Iterable[rulebook.Official], languages: Collection[str], notes: Notes) -> None:
        """``existing`` are the officials of the configuration; of names only those in ``languages`` are taken."""
        self._languages = languages
        self._notes = notes
        self._ids: set[str] = set()
        self._by_name: dict[str, set[str]] = {}
        self._main: dict[str, str] = {}
        self.known: list[Known] = []
        for official in existing:
            self._remember(official.id, official.name, official.names)

    def make(self, people: Iterable[Person]) -> Iterator[Imported]:
        """The officials among ``people`` who are not known yet; the others are in ``known``, and in the notes."""
        for person in people:
            names = names_by_language(self._said(person), self._languages, self._notes)
            name = _display_name(person, names)
            if name is None:
                self._notes.leave_out(Reason.NO_NAME)
            elif (same := self._same(name, names)) is not None:
                self.known.append(Known(name, same))
            else:
                yield from self._official(person, name, names)

    def _said(self, person: Person) -> Iterator[Said]:
        """Their names; what they are called first where the file lists it nowhere."""
        if person.name and not any(person.name == said.name for said in person.names):
            yield Said(person.name, None)
        yield from person.names

    def _official(self, person: Person, name: str, names: NamesByLanguage) -> Iterator[Imported]:
        item: dict[str, Any] = {"id": self._new_id(person, name, names), "name": name}
        if person.role and (role := _one_line(person.role)):
            item["role"] = role
        item["names"] = {language: list(listed) for language, listed in names.items()}
        surnames = surnames_by_language(person.surnames, self._languages, names, self._notes)
        if surnames:
            item["surnames"] = {language: list(listed) for language, listed in surnames.items()}
        try:
            OfficialSpec.model_validate(item)
        except ValidationError:
            self._notes.leave_out(Reason.INVALID)
            return
        self._remember(item["id"], name, names)
        yield Imported(item, person.key if person.key and _KEY.fullmatch(person.key) else None)

    def _same(self, name: str, names: NamesByLanguage) -> str | None:
        """The id of someone who is called so: first of all, or first of all there, or by two names."""
        keys = {_folded(each) for listed in names.values() for each in listed}
        main = _folded(name)
        for id_ in sorted(self._by_name.get(main, ())):
            return id_
        shared: dict[str, int] = {}
        for key in keys:
            for id_ in self._by_name.get(key, ()):
                shared[id_] = shared.get(id_, 0) + 1
        alike = (id_ for id_, count in sorted(shared.items()) if count >= _ALIKE or self._main[id_] in keys)
        return next(alike, None)

    def _remember(self, id_: str, name: str, names: rulebook.Terms) -> None:
        self._ids.add(id_)
        self._main[id_] = _folded(name)
        for each in (name, *(each for listed in names.values() for each in listed)):
            self._by_name.setdefault(_folded(each), set()).add(id_)

    def _new_id(self, person: Person, name: str, names: NamesByLanguage) -> str:
        """An id that nobody has: the one that the file gives, or made of a name, best one in Latin letters."""
        wanted = (person.id or "").lower()
        if not re.fullmatch(IDENTIFIER, wanted) or len(wanted) > LONGEST_IDENTIFIER - 8:
            listed = (each for language in names for each in names[language])
            latin = [each for each in (name, *names.get("en", ())) if scripts_of(each) == {"LATIN"}]
            spelled = map(_in_latin, sorted((name, *listed), key=_hides_sounds))
            wanted = next(filter(None, map(_slug, (*latin, *spelled))), "") or _slug(f"person {person.key or ''}")
        id_, number = wanted, 2
        while id_ in self._ids:
            id_, number = f"{wanted}-{number}", number + 1
        return id_


def _display_name(person: Person, names: NamesByLanguage) -> str | None:
    """What the official is called: as the file says where that is a name, else by one of the names that were kept."""
    if not names:
        return None
    said = plain_name(person.name or "")
    if not isinstance(said, Reason) and len(said.split()) > 1:
        return said
    return next(iter(names.get("en") or next(iter(names.values()))))


def _hides_sounds(name: str) -> bool:
    """Whether the letters of ``name`` leave vowels out, so that the name in other letters tells more."""
    return any(script_of(word) in _UNVOICED for word in words(name))


def _in_latin(name: str) -> str:
    """``name`` in Latin letters, roughly; capitals that begin the syllables of Chinese and Korean do not part words."""
    return " ".join(anyascii(word).lower() for word in name.replace("・", " ").replace("·", " ").split())


def _slug(name: str) -> str:
    letters = "".join(char if char.isascii() and char.isalnum() else " " for char in fold(name).replace("'", ""))
    slug = "-".join(letters.split())
    return slug if len(slug) <= _LONGEST_ID else slug[:_LONGEST_ID].rpartition("-")[0] or slug[:_LONGEST_ID]


def _one_line(text: str) -> str:
    """``text`` in one line that YAML can hold, cut at a word."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * _LONGEST_ROLE]).split())
    return line if len(line) <= _LONGEST_ROLE else line[:_LONGEST_ROLE].rpartition(" ")[0] + " …"


def _folded(name: str) -> str:
    return " ".join(fold(word) for word in words(name))
