"""Entities of Wikidata, in the JSON of Special:EntityData and of dumps.

https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

import re
from collections.abc import Iterator
from typing import Any

from monitor.config.importing.people import Notes, Person, Reason, Said, first_text
from monitor.query.notation import LANGUAGES

_HUMAN = "Q5"
_KEY = re.compile("Q[0-9]{1,12}")
# Codes of Wikidata that are not of ISO 639-1, or stand for another language there.
_CODES = {"nb": "no", "nn": "no", "simple": "en", "sh": "sr", "arz": "ar", "ckb": "ku", "yue": "zh"}
# Chinese in Latin letters.
_ROMANISED = frozenset({"zh-min-nan", "nan"})


def is_entity(record: dict[str, Any]) -> bool:
    """Whether ``record`` looks like an entity of Wikidata."""
    return "labels" in record or "claims" in record


def read_entity(record: dict[str, Any], notes: Notes) -> Person | None:
    """The person that ``record`` describes; ``None`` when it says that it is about something else."""
    if not _may_be_human(record):
        notes.leave_out(Reason.NOT_A_PERSON)
        return None
    labels = list(_values(record.get("labels"), notes))
    names = [*labels, *_values(record.get("aliases"), notes)]
    by_language = dict(reversed([(language, name) for name, language in labels]))
    description = record.get("descriptions")
    role = next((text for text, language in _values(description, Notes()) if language == "en"), None)
    key = first_text([record.get("id")])
    return Person(
        name=by_language.get("en") or first_text(by_language.values()),
        names=tuple(names),
        role=role,
        key=key if key and _KEY.fullmatch(key) else None,
    )


def _may_be_human(record: dict[str, Any]) -> bool:
    """Whether the statements ``instance of`` name a human, or there are none."""
    if record.get("type", "item") != "item":
        return False
    claims = record.get("claims")
    statements = claims.get("P31") if isinstance(claims, dict) else None
    kinds = [_target(statement) for statement in statements] if isinstance(statements, list) else []
    return _HUMAN in kinds or not any(kinds)


def _target(statement: object) -> str | None:
    """The id of the item that a statement points to."""
    found: Any = statement
    for step in ("mainsnak", "datavalue", "value", "id"):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _values(by_language: object, notes: Notes) -> Iterator[Said]:
    """Labels, descriptions or aliases: by language a text, a mapping with one under ``value``, or a list of those."""
    for code, values in by_language.items() if isinstance(by_language, dict) else ():
        listed = values if isinstance(values, list) else [values]
        texts = [value.get("value") if isinstance(value, dict) else value for value in listed]
        for text in notes.texts(texts):
            yield Said(text, _language(code))


def _language(code: str) -> str | None:
    """The language of ``zh-hant`` or ``en-gb``, ``None`` for all of them; a code without one of ISO 639-1 as it is."""
    base = code.lower().partition("-")[0]
    if code in _ROMANISED or base == "mul":
        return None if base == "mul" else code
    known = _CODES.get(base, base)
    return known if known in LANGUAGES else code
