"""``channels``: how each stands, and using one again that was disabled."""

from collections.abc import Mapping
from pathlib import Path

from monitor.cli.common import Exit, ago, load_config, open_store, out, print_json, print_table
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import ChannelState, DeliveryState

_WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.HELD, DeliveryState.DIGEST})
_TAKEN_OUT = "is not configured any more; what waits for it is sent if it is added again"


async def list_channels(path: Path, *, as_json: bool) -> Exit:
    """Every channel, what waits for it, and whether its far side takes anything; and what waits for one taken out."""
    configured = load_config(path).settings.channels
    async with open_store(path) as store:
        states, counts = await store.channels.states(), await store.channels.counts()
    kinds: dict[str, str | None] = {name: channel.kind for name, channel in configured.items()}
    kinds |= {name: None for name, state in sorted(counts) if state in _WAITING and name not in configured}
    numbers = {name: {state: counts.get((name, state), 0) for state in DeliveryState} for name in kinds}
    if as_json:
        print_json(
            [
                {"id": name, "kind": kind, "deliveries": numbers[name], **_state_json(states.get(name))}
                for name, kind in kinds.items()
            ]
        )
        return Exit.DONE
    print_table(
        ("channel", "kind", "state", "deliveries"),
        (
            (name, kind, _verdict(states.get(name)) if kind else _TAKEN_OUT, _counted(numbers[name]))
            for name, kind in kinds.items()
        ),
        f"no channels are configured in {path}",
    )
    return Exit.DONE


def _counted(numbers: Mapping[DeliveryState, int]) -> str | None:
    """How many deliveries stand how: a column each would not fit a window."""
    return ", ".join(f"{number:,} {state}" for state, number in numbers.items() if number) or None


def _state_json(state: ChannelState | None) -> dict[str, object]:
    shown = ("failing_since", "disabled_at", "reason")
    return {name: getattr(state, name) if state else None for name in shown}


def _verdict(state: ChannelState | None) -> str:
    now = SystemClock().now()
    if state is None:
        return "ok"
    if state.disabled_at is not None:
        return f"{state.reason} ({ago(state.disabled_at, now)})"
    return f"has taken nothing since {ago(state.failing_since, now)}"


async def resume(path: Path, name: str) -> Exit:
    """Use a disabled channel again, beginning with what is held for it."""
    async with open_store(path) as store:
        released = await store.channels.resume(name, SystemClock().now())
    if released is None:
        raise MonitorError(f"no channel `{name}` is disabled; `news-monitor channels list` shows how each stands")
    out.print(f"{name} is used again; queued, the oldest first: {released}")
    return Exit.DONE
