"""Slovene, Croatian, Bosnian, Serbian, Montenegrin, Bulgarian, Macedonian.

Serbian is written in both scripts: its Cyrillic table is the Latin one, letter by letter. Bulgarian and Macedonian
names have no cases but the vocative.
"""

from collections.abc import Iterable

from monitor.rules.paradigms.endings import Decline, Row, declined_by
from monitor.text.scripts import Script, script_of

_OWNED_SLOVENE = "ov ova ovo ovega ovi ove ovih"
_OWNED_SLOVENE_SOFT = "ev eva evo evega evi eve evih"

slovene: Decline = declined_by(
    ("", 0, "a u om em " + _OWNED_SLOVENE),
    ("c č š ž j", 0, "a u em om " + _OWNED_SLOVENE_SOFT),
    ("s z sh ch", 0, "a u om em " + _OWNED_SLOVENE + " " + _OWNED_SLOVENE_SOFT),
    ("ec", 0, "a u em"),
    ("ec", 2, "ca cu cem čev čeva čevo čevi čeve"),
    ("ek", 0, "a u om " + _OWNED_SLOVENE),
    ("ek", 2, "ka ku kom kov kova kovo kovi kove"),
    ("^pavel ^karel", 2, "la lu lom lov lova lovo lovi love"),
    ("^peter ander", 2, "ra ru rom rov rova rovo rovi rove"),
    ("en", 0, "a u om em " + _OWNED_SLOVENE),
    ("en", 2, "na nu nom nov nova novo novi nove"),
    ("r", 0, "a u om ov ova ovo ja ju jem jev jeva jevo jevi jeve"),
    ("ski cki ški čki", 1, "ega emu im em"),
    ("i y", 0, "ja ju jem jev jeva jevo jevi jeve"),
    ("i", 1, "ega emu im em"),
    ("u é", 0, "ja ju jem jev jeva jevo"),
    ("e", 0, "ja ju jem jev jeva ta tu tom tov tova a u om em"),
    ("e", 1, "a u em om ev eva evo"),
    ("o", 1, "a u om em ov ova ovo ev eva evo"),
    ("io", 1, "a u em om ja ju jem ev eva"),
    ("a", 1, "e i o u om em in ina ino ini ine ov ova ovo ev eva evo"),
    ("ska cka ova eva", 1, "e i o"),
)

_OWNED = "ov ova ovo ove ovi ovu ovog ovom ovim ovih ovoj"
_OWNED_SOFT = "ev eva evo eve evi evu evog evom evim evih evoj"

# Croatian, Bosnian, Montenegrin and Serbian do not differ here.
_SERBO_CROATIAN: tuple[Row, ...] = (
    ("", 0, "a u om e " + _OWNED),
    ("k", 0, "a u om " + _OWNED),
    ("k", 1, "če"),
    ("g", 0, "a u om " + _OWNED),
    ("g", 1, "že"),
    ("h", 0, "a u om " + _OWNED),
    ("c č ć š ž đ j lj nj dž", 0, "a u em om e " + _OWNED_SOFT),
    ("sh ch z r", 0, "a u om em e " + _OWNED + " ev eva evo"),
    ("ac", 0, "a u em om"),
    ("ac", 2, "ca cu cem če čev čeva čevo"),
    ("lac", 3, "oca ocu ocem oče lca lcu lcem"),
    ("^petar ndar", 2, "ra ru rom re rov rova rovo rove rovi rovu rovog rovom rovih"),
    ("^pavao", 2, "la lu lom le lov lova lovo"),
    ("i y", 0, "ja ju jem jev jeva jevo jeve jevi jevu jevog jevom"),
    ("y", 0, "a u em om"),
    ("ski čki cki ški ćki", 1, "og oga om ome im"),
    ("e", 1, "a u om em ov ova ovo ev eva evo evu"),
    ("e", 0, "a u om"),
    ("o", 1, "a u om e " + _OWNED),
    ("io", 1, "ja ju jem jev jeva jevo jeve jevi jevu"),
    ("u", 0, "a u om ov ova ovo"),
    ("a", 1, "e i u om o in ina ino ine inu inog inom"),
    ("ka", 2, "ke ki ci ku kom ko kin kina kino kine kinu"),
    ("ska čka cka ška ova eva", 1, "e oj i u om o"),
)

# Digraphs first.
_CYRILLIC_LETTERS = (
    ("lj", "љ"),
    ("nj", "њ"),
    ("dž", "џ"),
    *zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True),
)


def _in_cyrillic(row: Row) -> Row:
    endings, cut, added = row
    for latin, cyrillic in _CYRILLIC_LETTERS:
        endings, added = endings.replace(latin, cyrillic), added.replace(latin, cyrillic)
    return endings, cut, added


serbo_croatian: Decline = declined_by(*_SERBO_CROATIAN)
_cyrillic: Decline = declined_by(*map(_in_cyrillic, _SERBO_CROATIAN))


def serbian(word: str) -> Iterable[str]:
    """The forms of ``word`` in the script that it is in."""
    return _cyrillic(word) if script_of(word) is Script.CYRILLIC else serbo_croatian(word)


bulgarian: Decline = declined_by(
    ("", 0, "е"),
    ("о у е и ю ъ ь к г х ц ж ч ш щ ов ев ски", 0, ""),
    ("ър", 2, "ре"),
    ("й", 0, ""),
    ("а", 1, "о"),
    ("ия", 1, "йо о"),
    ("ова ева ска ина", 0, ""),
    ("^ирина ^марина ^галина ^кристина", 1, "о"),
    ("я", 1, "ьо"),
)

macedonian: Decline = declined_by(
    ("", 0, "е"),
    ("о у е и к г х ц ж ч ш ј ќ ов ев ски", 0, ""),
    ("^петар ндар", 2, "ре"),
    ("а", 1, "о"),
    ("ова ева ска", 0, ""),
)

SOUTH_SLAVIC: dict[str, Decline] = {
    "sl": slovene,
    "hr": serbo_croatian,
    "bs": serbian,
    "sr": serbian,
    "sh": serbian,
    "cnr": serbian,
    "bg": bulgarian,
    "mk": macedonian,
}
