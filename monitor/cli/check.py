"""``check``: what is wrong in the configuration, what is doubtful, and which examples fail."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from monitor import articles, config, rules
from monitor.building import languages_of
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, counted, err, finish, out, print_json
from monitor.cli.opening import open_store
from monitor.clock import SystemClock
from monitor.errors import ConfigError, ConfigFault, MonitorError
from monitor.rulebook import Rulebook
from monitor.telemetry import one_line


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found, and a line that sums it up."""

    faults: tuple[ConfigFault, ...]
    warnings: tuple[ConfigFault, ...]
    summary: str


app = typer.Typer(add_completion=False)


@app.command("check")
def check_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Validate the configuration and run the examples inside the rules."""
    finish(check(config, as_json=as_json))


async def check(path: Path, *, as_json: bool) -> Exit:
    """Validate everything and run the examples inside the rules; where something is wrong, of the other rules."""
    checked = _check(config.examine(path, os.environ, SystemClock().now()))
    running = await _running_configuration(path) if not checked.faults else None
    if as_json:
        faults, warnings = list(map(str, checked.faults)), list(map(str, checked.warnings))
        print_json({"ok": not faults, "faults": faults, "warnings": warnings})
    else:
        for fault in checked.faults:
            err.print(str(fault))
        for warning in checked.warnings:
            out.print(f"warning: {warning}")
        out.print(checked.summary)
        if running:
            out.print(running)
    return Exit.CONFIG if checked.faults else Exit.DONE


def _check(examined: config.Examined) -> _Checked:
    matcher, rulebook, refused = _compile_what_can_be(examined.rulebook)
    detect = partial(articles.detect_language, "", prior=None, languages=languages_of(examined))
    failed = rules.match_examples(matcher, rulebook, detect)
    faults = (*examined.faults, *refused, *failed)
    return _Checked(faults, examined.warnings + matcher.warnings, _summary(examined, rulebook, len(faults)))


def _compile_what_can_be(rulebook: Rulebook) -> tuple[rules.Matcher, Rulebook, list[ConfigFault]]:
    """A matcher of the rules that can be compiled, these, and what is wrong in the others."""
    refused: list[ConfigFault] = []
    while True:
        try:
            return rules.compile_rulebook(rulebook), rulebook, refused
        except ConfigError as error:
            refused.extend(error.faults)
        smaller = config.sound_part(rulebook, {f"{fault.path}:{fault.line}" for fault in refused})
        rulebook = smaller if len(smaller.rules) < len(rulebook.rules) else Rulebook(())


def _summary(examined: config.Examined, rulebook: Rulebook, faults: int) -> str:
    configuration = examined.configuration
    if not faults and configuration:
        return (
            f"fine: {counted(len(configuration.feeds), 'feed')}, {counted(len(rulebook.rules), 'rule')}, "
            f"{counted(len(rulebook.topics), 'topic')}, {counted(len(rulebook.officials), 'official')}, "
            f"{counted(len(configuration.settings.channels), 'channel')}"
        )
    untried = examined.rules - len(rulebook.rules)
    said = f"; until they are mended, {untried} of {examined.rules} rules cannot be tried" if untried else ""
    return f"faults: {faults}{said}"


async def _running_configuration(path: Path) -> str | None:
    """A sentence when the running service refused these files earlier and still uses the old ones."""
    try:
        async with open_store(path) as store:
            beat = await store.last_heartbeat()
    except MonitorError:
        return None
    if beat is None or beat.reload_error is None:
        return None
    at = f" at {beat.reload_at.astimezone():%Y-%m-%d %H:%M:%S %Z}" if beat.reload_at else ""
    why = one_line(beat.reload_error.partition("\n")[0])
    return f"note: the running service refused a reload{at} and still uses its old configuration ({why})"
