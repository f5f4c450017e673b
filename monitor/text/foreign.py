"""Foreign names in Chinese and Japanese text, where no space shows their end and no dictionary has them.

ICU cuts such a name into single characters, so that each end of each is a boundary to it.
"""

from monitor.text.wordlists import word_set

# Characters that mostly stand for sounds of foreign names, but for the words beside them.
_SOUNDS = frozenset("诺諾斯尔爾夫娃耶娜莎茨姆")
_WORDS = word_set("夫妇 夫婦 夫人 夫妻 斯时 尔后 爾後 诺言 諾言 娜娜")

_KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FB))) | {"ー"}


def name_goes_on(text: str, start: int, end: int) -> bool:
    """Whether the name from ``start`` to ``end`` of ``text`` is part of a longer one: 格罗西 of 格罗西诺.

    A name in katakana is as long as its run of katakana; one in Han goes on when a sound follows that begins no word.
    """
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if text[start] in _KATAKANA and before in _KATAKANA:
        return True
    if text[end - 1] in _KATAKANA:
        return after in _KATAKANA
    return after in _SOUNDS and text[end : end + 2] not in _WORDS
