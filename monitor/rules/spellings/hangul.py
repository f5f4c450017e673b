"""Foreign names in Korean letters, from their sounds (data/sources.txt).

Syllables are composed as Unicode describes (The Unicode Standard, 3.12, Hangul syllable composition).
"""

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST = 0xAC00

_CONSONANTS = {
    "б": "ㅂ", "в": "ㅂ", "г": "ㄱ", "ґ": "ㄱ", "д": "ㄷ", "ђ": "ㅈ", "ж": "ㅈ", "з": "ㅈ", "к": "ㅋ", "л": "ㄹ", "м": "ㅁ",
    "н": "ㄴ", "п": "ㅍ", "р": "ㄹ", "с": "ㅅ", "т": "ㅌ", "ћ": "ㅊ", "ф": "ㅍ", "х": "ㅎ", "ц": "ㅊ", "ч": "ㅊ", "ш": "ㅅ",
    "щ": "ㅅ", "ҳ": "ㅎ", "ѳ": "ㅅ", "җ": "ㅈ",
}  # fmt: skip
_SOUNDED = {
    "а": "ㅏ", "е": "ㅔ", "ё": "ㅛ", "и": "ㅣ", "о": "ㅗ", "у": "ㅜ", "ы": "ㅣ", "э": "ㅔ", "ю": "ㅠ", "я": "ㅑ", "ӓ": "ㅐ",
    "ӑ": "ㅓ", "ӧ": "ㅓ", "ӱ": "ㅟ",
}  # fmt: skip
_SOFTENED = {"ㅏ": "ㅑ", "ㅔ": "ㅖ", "ㅗ": "ㅛ", "ㅜ": "ㅠ", "ㅓ": "ㅕ"}
_ROUNDED = {"ㅏ": "ㅘ", "ㅔ": "ㅞ", "ㅣ": "ㅟ", "ㅓ": "ㅝ", "ㅐ": "ㅙ", "ㅗ": "ㅝ"}
_BEFORE_CONSONANT = {"ш": "ㅠ", "ж": "ㅣ", "ч": "ㅣ", "җ": "ㅣ", "ц": "ㅡ", "щ": "ㅣ"}
_DROPPED = "ьъҍ'"


def in_hangul(sounds: str) -> str:
    """``sounds`` in Korean letters; "" when a sound has none."""
    jamo: list[str] = []
    word = "".join(sound for i, sound in enumerate(sounds) if sound not in _DROPPED and sounds[i - 1 : i] != sound)
    for at, sound in enumerate(word):
        following = word[at + 1 : at + 2]
        if sound in _SOUNDED:
            _add_vowel(jamo, _SOUNDED[sound], word[at - 1 : at] if at else "")
        elif sound in "йў":
            if sound == "й" and word[at - 1 : at] == "и":
                continue
            if following not in _SOUNDED or not following:
                jamo += ["ㅇ", "ㅣ" if sound == "й" else "ㅜ"]
        elif sound in _CONSONANTS:
            _add_consonant(jamo, sound, following)
        else:
            return ""
    return _composed(jamo)


def _add_vowel(jamo: list[str], vowel: str, before: str) -> None:
    if before and before in "йшщ":
        vowel = _SOFTENED.get(vowel, vowel)
    elif before == "ў":
        vowel = _ROUNDED.get(vowel, vowel)
    if not jamo or jamo[-1] in _VOWELS or jamo[-1] in _TAILS and len(jamo[-1]) > 1:
        jamo.append("ㅇ")
    elif jamo[-1] == "ㄴ_":
        jamo[-1] = "ㄴ"
    jamo.append(vowel)


def _add_consonant(jamo: list[str], sound: str, following: str) -> None:
    letter = _CONSONANTS[sound]
    if following in _SOUNDED and following or following in "йў" and following:
        if sound == "л" and jamo and jamo[-1] in _VOWELS:
            jamo.append("ㄹ_")
        jamo.append(letter)
    elif sound in "нмл" and jamo and jamo[-1] in _VOWELS:
        jamo.append(letter + "_")
    elif sound == "в" and not following:
        jamo += ["ㅍ", "ㅡ"]
    else:
        jamo += [letter, _BEFORE_CONSONANT.get(sound, "ㅡ")]


def _composed(jamo: list[str]) -> str:
    """Syllables of letters; ``_`` marks one that ends its syllable."""
    syllables: list[str] = []
    for at, letter in enumerate(jamo):
        if letter in _VOWELS:
            lead = jamo[at - 1]
            syllables.append(chr(_FIRST + (_LEADS.index(lead) * 21 + _VOWELS.index(letter)) * 28))
        elif letter.endswith("_") and syllables:
            syllables[-1] = chr(ord(syllables[-1]) + _TAILS.index(letter[0]))
    return "".join(syllables)
