"""Which of an official's names in Latin letters tell how other languages spell them."""

from monitor.rulebook import Official, Terms
from monitor.text.letters import scripts_of

_LATIN = frozenset({"LATIN"})


def in_english(terms: Terms) -> tuple[str, ...]:
    """What is listed in English or without a language."""
    return (*terms.get("en", ()), *terms.get("", ()))


def names_to_spell(official: Official) -> tuple[str, ...]:
    """The English names, or when there are none the canonical one."""
    return in_english(official.names) or (official.name,)


def surnames_to_spell(official: Official) -> tuple[str, ...]:
    """The English surnames, or when there are none those of the first language that lists some in Latin letters."""
    every = (in_english(official.surnames), *official.surnames.values())
    latin = (tuple(name for name in listed if scripts_of(name) == _LATIN) for listed in every)
    return next(filter(None, latin), ())
