"""``silences``: alerts that are not sent for a while, and why."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor import config
from monitor.alerts import DIGESTS, NOTICES
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, ago, finish, out, print_json, print_table
from monitor.cli.opening import assert_known, load_config, open_store
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.ids import digest_id
from monitor.model import Silence
from monitor.telemetry import one_line

app = typer.Typer(no_args_is_help=True, add_completion=False, help="What is not to be sent for a while.")

_ID_LETTERS, _SHORTEST_START = 8, 3
_LONGEST = timedelta(days=366)


def parse_length(text: str) -> timedelta:
    """``3h`` or ``2d``. Raises ``typer.BadParameter``."""
    try:
        length = config.parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} {error}") from None
    if not timedelta(0) < length <= _LONGEST:
        raise typer.BadParameter("write a duration between a second and a year, such as 3h; a silence ends by itself")
    return length


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a silence is for: all that is given must hold."""

    rule_id: str | None
    feed_id: str | None
    channel: str | None
    official: str | None
    topic: str | None

    def check(self, known: config.Configuration) -> None:
        """Raises MonitorError for what is not configured, and for a silence of everything."""
        rulebook = known.rulebook
        names: dict[str, tuple[str | None, Collection[str]]] = {
            "rule": (self.rule_id, [*(rule.id for rule in rulebook.rules), NOTICES, DIGESTS]),
            "feed": (self.feed_id, [feed.id for feed in known.feeds]),
            "channel": (self.channel, known.settings.channels),
            "official": (self.official, rulebook.officials),
            "topic": (self.topic, rulebook.topics),
        }
        for kind, (name, there) in names.items():
            assert_known(kind, name, there)
        if all(name is None for name, _ in names.values()):
            raise typer.BadParameter("say what is to be silent: --rule, --feed, --channel, --official or --topic")

    def words(self) -> str:
        """For a line of a table."""
        said = asdict(self).items()
        return ", ".join(f"{name.removesuffix('_id')} {value}" for name, value in said if value is not None)


@app.command("add")
def add(
    length: Annotated[timedelta, typer.Option("--for", parser=parse_length, metavar="3h", help="For how long.")],
    why: Annotated[str, typer.Option(help="Why, for whoever wonders where an alert has gone.")],
    config_path: ConfigOption = DEFAULT_CONFIG,
    rule: Annotated[str | None, typer.Option(help="Alerts of this rule.")] = None,
    feed: Annotated[str | None, typer.Option(help="Alerts whose articles are all of this feed.")] = None,
    channel: Annotated[str | None, typer.Option(help="On this channel.")] = None,
    official: Annotated[str | None, typer.Option(help="Alerts that name this official.")] = None,
    topic: Annotated[str | None, typer.Option(help="Alerts in which this topic was found.")] = None,
) -> None:
    """Keep alerts from being sent for which all that is given holds; they are listed as suppressed, and why."""
    finish(_add(config_path, _Scope(rule, feed, channel, official, topic), length, why))


@app.command("list")
def list_(
    config_path: ConfigOption = DEFAULT_CONFIG,
    ended: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what is silent, until when, and why."""
    finish(_list(config_path, ended=ended, as_json=as_json))


@app.command("expire")
def expire(
    silence: Annotated[str, typer.Argument(help="Its id, or three characters of it or more.")],
    config_path: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """End a silence now."""
    finish(_expire(config_path, silence))


async def _add(path: Path, scope: _Scope, length: timedelta, why: str) -> Exit:
    configuration = load_config(path)
    scope.check(configuration)
    reason = one_line(why).strip()
    if not reason:
        raise typer.BadParameter("say why in --why: it is what people read where they look for the alert")
    now = SystemClock().now()
    silence_id = digest_id("silence", now.isoformat(), scope.words(), reason)[:_ID_LETTERS]
    silence = Silence(silence_id, now, now + length, reason, **asdict(scope))
    async with open_store(path) as store:
        await store.silences.add(silence)
    end = silence.until.astimezone(ZoneInfo(configuration.settings.timezone))
    out.print(f"{silence.id}: {scope.words()} is silent until {end:%Y-%m-%d %H:%M} ({end.tzinfo})")
    return Exit.DONE


async def _list(path: Path, *, ended: bool, as_json: bool) -> Exit:
    now = SystemClock().now()
    async with open_store(path) as store:
        found = await store.silences.list(now, ended=ended)
    if as_json:
        print_json([asdict(silence) for silence in found])
        return Exit.DONE
    print_table(
        ("silence", "of", "ends", "since", "why"),
        ((each.id, _scope(each).words(), ago(each.until, now), ago(each.created_at, now), each.why) for each in found),
        "nothing was ever silenced" if ended else "nothing is silent",
    )
    return Exit.DONE


async def _expire(path: Path, start: str) -> Exit:
    async with open_store(path) as store:
        found = await store.silences.ids(start)
        if start not in found and (len(start) < _SHORTEST_START or len(found) != 1):
            problem = "begins the ids of more than one silence" if len(found) > 1 else "is no silence"
            raise MonitorError(f"`{start}` {problem}; `news-monitor silences list` shows their ids")
        silence_id = start if start in found else found[0]
        ended = await store.silences.expire(silence_id, SystemClock().now())
    out.print(f"{silence_id} is over" if ended else f"{silence_id} was over already")
    return Exit.DONE


def _scope(silence: Silence) -> _Scope:
    return _Scope(silence.rule_id, silence.feed_id, silence.channel, silence.official, silence.topic)
