"""Folding, words, sentences and direction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.boundaries import sentence_starts, word_boundaries
from monitor.text.direction import direction, language_direction, sole_direction
from monitor.text.fold import fold, fold_keeping_accents
from monitor.text.tokens import Passage, words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("ARMS", "arms"), ("Straße", "strasse"), ("Łódź", "lodz"), ("cafe\u0301", "cafe"), ("ＩＲＡＮ", "iran"),
        ("İran", "iran"), ("IRAK", "irak"), ("ırak", "irak"), ("ΟΔΟΣ", "οδοσ"), ("άνθρωπος", "ανθρωποσ"),
        ("Й", "й"), ("и\u0306", "й"), ("ё", "е"), ("пе\u0301ре", "пере"), ("їжа", "їжа"),
        ("التسلُّح", "التسلح"), ("الحـــد", "الحد"), ("إيران", "ايران"), ("على", "علي"), ("خارجية", "خارجيه"),
        ("کنترل", "كنترل"), ("سایبری", "سايبري"), ("٢٠٢٤", "2024"), ("۱۴۰۳", "1403"), ("אִירָאן", "איראן"),
        ("ｻｲﾊﾞｰ", "サイバー"), ("한국", "한국"), ("辻\U000e0100", "辻"), ("हिन्दी", "हिंदी"), ("so\u00adft", "soft"),
        ("ไซเบอร์", "ไซเบอร์"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_fold_alike(word: str, folded: str) -> None:
    """What readers take for the same word compares equal, and letters that differ stay apart."""
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("word", "language", "folded"),
    [
        ("MẠNG", "vi", "mạng"),
        ("IRAK", "tr", "ırak"),
        ("İRAN", "tr", "iran"),
        ("IRAK", None, "irak"),
        ("İran", None, "iran"),
        ("I\u0307RAN", "tr", "iran"),
        ("cafe\u0301", None, "café"),
    ],
)
def test_accents_stay_where_they_tell_words_apart(word: str, language: str | None, folded: str) -> None:
    """Vietnamese and Turkish words keep their marks and are lowered as their language does."""
    assert fold_keeping_accents(word, language) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran's arms-control talks", ["Iran's", "arms", "control", "talks"]),
        ("الحدّ من التسلّح", ["الحدّ", "من", "التسلّح"]),
        ("комп’ютер", ["комп’ютер"]),
        ('צה"ל "הודיע" כאן', ['צה"ל', "הודיע", "כאן"]),
        ("网络a安全", ["网", "络", "a", "安", "全"]),
        ("گفت\u200cوگوها", ["گفت\u200cوگوها"]),
        ("snake_case 5G", ["snake", "case", "5G"]),
        ("❤\ufe0fIran 1\ufe0f\u20e3Iran", ["Iran", "1", "Iran"]),
        ("辻\U000e0100一", ["辻\U000e0100", "一"]),
        ("'quoted' -- ", ["quoted"]),
    ],
)
def test_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    """Marks and apostrophes stay inside words; scripts without spaces give one word a character."""
    assert words(text) == expected


@given(st.text())
def test_words_stand_where_their_spans_say(text: str) -> None:
    """Spans give back the words, in order, for any text."""
    passage = Passage(text)
    assert [text[start:end] for start, end in passage.spans] == passage.words


@given(st.text())
def test_boundaries_lie_in_the_text(text: str) -> None:
    """ICU counts in UTF-16; what comes back counts code points, with lone surrogates and emoji in the text."""
    assert all(0 <= offset <= len(text) for offset in word_boundaries(text))
    starts = sentence_starts(text)
    assert starts == sorted(set(starts))
    assert all(0 <= offset <= len(text) for offset in starts)


def test_word_boundaries_count_code_points() -> None:
    """An emoji before the word does not shift it."""
    assert {1, 3} <= word_boundaries("😀中国回应")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He left. She stayed.", 2),
        ("Mr. Smith of the U.S. Senate left.", 1),
        ("С. А. Рябков приехал. Все ждут.", 2),
        ("One line\nanother", 2),
        ("انتهى اللقاء. بدأ آخر؟ نعم.", 3),
        ("他走了。她留下。", 2),
        ("", 1),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, count: int) -> None:
    """Initials and abbreviations do not end a sentence; line ends do."""
    assert len(sentence_starts(text)) == count


def test_direction_follows_the_first_letter_and_the_language() -> None:
    """Arabic and Hebrew run right to left, digits and punctuation decide nothing."""
    assert [direction(text) for text in ("123 قمة G7", "«שלום»", "G7 قمة", "...")] == ["rtl", "rtl", "ltr", "ltr"]
    assert [sole_direction(text) for text in ("abc 1", "مرحبا!", "NATO مرحبا", "1 😀")] == ["ltr", "rtl", None, None]
    assert [language_direction(tag) for tag in ("ar-EG", "fa", "en", None)] == ["rtl", "rtl", "ltr", "ltr"]


@pytest.mark.parametrize(
    ("tag", "runs"),
    [
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("az_ARAB_IR", "rtl"),
        ("ur-Aran-PK", "rtl"),
        ("zh-yue-Hant", "ltr"),
        ("he-x-latn", "rtl"),
        ("de-1996", "ltr"),
        ("fa-IR", "rtl"),
    ],
)
def test_a_script_in_a_language_tag_decides_the_direction(tag: str, runs: str) -> None:
    """Arabic in Latin letters runs left to right, Azeri in Arabic letters right to left; private parts say nothing."""
    assert language_direction(tag) == runs
