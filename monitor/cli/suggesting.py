"""``news-monitor officials suggest``: spellings of a person in past articles that no rule would find."""

from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import rules
from monitor.cli.common import Exit, err, out, print_json, print_table
from monitor.cli.opening import load_config
from monitor.cli.replay import Since, Source, open_source, progress
from monitor.clock import Clock, SystemClock
from monitor.config import importing
from monitor.errors import MonitorError
from monitor.rulebook import Official
from monitor.telemetry import one_line
from monitor.text.fold import fold
from monitor.text.letters import language_of_letters
from monitor.text.tokens import words


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    config: Path
    who: str
    since: Since | None = None
    limit: int | None = None
    threshold: float = rules.THRESHOLD
    jsonl: str | None = None
    as_json: bool = False


async def suggest(options: Options) -> Exit:
    """Look through past articles for near spellings of a person, and print them with the YAML that would list them.

    Raises ConfigError when the configuration is wrong, and MonitorError when there is nobody or nothing to look for.
    """
    clock = SystemClock()
    configuration = load_config(options.config)
    officials = configuration.rulebook.officials
    official = find_official(options.who, officials.values())
    suggesting = rules.Suggesting(official, officials.values(), options.threshold)
    zone = ZoneInfo(configuration.settings.timezone)
    since = options.since.start(clock.now(), zone) if options.since else None
    async with open_source(options.config, options.jsonl, configuration, since) as source:
        read = await _read(source, suggesting, clock)
    for bad in source.bad:
        err.print(one_line(f"{source.name}, line {bad.line}: {bad.reason}"))
    if not read:
        raise MonitorError(f"{source.name}: there is no article to look through")
    found = suggesting.result(options.limit)
    if options.as_json:
        print_json(
            {"official": official.id or None, "name": official.name, "articles": read, "suggestions": _json(found)}
        )
    else:
        _print(found, official, read, source)
    return Exit.DONE


def find_official(who: str, officials: Iterable[Official]) -> Official:
    """The official whose id or name ``who`` is; or someone new (without an id) who has that name alone.

    Raises MonitorError when several officials have it, and when it is not a name of two words or more.
    """
    listed = list(officials)
    by_id = next((official for official in listed if official.id == who), None)
    if by_id is not None:
        return by_id
    named = [official for official in listed if _folded(who) in map(_folded, _names(official))]
    if len(named) == 1:
        return named[0]
    if named:
        raise MonitorError(f"`{one_line(who)}` is a name of {', '.join(each.id for each in named)}; give an id")
    language = language_of_letters(who)
    if language is None or (len(words(who)) < 2 and language not in ("zh", "ja")):
        raise MonitorError(
            f"`{one_line(who)}` is no official, and no name of two words; `news-monitor officials list` shows the ids"
        )
    return Official("", " ".join(who.split()), {language: (" ".join(who.split()),)})


def _names(official: Official) -> list[str]:
    return [official.name, *(name for listed in official.names.values() for name in listed)]


def _folded(name: str) -> str:
    return " ".join(fold(word) for word in words(name))


async def _read(source: Source, suggesting: rules.Suggesting, clock: Clock) -> int:
    """Look through all articles; gives how many there were."""
    read = 0
    with progress(source, clock) as advance:
        async with aclosing(source.articles()) as articles:
            async for article in articles:
                suggesting.take(article)
                read += 1
                advance(read)
    return read


def _json(found: Sequence[rules.Suggestion]) -> list[dict[str, object]]:
    return [asdict(suggestion) for suggestion in found]


def _print(found: Sequence[rules.Suggestion], official: Official, read: int, source: Source) -> None:
    columns = ("spelling", "in", "times, articles, sources", "score", "resembles", "for example")
    rows = (
        (
            each.text,
            each.language or "unknown",
            f"{each.count}, {each.articles}, {each.sources}",
            f"{each.score:.0f}",
            each.resembles,
            each.snippet,
        )
        for each in found
    )
    where = f"{read:,} articles from {source.name}"
    print_table(columns, rows, f"no near spelling of {one_line(official.name)} in {where}")
    if not found:
        return
    out.print(f"\nin {where}. Keep what is this person, in its base form, and add it to their names:\n")
    by_language: dict[str, list[str]] = {}
    for each in found:
        by_language.setdefault(each.language or "en", []).append(each.text)
    for line in importing.names_yaml(dict(sorted(by_language.items()))).splitlines():
        out.print(f"    {line}")
