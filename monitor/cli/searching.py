"""``alerts search`` and ``db reindex``: finding stored articles by their words."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from monitor import query, rules
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, err, finish, isolated, out, print_json
from monitor.cli.opening import open_store, read_config
from monitor.cli.replay import Since, parse_since
from monitor.clock import SystemClock
from monitor.config import Examined
from monitor.config.faults import known_words
from monitor.errors import ConfigError, MonitorError
from monitor.model import AlertKind, Hit
from monitor.rulebook import Rulebook, RuleRef
from monitor.store import Filter, Kept, Store
from monitor.telemetry import one_line

_SNIPPETS = 2


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    config: Path
    query: str
    articles: bool = False
    rule_id: str | None = None
    feeds: tuple[str, ...] = ()
    since: Since | None = None
    until: Since | None = None
    limit: int = 20
    as_json: bool = False


Found = tuple[Kept, tuple[Hit, ...]]


app = typer.Typer(add_completion=False)


@app.command("search")
def alerts_search(
    query: Annotated[str, typer.Argument(help='As `query` in rules: words, "phrases", AND, OR, NOT, title:…')],
    config: ConfigOption = DEFAULT_CONFIG,
    articles: Annotated[bool, typer.Option("--articles", help="All stored articles, not only alerted ones.")] = False,
    rule: Annotated[str | None, typer.Option(help="Only alerts of this rule.")] = None,
    feed: Annotated[list[str] | None, typer.Option(help="Only this feed; may be given again.")] = None,
    since: Annotated[
        Since | None, typer.Option(parser=parse_since, metavar="30d|DATE", help="Only articles from then on.")
    ] = None,
    until: Annotated[
        Since | None, typer.Option(parser=parse_since, metavar="30d|DATE", help="Only articles before then.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the latest first.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Find alerts, or any stored articles, by the words in them, in any form and language."""
    if articles and rule is not None:
        raise typer.BadParameter("--rule looks at alerts, --articles at all articles; say one of them")
    options = Options(config, query, articles, rule, tuple(feed or ()), since, until, limit, as_json)
    finish(search(options))


async def search(options: Options) -> Exit:
    """Print the stored articles that satisfy a query, those stored last first; FAILED when there are none.

    Raises MonitorError when the query is wrong, or refers to what is wrong in the configuration.
    """
    async with open_store(options.config) as store:
        configured = read_config(options.config)
        searching = await asyncio.to_thread(_compile, options.query, configured.rulebook)
        zone = ZoneInfo(configured.settings.timezone if configured.settings else "UTC")
        found = await _find(store, searching, options, zone)
        missing = await store.archive.count_unindexed()
    if options.as_json:
        print_json([_json(kept, hits) for kept, hits in found])
    else:
        for line in _lines(found, zone):
            out.print(line, highlight=False)
    if missing:
        err.print(f"articles that no search finds yet: {missing:,}; `news-monitor db reindex` adds them")
    if not found:
        err.print("nothing found" if options.articles else "nothing found; --articles looks beyond those with an alert")
        for doubt in _doubts(options, configured):
            err.print(doubt)
    return Exit.DONE if found else Exit.FAILED


def _compile(text: str, rulebook: Rulebook) -> rules.Search:
    """The search that ``text`` writes down in the language of rules' ``query``. Raises MonitorError."""
    try:
        condition = query.parse(text)
    except query.QueryError as error:
        raise MonitorError(f"the query cannot be read: {error}") from error
    if any(isinstance(part, RuleRef) for part in query.walk(condition)):
        raise MonitorError("a search takes words, `topic:` and `official:`; for a rule's alerts say --rule ID")
    if not query.needs_words(condition):
        raise MonitorError("the query names nothing that must be there; add a word without NOT")
    try:
        return rules.compile_search(condition, rulebook.topics, rulebook.officials, rules.Forms())
    except ConfigError as error:
        raise MonitorError(f"the query cannot be used: {error.faults[0].message}") from error


async def _find(store: Store, searching: rules.Search, options: Options, zone: ZoneInfo) -> list[Found]:
    now = SystemClock().now()
    narrowed = Filter(
        since=options.since.start(now, zone) if options.since else None,
        until=options.until.start(now, zone) if options.until else None,
        feeds=options.feeds,
        alerted=not options.articles,
        rule_id=options.rule_id,
    )
    found: list[Found] = []
    async with aclosing(store.archive.search(searching.wanted, narrowed)) as kept_articles:
        async for kept in kept_articles:
            hits = searching.hits(kept.article)
            if hits is not None:
                found.append((kept, hits))
            if len(found) == options.limit:
                break
    return found


def _doubts(options: Options, configured: Examined) -> Iterator[str]:
    """Names on the command line that the configuration does not have (any more): a slip may be why nothing is found."""
    feeds = [feed.id for feed in configured.feeds]
    for feed in options.feeds:
        if feed not in feeds:
            yield f"no feed `{one_line(feed)}` is configured: {known_words(feed, feeds, 'there is none')}"
    rule_ids = [rule.id for rule in configured.rulebook.rules]
    if options.rule_id is not None and options.rule_id not in rule_ids:
        hint = known_words(options.rule_id, rule_ids, "there is none")
        yield f"no rule `{one_line(options.rule_id)}` is configured: {hint}"


def _lines(found: list[Found], zone: ZoneInfo) -> Iterator[str]:
    for kept, hits in found:
        article = kept.article
        moment = (article.published or kept.stored_at).astimezone(zone)
        yield f"{moment:%Y-%m-%d %H:%M}  {isolated(article.source)}: {isolated(article.title)}"
        for snippet in dict.fromkeys(hit.snippet for hit in hits[:_SNIPPETS]):
            yield f"    {isolated(snippet)}"
        for told in kept.alerts:
            yield f"    {'update' if told.kind is AlertKind.UPDATE else 'alert'} {told.id} of {told.rule_id}"
        if article.url:
            yield f"    {one_line(article.url)}"


def _json(kept: Kept, hits: tuple[Hit, ...]) -> dict[str, Any]:
    article = kept.article
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "feed": article.feed_id,
        "source": article.source,
        "language": article.language,
        "published": article.published,
        "updated": article.updated,
        "stored": kept.stored_at,
        "alerts": [{"id": told.id, "rule": told.rule_id, "kind": told.kind} for told in kept.alerts],
        "hits": [
            {
                "leaf": hit.leaf,
                "field": hit.field.value,
                "start": hit.start,
                "end": hit.end,
                "text": hit.text,
                "how": hit.how.value,
                "snippet": hit.snippet,
            }
            for hit in hits
        ],
    }
