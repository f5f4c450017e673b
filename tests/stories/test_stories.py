"""Stories: copies of one text and reports of one event are put together, and what only looks like that is not."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.retelling.reports import own_reports, score_stories, streamed, tf_idf_across
from benchmarks.retelling.scores import b_cubed
from benchmarks.stories import make_wires, near_duplicates
from monitor.model import Article
from monitor.stories import Bounds, Stream, Usage, sketch_of
from monitor.stories.shingles import bottom, shared
from tests.newsroom import filler

NOW = datetime(2027, 6, 2, 3, tzinfo=UTC)
WIRE = next(report.article for report in own_reports() if report.event == "en2a")
CHINESE = next(report.article for report in own_reports() if report.event == "zh1a")
ARABIC = next(report.article for report in own_reports() if report.event == "ar1a")
BOILERPLATE = "Subscribe to the morning letter of this paper and never miss what moves the coast and its harbours."


def told(*articles: Article) -> list[tuple[str, str, str]]:
    """The story, group of copies and reason of each article of a stream."""
    stream = Stream()
    keys = [stream.add(replace(each, id=str(number)), NOW)[0] for number, each in enumerate(articles)]
    return [(key.id, key.wire, key.reason) for key in keys]


def talks(title: str, text: str, after: timedelta = timedelta()) -> Article:
    """A report of the talks of ``WIRE`` by another outlet."""
    published = WIRE.published + after if WIRE.published else None
    return replace(WIRE, title=title, text=text, source="Lantern", published=published)


@pytest.mark.parametrize("wire", [WIRE, CHINESE, ARABIC], ids=["en", "zh", "ar"])
def test_a_copy_in_another_house_style_is_the_same_story(wire: Article) -> None:
    """Headline, quotes, order of sentences, a credit and an advertisement are an outlet's, not another event."""
    stop = "。" if wire.language == "zh" else ". "
    first, *rest = [each for each in wire.text.split(stop) if each]
    text = stop.join([*rest, first]) + stop
    copy = replace(wire, title=wire.title + " – live", text=f"{text.upper()}\n(AFP)", source="Another")
    (story, group, _), (same_story, same_group, reason) = told(wire, copy)
    assert (same_story, same_group) == (story, group)
    assert reason.startswith("copy of “")
    assert reason.endswith(" % of its text")
    assert wire.source in reason


def test_another_report_of_the_event_joins_and_says_why() -> None:
    """Other words, the same names and numbers, hours apart: one story, but no copy."""
    other = talks(
        "Karland and Ostria argue over launchers",
        "Anna Reuss and Pavel Dorn spoke of 120 launchers in Velden. Karland and Ostria are at odds over inspections "
        "in this third round of their missile talks, diplomats told reporters.",
        timedelta(hours=5),
    )
    (story, group, _), (same_story, other_group, reason) = told(WIRE, other)
    assert same_story == story
    assert other_group != group
    assert reason.startswith("same event as “Envoys open third round")
    assert "names " in reason
    assert "numbers 120" in reason
    assert reason.endswith("5 h apart")


def test_another_round_of_the_same_talks_is_another_story() -> None:
    """The same people in the same town a year later are news, however alike it reads."""
    text = "Anna Reuss and Pavel Dorn spoke of 140 launchers in Velden, where Karland and Ostria meet again. " * 2
    first, later = told(WIRE, talks("Missile talks resume in Velden", text, timedelta(days=365)))
    assert first[0] != later[0]


@pytest.mark.parametrize(
    ("language", "weekday"),
    [
        ("ar", "الخميس"),
        ("ar", "والأربعاء"),
        ("ru", "четверг"),
        ("ru", "понедельник"),
        ("uk", "четвер"),
        ("en", "Thursday"),
    ],
)
def test_the_day_of_the_week_tells_no_event(language: str, weekday: str) -> None:
    """All news of a day name it: it is no term, in languages whose terms lose prefixes and endings neither."""
    article = replace(WIRE, language=language, title=weekday, text=f"{WIRE.text} {weekday}")
    with_day = sketch_of(article, NOW, Usage()).terms
    without = sketch_of(replace(article, title="", text=WIRE.text), NOW, Usage()).terms
    assert set(with_day) == set(without)


def test_forms_that_are_filled_in_anew_are_apart() -> None:
    """A text that only says another thing in the same words (a bulletin, minutes of a committee) swallows no news."""
    subjects = ("harbours", "vineyards", "archives", "lighthouses", "orchards")
    forms = [Article("", f"A note on {each}", "\n".join(filler(each)), source="Wire") for each in subjects]
    bulletins = [
        Article(
            "",
            f"Quake of magnitude {size} near {town}",
            f"An earthquake of magnitude {size} struck {deep} kilometres below {town} in the province of {land}, the "
            f"survey said. Nobody in {town} was hurt, and no damage was reported from {land} or its neighbours so far.",
            source=f"Outlet {deep}",
        )
        for size, town, deep, land in (("5.1", "Ossia", 12, "Lerma"), ("4.8", "Belan", 31, "Sumak"))
    ]
    assert len({story for story, _, _ in told(*forms, *bulletins)}) == len(forms) + len(bulletins)


def test_notices_and_short_texts_never_join() -> None:
    """A wall that many pages show instead of their text must not swallow the alerts of all but one."""
    wall = "Dear reader, this article is for subscribers. Log in or take out a subscription to read on, from one euro."
    titles = ("Quake in Ossia", "Cod quota settled", "Reuss resigns", "Live")
    walls = [Article("", title, wall * times, source="Post") for title in titles for times in (1, 3)]
    short = [Article("", "Live", "More soon.", source=source) for source in ("a", "b")]
    found = told(*walls, *short)
    assert len({story for story, _, _ in found[:-2]}) >= len(titles)
    assert found[-1][0] != found[-2][0]
    assert found[-1][2] == "too little text to tell it from other articles"


def test_reports_in_six_languages_are_grouped_better_than_by_words_alone() -> None:
    """Per language, on the half that chose nothing: no look-alike is merged, and never worse than TF-IDF."""
    reports = own_reports()
    for language in ("en", "de", "es", "ru", "ar", "zh"):
        its = [report for report in reports if report.article.language == language]
        tuned, scored = [r for r in its if r.topic.endswith("1")], [r for r in its if not r.topic.endswith("1")]
        score = score_stories(scored, Bounds())
        assert score.precision == 1, language
        assert score.f1 >= max(0.9, tf_idf_across(tuned, scored)[1].f1), language
    mixed = b_cubed([report.event for report in reports], streamed(reports, Bounds()))
    assert mixed.precision > 0.97
    assert mixed.recall > 0.9


def test_rewritten_wires_are_found_and_others_are_not() -> None:
    """Cut, reordered, re-headlined, re-credited, with boilerplate: 98 of 100 are found, 5 of 1000 at most are wrong."""
    random_ = random.Random("short form")
    copies, found, pieces, false = near_duplicates(make_wires(60, random_), random_)
    assert copies > 100
    assert found >= 0.98 * copies
    assert false <= 0.005 * pieces


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=300, max_size=900), st.floats(0.3, 1.0))
def test_a_part_of_a_text_is_known_by_how_much_it_is(letters: list[str], part: float) -> None:
    """The lowest hashes tell within a sixth how much of a text stands in another, whatever it says."""
    whole = "".join(letters)
    cut = whole[: max(100, int(part * len(whole)))]
    (size, prints), (cut_size, cut_prints) = bottom(whole), bottom(cut)
    assert abs(shared(prints, size, cut_prints, cut_size) / cut_size - 1) <= 0.25


def test_memory_is_bounded() -> None:
    """A stream forgets what came by long ago, and all that it kept of it."""
    stream = Stream(most=5)
    for report in own_reports()[:30]:
        stream.add(report.article, NOW)
    assert len(stream._told) == 5
    assert len(stream._stories) <= 5
    kept = {number for numbers in stream._keys.values() for number in numbers}
    assert max(kept) == 30
    assert len(stream._keys) <= 5 * 68


def test_the_beginning_and_longer_numbers_say_more() -> None:
    """What happened to whom is said first; and before anything was learnt, a 7 is shared by chance and 7.4 is not."""
    body = " ".join(f"word{number}" for number in range(100))
    report = Article("1", "", f"Harrow felt 7.4 and 7 shocks. {body} Later Welland was calm.", language="en")
    terms = sketch_of(report, NOW, Usage()).terms
    assert terms["harrow"].weight > terms["welland"].weight
    assert terms["7x4"].weight > terms["7"].weight
