"""What a word of a document may be read as: all its readings at once, each knowing how far it departs from the word.

A reading is a key. Plain folded forms are their own keys; other kinds of form carry a prefix, and no word holds a
colon, so that they never meet:

========  ===========================================================
``m:``    folded, accents kept (terms in Vietnamese, Turkish, Azeri)
``s:``    folded, accents kept, nothing cut off (``form: exact``)
``a:``    Arabic form whose article was taken off
``y:``    Arabic form with a last ى kept apart from ي (short names)
``n:``    Arabic form of two letters without its particle (short names)
``p:``    Arabic or Hebrew form without a letter that is a particle in phrases only
``h:``    Hebrew form without ב, כ or ל, which may have swallowed the article
``~:``    loose spelling (officials that ask for it)
========  ===========================================================
"""

import re
from collections.abc import Callable

from monitor.model import How
from monitor.rules import arabic
from monitor.text.fold import DOTTED_I, fold, fold_keeping_accents
from monitor.text.scripts import Script, script_of
from monitor.text.wordlists import word_set

ACCENTED = "m:"
AS_WRITTEN = "s:"
BARE = "a:"
YEH = "y:"
SHORT = "n:"
IN_PHRASE = "p:"
SWALLOWED = "h:"
LOOSE = "~:"

Readings = dict[str, How]

# How far a reading departs from what is listed, least first.
STRENGTH = {
    how: rank
    for rank, how in enumerate(
        (
            How.EXACT,
            How.FOLDED,
            How.ARTICLE,
            How.PARTICLE,
            How.CLITIC,
            How.CASE_FORM,
            How.LEMMA,
            How.COMPOUND,
            How.WILDCARD,
            How.REGEX,
            How.GENERATED,
            How.LOOSE,
        )
    )
}

# Languages in Arabic script that write no particles on to words.
UNPREFIXED = frozenset({"fa", "ur", "ps", "ckb", "ug", "sd"})

# Words that French, Italian and Catalan shorten before a vowel: l'Iran, dell'Iran.
_ELISIONS = word_set(
    "l d j m t s n c qu jusqu lorsqu puisqu quoiqu presqu quelqu entr un dell nell all sull dall coll quell bell sant"
)
_LONGEST_SUFFIX = 9

_MALAY = frozenset({"id", "ms"})
# Languages in which some word is read otherwise than elsewhere.
LANGUAGES = UNPREFIXED | _MALAY | DOTTED_I
# The ending of a possessive, the shortest word that may stand before it, and words that end so by themselves.
_MALAY_ENDINGS = (("nya", 3, ()), ("lah", 4, ("masalah", "llah")), ("kah", 4, ("langkah",)), ("pun", 4, ()))

HEBREW_ARTICLE = "ה"
_HEBREW_PREFIXES = "והבלמשכ"
# Behind these the article is not written: בבית is "in a house" and "in the house".
_SWALLOWING = "בכל"
_BEFORE_ARTICLE = "שמ"
# Nouns whose ה is no article, and which are another common word without it: במשך is "during", not "in the sequel".
_HEBREW_GUARD = word_set(
    """
    המשך הסדר הפרה הגנה הכנה הנחה הצגה הכרה הפסקה הפצצה הכרזה העברה הברחה הקרבה הרחבה התקנה הסגר הסבר הרכב הקשר
    הערכה היתר התקן הכנסה הפרש הנהגה הרשעה הטרדה הפקה היום
    """
)
_HALF_SPACE = re.compile("\u200c")
_PERSIAN_SUFFIXES = word_set(fold("ها های هایی هایش هایشان هاست ی ای ام ات اش اند اید ایم مان تان شان تر ترین و"))

# Particles that Korean writes on to a noun, alone or two together.
_SIMPLE_JOSA = word_set(
    """
    은 는 이 가 을 를 의 에 와 과 도 로 으로 만 나 이나 랑 이랑 에서 에게 에게서 한테 께 께서 까지 부터 처럼 보다
    마다 조차 마저 이라 라 라고 이라고 라는 이라는 라며 이라며 로서 으로서 로써 으로써 에는 에도 에서는 에서도 에서의
    와의 과의 로의 으로의 에게는 까지의 부터의 에만 만의 만을 만이 들 들은 들이 들을 들의 이다 였다 이었다 이며 이고 인
    과는 와는 로는 으로는 와도 과도
    라도 이라도 에게로 로부터 으로부터 이었던 였던 이자 입니다
    """
)
# Of place, means and company; and those that may follow them.
_OF_CASE = word_set("에 에서 에게 한테 께 로 으로 와 과 까지 부터 처럼 만 로부터 으로부터 만으로")
_OF_TOPIC = word_set("는 은 도 만 의 만이 만을 만의 조차 보다 라도")
_JOSA = _SIMPLE_JOSA | {case + topic for case in _OF_CASE for topic in _OF_TOPIC} | {"만으로"}
_JOSA |= {"들" + particle for particle in _JOSA}
_JOSA_LONGEST = max(map(len, _JOSA))


def readings(word: str, folded: str, language: str | None) -> Readings:
    """The keys that ``word``, in a document in ``language``, may be found by, without those of rarer kinds.

    ``folded`` is it folded. Method: stacked alternatives, docs/matching.md.
    """
    found: Readings = {folded: How.FOLDED}
    script = script_of(word)
    if "'" in folded:
        _cut_at_apostrophe(folded, script, found)
    if language in _MALAY:
        _read_malay(folded, found)
    special = _SPECIAL.get(script)
    if special is not None:
        special(word, folded, language, found)
    elif script_of(word[-1]) is Script.HANGUL:
        _read_korean(word, folded, language, found)
    return found


def _read_malay(folded: str, found: Readings) -> None:
    """Indonesian and Malay write possessives and emphasis on to words."""
    for ending, shortest, others in _MALAY_ENDINGS:
        if folded.endswith(ending) and len(folded) >= shortest + len(ending) and not folded.endswith(others):
            found.setdefault(folded.removesuffix(ending), How.CLITIC)


def accented_readings(word: str, folded: str, language: str | None) -> Readings:
    """The keys of ``word`` that keep accents: for terms whose language writes other words without them."""
    plain = word.isascii() and language not in DOTTED_I
    form = folded if plain else fold_keeping_accents(word, language)
    found = {AS_WRITTEN + form: How.FOLDED, ACCENTED + form: How.FOLDED}
    base = _without_suffix(form)
    if base is not None:
        found[ACCENTED + base] = How.CASE_FORM
    return found


def loose_readings(found: Readings) -> Readings:
    """The loose spellings of what was ``found``: for officials that ask for them."""
    return {LOOSE + loosened(key): How.LOOSE for key in found if ":" not in key}


def _cut_at_apostrophe(folded: str, script: Script, found: Readings) -> None:
    """İran'ın is İran with a suffix, l'Iran is Iran after an elision; п'ять is one word."""
    found.setdefault(folded.replace("'", ""), How.FOLDED)
    if script is not Script.LATIN:
        return
    head, _, rest = folded.partition("'")
    if head in _ELISIONS:
        found.setdefault(rest.partition("'")[0], How.CLITIC)
    base = _without_suffix(folded)
    if base is not None:
        found.setdefault(base, How.CASE_FORM)


def _without_suffix(form: str) -> str | None:
    """``form`` without what stands behind its last apostrophe, when that may be a suffix: iran'ın, o'brien's."""
    base, _, suffix = form.rpartition("'")
    if len(base) < 2 or base in _ELISIONS or len(suffix) > _LONGEST_SUFFIX:
        return None
    return base.replace("'", "")


def _read_arabic(word: str, folded: str, language: str | None, found: Readings) -> None:
    for half_space in _HALF_SPACE.finditer(word):
        if fold(word[half_space.end() :]) in _PERSIAN_SUFFIXES:
            found.setdefault(fold(word[: half_space.start()]), How.CASE_FORM)
    forms = {folded: How.FOLDED} if language in UNPREFIXED else arabic.particle_readings(folded)
    if short := arabic.short_without_particles(folded):
        found[SHORT + short] = How.CLITIC
    if language not in UNPREFIXED:
        _read_arabic_in_phrase(folded, forms, found)
    bare_of_tanwin = arabic.without_tanwin(word, folded)
    for form, how in tuple(forms.items()):
        found.setdefault(form, how)
        bare = arabic.without_article(form)
        if bare is not None:
            found.setdefault(BARE + bare, max(how, How.ARTICLE, key=STRENGTH.__getitem__))
        yeh = arabic.yeh_form(word, form)
        if yeh is not None:
            found[YEH + yeh] = how
        if bare_of_tanwin is not None and form.endswith("ا"):
            found.setdefault(form[:-1], How.CASE_FORM)


def _read_arabic_in_phrase(folded: str, forms: Readings, found: Readings) -> None:
    """Add the readings that phrases alone allow, and those without a pronoun."""
    for form, how in arabic.readings_in_phrase(folded).items():
        if form not in forms:
            found[IN_PHRASE + form] = how
            if bare := arabic.without_article(form):
                found[IN_PHRASE + bare] = how
    for form in forms:
        for stem in arabic.without_pronoun(form):
            found.setdefault(stem, How.CLITIC)


def _read_hebrew(word: str, folded: str, language: str | None, found: Readings) -> None:
    form = folded.replace("'", "").replace('"', "")
    found.setdefault(form, How.FOLDED)
    taken = ""
    while len(form) > 2 and form[0] in _HEBREW_PREFIXES and _may_follow(form[0], taken):
        taken, form = taken + form[0], form[1:]
        if len(form) == 2:
            # לאש is אש where a phrase has it; alone it may be any word of three letters.
            found[IN_PHRASE + form] = How.CLITIC
            return
        if taken[-1] in _SWALLOWING:
            found[SWALLOWED + form] = How.CLITIC
        found.setdefault(form, How.CLITIC)


def _may_follow(prefix: str, taken: str) -> bool:
    """Whether a Hebrew ``prefix`` may stand behind those ``taken``: a third is an article, as in כשהמתקפה."""
    return len(taken) < 2 or (len(taken) == 2 and prefix == HEBREW_ARTICLE and taken[-1] in _BEFORE_ARTICLE)


def without_hebrew_article(form: str) -> str | None:
    """A folded Hebrew word without its article, or ``None`` when it has none."""
    return form[1:] if form.startswith(HEBREW_ARTICLE) and len(form) > 3 and form not in _HEBREW_GUARD else None


def _read_korean(word: str, folded: str, language: str | None, found: Readings) -> None:
    head, quote, tail = folded.partition("'")
    if quote and tail in _JOSA:
        # A closing quotation mark, with a particle behind it.
        found.setdefault(head, How.PARTICLE)
    for length in range(1, min(_JOSA_LONGEST, len(folded) - 1) + 1):
        if folded[-length:] in _JOSA:
            found.setdefault(folded[:-length], How.PARTICLE)


_SPECIAL: dict[Script, Callable[[str, str, str | None, Readings], None]] = {
    Script.ARABIC: _read_arabic,
    Script.HEBREW: _read_hebrew,
    Script.HANGUL: _read_korean,
}


def capitals(word: str) -> int:
    """How many capitals ``word``, or what stands behind its elision (l'Iran), begins with, of the first two letters."""
    head, apostrophe, rest = word.replace("’", "'").partition("'") if "'" in word or "’" in word else (word, "", "")
    if apostrophe and head.lower() in _ELISIONS and len(head) < len(word) - 1 and rest[:1].isupper():
        word = rest
    if not word[:1].isupper():
        return 0
    return 2 if word[1:2].isupper() else 1


_VOWELS = re.compile("[aeiouyаеэиоуыяюії]+|[اوي]+")
_REPEATED = re.compile(r"(.)\1+")
_SAME_SOUND = str.maketrans(
    {
        "w": "v",
        "j": "i",
        "ʹ": "",
        "ь": "",
        "ъ": "",
        "й": "и",
        "є": "е",
        "غ": "ج",
        "ق": "ك",
        "گ": "ج",
        "ڤ": "ف",
        "پ": "ب",
    }
)


def loosened(form: str) -> str:
    """A key that spellings of one name in one script share: vowels alike, w as v, j as i, sch as sh, غ as ج."""
    form = form.replace("sch", "sh").replace("tch", "ch").replace("ck", "k").replace("ph", "f").replace("kh", "h")
    return _REPEATED.sub(
        r"\1", _VOWELS.sub(lambda run: "ا" if run.group()[0] in "اوي" else "a", form.translate(_SAME_SOUND))
    )
