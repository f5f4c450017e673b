"""What countries and continents are called, by CLDR."""

from functools import cache

from babel import Locale


@cache
def one_word_countries(language: str) -> frozenset[str]:
    """The names of one word that countries and continents have in ``language`` (ISO 639-1)."""
    return frozenset(name for name in Locale(language).territories.values() if " " not in name)
