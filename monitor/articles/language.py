"""Which language a text is in: py3langid among the configured languages, checked against its script.

Short titles are where detectors err. So script and telling letters decide first, the statement of feed or page
decides what stays open, and the detector is believed over that statement only when it is much surer.
"""

from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from monitor.articles.metadata import primary_language

_TEXT_LENGTH = 300
# Fewer letters than this say little: the statement of the feed is the better witness.
_FEW_LETTERS = 12
# A stated language stands unless another is this many times as likely.
_CLEARLY = 6.0
_LEAST = 0.35

# Blocks of https://www.unicode.org/Public/UCD/latest/ucd/Blocks.txt that hold the letters of each script.
_SCRIPTS = (
    (0x0041, 0x024F, "latin"), (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"), (0x0600, 0x077F, "arabic"), (0x08A0, 0x08FF, "arabic"), (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bengali"), (0x0A00, 0x0A7F, "gurmukhi"), (0x0A80, 0x0AFF, "gujarati"), (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0C7F, "telugu"), (0x0C80, 0x0CFF, "kannada"), (0x0D00, 0x0D7F, "malayalam"), (0x0D80, 0x0DFF, "sinhala"),
    (0x0E00, 0x0E7F, "thai"), (0x0E80, 0x0EFF, "lao"), (0x1000, 0x109F, "myanmar"), (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"), (0x1200, 0x137F, "ethiopic"), (0x1780, 0x17FF, "khmer"), (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"), (0x3040, 0x30FF, "kana"), (0x3400, 0x9FFF, "han"), (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFF, "arabic"), (0x20000, 0x2FA1F, "han"),
)  # fmt: skip
_LANGUAGES_OF = {
    "greek": "el", "cyrillic": "ru uk be bg sr mk kk ky mn tg tt ba", "armenian": "hy", "hebrew": "he yi",
    "arabic": "ar fa ur ps ug sd ckb ku arz ary", "devanagari": "hi mr ne sa", "bengali": "bn as", "gurmukhi": "pa",
    "gujarati": "gu", "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si", "thai": "th",
    "lao": "lo", "myanmar": "my", "georgian": "ka", "hangul": "ko", "ethiopic": "am ti", "khmer": "km", "kana": "ja",
    "han": "zh ja yue wuu",
}  # fmt: skip
_NOT_LATIN = frozenset(" ".join(_LANGUAGES_OF.values()).split()) - {"sr", "ku"}
# Letters that only the languages beside them write. Latin ones are left to the detector: a foreign name carries them.
_TELLING = (
    ("ٹڈڑںےہھۓ", "ur"), ("پچژگ", "fa ur ps ug sd ckb ku"), ("ةىأإؤ", "ar fa ur ps arz ary"), ("ټډړښڅځۍې", "ps"),
    ("їєґ", "uk"), ("і", "uk be kk"), ("ў", "be"), ("ыэ", "ru be kk ky mn tt ba"), ("ё", "ru be kk ky mn tg tt"),
    ("ђћ", "sr"), ("јљњџ", "sr mk"), ("ѓќѕ", "mk"), ("әғқңһ", "kk tt ba ky"),
)  # fmt: skip
_ALIASES = {"iw": "he", "in": "id", "nb": "no", "ji": "yi"}


def detect_language(title: str, text: str, *, prior: str | None, languages: Collection[str]) -> str | None:
    """As :func:`monitor.articles.detect_language`."""
    sample = f"{title}\n{text[:_TEXT_LENGTH]}".strip()
    script, letters = _script(sample)
    allowed = frozenset(languages) or frozenset(_whole_model().labels)
    candidates = _narrowed({code for code in allowed if _is_written_in(code, script)}, sample)
    stated = primary_language(prior)
    stated = _ALIASES.get(stated or "", stated)
    if not letters or not candidates:
        return None
    if len(candidates) == 1 and script != "latin":
        return next(iter(candidates))
    if stated in candidates and letters < _FEW_LETTERS:
        return stated
    return _most_likely(sample, candidates, allowed, stated)


def load_detector(languages: frozenset[str]) -> None:
    """Load the detector for ``languages``, as the first call of :func:`detect_language` with them would."""
    _model(languages or frozenset(_whole_model().labels))


def _most_likely(sample: str, candidates: set[str], allowed: frozenset[str], stated: str | None) -> str | None:
    ranked = {code: chance for code, chance in _model(allowed).rank(sample) if code in candidates}
    if not ranked:
        return stated if stated in candidates else None
    best = max(ranked, key=lambda code: ranked[code])
    if stated in candidates and ranked[best] < _CLEARLY * ranked.get(stated, 1.0):
        return stated
    return best if ranked[best] >= _LEAST * sum(ranked.values()) else None


@lru_cache(maxsize=1)
def _whole_model() -> LanguageIdentifier:
    """The detector with all its languages: about 90 MiB and a second to load, once a process."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=4)
def _model(languages: frozenset[str]) -> LanguageIdentifier:
    """The detector restricted to ``languages``, as far as it knows them; it shares the arrays of the whole one."""
    whole = _whole_model()
    narrowed = LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
    narrowed.set_languages(languages & frozenset(whole.labels) or None)
    return narrowed


def _script(text: str) -> tuple[str | None, int]:
    """The script of most letters, and how many letters there are in all. Any kana makes Han Japanese."""
    counts: Counter[str] = Counter()
    for letter in filter(str.isalpha, text):
        code = ord(letter)
        counts[next((name for low, high, name in _SCRIPTS if low <= code <= high), "other")] += 1
    if not counts:
        return None, 0
    script = counts.most_common(1)[0][0]
    # A name in Latin letters amid Chinese or Korean outweighs it by letters, not by words.
    for dense in ("han", "hangul", "kana"):
        if script == "latin" and counts[dense] * 4 >= counts["latin"]:
            script = dense
    if script == "han" and counts["kana"] * 10 >= counts["han"]:
        script = "kana"
    return script, counts.total()


def _is_written_in(code: str, script: str | None) -> bool:
    if script == "latin":
        return code not in _NOT_LATIN
    return code in _LANGUAGES_OF.get(script or "", "").split()


def _narrowed(candidates: set[str], sample: str) -> set[str]:
    """Leave those of ``candidates`` that the telling letters allow; a letter that would leave none is a quotation."""
    found = frozenset(sample.casefold())
    for letters, codes in _TELLING:
        left = candidates & set(codes.split())
        if left and not found.isdisjoint(letters):
            candidates = left
    return candidates
