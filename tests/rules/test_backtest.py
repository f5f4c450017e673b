"""What a backtest counts, by hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from monitor.model import Article
from monitor.rulebook import AnyOf, Condition, Rule
from monitor.rules import Backtest, BacktestResult, Matcher, compile_rulebook
from tests.rules.build import forms, phrase, rulebook

TOKYO = ZoneInfo("Asia/Tokyo")
BEES, TEA = phrase("bees"), phrase("tea")


def _matcher(**conditions: Condition) -> Matcher:
    return compile_rulebook(rulebook(*(Rule(name, when, title=name) for name, when in conditions.items())), forms())


def _article(number: int, title: str, published: str | None = None, fetched: str | None = None) -> Article:
    return Article(
        id=str(number), title=title, text=f"Note {number}.", published=_moment(published), fetched_at=_moment(fetched)
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _run(
    articles: Iterable[Article],
    new: Matcher,
    old: Matcher | None = None,
    chosen: tuple[str, ...] = ("bees", "tea"),
    keep: int | None = None,
) -> BacktestResult:
    # Here a title is a story.
    backtest = Backtest(new, chosen, TOKYO, lambda article: article.title, other=old, keep=keep)
    for article in articles:
        backtest.take(article)
    return backtest.result()


def test_days_are_those_of_the_zone_by_publication_or_else_fetching() -> None:
    """An article of the evening before in UTC falls on the morning in Tokyo, and one without any date on no day."""
    result = _run(
        (
            _article(1, "Bees one", "2026-01-01T14:59"),
            _article(2, "Bees two", "2026-01-01T15:00"),
            _article(3, "Bees three", "2025-12-30T00:00", fetched="2026-01-02T00:00"),
            _article(4, "Bees four", fetched="2026-01-02T01:00"),
            _article(5, "Bees five"),
            _article(6, "Nothing", "2026-01-05T00:00"),
            _article(7, "Bees seven", "9999-12-31T23:00"),
        ),
        _matcher(bees=BEES, tea=TEA),
    )
    bees, tea = result.rules
    first, second, third = date(2025, 12, 30), date(2026, 1, 1), date(2026, 1, 2)
    assert bees.by_day == {first: 1, second: 1, third: 2}
    assert (bees.matches, bees.alerts, bees.undated) == (6, 6, 2)
    assert bees.worst == (third, 2)
    assert result.days == {first: 1, second: 1, third: 2, date(2026, 1, 5): 1}
    assert bees.mean(len(result.days)) == 1.0
    assert (result.articles, result.undated) == (7, 2)
    assert (tea.matches, tea.by_day, tea.worst) == (0, {}, None)
    assert result.alerts_by_day() == {first: 1, second: 1, third: 2, date(2026, 1, 5): 0}


def test_a_story_alerts_once_a_rule_on_the_day_of_its_first_article() -> None:
    """Copies of one text are matches, but wake nobody again; another rule tells the story for itself."""
    copies = [_article(number, "Bees and tea", f"2026-01-0{number}T00:00") for number in (3, 1, 2)]
    result = _run([*copies, _article(4, "Tea", "2026-01-03T00:00")], _matcher(bees=BEES, tea=TEA))
    bees, tea = result.rules
    assert (bees.matches, bees.alerts, bees.by_day) == (3, 1, {date(2026, 1, 3): 1})
    assert (tea.matches, tea.alerts, tea.by_day) == (4, 2, {date(2026, 1, 3): 2})


def test_a_rule_that_is_widened_adds_and_one_that_is_narrowed_removes_each_with_its_reason() -> None:
    """An added match shows what was found, a removed one what is missing now."""
    articles = [_article(1, "Tea and wasps"), _article(2, "Bees"), _article(3, "Tea"), _article(4, "Rain")]
    new = _matcher(bees=AnyOf((BEES, phrase("wasps"))), tea=phrase("green tea"))
    result = _run(articles, new, _matcher(bees=BEES, tea=TEA))
    bees, tea = result.rules
    assert (bees.added, bees.removed, tea.added, tea.removed) == (1, 0, 0, 2)
    (added,) = bees.added_articles
    assert (added.article_id, added.title) == ("1", "Tea and wasps")
    assert added.reason == "phrase:wasps found in the title: wasps (exact)"
    assert [hit.text for hit in added.hits] == ["wasps"]
    assert [change.article_id for change in tea.removed_articles] == ["1", "3"]
    assert "green tea not found" in tea.removed_articles[0].reason


def test_a_rule_that_is_gone_removes_all_and_one_that_is_new_adds_all() -> None:
    """What the gone rule matched counts as removed and says so; it has no matches of its own any more."""
    articles = [_article(1, "Bees"), _article(2, "Tea")]
    result = _run(articles, _matcher(tea=TEA), _matcher(bees=BEES))
    bees, tea = result.rules
    assert (bees.matches, bees.removed, bees.removed_articles[0].reason) == (0, 1, "the rule is gone")
    assert (tea.matches, tea.added, tea.removed) == (1, 1, 0)


def test_all_changes_count_and_only_the_first_are_kept() -> None:
    """A rule that is gone, with a hundred thousand matches, does not fill the memory."""
    articles = [_article(number, f"Bees {number}") for number in range(5)]
    (bees,) = _run(articles, _matcher(bees=BEES), _matcher(tea=TEA), chosen=("bees",), keep=2).rules
    assert bees.added == 5
    assert [change.article_id for change in bees.added_articles] == ["0", "1"]
    (bees,) = _run(articles, _matcher(tea=TEA), _matcher(bees=BEES), chosen=("bees",), keep=2).rules
    assert (bees.removed, len(bees.removed_articles)) == (5, 2)


def test_rules_that_were_not_chosen_count_nowhere() -> None:
    """Whoever asks for one rule hears of that rule."""
    result = _run([_article(1, "Bees and tea")], _matcher(bees=BEES, tea=TEA), _matcher(), chosen=("tea",))
    assert [(rule.rule_id, rule.matches, rule.added) for rule in result.rules] == [("tea", 1, 1)]
