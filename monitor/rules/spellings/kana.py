"""Foreign names in katakana, from their sounds (data/sources.txt): one kana for each consonant with its vowel."""

from collections.abc import Iterator

_ROWS = {
    "": "アイウエオ", "б": "バビブベボ", "в": "バビブベボ", "г": "ガギグゲゴ", "ґ": "ガギグゲゴ", "д": "ダ/ディ/ドゥ/デ/ド",
    "ђ": "ジャ/ジ/ジュ/ジェ/ジョ", "ж": "ジャ/ジ/ジュ/ジェ/ジョ", "җ": "ジャ/ジ/ジュ/ジェ/ジョ", "з": "ザ/ジ/ズ/ゼ/ゾ",
    "к": "カキクケコ", "л": "ラリルレロ", "м": "マミムメモ", "н": "ナニヌネノ", "п": "パピプペポ", "р": "ラリルレロ",
    "с": "サ/シ/ス/セ/ソ", "т": "タ/ティ/トゥ/テ/ト", "ћ": "チャ/チ/チュ/チェ/チョ", "ч": "チャ/チ/チュ/チェ/チョ",
    "ф": "ファ/フィ/フ/フェ/フォ", "х": "ハヒフヘホ", "ҳ": "ハヒフヘホ", "ц": "ツァ/ツィ/ツ/ツェ/ツォ",
    "ш": "シャ/シ/シュ/シェ/ショ", "щ": "シャ/シ/シュ/シェ/ショ", "ѳ": "サ/シ/ス/セ/ソ", "й": "ヤ/イ/ユ/イェ/ヨ",
    "ў": "ワ/ウィ/ウ/ウェ/ウォ",
}  # fmt: skip
_PLACES = {"а": 0, "ӓ": 0, "ӑ": 0, "и": 1, "ы": 1, "у": 2, "ӱ": 2, "е": 3, "э": 3, "ӧ": 3, "о": 4}
_SOFT = {"я": ("ャ", "ヤ"), "ю": ("ュ", "ユ"), "ё": ("ョ", "ヨ")}
_OTHER_V = str.maketrans({"バ": "ヴァ", "ビ": "ヴィ", "ブ": "ヴ", "ベ": "ヴェ", "ボ": "ヴォ"})
_DROPPED = "ьъҍ'"


def in_kana(sounds: str) -> list[str]:
    """Ways to write ``sounds`` in katakana, with short and with long vowels; none when a sound has no kana."""
    word = "".join(sound for i, sound in enumerate(sounds) if sound not in _DROPPED and sounds[i - 1 : i] != sound)
    try:
        kana = list(_kana(word))
    except KeyError:
        return []
    short = "".join(kana)
    found = [short]
    if word.endswith("ер"):
        found.insert(0, "".join(kana[:-2]) + kana[-2][:-1] + _long_a(kana[-2]))
    long_at = [at for at, part in enumerate(kana[:-1]) if word[at : at + 1] and not part.endswith(("ン", "ッ"))]
    found += ["".join((*kana[: at + 1], "ー", *kana[at + 1 :])) for at in long_at[:4]]
    if "в" in word:
        found.append("".join(part.translate(_OTHER_V) if "в" in word else part for part in kana))
    return [text for text in found if text]


def _long_a(part: str) -> str:
    return part[-1] + "ー"


def _kana(word: str) -> Iterator[str]:
    consonant = ""
    for at, sound in enumerate(word):
        if sound == "й" and word[at - 1 : at] == "и":
            yield "ー"
        elif sound == "ы":
            yield _column(consonant, 2) + "イ"
            consonant = ""
        elif sound in _PLACES:
            yield _column(consonant, _PLACES[sound])
            consonant = ""
        elif sound in _SOFT:
            small, alone = _SOFT[sound]
            yield _column(consonant, 1) + small if consonant and consonant not in "йў" else alone
            consonant = ""
        else:
            if consonant:
                yield _alone(consonant, "")
            consonant = sound
            if sound == "й" and word[at + 1 : at + 2] not in _PLACES:
                yield "イ"
                consonant = ""
    if consonant:
        yield _alone(consonant, "$")


def _column(consonant: str, place: int) -> str:
    row = _ROWS[consonant]
    return row.split("/")[place] if "/" in row else row[place]


def _alone(consonant: str, after: str) -> str:
    if consonant == "н":
        return "ン"
    if consonant == "в" and after:
        return "フ"
    if consonant in "дт":
        return {"д": "ド", "т": "ト"}[consonant]
    if consonant in "чћжҗђ":
        return _column(consonant, 1)
    return _column(consonant, 2)
