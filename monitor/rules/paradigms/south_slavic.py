"""Slovene, Croatian, Bosnian, Serbian, Montenegrin, Bulgarian, Macedonian.

Serbian is written in both scripts: its Cyrillic table is the Latin one, letter by letter. Bulgarian and Macedonian
names have no cases but the vocative.
"""

from collections.abc import Iterable

from monitor.rules.paradigms.endings import Decline, Row, declined_by
from monitor.text.scripts import Script, script_of

slovene: Decline = declined_by(
    ("", 0, "a u om em"),
    ("c č š ž j", 0, "a u em om"),
    ("s z sh ch", 0, "a u om em"),
    ("ec", 0, "a u em"),
    ("ec", 2, "ca cu cem"),
    ("ek", 0, "a u om"),
    ("ek", 2, "ka ku kom"),
    ("^pavel ^karel", 2, "la lu lom"),
    ("^peter ander", 2, "ra ru rom"),
    ("en", 0, "a u om em"),
    ("en", 2, "na nu nom"),
    ("r", 0, "a u om ja ju jem"),
    ("ski cki ški čki", 1, "ega emu im em"),
    ("i y", 0, "ja ju jem"),
    ("i", 1, "ega emu im em"),
    ("u é", 0, "ja ju jem"),
    ("e", 0, "ja ju jem ta tu tom a u om em"),
    ("e", 1, "a u em om"),
    ("o", 1, "a u om em"),
    ("io", 1, "a u em om ja ju jem"),
    ("a", 1, "e i o u om em"),
    ("ska cka ova eva", 1, "e i o"),
)


# Croatian, Bosnian, Montenegrin and Serbian do not differ here.
_SERBO_CROATIAN: tuple[Row, ...] = (
    ("", 0, "a u om e"),
    ("k", 0, "a u om"),
    ("k", 1, "če"),
    ("g", 0, "a u om"),
    ("g", 1, "že"),
    ("h", 0, "a u om"),
    ("c č ć š ž đ j lj nj dž", 0, "a u em om e"),
    ("sh ch z r", 0, "a u om em e"),
    ("ac", 0, "a u em om"),
    ("ac", 2, "ca cu cem če"),
    ("lac", 3, "oca ocu ocem oče lca lcu lcem"),
    ("^petar ndar", 2, "ra ru rom re"),
    ("^pavao", 2, "la lu lom le"),
    ("i y", 0, "ja ju jem"),
    ("y", 0, "a u em om"),
    ("ski čki cki ški ćki", 1, "og oga om ome im"),
    ("e", 1, "a u om em"),
    ("e", 0, "a u om"),
    ("o", 1, "a u om e"),
    ("io", 1, "ja ju jem"),
    ("u", 0, "a u om"),
    ("a", 1, "e i u om o"),
    ("ka", 2, "ke ki ci ku kom ko"),
    ("ska čka cka ška ova eva ina", 1, "e oj i u om o"),
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


def in_either_script(*rows: Row) -> Decline:
    """As :func:`declined_by`, for names in Latin letters, which ``rows`` are in, and in Serbian ones."""
    latin = declined_by(*rows)
    cyrillic = declined_by(*map(_in_cyrillic, rows))

    def decline(word: str) -> Iterable[str]:
        return cyrillic(word) if script_of(word) is Script.CYRILLIC else latin(word)

    return decline


serbo_croatian: Decline = in_either_script(*_SERBO_CROATIAN)

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
    **dict.fromkeys(("hr", "bs", "sr", "sh", "cnr"), serbo_croatian),
    "bg": bulgarian,
    "mk": macedonian,
}
