"""Forms of nouns that are mostly another, common word: they count in a phrase alone.

*Kolem* is "with a wheel" and mostly "around", *mine* are mines and mostly "me". Which forms are too common was told by
the word frequencies of wordfreq.
"""

from collections.abc import Iterable, Mapping, Set

from monitor.rules.forms import assumed_language, dictionary_of
from monitor.text.fold import fold

_NONE: Set[str] = frozenset()

# By the code of a dictionary and the listed word.
_MOSTLY_OTHERS: Mapping[str, Mapping[str, Set[str]]] = {
    "bg": {"вода": {"води"}, "политик": {"политика"}},
    "cs": {
        "běh": {"během"},
        "dílo": {"díl", "dílem", "dílu", "díly"},
        "kolo": {"kolem"},
        "maso": {"mas", "masu", "masy"},
        "mír": {"míry"},
    },
    "fi": {"joukot": {"joukossa"}, "koe": {"kokeilla"}, "kuu": {"kuulla"}, "laki": {"lailla"}, "onni": {"onneksi"}},
    "hbs": {"mina": {"mini"}, "tok": {"tokom"}, "мина": {"мини"}, "ток": {"током"}},
    "hu": {"alap": {"alapján"}, "rész": {"részére"}, "segítség": {"segítségével"}, "szám": {"számára"}},
    "pl": {"działo": {"działa"}, "lato": {"lata", "latach"}, "mina": {"minie"}, "stan": {"stanie", "stanowi"}},
    "ro": {"mină": {"mine"}, "sală": {"sale"}},
    "sl": {"delo": {"deli"}, "kolo": {"koli"}, "mina": {"mini"}, "pravo": {"prav"}, "radio": {"radi"}},
    "sw": {"kura": {"kurani"}},
}


def has_homographs(word: str, language: str) -> bool:
    """Whether some forms of ``word``, listed under ``language``, count in a phrase alone."""
    return word.lower() in _MOSTLY_OTHERS.get(dictionary_of(language or assumed_language(word)) or "", {})


def without_homographs(word: str, forms: Iterable[str], code: str) -> set[str]:
    """The ``forms`` of ``word``, by dictionary ``code``, that count where it stands alone."""
    others = {fold(other) for other in _MOSTLY_OTHERS.get(code, {}).get(word.lower(), _NONE)}
    return {form for form in forms if fold(form) not in others} if others else set(forms)
