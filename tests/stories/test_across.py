"""Stories in several languages: reports of one event meet, and in doubt nothing is joined."""

from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.retelling.across import ALIKE, by_arrival, pairs_across, reports_across, score_across, told_across
from benchmarks.retelling.reports import NOW, Report, own_reports
from monitor.model import Article, Stored
from monitor.stories import Stream, Usage, sketch_of
from monitor.stories.across import same_event_across
from monitor.stories.traces import ALL

DAY = timedelta(days=1)
ODD, EVEN = reports_across()
GERMAN, RUSSIAN, SPANISH = (
    next(each.article for each in EVEN if each.event == "4a" and each.article.language == language)
    for language in ("de", "ru", "es")
)


def joined(*articles: Article) -> int:
    """How many stories a stream makes of ``articles``."""
    stream = Stream()
    return len({stream.add(each, NOW + 30 * DAY)[0].id for each in articles})


@pytest.mark.parametrize(("reports", "recall"), [(ODD, 0.85), (EVEN, 0.86)], ids=["bounds", "scored"])
def test_events_told_in_three_languages_are_stories(reports: list[Report], recall: float) -> None:
    """As they come and in other orders: next to nothing is joined wrongly, and most of what belongs together is."""
    score = score_across(reports)
    assert score.precision >= 0.99
    assert score.recall >= recall


@pytest.mark.parametrize("officials", [True, False])
def test_no_two_reports_of_different_events_are_alike(officials: bool) -> None:
    """Each with each in another language, as if all were told at one time: the evidence itself keeps them apart.

    Without rules that name officials, names by their sound and numbers do, and find less.
    """
    true, found, right = pairs_across([*ODD, *EVEN], officials=officials)
    assert right == found
    assert right >= (0.8 if officials else 0.65) * true


@pytest.mark.parametrize("officials", [True, False])
def test_look_alikes_of_one_day_are_mostly_told(officials: bool) -> None:
    """The same people twice in one day, an aftershock, a ticker, a week's overview, with numbers that recur or none.

    Those that chose the bounds all stay apart; of the others some join, and no more than were known to.
    """
    chosen, scored = reports_across(ALIKE)
    true, found, right = pairs_across(chosen, officials=officials)
    assert found == right
    assert right >= 0.55 * true
    true, found, right = pairs_across(scored, officials=officials)
    assert found - right <= 9
    assert right >= 0.7 * true


def test_what_one_headline_says_and_the_other_report_does_not_is_news() -> None:
    """A number or an official in a headline, whatever else two reports share."""
    for title in ("На Талмиру движется буря: порывы до 152 км/ч", "Премьер прибыл в Талмиру"):
        assert joined(GERMAN, replace(RUSSIAN, title=title)) == 1 + ("152" in title)
    usage = Usage()
    of_official = {"official:somebody": frozenset(["премьер"])}
    german = sketch_of(GERMAN, NOW + 30 * DAY, usage, {})
    for title, number in (("Премьер прибыл в Талмиру", 0), ("Землетрясение в Талмире", 1)):
        russian = sketch_of(replace(RUSSIAN, title=title), NOW + 30 * DAY, usage, of_official)
        assert (same_event_across(russian, [Stored(german, "story", "wire")]) is not None) == number


def test_a_number_that_was_told_before_is_background() -> None:
    """What yesterday's report of the same people said, too, tells no event of today."""
    text = "El gobernador Rustam Keldyev habló en Talmira de 214 familias, de 47 tiendas y de un valor de 6,3. " * 2
    before = replace(SPANISH, id="before", title="Keldyev visita un campamento", text=text, published=NOW - DAY)
    assert joined(GERMAN, RUSSIAN) == 1
    assert joined(before, GERMAN, RUSSIAN) == 3


def test_each_language_alone_makes_no_story_of_several() -> None:
    """Reports in six languages of events that differ, all in one stream: no story has two languages."""
    languages: dict[str, set[str | None]] = {}
    stream = Stream()
    for report in own_reports():
        story, _ = stream.add(report.article, NOW + 30 * DAY)
        languages.setdefault(story.id, set()).add(report.article.language)
    assert {len(each) for each in languages.values()} == {1}


def test_the_reason_says_what_is_shared() -> None:
    """Which article in which language, names as both write them, numbers, and the time between."""
    reasons = [reason for _, reason in told_across(by_arrival([each for each in EVEN if each.event == "4a"]))]
    assert reasons[1] == (
        "same event as “Erdbeben der Stärke 6,3 erschüttert Provinz Talmira” by Küstenblatt, in German: names "
        "Талмира/Talmira, Рустама/Rustam, Кельдыева/Keldyev; numbers 6.3, 214, 47; 1 h apart"
    )


def test_the_same_again_half_a_day_later_is_another_story() -> None:
    """Names and numbers that recur later are those of another event, or news of this one that is worth an alert."""
    late = replace(RUSSIAN, published=GERMAN.published and GERMAN.published + timedelta(hours=13))
    assert joined(GERMAN, RUSSIAN) == 1
    assert joined(GERMAN, late) == 2


def test_a_story_is_judged_by_its_articles_in_the_language() -> None:
    """Another event of the same people, told in a language that the story has, does not come in by a third language."""
    text = "Губернатор Рустам Кельдыев посетил Берканов и Самгород, где 214 семей ждут новых домов. " * 2
    other = replace(RUSSIAN, id="other", title="Кельдыев раздаёт ключи", text=text + "Осталось 47 палаток.")
    assert joined(SPANISH, other) == 1
    assert joined(SPANISH, RUSSIAN, other) == 2


def test_a_long_story_is_judged_so_too() -> None:
    """Also when so many others came in since that its article in the language is not among the last."""
    text = "Губернатор Рустам Кельдыев посетил Берканов и Самгород, где 214 семей ждут новых домов. " * 2
    other = replace(RUSSIAN, id="other", title="Кельдыев раздаёт ключи", text=text + "Осталось 47 палаток.")
    copies = [replace(SPANISH, id=f"copy {number}", source=f"Outlet {number}") for number in range(15)]
    usage = Usage()
    for _ in range(2000):
        usage.learn(ALL, ["name:KT"])
    stream = Stream(usage=usage)
    *_, (story, was_there) = (stream.add(each, NOW + 30 * DAY) for each in (SPANISH, RUSSIAN, *copies, other))
    assert not was_there, story.reason


def test_a_report_about_somebody_else_stays_out() -> None:
    """A name that an article writes again and again, and that the other lacks, is what it is about."""
    text = SPANISH.text + " Luego habló Zorbak. Dicen que Zorbak, solo Zorbak, sabe qué hará Zorbak."
    assert joined(RUSSIAN, SPANISH) == 1
    assert joined(RUSSIAN, replace(SPANISH, text=text)) == 2
