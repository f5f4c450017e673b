"""Foreign names in Korean letters, from their sounds (data/sources.txt).

Syllables are composed as Unicode describes (The Unicode Standard, 3.12, Hangul syllable composition).
"""

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST = 0xAC00

_CONSONANTS = dict(
    zip("бвгґдђжзклмнпрстћфхцчшщҳһѳҗ", "ㅂㅂㄱㄱㄷㅈㅈㅈㅋㄹㅁㄴㅍㄹㅅㅌㅊㅍㅎㅊㅊㅅㅅㅎㅎㅅㅈ", strict=True)
)
_SOUNDED = dict(zip("аеёиоуыэюяӓӑӧӱ", "ㅏㅔㅛㅣㅗㅜㅣㅔㅠㅑㅐㅓㅓㅟ", strict=True))
_GLIDES = {"й": "ㅣ", "ў": "ㅜ"}
_AFTER_GLIDE = {
    "й": {"ㅏ": "ㅑ", "ㅔ": "ㅖ", "ㅗ": "ㅛ", "ㅜ": "ㅠ", "ㅓ": "ㅕ"},
    "ў": {"ㅏ": "ㅘ", "ㅔ": "ㅞ", "ㅣ": "ㅟ", "ㅓ": "ㅝ", "ㅐ": "ㅙ", "ㅗ": "ㅝ"},
}
# These are followed by the vowel of a glide, too: 샤, not 사.
_AFTER_GLIDE |= {"ш": _AFTER_GLIDE["й"], "щ": _AFTER_GLIDE["й"]}
# The vowel that carries a consonant without one.
_CARRIERS = {"ш": "ㅠ", "ж": "ㅣ", "ч": "ㅣ", "җ": "ㅣ", "щ": "ㅣ"}
_CARRIER = "ㅡ"
_NO_LEAD = "ㅇ"
_MUTE = "ьъҍ'"

# Lead, vowel and tail.
Syllable = tuple[str, str, str]


def in_hangul(sounds: str) -> str:
    """``sounds`` in Korean letters; "" when a sound has none."""
    word = "".join(sound for at, sound in enumerate(sounds) if sound not in _MUTE and sounds[at - 1 : at] != sound)
    syllables: list[Syllable] = []
    lead, before = _NO_LEAD, ""
    for at, sound in enumerate(word):
        following = word[at + 1 : at + 2]
        if sound in _SOUNDED:
            vowel = _SOUNDED[sound]
            syllables.append((lead, _AFTER_GLIDE.get(before, {}).get(vowel, vowel), ""))
            lead = _NO_LEAD
        elif sound in _GLIDES:
            if following not in _SOUNDED and before != "и":
                syllables.append((_NO_LEAD, _GLIDES[sound], ""))
        elif sound in _CONSONANTS:
            lead = _add_consonant(syllables, sound, following)
        else:
            return ""
        before = sound
    return "".join(map(_composed, syllables))


def _add_consonant(syllables: list[Syllable], sound: str, following: str) -> str:
    """The lead of the next syllable, after ``sound`` was put where it belongs."""
    letter = _CONSONANTS[sound]
    leads = following in _SOUNDED or following in _GLIDES
    open_syllable = bool(syllables) and not syllables[-1][2]
    if open_syllable and (sound == "л" or (sound in "нм" and not leads)):
        # л between vowels ends one syllable and begins the next: 블라디미르.
        syllables[-1] = (*syllables[-1][:2], letter)
    elif not leads:
        last = sound == "в" and not following
        syllables.append(("ㅍ" if last else letter, _CARRIERS.get(sound, _CARRIER), ""))
    return letter if leads else _NO_LEAD


def _composed(syllable: Syllable) -> str:
    lead, vowel, tail = syllable
    return chr(_FIRST + (_LEADS.index(lead) * 21 + _VOWELS.index(vowel)) * 28 + (_TAILS.index(tail) if tail else 0))
