"""``check`` says all that can be said, though something is wrong elsewhere."""

import json
from pathlib import Path

import pytest

from monitor.cli.check import check
from monitor.cli.common import Exit
from monitor.store import Store
from monitor.testing import FakeClock

RULES = """
rules:
  - {id: right, keywords: [port], examples: {match: [A ship], ignore: [A train]}}
  - {id: odd, query: port NOT port}
  - {id: unknown, when: {topic: nowhere}, examples: {match: [A ship]}}
  - {id: upon, query: port rule:unknown, examples: {match: [A ship]}}
  - {id: circle, query: port rule:round, examples: {match: [A ship]}}
  - {id: round, query: port rule:circle, examples: {match: [A ship]}}
  - {id: twice, keywords: [port], examples: {match: [A ship]}}
  - {id: twice, keywords: [port], examples: {match: [A ship]}}
  - {id: wild, keywords: [q* port], examples: {match: [A ship]}}
  - {id: leaning, query: port rule:wild, examples: {match: [A ship]}}
"""


async def test_faults_do_not_hide_warnings_and_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules that stand on their own are judged; of those that lean on something wrong nothing is guessed."""
    (tmp_path / "monitor.yaml").write_text("rules: [rules.yaml]\nfeeds: [feeds.yaml]\n")
    (tmp_path / "feeds.yaml").write_text("feeds: [{id: wire}]\n")
    (tmp_path / "rules.yaml").write_text(RULES)
    assert await check(tmp_path / "monitor.yaml", as_json=True) is Exit.CONFIG
    found = json.loads(capsys.readouterr().out)
    shown = [fault.replace(f"{tmp_path}/", "") for fault in found["faults"]]
    expected = [
        "feeds.yaml:1: `url` is missing",
        "rules.yaml:5: there is no topic `nowhere`",
        "rules.yaml:8: `query`, column 6: rules refer to one another in a circle",
        "rules.yaml:10: the id `twice` is taken",
        "rules.yaml:11: q* in 'q* port' would match too much",
        "rules.yaml:3: rule `right` does not match its example 'A ship'",
    ]
    assert [fault.startswith(words) for fault, words in zip(shown, expected, strict=True)] == [True] * 6, shown
    assert ["rules.yaml:4: the rule `odd` can never match" in warning for warning in found["warnings"]] == [True]


async def test_a_refused_reload_is_told_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that hold no fault may still not be those in force: what kept the running service from them is said."""
    (tmp_path / "monitor.yaml").write_text("store: sqlite:///monitor.db\nfeeds: []\nrules: []\n")
    store, now = await Store.open(f"sqlite:///{tmp_path / 'monitor.db'}"), FakeClock().now()
    await store.upgrade()
    await store.heartbeat(now, 41, "1.0")
    await store.note_reload(now, "cannot listen on 127.0.0.1:80\nand more")
    await store.close()
    await check(tmp_path / "monitor.yaml", as_json=False)
    said = capsys.readouterr()
    assert f"refused a reload at {now.astimezone():%Y-%m-%d %H:%M:%S %Z}" in said.out + said.err
    assert "(cannot listen on 127.0.0.1:80)" in said.out + said.err
