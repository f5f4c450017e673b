"""Terms and the languages they are in, as rules and vocabularies write them."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

# ISO 639-1, without the withdrawn codes in, iw and ji.
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(_CODES.split())
_WELL_MEANT = {
    "gr": "el",
    "cn": "zh",
    "zh-hans": "zh",
    "zh-hant": "zh",
    "jp": "ja",
    "kr": "ko",
    "ua": "uk",
    "iw": "he",
    "eng": "en",
}
_LONGEST = 200


def check_language(code: str) -> str:
    """A two-letter code of ISO 639-1."""
    if code in LANGUAGES:
        return code
    near = _WELL_MEANT.get(code.lower()) or (code.lower() if code.lower() in LANGUAGES else None)
    hint = f"did you mean `{near}`?" if near else "write two letters, such as ar, en, ru or zh"
    raise ValueError(f"is not a language code of ISO 639-1: {hint}")


def check_term(text: str) -> str:
    """A word or phrase, its white space made single. ``*`` may end it: then longer words count too."""
    term = " ".join(text.split())
    if not any(letter.isalnum() for letter in term):
        raise ValueError("holds no letter or digit")
    if len(term) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} letters")
    if "*" in term[:-1] or re.search(r"\W\*$", term):
        raise ValueError("has a `*` that does not end its last word: `*` stands for any ending of the last word only")
    return term


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
Term = Annotated[str, AfterValidator(check_term), Field(max_length=10 * _LONGEST)]
OneOrMore = Annotated[
    tuple[Term, ...], Field(min_length=1), BeforeValidator(listed, json_schema_input_type=Term | tuple[Term, ...])
]
TermsByLanguage = Annotated[dict[Language, OneOrMore], Field(min_length=1)]
Terms = Annotated[
    dict[Annotated[str, AfterValidator(_language_or_none)], OneOrMore],
    Field(min_length=1),
    BeforeValidator(by_language, json_schema_input_type=Term | tuple[Term, ...] | dict[Language, OneOrMore]),
]
