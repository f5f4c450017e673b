"""``feeds discover``: what can be read of a site, each source tried as the service would read it."""

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import articles, sources
from monitor.app import WORKER_MEMORY
from monitor.building import build_client
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    Exit,
    JsonOption,
    ago,
    err,
    finish,
    out,
    print_json,
    print_table,
)
from monitor.cli.opening import load_config
from monitor.clock import SystemClock
from monitor.config import Configuration, Settings, address_key
from monitor.errors import Fault, FetchError, MonitorError
from monitor.model import Entry, Feed
from monitor.net import Client, HostGate, speakable
from monitor.rulebook import Rulebook
from monitor.sources import Candidate, Discovery
from monitor.telemetry import one_line
from monitor.workers import Workers

_DETECTION_LIMIT = 20.0
_TITLES_READ = 40
_SHOWN = 10
_NO_HTTPS = (Fault.NETWORK, Fault.REFUSED, Fault.TIMEOUT, Fault.TLS)

app = typer.Typer(add_completion=False)
SelectorOption = Annotated[
    str | None, typer.Option(metavar="CSS", help="Read the page as a list of articles, by this CSS selector.")
]


@app.command("discover")
def feeds_discover(
    url: Annotated[str, typer.Argument(help="A home page, a section, a feed or a sitemap.")],
    config: ConfigOption = DEFAULT_CONFIG,
    selector: SelectorOption = None,
    pick: Annotated[int | None, typer.Option(min=1, help="Show the entries of the source of this number.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find what can be read of a site: feeds, sitemaps, and the page itself; each is tried."""
    finish(discover(config, url, selector=selector, pick=pick, as_json=as_json))


async def discover(path: Path, url: str, *, selector: str | None, pick: int | None, as_json: bool) -> Exit:
    """Show the sources of a site, best first; of the one picked, its entries too."""
    configuration = _configuration(path)
    found = await find_sources(configuration, url, selector)
    if as_json:
        print_json(_as_json(found))
    else:
        print_sources(found, configuration.feeds)
        if pick is not None:
            print_entries(picked(found, pick))
    return Exit.DONE if found.candidates else Exit.FAILED


def _configuration(path: Path) -> Configuration:
    """That at ``path``; where none was named and there is none, an empty one: to look at a site takes no settings."""
    if path != DEFAULT_CONFIG or path.exists():
        return load_config(path)
    err.print(f"there is no {path}: the network settings are the usual ones")
    return Configuration(Settings(), (), Rulebook(()), ())


async def find_sources(configuration: Configuration, url: str, selector: str | None) -> Discovery:
    """Look for the sources of ``url``, with the network settings and the manners of the service.

    A site that was named without a scheme and has nothing over HTTPS, or does not speak it, is asked over HTTP; not one
    whose certificate is wrong. Raises FetchError and ParseError.
    """
    try:
        found = await _find(configuration, address_of(url), selector)
    except FetchError as error:
        if "://" in url or not _is_without_https(error):
            raise
        err.print(f"HTTPS was assumed, but not spoken: {error.detail} Asking over HTTP.")
    else:
        if found.candidates or "://" in url:
            return found
    return await _find(configuration, f"http://{url}", selector)


def _is_without_https(error: FetchError) -> bool:
    """Whether nothing answered in HTTPS."""
    cause = error.__cause__
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or next((each for each in cause.args if isinstance(each, BaseException)), None)
    return cause is None and error.fault in _NO_HTTPS


async def _find(configuration: Configuration, address: str, selector: str | None) -> Discovery:
    clock = SystemClock()
    polling = configuration.settings.polling
    gate = HostGate(clock, polling.spacing, polling.per_host)
    async with _tools(configuration) as (client, workers):
        with err.status(f"asking {speakable(address)}") as status:
            found = await sources.discover(
                client,
                workers,
                address,
                turn=gate.passing,
                now=clock.now(),
                selector=selector,
                told=lambda asked: status.update(f"asking {speakable(asked)}"),
            )
        return replace(found, candidates=tuple([await _with_language(workers, each) for each in found.candidates]))


def address_of(text: str) -> str:
    """What somebody typed as a URL: ``example.org`` means its secure home page."""
    return text if "://" in text else f"https://{text}"


def picked(found: Discovery, pick: int) -> Candidate:
    """The source of that number, counted from 1. Raises MonitorError when there is none."""
    if not 1 <= pick <= len(found.candidates):
        raise MonitorError(f"--pick {pick}: the sources found are numbered 1 to {len(found.candidates)}")
    return found.candidates[pick - 1]


def print_sources(found: Discovery, feeds: Iterable[Feed]) -> None:
    """A table of the sources, those that are among ``feeds`` marked, and what could not be read of the site."""
    now = SystemClock().now()
    ids = {address_key(feed.url): feed.id for feed in feeds}
    known = [ids.get(address_key(each.url)) for each in found.candidates]
    print_table(
        (
            "",
            *(("configured",) if any(known) else ()),
            "kind",
            "entries",
            "newest",
            "language",
            "title",
            "found",
            "address",
        ),
        (
            (
                number,
                *((known[number - 1],) if any(known) else ()),
                each.kind if each.parts is None else f"{each.kind}, {each.parts} parts",
                len(each.parsed.entries),
                ago(each.newest, now),
                each.parsed.language,
                each.parsed.title,
                each.where,
                each.url,
            )
            for number, each in enumerate(found.candidates, 1)
        ),
        f"nothing that can be read was found at {speakable(found.url)}",
    )
    for miss in found.misses:
        err.print(f"not read: {one_line(speakable(miss.url))} ({miss.where}): {one_line(miss.reason)}")


def print_entries(candidate: Candidate) -> None:
    """The first entries of a source, as a preview."""
    now = SystemClock().now()
    entries = candidate.parsed.entries
    print_table(
        ("newest" if candidate.newest else "", "title", "address"),
        ((ago(_date(entry), now), entry.title or "(from the page)", entry.url) for entry in entries[:_SHOWN]),
        "it holds no entry now",
    )
    if len(entries) > _SHOWN:
        out.print(f"and {len(entries) - _SHOWN:,} more")


@asynccontextmanager
async def _tools(configuration: Configuration) -> AsyncIterator[tuple[Client, Workers]]:
    client = build_client(configuration.settings)
    workers = Workers(processes=1, memory_limit=WORKER_MEMORY)
    try:
        yield client, workers
    finally:
        await client.aclose()
        await workers.close()


async def _with_language(workers: Workers, candidate: Candidate) -> Candidate:
    """``candidate`` with the language of its titles, where these tell; else what it states."""
    titles = "\n".join(entry.title for entry in candidate.parsed.entries[:_TITLES_READ])
    told = await workers.run(_detect, titles, candidate.parsed.language, timeout=_DETECTION_LIMIT) if titles else None
    return replace(candidate, parsed=replace(candidate.parsed, language=told or candidate.parsed.language))


def _detect(text: str, prior: str | None) -> str | None:
    return articles.detect_language("", text, prior=prior, languages=articles.USUAL_LANGUAGES)


def _as_json(found: Discovery) -> Mapping[str, Any]:
    return {
        "url": found.url,
        "title": found.title,
        "candidates": [
            {
                "pick": number,
                "kind": each.kind,
                "url": each.url,
                "found": each.where,
                "title": each.parsed.title,
                "language": each.parsed.language,
                "entries": len(each.parsed.entries),
                "newest": each.newest,
                "parts": each.parts,
                "selector": each.selector,
                "sample": [
                    {"title": entry.title, "url": entry.url, "published": _date(entry)}
                    for entry in each.parsed.entries[:_SHOWN]
                ],
            }
            for number, each in enumerate(found.candidates, 1)
        ],
        "misses": [{"url": miss.url, "found": miss.where, "reason": miss.reason} for miss in found.misses],
    }


def _date(entry: Entry) -> datetime | None:
    return entry.published or entry.updated
