"""``report``: what came in on a day, and what became of every match of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.alerts import moment_of
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, finish, out, print_json, print_table
from monitor.cli.opening import open_store, readers_zone
from monitor.clock import SystemClock
from monitor.store import Account, Accounting, Fate

_WORDS = {"today": 0, "yesterday": 1}

app = typer.Typer(add_completion=False)


def parse_day(text: str) -> str:
    """``today``, ``yesterday`` or ``2026-01-31``. Raises ``typer.BadParameter``."""
    try:
        # The first year and the last have days that no time zone can be reckoned for.
        known = text in _WORDS or date.min.year < date.fromisoformat(text).year < date.max.year
    except ValueError:
        known = False
    if not known:
        raise typer.BadParameter("write a day such as 2026-01-31, or today, or yesterday")
    return text


@app.command("report")
def report_command(
    config: ConfigOption = DEFAULT_CONFIG,
    day: Annotated[
        str,
        typer.Option(parser=parse_day, metavar="DAY", help="Of which day: 2026-01-31, today or yesterday."),
    ] = "today",
    as_json: JsonOption = False,
) -> None:
    """What came in on a day, and what became of each match; exits with 1 when the sums do not add up."""
    finish(report(config, day, as_json=as_json))


async def report(path: Path, day: str, *, as_json: bool) -> Exit:
    """The sums of ``day`` in the time zone of the settings; fails when they do not add up."""
    async with open_store(path) as store:
        zone = readers_zone(path)
        chosen = _day(day, SystemClock().now().astimezone(zone).date())
        begin, end = (moment_of(each, time.min, zone) for each in (chosen, chosen + timedelta(days=1)))
        accounting = await store.accounts.of(begin, end)
    if as_json:
        print_json(_json(chosen, accounting))
    else:
        _print(chosen, zone, accounting)
    return Exit.DONE if accounting.balanced else Exit.FAILED


def _day(text: str, today: date) -> date:
    return today - timedelta(days=_WORDS[text]) if text in _WORDS else date.fromisoformat(text)


def _json(day: date, accounting: Accounting) -> dict[str, object]:
    matched = _total(accounting.rules)
    return {
        "day": day.isoformat(),
        "begin": accounting.begin,
        "end": accounting.end,
        "entries": asdict(accounting.entries),
        "matches": {"matched": matched.total, **_fates(matched), "reasons": matched.reasons},
        "rules": [{"rule": each.rule_id, **_account_json(each)} for each in accounting.rules],
        "channels": [
            {"rule": each.rule_id, "channel": each.channel, **_account_json(each)} for each in accounting.channels
        ],
        "balanced": accounting.balanced,
    }


def _account_json(account: Account) -> dict[str, object]:
    return {"total": account.total, **_fates(account), "reasons": account.reasons, "balanced": account.balanced}


def _fates(account: Account) -> dict[str, int]:
    return {fate.value: account.fates.get(fate, 0) for fate in Fate}


def _print(day: date, zone: ZoneInfo, accounting: Accounting) -> None:
    entries, matched = accounting.entries, _total(accounting.rules)
    out.print(f"{day} ({zone.key})")
    out.print(f"fetched {entries.fetched} = {entries.new} new + {entries.known} known")
    out.print(f"new {entries.new} = {entries.read} read + {entries.waiting} waiting + {entries.given_up} given up")
    parts = " + ".join(f"{matched.fates.get(fate, 0)} {fate.value}" for fate in Fate)
    why = f" ({_why(matched)})" if matched.reasons else ""
    out.print(f"matched {matched.total} = {parts}{why}\n")
    fates = tuple(fate.value for fate in Fate)
    print_table(
        ("rule", "matched", *fates, "why"),
        ((each.rule_id, each.total, *_fates(each).values(), _why(each)) for each in accounting.rules),
        "no rule matched",
        numbers=("matched", *fates),
    )
    sent = tuple(fate.value for fate in Fate if fate is not Fate.MERGED)
    out.print("")
    print_table(
        ("rule", "channel", "deliveries", *sent, "why"),
        (
            (each.rule_id, each.channel, each.total, *(each.fates.get(Fate(fate), 0) for fate in sent), _why(each))
            for each in accounting.channels
        ),
        "no alert went to any channel",
        numbers=("deliveries", *sent),
    )
    if not accounting.balanced:
        out.print("\nThe sums do not add up: `news-monitor db check` names what is at fault")


def _why(account: Account) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in sorted(account.reasons.items()))


def _total(accounts: Sequence[Account]) -> Account:
    """All of ``accounts`` in one."""
    fates = {fate: sum(each.fates.get(fate, 0) for each in accounts) for fate in Fate}
    reasons: dict[str, int] = {}
    for each in accounts:
        for reason, number in each.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + number
    return Account("", sum(each.total for each in accounts), fates, reasons)
