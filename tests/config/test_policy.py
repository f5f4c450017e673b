"""What channels and rules say of when to tell people."""

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import as_rule, rules_yaml
from monitor.model import (
    ChannelPolicy,
    Corroboration,
    Digest,
    Limit,
    QuietHours,
    RulePolicy,
    Severity,
    Updates,
    UpdateWhen,
)
from tests.config.folder import loaded

RULE = "rules:\n  - id: cyber\n    keywords: [a]\n    {}\n"
CRITICAL = Severity.CRITICAL


def test_a_channel_says_when_its_readers_are_told(tmp_path: Path) -> None:
    """The settings of the contract, as they stand there; a mail may be longer than what goes to a program."""
    channel = (
        "timezone: Europe/Zurich\nchannels:\n  desk:\n"
        "    webhook: {url: https://a.example, secret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}\n"
        '    timezone: Europe/Berlin\n    send: {digest: "0 7 * * 1-5", empty: true, except: [critical, high]}\n'
        '    quiet_hours: {from: "22:00", to: "06:30", except: critical}\n    limit: {alerts: 20, per: 1h}\n'
    )
    settings = loaded(tmp_path, {"monitor.yaml": channel}).settings
    assert settings.channels["desk"].policy(settings.timezone) == ChannelPolicy(
        timezone="Europe/Berlin",
        digest=Digest("0 7 * * 1-5", empty=True, passes=Severity.HIGH),
        quiet=QuietHours(time(22), time(6, 30), CRITICAL),
        limit=Limit(20, timedelta(hours=1)),
        longest=20_000,
    )


@pytest.mark.parametrize(
    ("said", "policy"),
    [
        ("enabled: true", RulePolicy()),
        ("send: now", RulePolicy(send="now")),
        ('send: {digest: "30 6 * * *", except: high}', RulePolicy(send=Digest("30 6 * * *", passes=Severity.HIGH))),
        ("quiet_hours: off", RulePolicy(quiet="off")),
        ('quiet_hours: {from: "00:30", to: "06:00"}', RulePolicy(quiet=QuietHours(time(0, 30), time(6)))),
        ("limit: {alerts: 3, per: 90m, except: critical}", RulePolicy(limit=Limit(3, timedelta(minutes=90), CRITICAL))),
        ("updates: sources:3", RulePolicy(updates=Updates(UpdateWhen.SOURCES, 3))),
        ("updates: {sources: 4}", RulePolicy(updates=Updates(UpdateWhen.SOURCES, 4))),
        ("updates: daily", RulePolicy(updates=Updates(UpdateWhen.DAILY))),
        ("corroborate: 3", RulePolicy(corroborate=Corroboration(3))),
        (
            "corroborate: {within: 45s, else: drop}",
            RulePolicy(corroborate=Corroboration(2, timedelta(seconds=45), drop=True)),
        ),
        ("repeat: 1d12h", RulePolicy(repeat=timedelta(hours=36))),
    ],
)
def test_a_rule_says_what_it_wants_otherwise(tmp_path: Path, said: str, policy: RulePolicy) -> None:
    """Each key in each of its forms; and `rules show` writes it so that it means the same."""
    settings = {"monitor.yaml": "{}\n"}
    (rule,) = loaded(tmp_path, {**settings, "rules/rules.yaml": RULE.format(said)}).rulebook.rules
    assert rule.policy == policy
    written = rules_yaml(as_rule(rule, ZoneInfo("UTC")))
    (again,) = loaded(tmp_path, {**settings, "rules/rules.yaml": written}).rulebook.rules
    assert again.policy == policy
