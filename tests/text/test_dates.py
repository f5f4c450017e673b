"""Dates as the news writes them."""

from datetime import UTC, datetime

import pytest

from monitor.text.dates import is_fetch_day, read_date
from tests.articles.samples import NOW


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الخميس ٢٥ / أبريل / ٢٠٢٤", (2024, 4, 25)),
        ("نشر في: 16 حزيران/ يونيو 2021", (2021, 6, 16)),
        ("30 أيلول/ سبتمبر 2021", (2021, 9, 30)),
        ("30 أيلول / سبتمبر ، 2021", (2021, 9, 30)),
        ("٢ تشرين الأول / أكتوبر ٢٠٢١", (2021, 10, 2)),
        ("7 كانون الثاني 2020", (2020, 1, 7)),
        ("12 تموز 2022", (2022, 7, 12)),
        ("5 جويلية 2021", (2021, 7, 5)),
        ("5 جوان 2021", (2021, 6, 5)),
        ("19 أوت 2021", (2021, 8, 19)),
        ("20 غشت 2021", (2021, 8, 20)),
        ("٣٠ إبريل ٢٠٢٣، ١٤:٠٥", (2023, 4, 30, 14, 5)),
        ("5 يونيو 2023 02:05 م", (2023, 6, 5, 14, 5)),
        ("۲ ژانویه ۲۰۲۶", (2026, 1, 2)),
        ("२ जनवरी २०२५", (2025, 1, 2)),
        ("14 августа 2025 г., 10:30", (2025, 8, 14, 10, 30)),
        ("3 грудня 2024 року", (2024, 12, 3)),
        ("1er mars 2024", (2024, 3, 1)),
        ("24 décembre 2025 à 18h05", (2025, 12, 24, 18, 5)),
        ("2 de enero de 2026", (2026, 1, 2)),
        ("3. März 2024", (2024, 3, 3)),
        ("12 Ocak 2025", (2025, 1, 12)),
        ("January 2, 2025 3:04 PM", (2025, 1, 2, 15, 4)),
        ("Sept. 5, 2024", (2024, 9, 5)),
        ("Thu, 25 Apr 2024 10:00:00 +0200", (2024, 4, 25, 8)),
        ("2026年1月2日", (2026, 1, 2)),
        ("14 במרץ 2025, 09:30", (2025, 3, 14, 9, 30)),
        ("14 มีนาคม 2568 09:30", (2025, 3, 14, 9, 30)),
        ("14 września 2025", (2025, 9, 14)),
        ("14. dubna 2025", (2025, 4, 14)),
        ("14 augustus 2025", (2025, 8, 14)),
        ("2025. március 14.", (2025, 3, 14)),
        ("14 Μαρτίου 2025", (2025, 3, 14)),
        ("14 مارچ 2025", (2025, 3, 14)),
        ("14 Mei 2025 09:30 WIB", (2025, 5, 14, 2, 30)),
        ("Nov 18, 2024 at 9:24 pm ET • 2 min read", (2024, 11, 19, 2, 24)),
        ("July 1, 2024 9:24 PM EDT", (2024, 7, 2, 1, 24)),
        ("14.03.2025 09:30 MEZ", (2025, 3, 14, 8, 30)),
        ("14 марта 2025, 09:30 (МСК)", (2025, 3, 14, 6, 30)),
        ("2025-03-14 09:30 (UTC+9)", (2025, 3, 14, 0, 30)),
        ("2025-03-14T09:30:00.000+0900", (2025, 3, 14, 0, 30)),
        ("二〇二五年十二月三十一日", (2025, 12, 31)),
        ("2025년 3월 4일 09:15", (2025, 3, 4, 9, 15)),
        ("2025-05-05T23:30:00-05:00", (2025, 5, 6, 4, 30)),
        ("2025-05-05T23:30:00.123Z", (2025, 5, 5, 23, 30)),
        ("2025-05-05 10:00", (2025, 5, 5, 10)),
        ("20250505", (2025, 5, 5)),
        ("25/04/2024", (2024, 4, 25)),
        ("2.4.2024", (2024, 4, 2)),
        ("1403/02/05", (2024, 4, 24)),
        ("جمعه، ۱۲ دی ۱۴۰۴ ساعت ۰۲:۳۰ +03:30", (2026, 1, 1, 23)),
        ("7 اسد 1404", (2025, 7, 29)),
        ("١٤٤٥/٠١/٠١", (2023, 7, 19)),
        ("١٢ رجب ١٤٤٧ هـ", (2026, 1, 1)),
        ("1 ربیع‌الاول 1447", (2025, 8, 24)),
        ("١٢ رجب ١٤٤٧هـ الموافق ٢ يناير ٢٠٢٦م", (2026, 1, 2)),
        ("2 ม.ค. 2569 08:00", (2026, 1, 2, 8)),
        ("2 января 2026 10:00 MSK", (2026, 1, 2, 7)),
        ("2026년 1월 2일 오후 2:05", (2026, 1, 2, 14, 5)),
        ("2026年1月2日 上午10:15", (2026, 1, 2, 10, 15)),
        ("2 Ιαν 2026", (2026, 1, 2)),
        ("2026. január 2.", (2026, 1, 2)),
        ("20260102T101500Z", (2026, 1, 2, 10, 15)),
    ],
)
def test_a_full_date_is_read(text: str, expected: tuple[int, ...]) -> None:
    """Scripts, numerals, month names and their pairs are read; no zone means UTC."""
    year, month, day, hour, minute = (*expected, 0, 0)[:5]
    assert read_date(text, NOW) == datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "نهاية أيلول/ سبتمبر",
        "في 16 حزيران/ يونيو",
        "2 January",
        "May 2024",
        "02/04/2024",
        "2025-02-31",
        "2026-01-04",
        "9999-12-31",
        "13 رجب 2025",
        "31 رمضان 1446",
        "۱۲ دی ۱۲۰۴",
        "0" * 100_000,
        "call 20 251 505 44 33",
    ],
)
def test_what_is_no_full_date_of_the_past_is_not_guessed(text: str) -> None:
    """An unknown date is better than a wrong one: no year, day or calendar is made up."""
    assert read_date(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2 listopada 2025", "pl", (2025, 11, 2)),
        ("2. listopada 2025.", "hr", (2025, 10, 2)),
        ("2. ledna 2026", "cs", (2026, 1, 2)),
        ("2 ינואר 2026", "he", (2026, 1, 2)),
        ("২ জানুয়ারী ২০২৬", "bn", (2026, 1, 2)),
        ("2 listopada 2025", "xx", None),
    ],
)
def test_months_are_named_in_the_language_that_is_known(
    text: str, language: str, expected: tuple[int, int, int] | None
) -> None:
    """One name may be two months: the language decides, and without it nothing is guessed."""
    found = datetime(*expected, tzinfo=UTC) if expected else None
    assert read_date(text, NOW, language=language) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [("02 يناير 26", (2026, 1, 2)), ("31.12.25", (2025, 12, 31)), ("2 янв 99", (1999, 1, 2)), ("02/01/26", None)],
)
def test_years_of_two_digits_are_read_where_they_are_allowed(text: str, expected: tuple[int, int, int] | None) -> None:
    """Feeds write 02 Jan 26; on a page two digits may be anything."""
    found = datetime(*expected, tzinfo=UTC) if expected else None
    assert read_date(text, NOW, short_years=True) == found
    assert read_date(text, NOW) is None


def test_tomorrow_in_another_zone_is_still_today() -> None:
    """A clock a few hours ahead is no reason to lose a date."""
    assert read_date("2026-01-03T11:59:00Z", NOW) is not None
    assert read_date("2026-01-03T12:01:00Z", NOW) is None


@pytest.mark.parametrize(("day", "expected"), [(31, False), (1, True), (2, True), (3, True), (4, False)])
def test_the_day_of_the_fetch_is_one_day_wide_on_both_sides(day: int, expected: bool) -> None:
    """The page may be rendered on the other side of the date line."""
    found = datetime(2025, 12, 31, tzinfo=UTC) if day == 31 else datetime(2026, 1, day, tzinfo=UTC)
    assert is_fetch_day(found, NOW) is expected
