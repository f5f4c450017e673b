"""Teasers, furniture and credits, line by line."""

import pytest

from monitor.articles.clean import clean_lines, is_furniture, is_teaser
from monitor.articles.credit import credit_of, split_trailing_credit


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ المزيد: مرصد يعلن اكتشاف كوكب",
        "اقرأ أيضاً..: مرصد يعلن",
        "إقرأ أيضا - مرصد يعلن اكتشاف كوكب",
        "«اقرأ المزيد ← مرصد",
        "Read more: Observatory reports a planet",
        "READ ALSO | Observatory reports a planet",
        "Related: Observatory reports a planet",
        "Читайте также: Обсерватория сообщила",
        "По теме — обсерватория сообщила",
        "Lire aussi > Un observatoire annonce",
        "À lire aussi : Un observatoire annonce",
        "Lesen Sie auch: Sternwarte meldet",
        "Lea también: Un observatorio anuncia",
        "相关阅读：天文台发现新行星",
        "بیشتر بخوانید: رصدخانه",
        "Ayrıca okuyun: Gözlemevi",
        "Read more",
        "Lire aussi :",
    ],
)
def test_a_teaser_is_known_by_its_words_and_what_sets_them_off(line: str) -> None:
    """ "Read more" in the reader's language, then a colon, an arrow, a dash, or nothing at all."""
    assert is_teaser(line)


@pytest.mark.parametrize(
    "line",
    [
        "للمزيد من الضغط على الطرفين، دعت المنظمة إلى اجتماع: هذا ما قاله أمينها العام.",
        "للمزيد من الضمانات طلب الوفد نشر الإشارات.",
        "Read more books, the minister told pupils: it is the best advice he had.",
        "Related work in the north took six years.",
        "Читайте книги, сказал министр.",
        "Lire aussi vite est un don, dit-il.",
        "Watch out: the river is rising.",
        "See also-rans had little to say.",
    ],
)
def test_a_paragraph_that_begins_with_the_same_words_stays(line: str) -> None:
    """The words alone prove nothing: no real paragraph may be lost."""
    assert not is_teaser(line)


def test_a_short_line_that_is_mostly_link_is_a_teaser_but_a_sentence_is_not() -> None:
    """A bare headline with a link leads away; a sentence with a link in it is text."""
    assert is_teaser("Observatory reports a planet", link_share=1.0)
    assert not is_teaser("Observatory reports a planet", link_share=0.4)
    assert not is_teaser("The report was published by the observatory.", link_share=0.9)
    assert not is_teaser("word " * 60, link_share=1.0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("النشرة الإخبارية", True),
        ("Advertisement", True),
        ("Subscribe to our newsletter!", True),
        ("© 2026 Example News. All rights reserved.", True),
        ("Photo: A. Sample / Reuters", True),
        ("صورة: قاعة الاجتماعات", True),
        ("Share prices fell on Friday.", False),
        ("The newsletter of the ministry was stopped.", False),
        ("Photographs show the bridge before the flood.", False),
        ("صورة الوضع في المدينة قاتمة، قال المسؤول.", False),
    ],
)
def test_page_furniture_is_told_from_text(line: str, expected: bool) -> None:
    """Boxes and buttons go; a sentence about a newsletter stays."""
    assert is_furniture(line) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("مثال نيوز _ أ ف ب _ الأناضول", "مثال نيوز _ أ ف ب _ الأناضول"),
        ("أ.ف.ب", "أ.ف.ب"),
        ("المصدر: رويترز", "رويترز"),
        ("(AFP)", "AFP"),
        ("Reuters", "Reuters"),
        ("ТАСС", "ТАСС"),
        ("Источник: РИА Новости", "РИА Новости"),
        ("新华社", "新华社"),
        ("来源：新华社", "新华社"),
        ("dpa/afp", "dpa/afp"),
        ("AFP – Reuters", "AFP – Reuters"),
        ("Example News - AP", "Example News - AP"),
        ("with AFP and Reuters", "AFP and Reuters"),
        ("© 2025 AFP", "2025 AFP"),
        ("Example News", None),
        ("Reuters reported the news on Monday.", None),
        ("AFP said - and nobody denied it. So it was.", None),
        ("", None),
    ],
)
def test_a_credit_is_one_agency_or_several_names_with_one_among_them(line: str, expected: str | None) -> None:
    """The agencies under a text are known by name, in any script, with any separator."""
    assert credit_of(line) == expected


def test_a_credit_in_brackets_ends_a_paragraph() -> None:
    """ "... said. (AFP)" is a paragraph and a credit; "... (Geneva)" is only a paragraph."""
    assert split_trailing_credit("The talks go on. (AFP)") == ("The talks go on.", "AFP")
    assert split_trailing_credit("会谈将继续。（新华社）") == ("会谈将继续。", "新华社")
    assert split_trailing_credit("They met there (Geneva)") == ("They met there (Geneva)", None)


def test_what_follows_the_credit_is_no_text() -> None:
    """Page furniture below the credit goes whether its words are known or not."""
    lines = ["The first paragraph of the report.", "The second one.", "AFP", "Our towers of light", "Terms of tea"]
    cleaned = clean_lines(lines)
    assert (cleaned.lines, cleaned.credit) == (tuple(lines[:2]), "AFP")


def test_an_agency_in_the_middle_of_a_text_is_no_credit() -> None:
    """A line with an agency's name far above the end cuts nothing off."""
    lines = ["AFP", *(f"Paragraph {n} of a long report that goes on." for n in range(8))]
    assert clean_lines(lines).lines == tuple(lines)


def test_repeats_of_the_title_collapse() -> None:
    """The headline counts once, also when a sub-heading says nearly the same."""
    title = "Berlin and Ankara meet in Helsinki on cable safety"
    lines = ["BERLIN AND ANKARA MEET IN HELSINKI ON CABLE SAFETY!", f"{title} again", "The text.", "The text.", "More."]
    assert clean_lines(lines, title=title).lines == ("The text.", "More.")
