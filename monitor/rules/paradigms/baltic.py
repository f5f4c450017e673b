"""Lithuanian and Latvian, which give foreign names endings of their own in the nominative, too."""

from monitor.rules.paradigms.endings import Decline, declined_by

lithuanian: Decline = declined_by(
    ("", 0, "as o ui ą u e"),
    ("r l", 0, "as o ui ą u e is io iui į iu"),
    ("s z x", 0, "as o ui ą u e is io iui į iu"),
    ("as", 2, "o ui ą u e ai"),
    ("is ys", 2, "io iui į iu y yje i"),
    ("tis tys", 3, "čio čiui tį čiu ty tyje ti"),
    ("dis dys", 3, "džio džiui dį džiu dy dyje di"),
    ("us", 2, "aus ui ų umi uje au"),
    ("a", 1, "os ai ą oje"),
    ("ė", 1, "ės ei ę e ėje"),
    ("i y", 1, "is io iui į iu"),
    ("o", 1, "as ui ą u"),
    ("u e", 0, ""),
)

latvian: Decline = declined_by(
    ("", 0, "s a am u ā"),
    ("s š", 1, "a am u ā"),
    ("is", 2, "a im i ī ja"),
    ("lis", 3, "ļa lim li lī la"),
    ("nis", 3, "ņa nim ni nī na"),
    ("tis", 3, "ša tim ti tī ta"),
    ("dis", 3, "ža dim di dī da"),
    ("sis", 3, "ša sim si sī"),
    ("zis", 3, "ža zim zi zī"),
    ("cis", 3, "ča cim ci cī"),
    ("us", 2, "um u ū us"),
    ("us", 1, "a am u ā"),
    ("a", 1, "as ai am u ā"),
    ("e", 1, "es ei em i ē"),
    ("o u i y", 0, ""),
)

BALTIC: dict[str, Decline] = {"lt": lithuanian, "lv": latvian}
