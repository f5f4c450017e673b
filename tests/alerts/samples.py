"""Articles, rules and deliveries for the tests of this folder, written for them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alerts import plan_alerts
from monitor.model import Article, Delivery, Field, Hit, How, Match, Severity, StoryKey, TextOrigin
from monitor.rulebook import Phrase, Rule

ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
STORY = StoryKey("story", "first of its story", "wire")
RULE = Rule(id="talks", when=Phrase({"en": ("arms control",)}), title="Arms talks", severity=Severity.HIGH)

ENGLISH = Article(
    id="article-en",
    title="Delegations resume arms control talks",
    text=(
        "Two delegations met in Geneva on Friday.\n"
        'A spokeswoman said "the room was small. Nobody minded" and left.\n'
        "Talks on arms control go on next week."
    ),
    url="https://news.example.org/talks?page=1&lang=en",
    source="Example News",
    language="en",
    published=datetime(2026, 1, 2, 2, 30, tzinfo=UTC),
    credit="Agency – Wire",
)

ARABIC = Article(
    id="article-ar",
    title="استئناف محادثات الحد من التسلح في جنيف",
    text="التقى وفدان في جنيف يوم الجمعة.\nوبحسب ريابكوف فإن الحد من التسلح أول بنود الجلسة، ثم نبحث Cyber-7.",
    url="https://news.example.org/ar/talks",
    source="أخبار المثال",
    language="ar",
    published=datetime(2026, 1, 2, 2, 30, tzinfo=UTC),
    text_origin=TextOrigin.FEED,
    origin_note="The text is the feed's own: the page did not answer.",
)


def hit(article: Article, words: str, leaf: str = "phrase:arms control", **changes: Any) -> Hit:
    """A hit on the first mention of ``words`` in the body of ``article``, or in its title when ``field`` says so."""
    source = article.title if changes.get("field") is Field.TITLE else article.text
    start = source.index(words)
    snippet = source[max(0, start - 30) : start + len(words) + 30]
    plain = Hit(leaf, Field.BODY, start, start + len(words), words, How.EXACT, words, snippet)
    return replace(plain, **changes)


def delivery(
    article: Article = ENGLISH, *hits: Hit, rule: Rule = RULE, recipient: str = "desk@example.org"
) -> Delivery:
    """The one delivery of an alert for ``article``; without ``hits`` it has one on "arms control" where that stands."""
    if not hits and "arms control" in article.text:
        hits = (hit(article, "arms control"),)
    match = Match(rule.id, hits)
    (plan,) = plan_alerts(article, STORY, [match], {rule.id: rule}, {"desk": (recipient,)}, NOW)
    return replace(plan.deliveries[0], attempts=1)
