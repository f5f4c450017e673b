"""Names as they sound in any script, and numbers in any digits."""

import pytest

from monitor.text.amounts import amounts
from monitor.text.skeleton import MOST, skeletons

NAMES = {
    "Ryabkov": "Rjabkow:de Riabkov:fr Riabkow:pl Рябков:ru Рябковым:ru ريابكوف:ar ریابکوف:fa ריאבקוב:he リャブコフ:ja "
    "Ριαμπκόφ:el रियाबकोव:hi",
    "Sherman": "Шерман:ru شيرمان:ar שרמן:he シャーマン:ja",
    "Lavrov": "Lawrow:de Лаврова:uk لافروف:ar لاوروف:fa ラブロフ:ja",
    "Araghchi": "Araghtchi:fr Arakçi:tr Арагчи:ru عراقجي:ar عراقچی:fa",
    "Zakharova": "Sacharowa:de Zajárova:es Zaharova:tr Захарова:ru زاخاروفا:ar",
}


@pytest.mark.parametrize("name", NAMES)
def test_spellings_of_a_name_meet(name: str) -> None:
    """However a language spells a name, one of the ways in which it may sound is that of the English spelling."""
    for cell in NAMES[name].split():
        spelling, _, language = cell.rpartition(":")
        assert set(skeletons(spelling, language)) & set(skeletons(name, "en")), cell


def test_other_names_sound_otherwise() -> None:
    """No two of the names meet, and what is written in signs for words has no sound."""
    spellings = [
        {skeleton for cell in f"{name}:en {cells}".split() for skeleton in skeletons(*cell.rsplit(":", 1))}
        for name, cells in NAMES.items()
    ]
    assert len(set().union(*spellings)) == sum(map(len, spellings))
    assert skeletons("里亚布科夫", "zh") == skeletons("랴브코프", "ko") == ()


def test_a_long_word_has_few_readings() -> None:
    """Whatever stands for a word on a page takes little time and space."""
    for word in ("gegigyge" * 500, "פו" * 500, "бгг" * 500, "ー" * 100):
        assert len(skeletons(word, "uk")) <= MOST


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,420 warheads", "1420"),
        ("1420 боезарядов", "1420"),
        ("un total de 1 350 ouvriers", "1350"),
        ("۴۰۸ کیلوگرم", "408"),
        ("١٬٤٢٠ رأسا", "1420"),
        ("3,6 млн тонн", "3600000"),
        ("3.6 million tonnes", "3600000"),
        ("1.350 Arbeiter", "1350"),
        ("118 ألف شخص", "118000"),
        ("36 тисяч людей", "36000"),
        ("81,2 milliards", "81200000000"),
        ("812亿欧元", "81200000000"),
        ("4,8 Milliarden", "4800000000"),
        ("7,25 %", "7.25"),
    ],
)
def test_a_number_is_one_in_any_writing(text: str, value: str) -> None:
    """Digits of any script, thousands and decimals of any habit, and words of magnitude give one value."""
    (amount,) = amounts(text)
    assert f"{amount.value.normalize():f}" == value
    assert text[amount.start].isdecimal()


def test_what_is_no_number_is_none() -> None:
    """Versions, dates with points and endless digits are passed over."""
    assert list(amounts("v1.2.3 of 24.11.26, " + "9" * 4000)) == []
