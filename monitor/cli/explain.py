"""``news-monitor explain TARGET``: for each rule, why an article matches, or what is missing."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from monitor import articles, rules, sources
from monitor.app import WORKER_MEMORY
from monitor.building import build_client, languages_of
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    Exit,
    JsonOption,
    explained_line,
    finish,
    isolated,
    out,
    print_json,
)
from monitor.cli.opening import load_config
from monitor.clock import SystemClock
from monitor.config import Configuration
from monitor.errors import MonitorError
from monitor.model import Article, Entry, Feed
from monitor.workers import Workers

_TIME_LIMIT = 30.0
_FEED = re.compile(
    rb"[\xef\xbb\xbf\s]*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)


app = typer.Typer(add_completion=False)


@app.command("explain")
def explain_command(
    target: Annotated[str, typer.Argument(help="A URL, a file, or - for standard input.")],
    config: ConfigOption = DEFAULT_CONFIG,
    rule: Annotated[str | None, typer.Option(help="Only this rule, in full.")] = None,
    feed: Annotated[str | None, typer.Option(help="As if it came from this feed.")] = None,
    list_all: Annotated[bool, typer.Option("--all", help="All rules in full, with every term not found.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say for each rule why an article matches, or what is missing."""
    finish(explain(config, target, rule, feed, list_all=list_all, as_json=as_json))


async def explain(
    path: Path, target: str, rule_id: str | None, feed_id: str | None, *, list_all: bool, as_json: bool
) -> Exit:
    """Explain the rules of the configuration at ``path`` on a URL, a file or standard input (``-``).

    The article is taken as one of ``feed_id``; without it, what rules say of sources is passed over.
    ``list_all`` prints every part of every rule, and so does JSON.

    Gives ``FAILED`` when no rule matches, so that scripts can ask.
    """
    configuration = load_config(path)
    known = {rule.id for rule in configuration.rulebook.rules}
    if rule_id is not None and rule_id not in known:
        raise MonitorError(f"no rule `{rule_id}`; there are: {', '.join(sorted(known))}")
    matcher = rules.compile_rulebook(configuration.rulebook)
    feed = _feed(configuration, feed_id)
    read = await _read(configuration, target, feed)
    article = replace(read, feed_id=feed.id if feed else "", feed_tags=feed.tags if feed else ())
    explanations = matcher.explain(article, rule_id, SystemClock().now())
    if as_json:
        head = {"title": article.title, "language": article.language, "url": article.url}
        if article.title_language:
            head["title_language"] = article.title_language
        print_json({"article": head, "rules": [explanation.to_json() for explanation in explanations]})
    else:
        _print(article, explanations, in_full=rule_id is not None, unfold=list_all)
    return Exit.DONE if any(explanation.matched for explanation in explanations) else Exit.FAILED


def _feed(configuration: Configuration, feed_id: str | None) -> Feed | None:
    feeds = {feed.id: feed for feed in configuration.feeds}
    if feed_id is not None and feed_id not in feeds:
        raise MonitorError(f"no feed `{feed_id}`; there are: {', '.join(sorted(feeds))}")
    return feeds[feed_id] if feed_id is not None else None


def _print(article: Article, explanations: Sequence[rules.Explanation], *, in_full: bool, unfold: bool) -> None:
    """What matches, with its reasons; then what does not, in a line each, or ``in_full``; ``unfold`` hides nothing."""
    title_language = f", title {article.title_language}" if article.title_language else ""
    out.print(f"{isolated(article.title)}  [{article.language or 'language unknown'}{title_language}]")
    for explanation in sorted(explanations, key=lambda explanation: not explanation.matched):
        whole = explanation.matched or in_full or unfold
        for line in explanation.lines(unfold=unfold) if whole else explanation.lines()[:1]:
            out.print(explained_line(line))


async def _read(configuration: Configuration, target: str, feed: Feed | None) -> Article:
    languages = languages_of(configuration)
    body, content_type, url = await _fetch(configuration, target)
    if not body.strip():
        raise MonitorError(f"{target} is empty; give a page, or a text whose first line is the title")
    if _FEED.match(body):
        raise MonitorError(f"{target} is a feed or a sitemap: give the address of one of its articles")
    if not _looks_like_html(body):
        return _plain_article(body, languages, feed.language if feed else None)
    request = articles.ReadRequest(
        id="explained",
        feed=Feed(id="explained", url=url or "", language=feed.language if feed else None),
        entry=Entry(identity="explained", guid=None, url=url, title=""),
        page=articles.Page(body, content_type, url or ""),
        page_fault=None,
        languages=languages,
        now=SystemClock().now(),
    )
    workers = Workers(processes=1, memory_limit=WORKER_MEMORY)
    try:
        return await workers.run(articles.read_article, request, timeout=_TIME_LIMIT)
    finally:
        await workers.close()


async def _fetch(configuration: Configuration, target: str) -> tuple[bytes, str | None, str | None]:
    """The bytes of a target, their content type and their address."""
    if target == "-":
        return await asyncio.to_thread(sys.stdin.buffer.read), None, None
    if not target.startswith(("http://", "https://")):
        try:
            return await asyncio.to_thread(Path(target).read_bytes), None, None
        except OSError as error:
            raise MonitorError(
                f"{target}: cannot be read ({error.strerror}); give a URL, a file, or - for text"
            ) from error
    client = build_client(configuration.settings)
    try:
        response = await client.get(target)
        sources.raise_for_status(response, SystemClock().now())
    finally:
        await client.aclose()
    return response.body, response.headers.get("content-type"), response.url


def _looks_like_html(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _plain_article(body: bytes, languages: frozenset[str], prior: str | None) -> Article:
    """A plain text: its first line is the title, or what a page's own lines stand above."""
    try:
        title, text = articles.split_copied(body.decode("utf-8-sig"), SystemClock().now())
    except UnicodeDecodeError as error:
        raise MonitorError("this is no web page, and no text in UTF-8: save it as UTF-8") from error
    told = articles.detect_languages(title, text, prior=prior, languages=languages)
    return Article(
        id="explained",
        title=title,
        text=text,
        language=told.language,
        title_language=told.title_language,
    )
