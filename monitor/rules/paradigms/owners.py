"""Adjectives that name an owner, made of surnames that stand alone: Trumpova administrativa, Trampova administracija.

With a given name before them owners stand in the genitive, and the same letters name a woman: Petra Pavlová is not Petr
Pavel's anything. So these forms are for names of one word.
"""

from monitor.rules.paradigms.endings import Decline, declined_by
from monitor.rules.paradigms.south_slavic import in_either_script


def _behind(stem: str, endings: str) -> str:
    return " ".join(stem + ending for ending in endings.split())


_CZECH = "ův ova ovo ovu ově ovou ovy ových ovým ovými"
_SLOVAK = "ov ova ovo ove ovi ovej ovu ovou ovho ovmu ovom ových ovým ovými"
_SLOVENE = "ov ova ovo ovega ovi ove ovih"
_SLOVENE_SOFT = "ev eva evo evega evi eve evih"
_CROATIAN = "ov ova ovo ove ovi ovu ovog ovom ovim ovih ovoj"
_CROATIAN_SOFT = "ev eva evo eve evi evu evog evom evim evih evoj"

_czech: Decline = declined_by(
    ("", 0, _CZECH),
    ("ů ý á í é i y u ie ová", 0, ""),
    ("ay ey oy", 0, _CZECH),
    ("a e o", 1, _CZECH),
    ("ek", 0, _CZECH),
    ("ek", 2, _behind("k", _CZECH)),
    ("něk", 3, _behind("ňk", _CZECH)),
    ("děk", 3, _behind("ďk", _CZECH)),
    ("těk", 3, _behind("ťk", _CZECH)),
    ("ec", 2, _behind("c", _CZECH)),
    ("el", 0, _CZECH),
    ("el", 2, _behind("l", _CZECH)),
)

_slovak: Decline = declined_by(
    ("", 0, _SLOVAK),
    ("ý y á í é i u", 0, ""),
    ("ay ey oy", 0, _SLOVAK),
    ("a o", 1, _SLOVAK),
    ("ek ok", 0, _SLOVAK),
    ("ek ok", 2, _behind("k", _SLOVAK)),
    ("ec", 2, _behind("c", _SLOVAK)),
)

_slovene: Decline = declined_by(
    ("", 0, _SLOVENE),
    ("ski cki ški čki ska cka ova eva", 0, ""),
    ("c č š ž j", 0, _SLOVENE_SOFT),
    ("s z sh ch", 0, f"{_SLOVENE} {_SLOVENE_SOFT}"),
    ("ec", 2, _behind("č", _SLOVENE_SOFT)),
    ("ek", 0, _SLOVENE),
    ("ek", 2, _behind("k", _SLOVENE)),
    ("en", 0, _SLOVENE),
    ("en", 2, _behind("n", _SLOVENE)),
    ("r", 0, f"{_SLOVENE} {_behind('j', _SLOVENE_SOFT)}"),
    ("i y u é e", 0, _behind("j", _SLOVENE_SOFT)),
    ("e o", 1, f"{_SLOVENE} {_SLOVENE_SOFT}"),
    ("a", 1, f"in ina ino ini ine {_SLOVENE} {_SLOVENE_SOFT}"),
)

_croatian: Decline = in_either_script(
    ("", 0, _CROATIAN),
    ("ski čki cki ški ćki ska čka cka ška ova eva", 0, ""),
    ("c č ć š ž đ j lj nj dž", 0, _CROATIAN_SOFT),
    ("sh ch z r", 0, f"{_CROATIAN} {_CROATIAN_SOFT}"),
    ("ac", 2, _behind("č", _CROATIAN_SOFT)),
    ("i y", 0, _behind("j", _CROATIAN_SOFT)),
    ("io", 1, _behind("j", _CROATIAN_SOFT)),
    ("e", 1, f"{_CROATIAN} {_CROATIAN_SOFT}"),
    ("o", 1, _CROATIAN),
    ("u", 0, _CROATIAN),
    ("a", 1, "in ina ino ine inu inog inom"),
)

OWNERS: dict[str, Decline] = {
    "cs": _czech,
    "sk": _slovak,
    "sl": _slovene,
    **dict.fromkeys(("hr", "bs", "sr", "sh", "cnr"), _croatian),
}
