"""When readers are told: what channels and rules say of digests, quiet hours, limits and the growth of stories."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from monitor import model
from monitor.config.faults import shown
from monitor.config.model import Flag, Model, Whole, fault_at, written
from monitor.config.values import Duration, at_most
from monitor.model import Severity, UpdateWhen

_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_FIELDS = 5
_SOURCES = r"^sources:([0-9]{1,3})$"
_UPDATES = rf"^(none|languages|daily)$|{_SOURCES}"
_RANKS = list(Severity)


def _parse_clock(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(_CLOCK, value):
        return time.fromisoformat(value)
    if isinstance(value, time):
        return value
    raise ValueError(f'is {shown(str(value))}, not a time of day: write it in quotes, from "00:00" to "23:59"')


def _check_cron(value: str) -> str:
    """A crontab's five fields that come true some day."""
    hint = 'write five fields, as in "0 7 * * 1-5": minute, hour, day, month, day of the week (0 or 7 is Sunday)'
    if len(value.split()) != _FIELDS:
        raise ValueError(f"is {shown(value)}, not a crontab: {hint}")
    try:
        next(CronSim(value, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        reason = str(error) or "it never comes true"
        raise ValueError(f"is {shown(value)}, not a crontab ({reason}): {hint}") from None
    return value


def _parse_except(value: object) -> object:
    """One severity, or the lowest of several: what matters more than an exception is excepted, too."""
    listed = value if isinstance(value, list) else [value]
    known = [Severity(each) for each in listed if isinstance(each, str) and each in _RANKS]
    if not listed or len(known) != len(listed):
        raise ValueError("must be a severity, or a list of them: info, normal, high, critical")
    return min(known, key=_RANKS.index)


Clock = Annotated[time, BeforeValidator(_parse_clock, json_schema_input_type=Annotated[str, Field(pattern=_CLOCK)])]
Cron = Annotated[str, Field(max_length=200), AfterValidator(_check_cron)]
Except = Annotated[Severity, BeforeValidator(_parse_except, json_schema_input_type=Severity | list[Severity])]


class SendSettings(Model):
    """Gather alerts and send them together."""

    digest: Cron | None = None
    """When: a crontab on the clocks of the channel, such as `"0 7 * * 1-5"`."""
    empty: Flag = False
    """Whether a digest goes out when there was nothing, too, to say that the watch goes on."""
    passes: Annotated[Except | None, Field(alias="except")] = None
    """Alerts of this severity, and of higher ones, are sent at once."""

    @model_validator(mode="after")
    def _check_digest(self) -> "SendSettings":
        if self.digest is None and (self.empty or self.passes):
            fault_at("digest", 'say when, as in `digest: "0 7 * * 1-5"`')
        return self

    def policy(self) -> model.Digest | None:
        """``None`` for at once."""
        return model.Digest(self.digest, empty=self.empty, passes=self.passes) if self.digest else None


def _parse_send(value: object) -> object:
    if value == "now":
        return {}
    if isinstance(value, SendSettings) or (isinstance(value, dict) and "digest" in value):
        return value
    raise ValueError('must be `now`, or a digest such as `{digest: "0 7 * * 1-5"}`')


Send = Annotated[SendSettings, BeforeValidator(_parse_send, json_schema_input_type=Literal["now"] | SendSettings)]


class QuietSettings(Model):
    """Hours in which alerts are held; they are sent at the end."""

    start: Annotated[Clock, Field(alias="from")]
    """When they begin, on the clocks of the channel: `"22:00"`."""
    end: Annotated[Clock, Field(alias="to")]
    """When they end; on the next day, where that is earlier."""
    passes: Annotated[Except | None, Field(alias="except")] = None
    """Alerts of this severity, and of higher ones, go through."""

    @model_validator(mode="after")
    def _check_length(self) -> "QuietSettings":
        if self.start == self.end:
            fault_at("to", "`from` and `to` are the same: it would be quiet for ever")
        return self

    def policy(self) -> model.QuietHours:
        """As the decisions take it."""
        return model.QuietHours(self.start, self.end, self.passes)


class LimitSettings(Model):
    """How many alerts are sent one by one; the rest comes in one roll-up."""

    alerts: Annotated[Whole, Field(ge=1, le=10_000)]
    """So many at most,"""
    per: Annotated[Duration, at_most("31d", "the rest would wait for so long")]
    """within so long, to each recipient."""
    passes: Annotated[Except | None, Field(alias="except")] = None
    """Alerts of this severity, and of higher ones, are sent in any case."""

    def policy(self) -> model.Limit:
        """As the decisions take it."""
        return model.Limit(self.alerts, self.per, self.passes)


class CorroborateSettings(Model):
    """Wait for further sources that are independent: copies of one agency's text count once."""

    sources: Annotated[Whole, Field(ge=2, le=20)] = 2
    """How many sources."""
    within: Annotated[Duration, at_most("31d", "people would hear of it so late")] = written("2h")
    """How long to wait for them."""
    otherwise: Annotated[Literal["alert", "drop"], Field(alias="else")] = "alert"
    """When they do not come: `alert`, marked as of a single source, or `drop`."""

    def policy(self) -> model.Corroboration:
        """As the decisions take it."""
        return model.Corroboration(self.sources, self.within, drop=self.otherwise == "drop")


def _parse_corroborate(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return {"sources": value}
    if isinstance(value, dict | CorroborateSettings):
        return value
    raise ValueError("must be a number of sources such as 2, or `{sources: 2, within: 2h, else: alert}`")


_Number = Annotated[int, Field(ge=2, le=20)]
Corroborate = Annotated[
    CorroborateSettings, BeforeValidator(_parse_corroborate, json_schema_input_type=_Number | CorroborateSettings)
]


def _parse_updates(value: object) -> object:
    if isinstance(value, model.Updates):
        return value
    if isinstance(value, dict) and set(value) == {"sources"}:
        value = f"sources:{value['sources']}"
    if not isinstance(value, str) or not re.fullmatch(_UPDATES, value):
        raise ValueError("must be `none`, `sources:3` (or another number), `languages` or `daily`")
    word, _, number = value.partition(":")
    if number and int(number) < 2:
        raise ValueError("must count two sources or more: one has the story from the beginning")
    return model.Updates(UpdateWhen(word), int(number or 0))


Updates = Annotated[
    model.Updates, BeforeValidator(_parse_updates, json_schema_input_type=Annotated[str, Field(pattern=_UPDATES)])
]


def _shaped(words: str) -> BeforeValidator:
    """Refuses what is no mapping, in ``words`` that show one."""

    def check(value: object) -> object:
        if isinstance(value, dict | Model):
            return value
        raise ValueError(words)

    return BeforeValidator(check)


Quiet = Annotated[QuietSettings, _shaped('must be hours such as `{from: "22:00", to: "06:30"}`')]
Limited = Annotated[LimitSettings, _shaped("must be a number and a time such as `{alerts: 20, per: 1h}`")]


def _parse_quiet(value: object) -> object:
    if value == "off" or isinstance(value, dict | QuietSettings):
        return value
    raise ValueError('must be `off`, or hours such as `{from: "22:00", to: "06:30"}`')


# Told apart beforehand: else what is wrong in the hours would also be told as a misspelt `off`.
RuleQuiet = Annotated[
    Annotated[Literal["off"], Tag("off")] | Annotated[QuietSettings, Tag("hours")],
    Discriminator(lambda value: "off" if value == "off" else "hours"),
    BeforeValidator(_parse_quiet, json_schema_input_type=Literal["off"] | QuietSettings),
]


def as_policy(policy: model.RulePolicy) -> dict[str, Any]:
    """The keys of a rule in YAML that say ``policy``."""
    quiet, wanted, updates = policy.quiet, policy.corroborate, policy.updates
    hours = quiet and (quiet if quiet == "off" else _hours(quiet))
    send = policy.send and (policy.send if policy.send == "now" else _digest(policy.send))
    limit = policy.limit
    otherwise = {"else": "drop"} if wanted and wanted.drop else {}
    said = {
        "send": send,
        "quiet_hours": hours,
        "limit": limit and {"alerts": limit.alerts, "per": _duration(limit.per), **_except(limit.passes)},
        "updates": f"sources:{updates.sources}" if updates.sources else updates.when.value,
        "corroborate": wanted and {"sources": wanted.sources, "within": _duration(wanted.within), **otherwise},
        "repeat": policy.repeat and _duration(policy.repeat),
    }
    return {key: value for key, value in said.items() if value and value != UpdateWhen.NONE.value}


def _hours(quiet: model.QuietHours) -> dict[str, Any]:
    return {"from": f"{quiet.start:%H:%M}", "to": f"{quiet.end:%H:%M}", **_except(quiet.passes)}


def _digest(digest: model.Digest) -> dict[str, Any]:
    return {"digest": digest.cron, **_except(digest.passes)}


def _except(passes: Severity | None) -> dict[str, str]:
    return {"except": passes.value} if passes else {}


def _duration(value: timedelta) -> str:
    """``value`` in the largest unit that leaves no rest."""
    milliseconds = value // timedelta(milliseconds=1)
    units = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))
    return next(f"{milliseconds // size}{unit}" for unit, size in units if milliseconds % size == 0)
