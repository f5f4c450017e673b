"""Terms and the languages they are in, as rules and vocabularies write them."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from monitor.query.notation import LONGEST_TERM, check_language, check_term


def listed(value: object) -> object:
    """One text is a list of one."""
    return (value,) if isinstance(value, str) else value


def by_language(value: object) -> object:
    """Terms without a language stand under the key ``""``."""
    if isinstance(value, str | list | tuple):
        return {"": value}
    if isinstance(value, Mapping):
        return value
    raise ValueError("must be a text, a list of texts, or either by language: put a number in quotes")


def _language_or_none(code: str) -> str:
    return check_language(code) if code else code


Language = Annotated[str, AfterValidator(check_language), Field(json_schema_extra={"pattern": "^[a-z]{2}$"})]
Term = Annotated[str, AfterValidator(check_term), Field(max_length=10 * LONGEST_TERM)]
OneOrMore = Annotated[
    tuple[Term, ...], Field(min_length=1), BeforeValidator(listed, json_schema_input_type=Term | tuple[Term, ...])
]
TermsByLanguage = Annotated[dict[Language, OneOrMore], Field(min_length=1)]
Terms = Annotated[
    dict[Annotated[str, AfterValidator(_language_or_none)], OneOrMore],
    Field(min_length=1),
    BeforeValidator(by_language, json_schema_input_type=Term | tuple[Term, ...] | dict[Language, OneOrMore]),
]
