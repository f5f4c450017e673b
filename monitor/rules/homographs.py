"""Forms of nouns that are mostly another, common word: they count in a phrase alone.

*Kolem* is "with a wheel" and mostly "around", *mine* are mines and mostly "me". Which forms are too common was told by
the word frequencies of wordfreq.
"""

from collections.abc import Mapping, Set

from monitor.rules.forms import assumed_language, dictionary_of
from monitor.text.fold import fold

# By language (the code of its dictionary, where it has one) and listed word.
_MOSTLY_OTHERS: Mapping[str, Mapping[str, Set[str]]] = {
    "bg": {"вода": {"води"}},
    "cs": {
        "běh": {"během"},
        "dílo": {"díl", "dílem", "dílu", "díly"},
        "kolo": {"kolem"},
        "maso": {"mas", "masu", "masy"},
        "mír": {"míry"},
    },
    "fi": {"joukot": {"joukossa"}, "koe": {"kokeilla"}, "kuu": {"kuulla"}, "laki": {"lailla"}, "onni": {"onneksi"}},
    "hbs": {"mina": {"mini"}, "tok": {"tokom"}, "мина": {"мини"}, "ток": {"током"}},
    "he": {"דם": {"דמות"}, "יד": {"ידי"}, "פעיל": {"פעילות"}, "שם": {"שמים"}},
    "hu": {"alap": {"alapján"}, "rész": {"részére"}, "segítség": {"segítségével"}, "szám": {"számára"}},
    "pl": {"działo": {"działa"}, "lato": {"lata", "latach"}, "mina": {"minie"}, "stan": {"stanie", "stanowi"}},
    "ro": {"mină": {"mine"}, "sală": {"sale"}},
    "sl": {"delo": {"deli"}, "kolo": {"koli"}, "mina": {"mini"}, "pravo": {"prav"}, "radio": {"radi"}},
    "sw": {"kura": {"kurani"}},
}


def has_homographs(word: str, language: str) -> bool:
    """Whether some forms of ``word``, listed under ``language``, count in a phrase alone."""
    language = language or assumed_language(word)
    return word.lower() in _MOSTLY_OTHERS.get(dictionary_of(language) or language, {})


def without_homographs(word: str, forms: set[str], code: str) -> set[str]:
    """The ``forms`` of ``word`` that count where it stands alone; ``code`` is a dictionary's, or a language's."""
    others = {fold(other) for other in _MOSTLY_OTHERS.get(code, {}).get(word.lower(), ())}
    return {form for form in forms if fold(form) not in others} if others else forms
