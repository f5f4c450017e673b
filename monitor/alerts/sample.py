"""A sample alert, for trying a channel: unmistakably a test, with one Arabic and one English article."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.alerts.payload import AlertPart, ArticlePart, RulePart, StoryPart, article_part, build_payload
from monitor.alerts.summary import summary_of
from monitor.ids import digest_id
from monitor.model import AlertKind, Article, Delivery, Field, Hit, How, Severity

_RULE = RulePart(id="test", title="Test of this channel", severity=Severity.INFO)

_ARABIC_TITLE = "جولة جديدة من محادثات الحد من التسلح في جنيف"
_ARABIC_TEXT = (
    "التقى خبراء من ثلاثة وفود في جنيف صباح اليوم، بحضور نائب وزير الخارجية، "
    "لبحث الحد من التسلح وتبادل البيانات بين المختبرات.\n"
    "وقال منسق الجلسة لريابكوف إن «الوقت ليس في صالح أحد. علينا أن نبدأ الآن»، ووافقه الحاضرون.\n"
    "ومن المقرر أن تستأنف الجلسات بعد أسبوعين، على أن يشمل جدول أعمالها الأمن السيبراني للمرة الأولى."
)
_ENGLISH_TITLE = "Delegations agree on an agenda for the next round"
_ENGLISH_TEXT = (
    "Three delegations left Geneva on Friday with an agenda for the next round of arms control talks.\n"
    "Cybersecurity stands on it for the first time, next to the exchange of data between laboratories.\n"
    "A date was not given."
)


def sample_deliveries(channel: str, recipients: Sequence[str], now: datetime) -> tuple[Delivery, ...]:
    """A delivery for each of ``recipients``, to try ``channel`` with.

    Each moment ``now`` gives other ids, so that a second try is not taken for a repeat of the first.
    """
    alert_id = digest_id("test", channel, now.isoformat())
    data = AlertPart(
        id=alert_id,
        kind=AlertKind.NOTICE,
        rule=_RULE,
        story=StoryPart(id=digest_id("test"), articles=2, independent=1, sources=("Sample",), languages=("ar", "en")),
        articles=(_part(*_arabic(now)), _part(*_english(now))),
        test=True,
    )
    payload = build_payload(data, now)
    return tuple(
        Delivery(
            id=digest_id(alert_id, recipient),
            alert_id=alert_id,
            channel=channel,
            recipient=recipient,
            created_at=now,
            attempts=0,
            payload=payload,
        )
        for recipient in recipients
    )


def sample_articles(now: datetime) -> tuple[Article, ...]:
    """The articles of the sample, as a language model would be given them."""
    return (_arabic(now)[0], _english(now)[0])


def _arabic(now: datetime) -> tuple[Article, tuple[Hit, ...]]:
    article = Article(
        id=digest_id("test", "ar"),
        title=_ARABIC_TITLE,
        text=_ARABIC_TEXT,
        url="https://example.org/ar/talks",
        source="عينة",
        language="ar",
        published=now - timedelta(hours=1),
        credit="News monitor",
    )
    licence = "نائب وزير الخارجية"
    hits = (
        _hit(_ARABIC_TITLE, Field.TITLE, "topic:arms-control", "الحد من التسلح", How.EXACT),
        _hit(_ARABIC_TEXT, Field.BODY, "topic:arms-control", "الحد من التسلح", How.EXACT),
        _hit(_ARABIC_TEXT, Field.BODY, "official:sergei-ryabkov", "لريابكوف", How.CLITIC, "ريابكوف", licence),
        _hit(_ARABIC_TEXT, Field.BODY, "topic:cybersecurity", "الأمن السيبراني", How.EXACT),
    )
    return article, hits


def _english(now: datetime) -> tuple[Article, tuple[Hit, ...]]:
    article = Article(
        id=digest_id("test", "en"),
        title=_ENGLISH_TITLE,
        text=_ENGLISH_TEXT,
        url="https://example.org/en/talks",
        source="Sample",
        language="en",
        published=now - timedelta(minutes=20),
    )
    hits = (
        _hit(_ENGLISH_TEXT, Field.BODY, "topic:arms-control", "arms control", How.EXACT),
        _hit(_ENGLISH_TEXT, Field.BODY, "topic:cybersecurity", "Cybersecurity", How.FOLDED, "cybersecurity"),
    )
    return article, hits


def _part(article: Article, hits: tuple[Hit, ...]) -> ArticlePart:
    return article_part(article, summary_of(article, hits), hits)


def _hit(
    source: str, field: Field, leaf: str, words: str, how: How, variant: str | None = None, licence: str | None = None
) -> Hit:
    """A hit on the first mention of ``words``; its snippet is the paragraph around it."""
    start = source.index(words)
    snippet = next(line for line in source.split("\n") if words in line)
    return Hit(leaf, field, start, start + len(words), words, how, variant or words, snippet, licence)
