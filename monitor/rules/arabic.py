"""Arabic words with the particles and the article that are written on to them.

Each word of a document is read in several ways at once rather than cut to a stem: with and without و or ف ("and",
"so"), then ب, ك or ل ("in", "like", "to"), and each of these with and without the article. Stemmers conflate too much:
they make برايس ("Price") into رايس ("Rice"). A list of words whose first letter is their own keeps such letters on
(tools/arabic_guard.py makes it). Measurements: docs/matching.md.
"""

from importlib import resources

from monitor.model import How
from monitor.text.fold import fold

CONJUNCTIONS = "وف"
PREPOSITIONS = "بكل"
PARTICLES = CONJUNCTIONS + PREPOSITIONS
ARTICLE = "ال"

# A word without its particle has at least three letters.
_SHORTEST = 3
_TANWIN = "\u064b"
# His, her, their, our: longest first.
_PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "ه")


def _load_guard() -> frozenset[str]:
    text = resources.files("monitor.rules").joinpath("data/arabic_guard.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


GUARD = _load_guard()


def particle_readings(folded: str) -> dict[str, How]:
    """The readings of a folded word without its particles, and the word itself. Values say what was taken off."""
    readings = {folded: How.FOLDED}
    for form in (folded, _without(folded, CONJUNCTIONS)):
        if not form:
            continue
        readings.setdefault(form, How.CLITIC)
        bare = _without(form, PREPOSITIONS)
        if bare:
            readings.setdefault(bare, How.CLITIC)
        if form.startswith("لل") and len(form) > _SHORTEST:
            # The article's alef is not written after ل: للحد is ل + الحد, and للغة is ل + اللغة.
            readings.setdefault(ARTICLE + form[2:], How.CLITIC)
            readings.setdefault(ARTICLE + form[1:], How.CLITIC)
    return readings


def readings_in_phrase(folded: str) -> dict[str, How]:
    """The readings that count only beside the other words of a phrase: there a first letter in doubt is a particle.

    No list of words and no length keeps it on: لتخصيب is rare, and so is تخصيب, but "لتخصيب اليورانيوم" is plain.
    """
    readings: dict[str, How] = {}
    for form in (folded, _bare(folded, CONJUNCTIONS)):
        if form and (bare := _bare(form, PREPOSITIONS)):
            readings[bare] = How.CLITIC
        if form and form != folded:
            readings[form] = How.CLITIC
    return readings


def without_pronoun(form: str) -> tuple[str, ...]:
    """What ``form`` may be without the pronoun at its end: عقوباتها is عقوبات, and سياستها is سياسة.

    A word with the article has none.
    """
    if form.startswith(ARTICLE):
        return ()
    for pronoun in _PRONOUNS:
        stem = form[: -len(pronoun)]
        if form.endswith(pronoun) and len(stem) > _SHORTEST and (len(pronoun) > 1 or stem.endswith("ات")):
            return (stem, stem[:-1] + "ه") if stem.endswith("ت") else (stem,)
    return ()


def short_without_particles(folded: str) -> str | None:
    """What stands behind one particle or two, if just two letters: too little for a word, enough for a name (جو)."""
    if len(folded) == _SHORTEST and folded[0] in PARTICLES:
        return folded[1:]
    both = len(folded) == _SHORTEST + 1 and folded[0] in CONJUNCTIONS and folded[1] in PREPOSITIONS
    return folded[2:] if both else None


def without_article(form: str) -> str | None:
    """``form`` without its article, or ``None`` when it has none."""
    return form[2:] if form.startswith(ARTICLE) and len(form) >= _SHORTEST + 1 else None


def without_tanwin(word: str, folded: str) -> str | None:
    """``folded`` without the alef that carries the tanwin of ``word`` (منتظماً): the same word, indefinite."""
    return folded[:-1] if _TANWIN in word[-2:] and folded.endswith("ا") and len(folded) > _SHORTEST else None


def yeh_form(word: str, folded: str) -> str | None:
    """``folded`` with its last letter as written when that is ى or ي: in short names the two are different words."""
    if not folded.endswith("ي"):
        return None
    last = next((char for char in reversed(word) if fold(char)), "ي")
    return folded[:-1] + ("ى" if last == "ى" else "ي")


def _bare(form: str, letters: str) -> str | None:
    return form[1:] if len(form) >= _SHORTEST and form[0] in letters else None


def _without(form: str, letters: str) -> str | None:
    if form[:1] and form[0] in letters and len(form) > _SHORTEST and form not in GUARD:
        return form[1:]
    return None
