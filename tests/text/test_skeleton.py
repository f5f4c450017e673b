"""Names as they sound in any script."""

import pytest

from monitor.text.skeleton import MOST, skeletons

NAMES = {
    "Ryabkov": "Rjabkow:de Riabkov:fr Riabkow:pl Рябков:ru Рябковым:ru ريابكوف:ar ریابکوف:fa ריאבקוב:he リャブコフ:ja "
    "Ριαμπκόφ:el रियाबकोव:hi",
    "Sherman": "Шерман:ru شيرمان:ar שרמן:he シャーマン:ja",
    "Lavrov": "Lawrow:de Лаврова:uk لافروف:ar لاوروف:fa ラブロフ:ja",
    "Araghchi": "Araghtchi:fr Arakçi:tr Арагчи:ru عراقجي:ar عراقچی:fa",
    "Zakharova": "Sacharowa:de Zajárova:es Zaharova:tr Захарова:ru زاخاروفا:ar",
    "Zelensky": "Selenskyj:de Зеленський:uk زيلينسكي:ar זלנסקי:he ゼレンスキー:ja ज़ेलेंस्की:hi",
    "Erdogan": "Erdoğan:tr Эрдоган:ru أردوغان:ar Ερντογάν:el",
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
