"""How ids, terms and language codes are written, in YAML and in queries alike."""

import re

from monitor.text.tokens import Passage

IDENTIFIER = r"^[a-z0-9][a-z0-9._-]*$"
LONGEST_IDENTIFIER = 100
LONGEST_TERM = 200

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


def check_language(code: str) -> str:
    """A two-letter code of ISO 639-1. Raises ``ValueError``."""
    if code in LANGUAGES:
        return code
    near = _WELL_MEANT.get(code.lower()) or (code.lower() if code.lower() in LANGUAGES else None)
    hint = f"did you mean `{near}`?" if near else "write two letters, such as ar, en, ru or zh"
    raise ValueError(f"is not a language code of ISO 639-1: {hint}")


def check_identifier(text: str) -> str:
    """An id. Raises ``ValueError``."""
    if not re.fullmatch(IDENTIFIER, text) or len(text) > LONGEST_IDENTIFIER:
        raise ValueError("is no id: ids are made of a-z, 0-9, `.`, `_` and `-`, and begin with a letter or digit")
    return text


def check_term(text: str) -> str:
    """A word or phrase, its white space made single. ``*`` may end each word: then longer words count too.

    Raises ``ValueError``.
    """
    term = " ".join(text.split())
    if not any(letter.isalnum() for letter in term):
        raise ValueError("holds no letter or digit")
    if len(term) > LONGEST_TERM:
        raise ValueError(f"is longer than {LONGEST_TERM} letters")
    if "*" in term:
        spans = Passage(term).spans
        ends = {end for _, end in spans} - {start - 1 for start, _ in spans}
        if any(letter == "*" and index not in ends for index, letter in enumerate(term)):
            raise ValueError("has a `*` that does not end a word: `*` stands for any ending of the word before it")
    return term
