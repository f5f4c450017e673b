"""Entities of FollowTheMoney, such as OpenSanctions publishes: https://followthemoney.tech/explorer/schemata/Person/"""

from typing import Any

from monitor.config.importing.people import Notes, Person, Reason, Said, first_text


def is_entity(record: dict[str, Any]) -> bool:
    """Whether ``record`` looks like an entity of FollowTheMoney."""
    return "schema" in record


def read_entity(record: dict[str, Any], notes: Notes) -> Person | None:
    """The person that ``record`` describes; ``None`` when it is about something else.

    Names say no language. Weak aliases, which many share, are left out and counted.
    """
    if record.get("schema") != "Person":
        notes.leave_out(Reason.NOT_A_PERSON)
        return None
    held = record.get("properties")
    properties: dict[str, Any] = held if isinstance(held, dict) else {}
    names = [text for key in ("name", "alias") for text in notes.texts(properties.get(key))]
    given, family = (notes.texts(properties.get(key)) for key in ("firstName", "lastName"))
    if not names and len(given) == len(family) == 1:
        names = [f"{given[0]} {family[0]}"]
    notes.leave_out(Reason.WEAK, len(Notes().texts(properties.get("weakAlias"))))
    return Person(
        name=first_text([record.get("caption"), *names]),
        names=tuple(Said(name, None) for name in names),
        surnames=tuple(Said(name, None) for name in family),
        role=first_text(Notes().texts(properties.get("position"))),
        key=first_text([record.get("id")]),
    )
