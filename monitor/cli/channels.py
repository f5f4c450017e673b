"""``channels``: how each stands, and using one again that was disabled."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, ago, finish, out, print_json, print_table
from monitor.cli.opening import open_store, read_channels
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import ChannelState, DeliveryState
from monitor.store import Failure
from monitor.telemetry import one_line

_WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.HELD, DeliveryState.DIGEST})


@dataclass(frozen=True, slots=True)
class _Standing:
    """A channel and what is known of it. ``kind`` is ``None`` where the settings cannot be read, or lack it."""

    name: str
    kind: str | None
    is_taken_out: bool
    numbers: Mapping[DeliveryState, int]
    state: ChannelState | None
    failure: Failure | None

    @property
    def word(self) -> str:
        """How it stands."""
        if self.is_taken_out:
            return "taken out"
        if self.state is not None and self.state.disabled_at is not None:
            return "disabled"
        return "failing" if self.state or self.failure else "ok"

    @property
    def counts(self) -> str | None:
        """How many deliveries stand how: a column each would not fit a window."""
        return ", ".join(f"{number:,} {state}" for state, number in self.numbers.items() if number) or None


app = typer.Typer(no_args_is_help=True, add_completion=False, help="The channels and how they fare.")


@app.command("list")
def channels_list(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show every channel, what waits for it, and whether its far side takes anything."""
    finish(list_channels(config, as_json=as_json))


@app.command("resume")
def channels_resume(
    channel: Annotated[str, typer.Argument(metavar="ID", help="The channel.")], config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """Use a channel again that was disabled, and send what is held for it."""
    finish(resume(config, channel))


async def list_channels(path: Path, *, as_json: bool) -> Exit:
    """Every channel, what waits for it, and whether its far side takes anything; and what waits for one taken out."""
    standings = await _standings(path)
    if as_json:
        print_json([_as_json(standing) for standing in standings])
        return Exit.DONE
    print_table(
        ("channel", "kind", "state", "deliveries"),
        ((each.name, each.kind, each.word, each.counts) for each in standings),
        f"no channels are configured in {path}",
    )
    remarks = [line for standing in standings for line in _remarks(standing)]
    if remarks:
        out.print()
    for line in remarks:
        out.print(one_line(line))
    return Exit.DONE


async def _standings(path: Path) -> list[_Standing]:
    async with open_store(path) as store:
        configured = read_channels(path, "only channels with deliveries are listed")
        states, counts = await store.channels.states(), await store.channels.counts()
        failures = await store.channels.failures()
    kinds: dict[str, str | None] = {name: channel.kind for name, channel in (configured or {}).items()}
    others = {name for name, state in counts if configured is None or state in _WAITING} - kinds.keys()
    kinds |= dict.fromkeys(sorted(others))
    return [
        _Standing(
            name,
            kind,
            is_taken_out=configured is not None and kind is None,
            numbers={state: counts.get((name, state), 0) for state in DeliveryState},
            state=states.get(name),
            failure=failures.get(name),
        )
        for name, kind in kinds.items()
    ]


def _remarks(standing: _Standing) -> Iterator[str]:
    """A line on what is wrong with it, since when, and why."""
    name, state, failure, now = standing.name, standing.state, standing.failure, SystemClock().now()
    if standing.is_taken_out:
        yield f"{name}: is not configured any more; what waits for it is sent if it is added again"
    elif state is not None and state.disabled_at is not None:
        yield f"{name}: {ago(state.disabled_at, now)}: {state.reason}"
    elif state is not None:
        why = f"; the latest: {failure.error}" if failure else ""
        yield f"{name}: failed first {ago(state.failing_since, now)} and has taken nothing since{why}"
    elif failure is not None:
        yield f"{name}: its latest delivery, of {ago(failure.at, now)}, failed: {failure.error}"


def _as_json(standing: _Standing) -> dict[str, object]:
    state, failure = standing.state, standing.failure
    shown = ("failing_since", "disabled_at", "reason")
    return {
        "id": standing.name,
        "kind": standing.kind,
        "state": standing.word,
        "deliveries": standing.numbers,
        **{name: getattr(state, name) if state else None for name in shown},
        "last_failure": asdict(failure) if failure else None,
    }


async def resume(path: Path, name: str) -> Exit:
    """Use a disabled channel again, beginning with what is held for it."""
    async with open_store(path) as store:
        released = await store.channels.resume(name, SystemClock().now())
    if released is None:
        raise MonitorError(f"no channel `{name}` is disabled; `news-monitor channels list` shows how each stands")
    out.print(f"{name} is used again; queued, the oldest first: {released}")
    return Exit.DONE
