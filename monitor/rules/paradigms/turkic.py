"""Turkish, Azeri, Kazakh, Kyrgyz, Tatar, Uzbek: the vowels of endings follow the last vowel of the name."""

from collections.abc import Iterable

from monitor.rules.paradigms.endings import Decline, declined_by

# The last vowel of a name: the narrow vowel of its endings, and whether the wide one is that of front vowels.
_NARROW = {
    **dict.fromkeys("aıâ", ("ı", False)),
    **dict.fromkeys("eiəéíî", ("i", True)),
    **dict.fromkeys("ouû", ("u", False)),
    **dict.fromkeys("öü", ("ü", True)),
}
_VOICELESS = frozenset("fstkçşhpx")
_SHORT = 3


def _harmony(word: str) -> tuple[str, bool]:
    return next((_NARROW[letter] for letter in reversed(word) if letter in _NARROW), ("i", True))


def turkish(word: str) -> Iterable[str]:
    """Forms without an apostrophe, which short names do not go without: kim, kimin are other words."""
    if len(word) <= _SHORT:
        return []
    narrow, front = _harmony(word)
    wide = "e" if front else "a"
    stop = "t" if word[-1] in _VOICELESS else "d"
    endings = [f"{stop}{wide}", f"{stop}{wide}n", f"{stop}{wide}ki"]
    if word.endswith("oğlu"):
        endings += ["nu", "nun", "na", "nda", "ndan", "yla"]
    elif word[-1] in _NARROW:
        endings += [f"y{narrow}", f"n{narrow}n", f"y{wide}", f"yl{wide}"]
    else:
        # Foreign names follow their sound, not their letters: Bidenın.
        endings += [wide, f"l{wide}", *(vowel + last for vowel in "ıiuü" for last in ("", "n"))]
    return [word + ending for ending in endings]


def azeri(word: str) -> Iterable[str]:
    """Endings as in Turkish, but without apostrophe or voiceless consonants."""
    narrow, front = _harmony(word)
    wide = "ə" if front else "a"
    endings = [f"d{wide}", f"d{wide}n", f"d{wide}ki", f"l{wide}"]
    if word[-1] in _NARROW:
        endings += [f"n{narrow}", f"n{narrow}n", f"y{wide}", f"yl{wide}"]
    else:
        endings += [narrow, f"{narrow}n", wide]
    return [word + ending for ending in endings]


def _added(front_vowels: str, front: str, back: str) -> Decline:
    """Endings by whether the last vowel of a name is one of ``front_vowels``; which consonant they take is left open.

    Russian surnames in -ев take the endings of back vowels.
    """

    def decline(word: str) -> list[str]:
        last = next((letter for letter in reversed(word) if letter in "аеёиоуыэюяәөүұі"), "")
        fronted = last in front_vowels and not word.endswith("ев")
        return [word + ending for ending in (front if fronted else back).split()]

    return decline


kazakh: Decline = _added(
    "еәөүіиэ",
    "нің дің тің ге ке ні ді ті де те нен ден тен мен бен пен",
    "ның дың тың ға қа ны ды ты да та нан дан тан мен бен пен",
)
kyrgyz: Decline = _added(
    "еөүиэ",
    "нин дин тин ге ке ни ди ти де те ден тен нүн дүн түн нү дү тү гө кө",
    "нын дын тын га ка ны ды ты да та дан тан нун дун тун ну ду ту го ко до то дон тон",
)
# Tatar gives Russian names the endings of back vowels, whatever theirs are.
tatar: Decline = declined_by(("", 0, "ның га ка ны да та дан тан нан нең гә кә не дә тә дән тән нән"))
_uzbek_latin: Decline = declined_by(("", 0, "ning ni ga ka qa da dan dagi"))
_uzbek_cyrillic: Decline = declined_by(("", 0, "нинг ни га ка қа да дан даги"))


def uzbek(word: str) -> Iterable[str]:
    """Uzbek is written in both scripts."""
    return _uzbek_latin(word) if word[0] < "\u0370" else _uzbek_cyrillic(word)


TURKIC: dict[str, Decline] = {
    "tr": turkish,
    "az": azeri,
    "kk": kazakh,
    "ky": kyrgyz,
    "tt": tatar,
    "uz": uzbek,
}
