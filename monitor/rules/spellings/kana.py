"""Foreign names in katakana, from their sounds (data/sources.txt): one kana for each consonant with its vowel.

Where a vowel is long cannot be told from Latin letters, so that each name is given with one long vowel at each place,
too.
"""

_ROWS = {
    "": "ア イ ウ エ オ", "б": "バ ビ ブ ベ ボ", "в": "バ ビ ブ ベ ボ", "г": "ガ ギ グ ゲ ゴ", "ґ": "ガ ギ グ ゲ ゴ",
    "д": "ダ ディ ドゥ デ ド", "ђ": "ジャ ジ ジュ ジェ ジョ", "ж": "ジャ ジ ジュ ジェ ジョ",
    "җ": "ジャ ジ ジュ ジェ ジョ", "з": "ザ ジ ズ ゼ ゾ", "к": "カ キ ク ケ コ", "л": "ラ リ ル レ ロ",
    "м": "マ ミ ム メ モ", "н": "ナ ニ ヌ ネ ノ", "п": "パ ピ プ ペ ポ", "р": "ラ リ ル レ ロ", "с": "サ シ ス セ ソ",
    "т": "タ ティ トゥ テ ト", "ћ": "チャ チ チュ チェ チョ", "ч": "チャ チ チュ チェ チョ",
    "ф": "ファ フィ フ フェ フォ", "х": "ハ ヒ フ ヘ ホ", "ҳ": "ハ ヒ フ ヘ ホ", "һ": "ハ ヒ フ ヘ ホ",
    "ц": "ツァ ツィ ツ ツェ ツォ",
    "ш": "シャ シ シュ シェ ショ", "щ": "シャ シ シュ シェ ショ", "ѳ": "サ シ ス セ ソ", "й": "ヤ イ ユ イェ ヨ",
    "ў": "ワ ウィ ウ ウェ ウォ",
}  # fmt: skip
_KANA = {consonant: row.split() for consonant, row in _ROWS.items()}
_I_KANA = frozenset(row[1] for row in _KANA.values())
_PLACES = {"а": 0, "ӓ": 0, "ӑ": 0, "и": 1, "у": 2, "ӱ": 2, "е": 3, "э": 3, "ӧ": 3, "о": 4}
_SOFT = {"я": "ャ", "ю": "ュ", "ё": "ョ"}
_SOFT_ALONE = {"я": "ヤ", "ю": "ユ", "ё": "ヨ"}
# Consonants without a vowel; others take the u of their row, в ends a word as f.
_ALONE = {"н": "ン", "д": "ド", "т": "ト", "ч": "チ", "ћ": "チ", "ж": "ジ", "җ": "ジ", "ђ": "ジ", "й": "イ"}
_LAST = {"в": "フ"}
_AS_V = str.maketrans({"バ": "ヴァ", "ビ": "ヴィ", "ブ": "ヴ", "ベ": "ヴェ", "ボ": "ヴォ"})
# Russian names have these instead: ウラジミル, not ウラディミル.
_RUSSIAN = {"ディ": "ジ", "ティ": "チ"}
_LONG = "ー"
_MUTE = "ьъҍ'"
_LONG_PLACES = 4


def in_kana(sounds: str) -> list[str]:
    """Ways to write ``sounds`` in katakana, most usual first; none when a sound has no kana."""
    word = "".join(sound for at, sound in enumerate(sounds) if sound not in _MUTE and sounds[at - 1 : at] != sound)
    if not word or not set(word) <= {*_KANA, *_PLACES, *_SOFT, "ы"}:
        return []
    parts = _parts(word)
    found = ["".join((*_parts(word[:-2] + "а"), _LONG))] if word.endswith("ер") else []
    found.append("".join(parts))
    for at, part in enumerate(parts[:_LONG_PLACES]):
        if part[-1] not in "ンーッイ":
            found.append("".join((*parts[: at + 1], _LONG, *parts[at + 1 :])))
    russian = "".join(_RUSSIAN.get(part, part) for part in parts)
    if russian not in found:
        found.append(russian)
    if "в" in word:
        found.append("".join(parts).translate(_AS_V))
    return found


def _parts(word: str) -> list[str]:
    """The kana of each syllable."""
    parts = []
    consonant = ""
    for sound in word:
        if sound in _PLACES:
            parts.append(_KANA[consonant][_PLACES[sound]])
        elif sound in _SOFT:
            parts.append(_KANA[consonant][1] + _SOFT[sound] if consonant not in ("", "й") else _SOFT_ALONE[sound])
        elif sound == "ы":
            parts.append(_KANA[consonant][2] + "イ")
        else:
            if consonant:
                parts.append(_alone(consonant))
            elif sound == "й" and parts and parts[-1] in _I_KANA:
                parts.append(_LONG)
                continue
            consonant = sound
            continue
        consonant = ""
    return [*parts, _LAST.get(consonant) or _alone(consonant)] if consonant else parts


def _alone(consonant: str) -> str:
    return _ALONE.get(consonant) or _KANA[consonant][2]
