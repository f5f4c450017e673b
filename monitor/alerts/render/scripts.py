"""Which fonts an article is shown in: by the script that its language is written in."""

# Codes of ISO 15924, as the style sheet names them (`.s-arab`). Languages that are not listed, most of them in Latin or
# Cyrillic letters, are shown in the mail's own fonts.
_SCRIPTS = {
    "arab": "ar arc azb ckb fa ks ps sd ug",
    "aran": "ur",
    "hebr": "he iw yi",
    "hans": "zh",
    "jpan": "ja",
    "kore": "ko",
    "thai": "th",
    "deva": "hi mr ne sa",
    "indc": "bn gu kn ml or pa si ta te",
    "ethi": "am ti",
}
_BY_LANGUAGE = {language: script for script, languages in _SCRIPTS.items() for language in languages.split()}
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
_OTHER_LETTERS = frozenset({"latn", "cyrl"})


def font_class(language: str | None) -> str:
    """The class of the style sheet for a text in ``language`` (a BCP 47 tag); empty for the mail's own fonts.

    A script in the tag decides, as does a region that writes traditional characters: "zh-TW", "ar-Latn".
    """
    base, *rest = (language or "").replace("_", "-").lower().split("-")
    script = _BY_LANGUAGE.get(base)
    if script is None or not _OTHER_LETTERS.isdisjoint(rest):
        return ""
    is_traditional = script == "hans" and not _TRADITIONAL.isdisjoint(rest)
    return "s-hant" if is_traditional else f"s-{script}"
