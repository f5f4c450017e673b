"""Greek, Romanian, Albanian, Basque, Georgian, Armenian, and the Germanic languages, whose names take an -s at most."""

from collections.abc import Iterable

from monitor.rules.paradigms.endings import Decline, declined_by

greek: Decline = declined_by(
    ("", 0, ""),
    ("ος", 2, "ου ο ε"),
    ("ός", 2, "ού ό έ"),
    ("ης", 2, "η ους ου"),
    ("ής", 2, "ή"),
    ("ας", 2, "α"),
    ("άς", 2, "ά"),
    ("ις", 2, "ι"),
    ("ύς έας", 1, ""),
    ("ους", 1, ""),
    ("α ά η ή ω ώ", 0, "ς"),
)

romanian: Decline = declined_by(
    ("", 0, "ului"),
    ("e i o u y", 0, ""),
    ("a", 1, "ei"),
    ("ca", 1, "ăi ii ei"),
    ("ga", 1, "ăi ei"),
)

albanian: Decline = declined_by(
    ("", 0, "i it in"),
    ("k g h", 0, "u ut un"),
    ("a", 1, "ës ën ë"),
    ("ë", 0, "s n"),
    ("e o u", 0, "s n ja jn"),
    ("i", 0, "t n"),
    ("y", 0, "t n it in"),
)

_with_s: Decline = declined_by(("", 0, "s"), ("s ß x z", 0, ""))
_SHORT = 3


def with_s(word: str) -> Iterable[str]:
    """The genitive of Germanic languages; short names do without, since theirs are other words: Han, hans ("his")."""
    return _with_s(word) if len(word) > _SHORT else ()


basque: Decline = declined_by(
    ("", 0, "ek i en ekin entzat engan engandik"),
    ("a e i o u", 0, "k ri ren rekin rentzat rengan rengandik"),
)

georgian: Decline = declined_by(
    ("", 0, "მა ს ის ით ად ო თან ზე ისთვის ისგან"),
    ("ი", 1, "მა ს ის ით ად ო თან ზე ისთვის ისგან"),
    ("ა ე ო უ", 0, "მ ს თი დ სთან ზე სთვის სგან სთან"),
    ("ა ე", 1, "ის ით ისთვის ისგან"),
)

armenian: Decline = declined_by(
    ("", 0, "ի ին ից ով ը ն"),
    ("ա ե է ո օ", 0, "յի յին յից յով ն"),
    ("ի", 0, "ին ից ով ն"),
    ("ի", 1, "ու ուն ուց"),
    ("ու", 0, "ի ին ից ով ն"),
)

ELSEWHERE: dict[str, Decline] = {
    "el": greek,
    "ro": romanian,
    "sq": albanian,
    "eu": basque,
    "ka": georgian,
    "hy": armenian,
    **dict.fromkeys(("de", "nl", "sv", "da", "no", "nb", "nn"), with_s),
}
