"""Text that somebody copied out of a browser: the headline is found below what the page shows above it."""

from datetime import UTC, datetime

import pytest

from monitor.articles import split_copied

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)

PAGE = """الوضع المظلم
الأحد ١٢ / أكتوبر / ٢٠٢٥
Logo
  • ميناء الشمال يعيد فتح رصيف الحبوب أمام السفن

ميناء الشمال يعيد فتح رصيف الحبوب أمام السفن

أعادت إدارة ميناء الشمال، أمس الثلاثاء، فتح رصيف الحبوب أمام السفن الكبيرة بعد أعمال صيانة دامت شهرين.


قمح

وقال مدير الميناء إن ثلاث سفن تنتظر دورها لتحميل القمح المخصص للتصدير إلى دول الجوار.


اقرأ المزيد: مباراة المنتخب تؤجل إلى يوم الجمعة

ومن المتوقع أن تغادر السفينة الأولى صباح الخميس بحسب جدول الميناء.


أ ف ب

النشرة الإخبارية

اشترك في قائمتنا البريدية للحصول على التحديثات الجديدة!
"""


def test_the_headline_of_a_copied_page_is_not_what_stands_above_it() -> None:
    """Neither "dark mode" nor the date of the day is the title, and no teaser or newsletter box is text."""
    title, text = split_copied(PAGE, NOW)
    assert title == "ميناء الشمال يعيد فتح رصيف الحبوب أمام السفن"
    first, *_, last = text.split("\n")
    assert first.startswith("أعادت إدارة ميناء الشمال")
    assert last.endswith("بحسب جدول الميناء.")
    assert "المنتخب" not in text
    assert "البريدية" not in text


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Home\nWorld\nSport\nSubscribe\n", "Port reopens its grain berth"),
        ("Share\nPolitics\nUS & Canada\nShare\nSign in\n", "Port reopens its grain berth"),
        ("Share\n", "Peace holds"),
    ],
)
def test_a_menu_of_sections_is_not_the_headline(above: str, title: str) -> None:
    """Three short lines or more under "Home" are a menu; a short headline over a byline is not."""
    under = "By Mara Lind\nShips of every size may load again, the port said on Monday."
    found, text = split_copied(f"{above}{title}\n{under}", NOW)
    assert found == title
    assert text == under


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Port reopens its grain berth", "Ships of  every size\nmay load again.\n\nRead more: The match is put off"),
        ("Talks on 12 October 2025", "Both sides came."),
        ("12 October 2025", "Nobody came."),
        ("Share", ""),
    ],
)
def test_a_plain_text_is_its_first_line_and_the_rest_as_written(title: str, rest: str) -> None:
    """A text that begins with its headline loses nothing, and its offsets are those of the file."""
    assert split_copied(f"\n{title} \n{rest}\n", NOW) == (title, rest)
