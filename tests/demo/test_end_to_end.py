"""The demo with the real daemon: from the feeds of nine outlets to mails and webhooks, over sockets and a database."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.common import Exit
from monitor.cli.demonstrating import demonstrate
from monitor.demo.articles import PIECES, arabic, wire
from monitor.demo.newsroom import expected_alerts
from tests.accounts import assert_accounted_at

EXPECTED = len(expected_alerts(PIECES))


def by_slug(directory: Path) -> dict[str, dict[str, Any]]:
    """What the webhook receiver got: the data of each alert by the slug of its article."""
    alerts = [json.loads(path.read_text(encoding="utf-8"))["data"] for path in sorted(directory.glob("*.json"))]
    return {article["url"].rpartition("/")[2]: alert for alert in alerts for article in alert["articles"]}


async def test_the_right_people_hear_once_of_the_right_things(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every watched story arrives once as mail and as webhook, the wire story once for two outlets, nothing else does.

    The page of traps gives the three officials, no date and nothing of its teaser.
    """
    directory = tmp_path / "demo"
    assert await demonstrate(directory, once=True, pace=0.3) is Exit.DONE, capsys.readouterr().out
    assert f"All {EXPECTED} alerts arrived on 2 channels, each once" in capsys.readouterr().out

    accounting = await assert_accounted_at(directory / "data" / "monitor.db")
    assert sum(account.total for account in accounting.channels) == 2 * EXPECTED

    mails = list((directory / "mail").glob("*.eml"))
    alerts = by_slug(directory / "webhooks")
    assert len(mails) == len(alerts) == EXPECTED
    assert len({wire.FIRST.slug, wire.SECOND.slug} & set(alerts)) == 1

    talks = alerts[arabic.TALKS.slug]
    article = talks["articles"][0]
    assert talks["rule"]["id"] == "stability-talks"
    assert {match["leaf"] for match in article["matches"]} >= {
        "official:sergei-ryabkov",
        "official:wendy-sherman",
        "official:ned-price",
    }
    assert "clitic" in {match["how"] for match in article["matches"]}
    assert article["published"] is None
    assert article["credit"] == arabic.TALKS.credit
    assert "السويس" not in article["summary"]

    pages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mails]
    assert all(str(page["Subject"]).strip() for page in pages)
    assert sum(wire.FIRST.title in str(page["Subject"]) for page in pages) == 1
