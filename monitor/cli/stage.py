"""``news-monitor stage NAME``: one stage of the pipeline as a filter over JSON Lines.

Records go out in the order in which they came in, one for each. A record that fails gives ``{"id", "error"}`` and the
run goes on. Bytes from outside are parsed in killable workers here as in the daemon.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from monitor import alerts, articles, config, rules, sources
from monitor.app import WORKER_MEMORY, languages_of
from monitor.cli.records import BAD_RECORD, Record, article_of, read_record, reason
from monitor.clock import SystemClock
from monitor.workers import Workers

Step = Callable[[Record], Awaitable[Record]]

_TIME_LIMIT = 20.0
_WINDOW = 8


class StageName(StrEnum):
    """The stages that can be run as a filter."""

    PARSE = "parse"
    EXTRACT = "extract"
    MATCH = "match"
    SUMMARISE = "summarise"


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
            case StageName.SUMMARISE:
                return self._summarise

    async def _parse(self, record: Record) -> Record:
        body = await asyncio.to_thread(Path(record["path"]).read_bytes)
        feed = await self._workers.run(
            sources.parse_feed, body, record.get("content_type"), record.get("url", ""), timeout=_TIME_LIMIT
        )
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
        body = await asyncio.to_thread(Path(record["path"]).read_bytes)
        now = self._clock.now()
        extract = partial(articles.extract_page, content_type=None, url=record.get("url"), now=now)
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
        }

    def _matcher(self) -> Step:
        configuration = self._load()
        matcher = rules.compile_rulebook(configuration.rulebook)
        languages = languages_of(configuration)
        feed_tags = {feed.id: feed.tags for feed in configuration.feeds}

        async def match(record: Record) -> Record:
            article = article_of(record, languages, feed_tags)
            found = matcher.match(article, self._clock.now())
            return {
                "id": record["id"],
                **_languages(article.language, article.title_language),
                "matches": [{"rule": match.rule_id, **asdict(hit)} for match in found for hit in match.hits],
            }

        return match

    async def _summarise(self, record: Record) -> Record:
        title, text = str(record.get("title", "")), str(record["text"])
        summary = alerts.summarise(title, text, (), language=record.get("language"))
        return {"id": record["id"], "summary": summary}


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
            while line := await asyncio.to_thread(sys.stdin.buffer.readline):
                if line.strip():
                    await answers.put(group.create_task(_one(step, line)))
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


async def _one(step: Step, line: bytes) -> str:
    record: Record = {}
    try:
        record = read_record(line)
        answer = await step(record)
    except BAD_RECORD as error:
        answer = {"id": record.get("id"), "error": reason(error)}
    return json.dumps(answer, ensure_ascii=False)


def _languages(language: str | None, title_language: str | None) -> Record:
    """The languages as records show them: the title's own only where it has one."""
    return {"language": language} | ({"title_language": title_language} if title_language else {})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
