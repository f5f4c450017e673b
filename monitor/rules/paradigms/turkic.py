"""Turkish, Azeri, Kazakh, Kyrgyz, Tatar, Uzbek: endings whose vowels follow the last vowel of the name."""

from collections.abc import Iterable

from monitor.rules.paradigms.endings import Decline

# The last vowel of a name: the narrow vowel of its endings, and whether the wide one is that of front vowels.
_NARROW = {
    **dict.fromkeys("aıâ", ("ı", False)),
    **dict.fromkeys("eiəéíî", ("i", True)),
    **dict.fromkeys("ouû", ("u", False)),
    **dict.fromkeys("öü", ("ü", True)),
}
_VOICELESS = frozenset("fstkçşhpx")
_SHORT = 3


def turkish(word: str) -> Iterable[str]:
    """Endings with their apostrophe and without; without it short names are other words: kim, kimin."""
    harmony, wide_is_front, vowel_last = _harmony(word)
    endings = _turkish_endings(harmony, "e" if wide_is_front else "a", vowel_last, word[-1] in _VOICELESS)
    for ending in endings:
        yield f"{word}'{ending}"
        if len(word) > _SHORT:
            yield word + ending


def _turkish_endings(narrow: str, wide: str, vowel_last: bool, voiceless: bool) -> tuple[str, ...]:
    stop = "t" if voiceless else "d"
    local = (stop + wide, f"{stop}{wide}n", f"{stop}{wide}ki")
    if vowel_last:
        return (f"y{narrow}", f"n{narrow}n", f"y{wide}", f"yl{wide}", *local)
    return (narrow, f"{narrow}n", wide, f"l{wide}", *local)


def azeri(word: str) -> Iterable[str]:
    """Endings are written on to the name."""
    narrow, front, vowel_last = _harmony(word)
    wide = "ə" if front else "a"
    yield from (word + ending for ending in (f"d{wide}", f"d{wide}n", f"l{wide}", f"dak{narrow}", f"d{wide}ki"))
    if vowel_last:
        yield from (word + ending for ending in (f"n{narrow}", f"n{narrow}n", f"y{wide}", f"yl{wide}"))
    else:
        yield from (word + ending for ending in (narrow, f"{narrow}n", wide))


def _harmony(word: str) -> tuple[str, bool, bool]:
    narrow, front = next((_NARROW[letter] for letter in reversed(word) if letter in _NARROW), ("i", True))
    return narrow, front, word[-1] in _NARROW


def _added(front_vowels: str, front: str, back: str) -> Decline:
    """Endings by whether the last vowel of a name is one of ``front_vowels``; their consonants are left open."""
    vowels = frozenset("аеёиоуыэюяәөүұіaeiouəʻ")
    fronted = frozenset(front_vowels)

    def decline(word: str) -> list[str]:
        last = next((letter for letter in reversed(word) if letter in vowels), "")
        return [word + ending for ending in (front if last in fronted else back).split()]

    return decline


kazakh: Decline = _added(
    "еәөүіиэ",
    "нің дің тің ге ке ні ді ті де те нен ден тен мен бен пен",
    "ның дың тың ға қа ны ды ты да та нан дан тан мен бен пен",
)
tatar: Decline = _added("еәөүиэ", "нең гә кә не дә тә дән тән нән", "ның га ка ны да та дан тан нан")
_KYRGYZ_FRONT = "нин дин тин ге ке ни ди ти де те ден тен нүн дүн түн нү дү тү гө кө"
_KYRGYZ_BACK = "нын дын тын га ка ны ды ты да та дан тан нун дун тун ну ду ту го ко до то дон тон"
kyrgyz: Decline = _added("еөүиэ", _KYRGYZ_FRONT, _KYRGYZ_BACK)
_uzbek_latin: Decline = _added("", "", "ning ni ga ka qa da dan dagi")
_uzbek_cyrillic: Decline = _added("", "", "нинг ни га ка қа да дан даги")


def uzbek(word: str) -> Iterable[str]:
    """Uzbek is written in both scripts."""
    return _uzbek_latin(word) if word[0].isascii() else _uzbek_cyrillic(word)


TURKIC: dict[str, Decline] = {
    "tr": turkish,
    "az": azeri,
    "kk": kazakh,
    "ky": kyrgyz,
    "tt": tatar,
    "uz": uzbek,
}
