"""From names as files have them to names that can be looked for, or the reason why one cannot."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping

from monitor.config.importing.people import Notes, Reason, Said
from monitor.query.notation import LANGUAGES
from monitor.text.fold import fold
from monitor.text.letters import language_for, language_of_letters
from monitor.text.tokens import words

_LONGEST = 100
_MOST = 30
# Invisible marks of direction and the like; joiners are letters' business in Persian and Indic scripts.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS = "\u200c\u200d"
# What stands inside names besides letters, marks and spaces.
_INSIDE = frozenset(f"-‐‑‒–'’‘`´ʻʼ\"“”„«»·•‧・･=＝⸗־׳״.,{_JOINERS}")
_DOTS = re.compile("[·•‧・･=＝]")
_BEHIND_COMMA = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "mp", "mep", "kc", "obe", "cbe", "kcmg", "dcmg"})
# What newspapers leave out in front of a name. Some of these count with their full stop alone: Gen is a given name.
_TITLE = re.compile(
    r"(?:(?:dr|prof|mr|mrs|ms)\.?|(?:amb|sen|rep|gov|gen|maj|col|adm|hon|ing|dott|dr\.-ing|h\. ?c|h\. ?e)\."
    r"|professor|miss|sir|dame|herr|frau|mme|(?:the )?(?:rt\.?|right) hon(?:\.|ourable)?|the hon(?:\.|ourable)?"
    r"|(?:his|her) excellency) (?=\S+ \S)",
    re.IGNORECASE,
)
# In these one word may be a whole name: 习近平, 김정은, ဦးသိန်းစိန်.
_JOINED = frozenset({"zh", "ja", "ko", "my", "km", "lo", "bo"})
_SHORTEST_JOINED = 2

NamesByLanguage = Mapping[str, tuple[str, ...]]


def plain_name(text: str) -> str | Reason:
    """``text`` as a name: composed, in one line, given name first, without titles, not in capitals; or why not."""
    if len(text) > 10 * _LONGEST:
        return Reason.LONG
    name = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())
    if len(name) > _LONGEST:
        return Reason.LONG
    if not name or not all(char in _INSIDE or char == " " or unicodedata.category(char)[0] in "LM" for char in name):
        return Reason.ODD
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
        if "," in given or not family or not given:
            return Reason.ODD
        behind = fold(given.rstrip(".")) in _BEHIND_COMMA
        name = family if behind else f"{given} {family}"
    while title := _TITLE.match(name):
        name = name[title.end() :]
    return " ".join(_without_capitals(word) for word in name.split())


def names_by_language(said: Iterable[Said], languages: Collection[str], notes: Notes) -> NamesByLanguage:
    """The full names among ``said`` in ``languages``, without those that fold alike; the others go to ``notes``."""
    by_language = _sorted_out(said, languages, notes)
    return _kept(by_language, notes, _full_name_or_why)


def surnames_by_language(
    said: Iterable[Said], languages: Collection[str], names: NamesByLanguage, notes: Notes
) -> NamesByLanguage:
    """The surnames among ``said`` that end or begin a name of ``names`` in their language."""
    found: dict[str, list[str]] = {}
    for language, listed in _sorted_out(said, languages, notes).items():
        ends = [_folded(name) for name in names.get(language, ())]
        for surname in listed:
            key = _folded(surname)
            if any(end.endswith(f" {key}") or end.startswith(f"{key} ") for end in ends):
                found.setdefault(language, []).append(surname)
    return _kept(found, notes, lambda name, language, listed: None)


def _sorted_out(said: Iterable[Said], languages: Collection[str], notes: Notes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text, stated in said:
        name = plain_name(text)
        if isinstance(name, Reason):
            notes.leave_out(name)
        elif language_of_letters(name) is None:
            notes.leave_out(Reason.MIXED)
        elif (stated or "en") not in LANGUAGES or (language := language_for(name, stated)) not in languages:
            notes.leave_out(Reason.LANGUAGE)
        else:
            found.setdefault(language or "", []).append(name)
    return found


def _kept(
    by_language: Mapping[str, list[str]],
    notes: Notes,
    objection: Callable[[str, str, list[str]], Reason | None],
) -> NamesByLanguage:
    kept: dict[str, tuple[str, ...]] = {}
    for language, listed in sorted(by_language.items()):
        distinct: dict[str, str] = {}
        for name in listed:
            distinct.setdefault(_folded(name), name)
        objections = {name: objection(name, language, listed) for name in distinct.values()}
        for reason in filter(None, objections.values()):
            notes.leave_out(reason)
        fine = tuple(name for name, reason in objections.items() if reason is None)
        notes.leave_out(Reason.MANY, max(0, len(fine) - _MOST))
        if fine:
            kept[language] = fine[:_MOST]
    return kept


def _full_name_or_why(name: str, language: str, listed: list[str]) -> Reason | None:
    """Nothing when ``name`` is a full name, else why not. ``listed`` are all names in that language."""
    parts = [part for part in re.split(r"[\s.]+", _DOTS.sub(" ", name)) if words(part)]
    if len(parts) < 2:
        return Reason.ONE_WORD if not _may_be_whole(name, language, listed) else None
    long = [part for part in parts if len(part) > 1 and not _is_initials(part, name)]
    cased = any(char.isupper() for char in name)
    return Reason.INITIALS if cased and len(long) < 2 else None


def _is_initials(part: str, name: str) -> bool:
    """Two capitals without a small letter, where the name has small letters elsewhere: ``JF Kennedy``."""
    return len(part) == 2 and part.isupper() and not name.isupper()


def _may_be_whole(name: str, language: str, listed: list[str]) -> bool:
    """Whether a name without spaces is a whole one: of its language, and no other is written in parts there."""
    in_parts = any(_DOTS.search(other) or " " in other for other in listed)
    return language in _JOINED and not in_parts and len(name) >= _SHORTEST_JOINED


def _folded(name: str) -> str:
    return " ".join(fold(word) for word in words(name))


def _without_capitals(word: str) -> str:
    """``IVANOV`` as ``Ivanov``: whole words in capitals would be read as acronyms."""
    parts = re.split(r"([-‐‑‒–'’])", word)
    return "".join(
        part.capitalize() if part.isupper() and len(part) > 2 and "." not in part else part for part in parts
    )
