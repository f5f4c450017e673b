"""Which language a text is in, and its title: py3langid among the languages that are looked for, checked by signs.

Short titles are where detectors err. So the script and the letters of a language decide first, the words that it does
not share with its neighbours weigh, the statement of feed or page decides what stays open, and the detector is
believed over that statement only when it is much surer.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from py3langid.langid import MODEL_FILE, RAW_FLOOR, LanguageIdentifier

from monitor.articles.handover import Languages
from monitor.articles.metadata import primary_language
from monitor.articles.signs import LEANING, UNSPACED, is_written_in, ruled_out_by_letters, script_of, signs_against

# A text is judged by so many pieces of so many characters, taken evenly from so much of it.
_PIECES = 6
_PIECE = 300
_LONGEST = 20_000
# Fewer letters than this say little: the statement of the feed is the better witness.
_FEW_LETTERS = 12
# A text shorter than this is judged together with its title.
_SHORT_TEXT = 60
# Scores are logarithms of likelihoods, divided by the root of the length, which keeps them comparable. A stated
# language stands unless another is six times as likely; a letter that it does not write outweighs the statement.
_STATED = math.log(6)
_WRONG_LETTER = 4.0
_WRONG_WORD = 1.0
# Words are only looked at for languages that are no further than this from the best: what is further cannot win.
_NEAR = 5.0
_LEAST = 0.3
# What makes a title one in another language than its text: it is no mere name, and there is next to no doubt.
_TITLE_WORDS = 4
_TITLE_LETTERS = 20
_SURE = 3.0
# Between these no title is ever told apart from its text: a headline holds too little of the difference.
_KIN = tuple(
    frozenset(codes.split())
    for codes in ("sr hr bs sl", "da no nb nn sv", "id ms", "cs sk", "es gl pt ca", "bg mk", "tr az", "zh yue wuu ja")
)
_ALIASES = {"iw": "he", "in": "id", "nb": "no", "ji": "yi", "sh": "sr", "cmn": "zh"}
# The detector knows one Norwegian of these by another name.
_LABELS = {"nb": "no"}


def detect_languages(title: str, text: str, *, prior: str | None, languages: Collection[str]) -> Languages:
    """As :func:`monitor.articles.detect_languages`."""
    stated, known = _stated(prior), frozenset(_model().labels)
    allowed = (frozenset(languages) or known) | (known & {stated})
    _, letters = script_of(text[:_LONGEST])
    if not letters:
        return Languages(_told(title, stated, allowed), None)
    if letters < _SHORT_TEXT and script_of(title)[0] == script_of(text)[0]:
        return Languages(_told(f"{title}\n{text}", stated, allowed), None)
    language = _told_by_pieces(text[:_LONGEST], stated, allowed)
    return Languages(language, _title_language(title, text, language, allowed))


def load_detector() -> None:
    """Load the detector, as the first call of :func:`detect_languages` would."""
    _model()


def _stated(prior: str | None) -> str | None:
    primary = primary_language(prior)
    return _ALIASES.get(primary or "", primary)


def _told_by_pieces(text: str, stated: str | None, allowed: frozenset[str]) -> str | None:
    """The language of most of ``text``: of a bilingual page, the one that more letters of it are in."""
    script, _ = script_of(text)
    letters_in: defaultdict[str | None, int] = defaultdict(int)
    for piece in _pieces(text):
        piece_script, letters = script_of(piece)
        if piece_script == script:
            letters_in[_told(piece, stated, allowed)] += letters
    known = {code: letters for code, letters in letters_in.items() if code is not None}
    return max(known, key=lambda code: known[code], default=None)


def _pieces(text: str) -> list[str]:
    if len(text) <= _PIECE:
        return [text]
    number = min(_PIECES, math.ceil(len(text) / _PIECE))
    starts = [at * (len(text) - _PIECE) // (number - 1) for at in range(number)]
    return [text[start : start + _PIECE] for start in starts]


def _told(sample: str, stated: str | None, allowed: frozenset[str]) -> str | None:
    """The language of ``sample`` out of ``allowed``; the statement decides when the sample does not."""
    script, letters = script_of(sample)
    candidates = frozenset(code for code in allowed if is_written_in(code, script))
    if not letters or not candidates:
        return None
    if len(candidates) == 1 and script != "latin":
        return next(iter(candidates))
    if letters < _FEW_LETTERS and stated in candidates - ruled_out_by_letters(candidates, sample):
        return stated
    scores = _scores(sample, candidates)
    if stated in candidates:
        # A language that the detector does not know can only be taken at its word.
        scores[stated] = scores.get(stated, max(scores.values(), default=0.0)) + _STATED
    return _best(scores)


def _best(scores: Mapping[str, float]) -> str | None:
    """The likeliest, if it is likely enough among all."""
    if not scores:
        return None
    best = max(scores, key=lambda code: scores[code])
    return best if sum(math.exp(score - scores[best]) for score in scores.values()) * _LEAST <= 1 else None


def _scores(sample: str, candidates: frozenset[str]) -> dict[str, float]:
    """How well each of ``candidates`` that the detector knows fits ``sample``, from 0 for the best downwards."""
    scores = _detected(sample, candidates)
    for code in ruled_out_by_letters(candidates, sample) & scores.keys():
        scores[code] -= _WRONG_LETTER
    best = max(scores.values(), default=0.0)
    near = {code for code, score in scores.items() if score >= best - _NEAR}
    for code, signs in signs_against(near, sample).items():
        scores[code] -= _WRONG_WORD * signs
    return scores


def _detected(sample: str, candidates: frozenset[str]) -> dict[str, float]:
    ranked = dict(_model().rank(sample))
    scale = math.sqrt(len(sample.encode("utf-8", "replace")) or 1)
    found = {code: ranked[label] for code in candidates if (label := _LABELS.get(code, code)) in ranked}
    if not found or max(found.values()) == RAW_FLOOR:
        return dict.fromkeys(found, 0.0)
    return {code: score / scale - LEANING.get(code, 0.0) for code, score in found.items()}


def _title_language(title: str, text: str, language: str | None, allowed: frozenset[str]) -> str | None:
    """The language of ``title`` if it is surely another than ``language``, that of ``text``."""
    script, letters = script_of(title)
    if language is not None and is_written_in(language, script):
        if letters < _TITLE_LETTERS or not _has_small_word(title) or len(title.split()) < _TITLE_WORDS:
            return None
        return _surely_other(title, language, frozenset(code for code in allowed if is_written_in(code, script)))
    if script == script_of(text)[0] or not _says_something(title, script, letters):
        return None
    return _told(title, None, allowed)


def _surely_other(title: str, language: str, candidates: frozenset[str]) -> str | None:
    bare, weighed = _detected(title, candidates), _scores(title, candidates)
    best = _best(weighed)
    if best is None or language not in weighed or any({best, language} <= kin for kin in _KIN):
        return None
    is_sure = weighed[best] - weighed[language] >= _SURE and bare[best] - bare[language] >= _SURE / 2
    return best if is_sure else None


def _says_something(title: str, script: str | None, letters: int) -> bool:
    """Whether a title in another script than its text is more than a name, which is often left in its own script."""
    if script in UNSPACED:
        return letters >= _FEW_LETTERS // 2
    words = len(title.split())
    has_room = letters >= _FEW_LETTERS and words >= _TITLE_WORDS
    return has_room and (script != "latin" or words > _TITLE_WORDS or _has_small_word(title))


def _has_small_word(title: str) -> bool:
    """Whether a word begins with no capital, as none does in a name; true of scripts that have no capitals."""
    return any(len(word) > 1 and word[0].isalpha() and not word[0].isupper() for word in title.split())


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """The detector: about 90 MiB and a second to load, once a process."""
    return LanguageIdentifier.from_model_file(MODEL_FILE)
