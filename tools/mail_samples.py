"""Four mails to look at, as payloads: Arabic, English, a changed article, and a digest. All texts are our own."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitor.alerts import Edit, plan_alerts, plan_updates
from monitor.alerts.digest import plan_digest
from monitor.model import (
    Alert,
    Article,
    Batch,
    DigestFacts,
    EditPolicy,
    Field,
    Gathered,
    Hit,
    How,
    Match,
    Payload,
    Severity,
    StoryKey,
)
from monitor.rulebook import Phrase, Rule

NOW = datetime(2026, 1, 16, 9, 42, tzinfo=UTC)
_WHEN = datetime(2026, 1, 16, 9, 25, tzinfo=UTC)
_ANY = Phrase({"en": ("any",)})
_SINCE = datetime(2026, 1, 15, 9, 42, tzinfo=UTC)
_ROUTES = {"desk": ("desk@example.org",)}


def arabic() -> Payload:
    """An Arabic article for a rule that is titled in English."""
    article = Article(
        id="sample-ar",
        title="جنيف تستضيف جولة جديدة من محادثات الاستقرار الاستراتيجي",
        text=(
            "بدأت في جنيف يوم الخميس جولة جديدة من محادثات الاستقرار الاستراتيجي، وقال نائب وزير الخارجية الروسي "
            "سيرغي ريابكوف إن جدول أعمالها اتُّفق عليه.\n"
            "وتستمر الجلسات ثلاثة أيام خلف أبواب مغلقة في مبنى بعثة لدى الأمم المتحدة.\n"
            "ووفقاً لريابكوف، فإن الحد من التسلح «ليس البند الوحيد على الطاولة. هناك أيضاً أمن المعلومات»، "
            "ولم يحدد موعداً للجولة التالية.\n"
            "وسيعقد الوفدان مؤتمراً صحفياً مشتركاً مساء السبت."
        ),
        url="https://news.example.org/ar/geneva-round",
        source="وكالة المثال للأنباء",
        language="ar",
        published=_WHEN,
        credit="أ.م.أ",
    )
    hits = (
        hit(article, "الاستقرار الاستراتيجي", "phrase:strategic stability", Field.TITLE),
        hit(article, "لريابكوف", "official:sergei-ryabkov", how=How.CLITIC),
        hit(article, "الحد من التسلح", "topic:arms-control"),
    )
    rule = Rule(id="stability", when=_ANY, title="US–Russia strategic stability", severity=Severity.HIGH)
    return _alert(article, hits, rule)


def english() -> Payload:
    """An English article, as serious as it gets."""
    article = Article(
        id="sample-en",
        title="Intruders stopped the pumps of a water works for six hours",
        text=(
            "The water works of a northern port stood still for six hours on Thursday night after intruders had got "
            "into the computers that steer its pumps.\n"
            "The operator closed the valves by hand, and nobody was without water, the mayor said.\n"
            "A ransom note asked for payment within three days.\n"
            "“We will not pay, and we will say in public how they came in,” said the head of the national "
            "cybersecurity agency, Runa Solheim."
        ),
        url="https://daily.example.org/2026/01/16/water-works",
        source="The Example Daily",
        language="en",
        published=_WHEN,
        authors=("Ida Marsh",),
        credit="Example Wire",
    )
    hits = (
        hit(article, "water works", "phrase:water supply", Field.TITLE),
        hit(article, "ransom note", "topic:cybersecurity"),
        hit(article, "cybersecurity", "topic:cybersecurity"),
        hit(article, "Runa Solheim", "official:runa-solheim"),
    )
    rule = Rule(id="water-and-power", when=_ANY, title="Attacks on water and power", severity=Severity.CRITICAL)
    return _alert(article, hits, rule)


def update() -> Payload:
    """A German article whose headline and text were changed after it had been told of."""
    before = Article(
        id="sample-de",
        title="Zwei Getreidekorridore sollen im März öffnen",
        text=(
            "Zwei Getreidekorridore durch die Meerenge sollen Anfang März geöffnet werden, teilte das Hafenamt mit.\n"
            "Erwartet werden 40 Schiffe in der ersten Woche.\n"
            "Die Versicherer verlangen noch Zusagen."
        ),
        url="https://zeitung.example.org/getreide",
        source="Beispielzeitung",
        language="de",
        published=_WHEN,
    )
    after = Article(
        id="sample-de",
        title="Nur ein Getreidekorridor soll im März öffnen",
        text=(
            "Nur ein Getreidekorridor durch die Meerenge soll Anfang März geöffnet werden, teilte das Hafenamt mit.\n"
            "Erwartet werden 15 Schiffe in der ersten Woche.\n"
            "Die Versicherer verlangen noch Zusagen.\n"
            "Über den zweiten wird im April verhandelt."
        ),
        url=before.url,
        source=before.source,
        language="de",
        published=_WHEN,
    )
    rule = Rule(id="grain", when=_ANY, title="Grain exports", severity=Severity.NORMAL)
    matches = [
        Match(rule.id, (hit(article, word, "phrase:grain corridor", how=How.CASE_FORM),))
        for article, word in ((before, "Getreidekorridore"), (after, "Getreidekorridor"))
    ]
    edit = Edit(before, after, (matches[0],), (matches[1],), frozenset({rule.id}))
    (plan,) = plan_updates(edit, "story", {rule.id: rule}, _ROUTES, EditPolicy.ALWAYS, NOW)
    return plan.alert.payload


def digest() -> Payload:
    """A morning's digest: two rules, four stories, six languages."""
    talks = Rule(id="talks", when=_ANY, title="Strategic stability talks", severity=Severity.HIGH)
    grain = Rule(id="grain", when=_ANY, title="Grain exports", severity=Severity.NORMAL)
    alerts = [
        *raised(talks, "geneva", "الاستقرار الاستراتيجي", "phrase:strategic stability", _GENEVA),
        *raised(talks, "envoys", "军备控制", "topic:arms-control", _ENVOYS),
        *raised(grain, "corridor", "Getreidekorridor", "phrase:grain corridor", _CORRIDOR),
        *raised(grain, "harvest", "экспорт зерна", "phrase:grain exports", _HARVEST),
    ]
    return digest_of(alerts, matches=(4, 2, 7, 11, 5, 3, 9), answered=214)


def digest_of(alerts: Sequence[Alert], *, matches: Sequence[int], answered: int, longest: int = 150_000) -> Payload:
    """The digest of ``alerts``, with as many ``matches`` on each of the last days, and ``answered`` of 220 feeds."""
    days = tuple((NOW.date() - timedelta(days=back), number) for back, number in enumerate(reversed(matches)))
    gathered = tuple(Gathered((alert.id,), alert.id, alert.rule_id, alert.story_id) for alert in alerts)
    batch = Batch("desk", ("",), rolled_up=False, gathered=gathered, alerts=tuple(alerts), since=_SINCE, until=NOW)
    facts = DigestFacts(days[::-1], answered, 220)
    return plan_digest(batch, facts, {}, longest, NOW).alert.payload


def raised(rule: Rule, story: str, words: str, leaf: str, articles: Sequence[Article]) -> list[Alert]:
    """An alert of ``rule`` for each of ``articles``, of one story; ``words`` are what it finds in them."""
    found = []
    for article in articles:
        hits = tuple(
            hit(article, words, leaf, field) for field in (Field.TITLE, Field.BODY) if words in _of(article, field)
        )
        match = Match(rule.id, hits)
        (plan,) = plan_alerts(article, StoryKey(story, story, article.id), [match], {rule.id: rule}, _ROUTES, NOW)
        found.append(plan.alert)
    return found


def _of(article: Article, field: Field) -> str:
    return article.title if field is Field.TITLE else article.text


def _news(language: str, source: str, title: str, text: str, minutes: int) -> Article:
    host = {"ar": "arabic", "zh": "zhongwen"}.get(language, language)
    return Article(
        id=f"{language} {title}",
        title=title,
        text=text,
        url=f"https://{host}.example.org/{minutes}",
        source=source,
        language=language,
        published=NOW - timedelta(minutes=minutes),
    )


_GENEVA = (
    _news(
        "ar",
        "وكالة المثال للأنباء",
        "جنيف تستضيف جولة جديدة من محادثات الاستقرار الاستراتيجي",
        "بدأت في جنيف يوم الخميس جولة جديدة من محادثات الاستقرار الاستراتيجي، وتستمر الجلسات ثلاثة أيام خلف أبواب "
        "مغلقة في مبنى بعثة لدى الأمم المتحدة.",
        17,
    ),
    _news(
        "fr",
        "Le Courrier d’Exemple",
        "Genève accueille une nouvelle série de pourparlers",
        "Une nouvelle série de pourparlers sur la stabilité stratégique s’est ouverte jeudi à Genève.",
        31,
    ),
    _news(
        "en",
        "The Example Daily",
        "Strategic stability talks open behind closed doors",
        "Talks on strategic stability opened in Geneva on Thursday and will go on for three days.",
        44,
    ),
)
_ENVOYS = (
    _news(
        "zh",
        "示例晚报",
        "两国特使本周在维也纳讨论军备控制和航天安全，会谈为期三天",
        "两国特使星期三抵达维也纳，就军备控制和航天安全举行为期三天的会谈。双方都没有透露下一轮会谈的日期。",
        210,
    ),
)
_CORRIDOR = (
    _news(
        "de",
        "Beispielzeitung",
        "Nur ein Getreidekorridor soll im März öffnen",
        "Nur ein Getreidekorridor durch die Meerenge soll Anfang März geöffnet werden, teilte das Hafenamt mit. "
        "Über den zweiten wird im April verhandelt.",
        340,
    ),
)
_HARVEST = (
    _news(
        "ru",
        "Примерные ведомости",
        "Порты готовятся: экспорт зерна вырастет на треть",
        "Южные порты ждут рекордного января: экспорт зерна, по расчётам перевозчиков, вырастет на треть.",
        520,
    ),
)


def hit(article: Article, words: str, leaf: str, field: Field = Field.BODY, how: How = How.EXACT) -> Hit:
    """A hit on the first mention of ``words`` in ``article``."""
    source = article.title if field is Field.TITLE else article.text
    start = source.index(words)
    snippet = next(line for line in source.split("\n") if words in line)
    return Hit(leaf, field, start, start + len(words), words, how, words, snippet)


def _alert(article: Article, hits: tuple[Hit, ...], rule: Rule) -> Payload:
    story = StoryKey("sample", "first", "wire")
    (plan,) = plan_alerts(article, story, [Match(rule.id, hits)], {rule.id: rule}, _ROUTES, NOW)
    return plan.alert.payload
