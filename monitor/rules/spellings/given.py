"""Given names by all their spellings and case forms: whether a word is one, and which names are the same.

What is also a word that may stand before a surname by itself (April, Hope, أكبر) is no sure given name and left out.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from monitor.rules.paradigms import LANGUAGES, case_forms
from monitor.rules.spellings import origin as origins
from monitor.rules.spellings.names import Known, key_of, load_names
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.wordlists import word_set

# Where given names stand behind the surname, or are words that stand in many names.
_LEFT_OUT = origins.EAST_ASIAN
_NO_NAMES = word_set(
    """
    abd abdal abdel abdoul abdul al alan alexis anders angel ann april ararat art august austin barham ben bin chad
    charlotte chase christian da dallas dan dawn de dean del der devlet di dick don dos drew eli elon emir amir ernst
    evo faith florence frank georgia german grace grant guy hope ibn ine ion israel jack jay jordan joy june justice
    khalifa kash la lav le lee leo leon lev lew lula lyubov maja marine max may nadezhda pat penny pier ray rex rich
    riyad rob roman romano romans salam sam santiago shia sofia sofija sofiya sue sultan sydney van vera victoria
    virginia von vuk wera will y
    барон дан вера віра вук герман джорджия израиль кит лев любов любовь мир надежда надія пол пола роман слава софия
    софія софија том
    على لا غير علي لي لو أنا آنا عبد أكبر ابن ال الشيخ عمر أبي حسن إسرائيل دي آل بيت سعيد جمال رمضان سعد ناصر فان طيب
    سلام أمير جو
    شيخ سلطان عادل خليفة بدر رضا جين دا بيني دير كمال زايد محسن حميد تيم دان رياض مسعود حامد رشيد فون أنور مجيد
    نعيم معمر نبيه الهام در دو آلان لولا صالح جورجيا حمد يحيى مات تود سام فيل راي نيل إلي جيد سلمان عباس جیل
    جيل حافظ رفعت صدام سامح أكرم أشرف حسن قيس رجب
    ישראל בן אדם בני לב עלי אלי ברק נעים מטה אנא רון דר מקסים קיר ואן פון
    جان پل امیر پیر شیخ
    유리 이스라엘
    """
)
_NO_NAMES_FOLDED = frozenset(map(fold, _NO_NAMES))

# One person may be called by any of these.
_SAME = tuple(
    frozenset(line.split())
    for line in """
    aleksandr alex alexander alexandre alejandro alessandro sasha sandro
    alexei alyosha
    andrei andreas andrew andy andrzej andré andrés andrea
    anna ann anne annie hanna hannah ana
    anthony antony tony anton antonio antónio antoine
    benjamin ben benny bibi
    bernard bernie
    catherine kate katherine kathy katerina ekaterina katarzyna catalina
    charles charlie chuck karl carl carlos carlo
    christopher chris christoph
    christine cristina christina chris
    daniel dan danny
    david dave
    dmitry dima dmytro
    donald don
    edward ed eddie ted eduard édouard
    elizabeth liz beth betty lisa élisabeth elisabeth
    emmanuel manuel
    eric erik
    eugene gene yevgeny yevhen
    francis frank francisco francesco françois franz ferenc
    frederick fred friedrich
    gabriel gabi
    george georg georges jorge giorgos georgy georgi giorgi jerzy
    gregory greg grigory grzegorz
    helen elena yelena olena
    henry harry henri enrique enrico heinrich hank
    ibrahim ebrahim abraham avraham avi
    ignacio nacho
    isaac yitzhak
    ivan john jean jan juan johann johannes hans ian giovanni joão ioannis vanya
    jack john jacques
    jacob jake yakov
    james jim jimmy jamie jaime jacques
    jeffrey jeff geoffrey
    jennifer jen jenny
    jerome jerry jay
    joseph joe josé jose josep josef giuseppe yossi youssef józef pepe
    joshua josh
    julia yulia julie
    kenneth ken
    lawrence larry laurent lorenzo
    leonid lyonya
    louis luis luiz luigi lewis
    lyudmila ludmila
    margaret maggie margarita margrethe
    maria marie mary mariya
    mark marc marco marko marcus
    matthew matt matteo mathieu matvei
    michael mike mikhail michel mick mickey miguel mihai mykhailo misha michal
    mohammed mohammad
    nicholas nick nicolas nikolai nikos mykola niko
    patrick pat
    paul pavel pablo paolo paulo pavlo
    peter pete petr pedro pietro pierre pyotr petro piotr petar péter petteri
    philip phil philippe felipe filippo
    rafael raphael rafał raffaele rafi
    raymond ray
    richard rick dick rich ricardo
    robert bob bobby rob robbie roberto
    ronald ron
    samuel sam
    samantha sam
    sergei sergio serge serhii
    simon shimon
    stephen steve steven stefan stéphane stefano stepan stevan stephane esteban
    susan sue suzanne
    svetlana sviatlana
    terence terry
    theodore ted
    theresa teresa
    thomas tom tommy tomás tomáš tomasz
    timothy tim
    victor viktor
    vladimir volodymyr vova
    walter wally
    william bill billy will guillaume guillermo wilhelm willem
    zachary zac
    """.strip().splitlines()
)


def same_as(key: str) -> frozenset[str]:
    """The keys of the names that a person called ``key`` (:func:`names.key_of`) may be called by, too."""
    return _same_names().get(key, frozenset((key,)))


@cache
def _same_names() -> dict[str, frozenset[str]]:
    same: dict[str, frozenset[str]] = {}
    for group in _SAME:
        keys = frozenset(map(key_of, group))
        for key in keys:
            same[key] = same.get(key, frozenset()) | keys
    return same


def given_name(word: str, language: str | None) -> frozenset[str]:
    """The Latin spellings, as keys, of the given name that ``word`` is in ``language``; empty if it is none."""
    folded = fold(word)
    letter = folded[:1]
    if len(folded) < 2 or letter not in _by_letter():
        return frozenset()
    found = _listed(letter).get(folded, frozenset())
    return found.union(*(_declined(letter, each).get(folded, ()) for each in _declining(letter, language)))


def _declining(letter: str, language: str | None) -> Collection[str]:
    """The languages whose case forms count: when ``language`` is unknown those of the script, but no Latin ones."""
    if language is None:
        return _declining_in_any(letter)
    return (language,) if language in LANGUAGES else ()


@cache
def _declining_in_any(letter: str) -> Collection[str]:
    if script_of(letter) is Script.LATIN:
        return ()
    return tuple(language for language in LANGUAGES if _declined(letter, language))


# These three are cached without limit: few letters begin a listed name, and few languages decline it. Articles may say
# that they are in any other language, so none of these may be a key.
@cache
def _listed(letter: str) -> dict[str, frozenset[str]]:
    """The given names that begin with ``letter``, as they are listed but folded, with the keys of the name."""
    return _with_keys((fold(name), keys) for name, keys in _by_letter()[letter])


@cache
def _declined(letter: str, language: str) -> dict[str, frozenset[str]]:
    """The case forms in ``language`` of the given names that begin with ``letter``, folded, with the keys."""
    names = _by_letter()[letter]
    return _with_keys((form, keys) for name, keys in names for form in set(map(fold, case_forms(name, language))))


def _with_keys(forms: Iterable[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for form, keys in forms:
        if form not in _NO_NAMES_FOLDED:
            found[form] = found[form] | keys if form in found else keys
    return found


@cache
def _by_letter() -> dict[str, list[tuple[str, frozenset[str]]]]:
    letters: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for known in load_names("given.txt").listed:
        keys = frozenset(map(key_of, known.latin))
        if known.origin in _LEFT_OUT or keys & _NO_NAMES:
            continue
        for name in _spellings(known):
            letters.setdefault(fold(name)[:1], []).append((name, keys))
    return letters


def _spellings(known: Known) -> Iterator[str]:
    """The spellings of one word that tell the name from other words: not Korean ones of one syllable."""
    for name in (*known.latin, *known.everywhere()):
        short = script_of(name) in (Script.HANGUL, Script.ARABIC, Script.HEBREW) and len(name) < _shortest(name)
        if " " not in name and "-" not in name and not short:
            yield name


def _shortest(name: str) -> int:
    return 2 if script_of(name) is Script.HANGUL else 3
