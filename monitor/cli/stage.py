"""``news-monitor stage NAME``: one stage of the pipeline as a filter over JSON Lines.

Records go out in the order in which they came in, one for each. A record that fails gives ``{"id", "error"}`` and the
run goes on. Bytes from outside are parsed in killable workers here as in the daemon.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from pathlib import Path

import typer

from monitor import alerts, articles, config, rules, sources, stories
from monitor.app import WORKER_MEMORY
from monitor.building import languages_of
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption
from monitor.cli.opening import load_config
from monitor.cli.records import BAD_RECORD, Record, article_of, id_of, optional_text, read_record, reason, required_text
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import Obstacle, ParsedFeed, SourceKind
from monitor.telemetry import one_line
from monitor.workers import Workers

app = typer.Typer(add_completion=False)


Step = Callable[[Record], Awaitable[Record]]

_TIME_LIMIT = 20.0
_WINDOW = 8


class StageName(StrEnum):
    """The stages that can be run as a filter."""

    PARSE = "parse"
    EXTRACT = "extract"
    MATCH = "match"
    STORIES = "stories"
    SUMMARISE = "summarise"


@app.command()
def stage(name: StageName, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """One stage of the pipeline as a filter: JSON Lines in, JSON Lines out."""
    asyncio.run(run_stage(name, lambda: load_config(config)))


class Stages:
    """The stages, sharing a set of workers. ``configuration`` is needed by ``match`` alone."""

    def __init__(self, workers: Workers, load: Callable[[], config.Configuration]) -> None:
        self._workers = workers
        self._load = load
        self._clock = SystemClock()

    def step(self, name: StageName) -> Step:
        """The function that makes an outgoing record of an incoming one."""
        match name:
            case StageName.PARSE:
                return self._parse
            case StageName.EXTRACT:
                return self._extract
            case StageName.MATCH:
                return self._matcher()
            case StageName.STORIES:
                return self._storyteller()
            case StageName.SUMMARISE:
                return self._summarise

    async def _parse(self, record: Record) -> Record:
        body = await asyncio.to_thread(Path(required_text(record, "path")).read_bytes)
        kind, selector = SourceKind(optional_text(record, "kind") or "auto"), optional_text(record, "selector")
        about = (optional_text(record, "content_type"), optional_text(record, "url") or "", kind, selector)
        feed = await self._workers.run(sources.read_source, body, *about, timeout=_TIME_LIMIT)
        if not isinstance(feed, ParsedFeed):
            raise MonitorError("this is an index of sitemaps; its parts are files of their own")
        entries = [
            {
                "id": entry.identity,
                "url": entry.url,
                "title": entry.title,
                "published": _iso(entry.published),
                "updated": _iso(entry.updated),
                "authors": list(entry.authors),
                "summary": articles.markup_text(entry.summary),
                "language": entry.language or feed.language,
            }
            for entry in feed.entries
        ]
        return {"id": record["id"], "title": feed.title, "entries": entries}

    async def _extract(self, record: Record) -> Record:
        body = await asyncio.to_thread(Path(required_text(record, "path")).read_bytes)
        url, now = optional_text(record, "url"), self._clock.now()
        extract = partial(articles.extract_page, content_type=None, url=url, now=now)
        extracted = await self._workers.run(extract, body, timeout=_TIME_LIMIT)
        detect = partial(articles.detect_languages, prior=extracted.language, languages=articles.USUAL_LANGUAGES)
        told = await self._workers.run(detect, extracted.title or "", extracted.text, timeout=_TIME_LIMIT)
        return {
            "id": record["id"],
            "title": extracted.title,
            "text": extracted.text,
            "published": _iso(extracted.published),
            **_languages(told.language, told.title_language),
            "authors": list(extracted.authors),
            "credit": extracted.credit,
            "site": extracted.site,
            "updated": _iso(extracted.updated),
            "canonical_url": extracted.canonical_url,
            **_obstacle(extracted.obstacle),
        }

    def _matcher(self) -> Step:
        configuration = self._load()
        matcher = rules.compile_rulebook(configuration.rulebook)
        languages = languages_of(configuration)
        feeds = {feed.id: feed for feed in configuration.feeds}

        async def match(record: Record) -> Record:
            article = article_of(record, languages, feeds)
            found = matcher.match(article, self._clock.now())
            return {
                "id": record["id"],
                **_languages(article.language, article.title_language),
                **_doubt_of_feed(article.feed_id, feeds),
                "matches": [{"rule": match.rule_id, **asdict(hit)} for match in found for hit in match.hits],
            }

        return match

    def _storyteller(self) -> Step:
        stream = stories.Stream()
        turn = asyncio.Lock()

        async def tell(record: Record) -> Record:
            # In the order of the records: tasks wait for a lock in the order in which they came to it.
            async with turn:
                article = await asyncio.to_thread(article_of, record, articles.USUAL_LANGUAGES)
                story, joined = stream.add(article, self._clock.now())
            return {"id": record["id"], "story": story.id, "joined": joined, "reason": story.reason, "wire": story.wire}

        return tell

    async def _summarise(self, record: Record) -> Record:
        title, text = optional_text(record, "title") or "", required_text(record, "text")
        summary = alerts.summarise(title, text, (), language=optional_text(record, "language"))
        return {"id": record["id"], "summary": summary.text}


def _obstacle(found: Obstacle | None) -> Record:
    return {"obstacle": found.kind.value, "evidence": found.evidence} if found is not None else {}


async def run_stage(name: StageName, load: Callable[[], config.Configuration]) -> None:
    """Filter standard input to standard output.

    Raises ConfigError when the stage needs a configuration that is wrong.
    """
    workers = Workers(processes=2, memory_limit=WORKER_MEMORY)
    reader_left = False
    try:
        step = Stages(workers, load).step(name)
        answers: asyncio.Queue[asyncio.Task[str] | None] = asyncio.Queue(_WINDOW)
        async with asyncio.TaskGroup() as group:
            group.create_task(_print_in_order(answers))
            number = 0
            while line := await asyncio.to_thread(sys.stdin.buffer.readline):
                number += 1
                if line.strip():
                    await answers.put(group.create_task(_one(step, number, line)))
            await answers.put(None)
    except* BrokenPipeError:
        reader_left = True  # what is raised here would come out in a group
    finally:
        await workers.close()
    if reader_left:
        raise BrokenPipeError


async def _print_in_order(answers: "asyncio.Queue[asyncio.Task[str] | None]") -> None:
    """Each answer to standard output as soon as it is there, so that who asks one thing at a time can go on."""
    while answer := await answers.get():
        # Half a surrogate pair, which JSON can spell and UTF-8 cannot, comes out as a question mark.
        sys.stdout.buffer.write((await answer).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


async def _one(step: Step, number: int, line: bytes) -> str:
    """The answer to the line of that number, from 1."""
    record: Record = {}
    try:
        record = read_record(line)
        id_of(record)
        answer = await step(record)
    except BAD_RECORD as error:
        answer = {"id": record.get("id"), "error": reason(error)}
    told = {name: f"line {number}: {answer[name]}" for name in ("error", "warning") if name in answer}
    return json.dumps({**answer, **told}, ensure_ascii=False)


def _doubt_of_feed(feed: str, configured: Collection[str]) -> Record:
    """A warning where an article comes from a feed of which the configuration knows nothing."""
    if not feed or feed in configured:
        return {}
    close = get_close_matches(feed, configured, 1)
    meant = f"did you mean `{close[0]}`? Write" if close else "write"
    effect = "so that its tags are unknown and rules with `sources` may pass it over"
    said = f"`feed` is {one_line(feed)!r}, which is not configured, {effect}: {meant} the id of a feed, or leave it out"
    return {"warning": said}


def _languages(language: str | None, title_language: str | None) -> Record:
    """The languages as records show them: the title's own only where it has one."""
    return {"language": language} | ({"title_language": title_language} if title_language else {})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
