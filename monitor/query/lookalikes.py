"""Words of a query that look like operators: ours in small letters or odd forms, and those of other search engines."""

import re

from monitor.query.errors import shown

EXAMPLES = {"COUNT": "COUNT/3(one OR two)", "SCORE": "SCORE/10(one^5 two^3)"}

_SPANS = {"s": "sentence", "sentence": "sentence", "p": "paragraph", "paragraph": "paragraph"}
# Names of operators of nearness, here and elsewhere, by ours: NEAR/5, w/5, within/5, n/5, adj/5, pre/5.
_NEAR = {"near": "NEAR", "within": "NEAR", "w": "NEAR", "n": "NEAR", "adj": "NEAR", "onear": "ONEAR", "pre": "ONEAR"}
_JOINED = re.compile(r"(and|or|not)/(and|or|not)", re.IGNORECASE)
_NUMBERED = re.compile(r"([a-z]+)/(\d{1,7}|[a-z]+)", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"(near|onear|within|adj|count|score)[<>=]*(\d{1,7})", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"[\s:~(<>=/]{0,4}(\d{1,4})(?!\d)")

_SINGLE = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/8", "onear": "ONEAR/8", "andnot": "NOT"}


def certain(word: str) -> str | None:
    """A sentence about a ``word`` that nobody looks for, such as ``near/5`` or ``and/or``; ``None`` for others."""
    joined = _JOINED.fullmatch(word)
    if joined:
        first, second = joined[1].upper(), joined[2].upper()
        return _not_known(word, "NOT" if second == "NOT" else "OR" if "OR" in (first, second) else second)
    numbered = _NUMBERED.fullmatch(word)
    if not numbered:
        return None
    name, within = numbered[1].lower(), numbered[2].lower()
    if name.upper() in EXAMPLES and within.isdecimal():
        return _not_known(word, f"{name.upper()}/{within}(...)")
    span = within if within.isdecimal() else _SPANS.get(within)
    if span is None:
        return None
    if name in _NEAR:
        return _not_known(word, f"{_NEAR[name]}/{span}")
    return _not_known(word, f"NEAR/{span}` or `{name.upper()}") if name in ("and", "or", "not") else None


def likely(word: str) -> str | None:
    """What to write in place of a ``word`` such as ``or`` or ``NEAR5``, which may be meant as a word all the same."""
    if word.lower() in _SINGLE or word == "BUT":
        return _SINGLE.get(word.lower(), "AND")
    found = _RUN_TOGETHER.fullmatch(word)
    if not found:
        return None
    name = found[1].upper()
    return f"{name}/{found[2]}(...)" if name in EXAMPLES else f"{_NEAR[name.lower()]}/{found[2]}"


def counted(name: str, rest: str) -> str:
    """What to write for a COUNT or SCORE (``name``) whose number is not right behind it; ``rest`` stands there."""
    means = "found at three different places or more" if name == "COUNT" else "the weights of what is found reach ten"
    number = _NUMBER_BEHIND.match(rest) or re.search(r"\)[\s<>=]{0,8}(\d{1,4})|,\s*(\d{1,4})\s*\)", rest)
    meant = next((group for group in number.groups() if group), None) if number else None
    hint = f" (did you mean `{name}/{meant}(...)`?)" if meant else ""
    return f'write {EXAMPLES[name]}: {means}{hint}; or put the word in quotes: `"{name}"`'


def near(name: str, rest: str) -> str:
    """What to write for a NEAR or ONEAR (``name``) whose number is not right behind it; ``rest`` stands there."""
    number = _NUMBER_BEHIND.match(rest)
    hint = f" (did you mean `{name}/{number[1]}`?)" if number else ""
    return f'write {name}/8, {name}/sentence or {name}/paragraph{hint}, or put the word in quotes: `"{name}"`'


def _not_known(word: str, meant: str) -> str:
    return f"{shown(word)} is no operator: did you mean `{meant}`? To look for this text, put it in quotes"
