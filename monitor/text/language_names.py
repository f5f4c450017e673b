"""What languages are called in English, by CLDR."""

from babel import Locale, UnknownLocaleError


def language_name(tag: str) -> str:
    """The English name of the language ``tag`` (BCP 47), such as ``Arabic``; ``tag`` itself where it is unknown."""
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag
