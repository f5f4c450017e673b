"""Names of days and months in a language, from CLDR by babel: they say when news was written, not what it is about."""

from functools import cache

from babel import Locale, UnknownLocaleError

from monitor.text.fold import fold
from monitor.text.tokens import words


@cache
def day_names(language: str) -> frozenset[str]:
    """The folded words of the names of weekdays and months in ``language``, a code of two or three letters.

    Empty for a language that CLDR does not know.
    """
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        return frozenset()
    named = [
        name
        for calendar in (locale.days, locale.months)
        for use in ("format", "stand-alone")
        for name in calendar[use]["wide"].values()
    ]
    return frozenset(fold(word) for name in named for word in words(name) if len(word) > 1)
