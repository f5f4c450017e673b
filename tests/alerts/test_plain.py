"""Mails as plain text: lines that fit, in any script, each of which shows its words in their order."""

import re
import unicodedata
from pathlib import Path

import pytest

from monitor.alerts import render
from monitor.alerts.render.plain import WIDTH, bar, wrapped
from monitor.alerts.render.scripts import font_class
from monitor.text.direction import isolate

_ISOLATES = re.compile(r"[\u2066-\u2069]")


def _columns(line: str) -> int:
    letters = [char for char in _ISOLATES.sub("", line) if unicodedata.category(char) != "Mn"]
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in letters)


@pytest.mark.parametrize(
    "text",
    [
        "Two delegations met in Geneva on Friday, and nobody said of what they spoke. " * 4,
        "التقى وفدان في جنيف يوم الجمعة وبحثا الحد من التسلح وتبادل البيانات " * 4,
        "两国特使星期三抵达维也纳，就军备控制和航天安全举行为期三天的会谈。" * 4,
        "ผู้แทนสองคณะพบกันที่เจนีวาเมื่อวันศุกร์เพื่อหารือเรื่องการควบคุมอาวุธ" * 4,
        "W" * 500,
        "",
    ],
    ids=["English", "Arabic", "Chinese", "Thai", "endless", "empty"],
)
def test_lines_fit_and_lose_nothing(text: str) -> None:
    """No line is wider than 72 columns, a Chinese letter taking two, a mark none; together they say all."""
    lines = wrapped(isolate(text), "- ", "  ").split("\n")
    assert max(map(_columns, lines)) <= WIDTH
    assert all(line.startswith("- " if not place else "  ") for place, line in enumerate(lines) if text)
    told = _ISOLATES.sub("", "".join(line[2:] for line in lines))
    assert told.replace(" ", "") == text.replace(" ", "")


def test_words_and_addresses_stay_whole() -> None:
    """A line ends between words, and an address is never broken, however long it is."""
    address = "https://news.example.org/a/very-long/path/" + "x" * 90 + "?page=1&lang=en"
    lines = wrapped(f"It says so at {address} and nowhere else, as Europe/Zurich knows").split("\n")
    assert lines == ["It says so at", address, "and nowhere else, as Europe/Zurich knows"]


def test_a_command_is_not_torn_at_its_hyphens() -> None:
    """A command in backquotes breaks at its spaces alone: `send-test` stays one word, for people who copy it."""
    text = "You get this because the channel desk was tried with `news-monitor send-test`, well-known to all."
    assert wrapped(text).split("\n")[0].endswith("with `news-monitor")


def test_each_line_runs_the_way_of_its_text() -> None:
    """A line is a paragraph to a mail reader: each of an Arabic text has an isolate of its own that runs right to left,
    also one that begins with a Latin name.
    """
    text = "قال المنسق " + "Alpha-7 " * 12 + "إن الجلسات تستأنف بعد أسبوعين"
    for given in (isolate(text, "rtl"), isolate(text)):
        first, *rest = wrapped(given).split("\n")
        assert first.startswith(given[0])
        assert rest
        assert all(line.startswith("\u2067") and line.count("\u2069") == 1 for line in rest)


def test_bars_are_as_long_as_their_numbers() -> None:
    """A bar is as long as its number in eighths of a column; the smallest number shows, and nothing does not."""
    assert [bar(number, 10, 5) for number in (10, 5, 1, 0)] == ["█████", "██▌", "▌", ""]
    assert bar(1, 10_000, 5) == "▏"
    assert bar(0, 0, 5) == ""


def test_fonts_are_those_of_the_script() -> None:
    """Chinese of Taiwan is set in traditional characters, Arabic in Latin letters in the mail's own fonts."""
    assert [font_class(tag) for tag in ("ar", "fa-IR", "zh_TW", "zh-Hant-HK", "zh-CN", "ja", "ur")] == [
        *("s-arab", "s-arab", "s-hant", "s-hant", "s-hans", "s-jpan", "s-aran")
    ]
    assert [font_class(tag) for tag in ("ar-Latn", "en", None, "", "xx")] == [""] * 5
    sheet = (Path(render.__path__[0]).parent / "templates" / "mail.css").read_text(encoding="utf-8")
    assert all(f".{font_class(tag)} {{" in sheet for tag in ("ar", "ur", "he", "zh", "zh-TW", "ja", "ko", "th", "hi"))
