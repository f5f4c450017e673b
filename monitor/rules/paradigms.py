"""Case forms of names, made when rules are loaded.

Stemmers must not touch names: they read Лавров as лавр ("laurel"). Instead each listed name gets the forms that its
ending has in its language. The table covers masculine names (-ов, -ин, -ский, -й, consonant), feminine ones (-ова,
-ина, -ская, -а, -я) and, for names in Latin and Greek letters, the case endings of languages that inflect foreign
names. Which forms are made is a union over gender: a form only counts with the rest of the name.
"""

from monitor.text.scripts import Script

# Endings by how the nominative ends, longest first: (ending, forms that replace it). Russian, Ukrainian, Bulgarian and
# Serbian together: their endings do not clash.
_CYRILLIC: tuple[tuple[str, str], ...] = (
    ("ский", "ского скому ским ском"),
    ("цкий", "цкого цкому цким цком"),
    ("ський", "ського ському ським ськім ськом"),
    ("цький", "цького цькому цьким цькім"),
    ("ская", "ской скую скою"),
    ("цкая", "цкой цкую цкою"),
    ("ська", "ської ській ську ською"),
    ("ова", "овой ову овою ової овій"),
    ("ева", "евой еву евою евої евій"),
    ("ёва", "ёвой ёву ёвою"),
    ("ов", "ова ову овым ове овим ові овом"),
    ("ев", "ева еву евым еве евим еві евом"),
    ("ёв", "ёва ёву ёвым ёве"),
    ("ін", "іна іну іним іні"),
    ("ин", "ина ину иным ине ином иним ині инові"),
    ("ын", "ына ыну ыном ыне"),
    ("ия", "ии ию ией иею"),
    ("ія", "ії ію ією"),
    ("ый", "ого ому ым ом"),
    ("ий", "ия ию ием ии ого ому им ом"),
    ("ій", "ія ію ієм ії ієві"),
    ("ей", "ея ею еем ее"),
    ("ай", "ая аю аем ае"),
    ("ой", "оя ою оем ое ого ому ым"),
    ("й", "я ю ем е"),
    ("ь", "я ю ем е и ём ью"),
    ("ка", "ки ке ку кой ці кою"),
    ("га", "ги ге гу гой зі гою"),
    ("ха", "хи хе ху хой сі хою"),
    ("жа", "жи же жу жей"),
    ("ша", "ши ше шу шей"),
    ("ча", "чи че чу чей"),
    ("ца", "цы це цу цей"),
    ("а", "ы е у ой ою и і"),
    ("я", "и е ю ей ею ю ї"),
)
_CYRILLIC_AFTER_HISS = "а у ем е ом еві"
_CYRILLIC_CONSONANT = "а у ом е ові і ем"
_HISSES = "жшчщц"
_CYRILLIC_VOWELS = "аеёиоуыэюяієї"

# Endings that are written on to a whole name in Latin letters, by language of the document.
_LATIN_ADDED: dict[str, str] = {
    "pl": "a owi em ie u iem y",
    "cs": "a ovi em em u e ův ova",
    "sk": "a ovi om u",
    "sl": "a u om em ov ova",
    "hr": "a u om em e ov ova",
    "sr": "a u om em e ov ova",
    "bs": "a u om em e ov ova",
    "lt": "as o ui ą u e is io iui į iu y",
    "lv": "s a am u ā is im ī",
    "et": "i it isse is ist ile il ilt iga ini ta le l lt ga",
    "fi": "in ia issa ista iin illa ilta ille na ksi n a ä ssa ssä sta stä lla llä lta ltä lle",
    "hu": "t ot et öt at nak nek val vel ban ben ba be ból ből ról ről nál nél hoz hez höz ért ra re on en ön tól től "
    "ig nal nel éval ával al el é i",
    "ro": "ului lui ul",
    "sv": "s",
    "de": "s",
    "nl": "s",
    "da": "s",
    "no": "s",
    "nb": "s",
    "tr": "ı i u ü ın in un ün nın nin nun nün a e ya ye da de ta te dan den tan ten la le yla yle yı yi yu yü",
    "az": "ı i u ü ın in un ün nın nin nun nün a ə ya yə da də dan dən la lə",
    "sq": "i it in un ut",
}

# Slavic names in the Latin letters of their own language: ending, and what replaces it.
_LATIN_REPLACED: dict[str, tuple[tuple[str, str], ...]] = {
    "pl": (
        ("ski", "skiego skiemu skim"),
        ("cki", "ckiego ckiemu ckim"),
        ("ska", "skiej ską"),
        ("cka", "ckiej cką"),
        ("owa", "owej ową"),
        ("ek", "ka kowi kiem ku"),
        ("a", "y ie ę ą i"),
        ("o", "y ie ę ą"),
        ("y", "ego emu ym"),
        ("i", "iego iemu im"),
    ),
    "cs": (("ský", "ského skému ským"), ("ová", "ové ovou"), ("a", "y ovi u ou ě"), ("ek", "ka kovi kem")),
    "sk": (("ský", "ského skému ským"), ("ová", "ovej ovú ovou"), ("a", "u ovi om y e ou"), ("ek", "ka kovi kom")),
    "sl": (("ski", "skega skemu skim skem"), ("a", "e i o"), ("ek", "ka ku kom")),
    "hr": (("ski", "skog skom skim"), ("a", "e i u om"), ("ak", "ka ku kom")),
    "sr": (("ski", "skog skom skim"), ("a", "e i u om"), ("ak", "ka ku kom")),
    "bs": (("ski", "skog skom skim"), ("a", "e i u om"), ("ak", "ka ku kom")),
    "lt": (("as", "o ui ą u e"), ("is", "io iui į iu y"), ("a", "os ai ą oje")),
    "lv": (("s", "a am u ā"), ("is", "a im i ī"), ("a", "as ai u ā")),
    "fi": (("a", "an aa assa asta alla alta alle aan"), ("i", "in ia issa ista illa ilta ille iin")),
    "hu": (("a", "át ának ával ában ából áról ára ától"), ("e", "ét ének ével ében éből éről ére étől")),
    "ro": (("a", "ei"),),
}

_GREEK: tuple[tuple[str, str], ...] = (
    ("ος", "ου ο ε"),
    ("ης", "η"),
    ("ας", "α"),
    ("η", "ης"),
    ("α", "ας"),
)

INFLECTING = frozenset(_LATIN_ADDED) | frozenset(_LATIN_REPLACED)

_SHORTEST = 3


def case_forms(name: str, script: Script) -> frozenset[str]:
    """The other case forms of one Cyrillic or Greek word of a name, in any language of that script. Lower case."""
    name = name.lower()
    if script is Script.GREEK:
        return _replaced(name, _GREEK)
    if script is not Script.CYRILLIC or len(name) < _SHORTEST:
        return frozenset()
    forms = _replaced(name, _CYRILLIC)
    if name[-1] in _HISSES:
        forms |= {name + ending for ending in _CYRILLIC_AFTER_HISS.split()}
    elif name[-1] not in _CYRILLIC_VOWELS + "йьъ" and not name.endswith(("ов", "ев", "ёв")):
        forms |= {name + ending for ending in _CYRILLIC_CONSONANT.split()}
    return forms - {name}


def latin_forms(name: str, language: str) -> frozenset[str]:
    """The case forms that a document in ``language`` may give one word of a name in Latin letters. Lower case."""
    name = name.lower()
    if len(name) < _SHORTEST:
        return frozenset()
    added = {name + ending for ending in _LATIN_ADDED.get(language, "").split()}
    return (_replaced(name, _LATIN_REPLACED.get(language, ())) | added) - {name}


def _replaced(name: str, table: tuple[tuple[str, str], ...]) -> frozenset[str]:
    for ending, others in table:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: len(name) - len(ending)]
            return frozenset(stem + other for other in others.split())
    return frozenset()
