"""The forms of Finnish and Hungarian nouns that dictionaries lack: cases of rarer words, and what somebody has."""

from collections.abc import Iterator, Set

from monitor.rules.paradigms.uralic import hungarian

_CASES = ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi")
_PLURAL_IN_SI = ("sia", "siä")
_PLURAL_IN_I = ("ita", "itä")
_PLURAL_IN_J = ("ja", "jä")

_BACK = frozenset("aáoóuú")
_NEUTRAL = frozenset("eéií")
_VOWELS = frozenset("aáeéiíoóöőuúüű")
_LENGTHENED = {"a": "á", "e": "é"}
_PLURALS = ("ok", "ak", "ek", "ök")
# Shorter ones are verbs with the same ending: vár is a castle, and várja "awaits it".
_SHORTEST = 4


def finnish_forms(word: str, forms: Set[str]) -> Iterator[str]:
    """The cases of place of each stem that ``forms`` show: iskun and iskut have iskussa.

    A plural in -it has the vowel of its own cases: vaalit, vaaleissa. The dictionary takes that for a verb.
    """
    for form in forms:
        if form.endswith("kset"):
            yield form[:-4] + "sten"
        if form.endswith("t") and form[:-1] + "n" in forms:
            yield from (form[:-1] + case for case in _CASES)
        elif form.endswith(_PLURAL_IN_SI):
            yield from (form[:-1] + case for case in (*_CASES, "in"))
        elif form.endswith(_PLURAL_IN_I):
            yield from (form[:-2] + case for case in (*_CASES, "den", "hin"))
        elif form.endswith(_PLURAL_IN_J):
            yield from (form[:-2] + "i" + case for case in (*_CASES, "hin"))
    if word.endswith("it"):
        stem = word[:-2] + "e"
        yield from (stem + "i" + case for case in (*_CASES, "hin"))
        yield from (stem + "ja", stem + "jä", word[:-1] + "en")


def hungarian_forms(word: str, forms: Set[str]) -> Iterator[str]:
    """What somebody has, one or many, in every case: támadása, támadásairól. Nobody has what has a capital."""
    if len(word) < _SHORTEST or word[0].isupper():
        return
    for owned in set(_owned(word, forms)):
        # Without accents politikái is politikai, "political".
        if not owned.endswith(("ái", "éi")):
            yield owned
        yield owned[:-1] + _LENGTHENED.get(owned[-1], owned[-1]) + "n"
        yield from hungarian(owned)


def _owned(noun: str, forms: Set[str]) -> Iterator[str]:
    if noun[-1] in _VOWELS:
        stem = noun[:-1] + _LENGTHENED.get(noun[-1], noun[-1])
        yield from (stem + "i", *(f"{stem}j{vowel}" for vowel in _harmony(noun)))
        return
    # The plural shows a stem that is shorter: árvíz, árvizek, árvize.
    plurals = (form for form in forms if form.endswith(_PLURALS) and form[:-2].endswith(noun[-1]))
    stems = {noun, *(form[:-2] for form in plurals if not forms.isdisjoint({form + "nak", form + "nek"}))}
    for stem in stems:
        for vowel in _harmony(stem):
            yield from (stem + vowel, f"{stem}j{vowel}", f"{stem}{vowel}i", f"{stem}j{vowel}i")


def _harmony(noun: str) -> tuple[str, ...]:
    """The vowels of its endings: both where the last vowel goes with either, and others are back ones."""
    vowels = [letter for letter in noun if letter in _VOWELS]
    if not vowels or (vowels[-1] in _NEUTRAL and not _BACK.isdisjoint(vowels)):
        return ("a", "e")
    return ("a",) if vowels[-1] in _BACK else ("e",)
