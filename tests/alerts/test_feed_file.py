"""Alerts as feeds in files: valid, bounded, the same entry for the same alert, and whole at every moment."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.alerts import sample_deliveries
from monitor.alerts.feed_file import FeedChannel
from monitor.alerts.syndication import item_of, new_feed, read_json, with_item, write_atom, write_json
from monitor.config.ways import FeedFileSettings
from monitor.errors import ChannelUnusable
from tests.alerts.samples import ARABIC, ENGLISH, NOW, RULE, delivery, hit

ZURICH = ZoneInfo("Europe/Zurich")


def _channel(directory: Path, **more: Any) -> FeedChannel:
    settings = FeedFileSettings.model_validate({"directory": directory, **more})
    return FeedChannel("readers", settings, ZURICH)


def _read(path: Path) -> Any:
    parsed = feedparser.parse(path.read_bytes())
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


async def test_feed_readers_find_what_was_matched(tmp_path: Path) -> None:
    """Both forms hold each alert with its title, link, source, date and reason; an Arabic one in its own direction."""
    directory = tmp_path / "public"
    channel = _channel(directory, url="https://news.example.org/feeds", title="Desk & friends")
    await channel.send(delivery())
    other = delivery(ARABIC, hit(ARABIC, "الحد من التسلح"), rule=replace(RULE, id="other"))
    assert (await channel.send(other)).endswith("all.atom")

    atom = _read(directory / "all.atom")
    assert atom.version == "atom10"
    assert atom.feed.title == "Desk & friends"
    assert atom.feed.links[0].href == "https://news.example.org/feeds/all.atom"
    assert [entry.title for entry in atom.entries] == [ARABIC.title, ENGLISH.title]
    arabic, english = atom.entries
    assert arabic.title_detail.language == "ar"
    assert 'dir="rtl" lang="ar"' in arabic.content[0].value
    assert english.link == ENGLISH.url
    assert english.author == "Example News"
    assert english.published == "2026-01-02T03:04:05Z"
    assert [tag.term for tag in english.tags] == ["talks", "high"]
    assert "arms control" in english.content[0].value

    listed = json.loads((directory / "all.json").read_text())
    assert listed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in listed["items"]] == [entry.id for entry in atom.entries]
    assert listed["items"][0]["language"] == "ar"
    assert [entry.title for entry in _read(directory / "rules" / "other.atom").entries] == [ARABIC.title]
    assert [entry.title for entry in _read(directory / "rules" / "talks.atom").entries] == [ENGLISH.title]


async def test_an_alert_stands_there_once_and_the_oldest_go(tmp_path: Path) -> None:
    """A repeat after a crash changes nothing, not even over a restart; many at once arrive; the length is bounded."""
    sent = [delivery(rule=replace(RULE, id=f"rule{number}")) for number in range(8)]
    await asyncio.gather(*(_channel(tmp_path, entries=5).send(each) for each in sent[:1]))
    channel = _channel(tmp_path, entries=5)
    identity = _read(tmp_path / "all.atom").feed.id
    await asyncio.gather(*(channel.send(each) for each in sent))
    await _channel(tmp_path, entries=5).send(sent[-1])
    atom = _read(tmp_path / "all.atom")
    assert atom.feed.id == identity
    assert len(atom.entries) == 5
    assert len({entry.id for entry in atom.entries}) == 5
    assert atom.entries[0].tags[0].term == "rule7"
    assert not list(tmp_path.rglob("*.part"))


async def test_what_waits_is_written_together(tmp_path: Path) -> None:
    """A backlog costs few rewrites of a file. It keeps its order, and an alert that cannot be written, or that nobody
    waits for any more, takes none along.
    """

    class Counted(FeedChannel):
        batches: ClassVar[list[int]] = []

        def _write(self, batch: Sequence[Any]) -> None:
            self.batches.append(len(batch))
            super()._write(batch)

    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "spoilt.json").write_text("{}")
    channel = Counted("readers", FeedFileSettings.model_validate({"directory": tmp_path}), ZURICH)
    ids = ["a", "spoilt", "b", "broken", "c", "d", "left"]
    sent = [delivery(rule=replace(RULE, id=rule_id)) for rule_id in ids]
    sent[3] = replace(sent[3], payload={})
    sending = [asyncio.create_task(channel.send(each)) for each in sent]
    await asyncio.sleep(0)
    sending[0].cancel()
    sending[-1].cancel()
    outcomes = await asyncio.gather(*sending, return_exceptions=True)
    failed = [type(each) for each in outcomes if not isinstance(each, str)]
    assert failed == [asyncio.CancelledError, ChannelUnusable, ValidationError, asyncio.CancelledError]
    assert channel.batches == [1, 5]
    assert [entry.tags[0].term for entry in _read(tmp_path / "all.atom").entries] == ["d", "c", "b", "a"]


async def test_writers_that_know_nothing_of_each_other_lose_nothing(tmp_path: Path) -> None:
    """What the channel of before a reload still writes, another channel, and `send-test` all stand in the files."""
    writers = [_channel(tmp_path), _channel(tmp_path)]
    sent = [delivery(rule=replace(RULE, id=f"rule{number}")) for number in range(16)]
    await asyncio.gather(*(writers[number % 2].send(each) for number, each in enumerate(sent)))
    assert len(_read(tmp_path / "all.atom").entries) == len(sent)


async def test_rules_whose_ids_look_alike_have_files_of_their_own(tmp_path: Path) -> None:
    """Ids that differ by case alone, lead elsewhere, or end as files do, share no file, and none is outside."""
    directory, channel = tmp_path / "public", _channel(tmp_path / "public")
    ids = ["talks", "Talks", "TALKS", "../all", "a/b", ".hidden", "talks.atom", "talks.json", "حديث", "all"]
    for rule_id in ids:
        await channel.send(delivery(rule=replace(RULE, id=rule_id)))
    files = list((directory / "rules").glob("*.atom"))
    assert sorted(entry.tags[0].term for file in files for entry in _read(file).entries) == sorted(ids)
    assert len({file.name.casefold() for file in files}) == len(ids)
    assert {path.name for path in tmp_path.iterdir()} == {"public"}
    assert len(_read(directory / "all.atom").entries) == len(ids)


async def test_a_crash_between_two_files_loses_and_repeats_nothing(tmp_path: Path) -> None:
    """Killed after any of the four files, or in the midst of the next, the attempt after it puts all of them right; the
    feed of a rule that began then stays the feed that it was.
    """
    await _channel(tmp_path).send(delivery())
    before = {path: path.read_bytes() for path in tmp_path.glob("all.*")}
    other = delivery(ARABIC, rule=replace(RULE, id="other"))
    await _channel(tmp_path).send(other)
    files = sorted([*before, *tmp_path.glob("rules/other.*")], key=lambda path: path.stat().st_mtime_ns)
    after = [path.read_bytes() for path in files]
    for written in range(1, 5):
        for path in files[written:]:
            path.write_bytes(before[path]) if path in before else path.unlink()
            path.with_name(f".{path.name}.part").write_bytes(b"{")
        await _channel(tmp_path).send(other)
        assert [path.read_bytes() for path in files] == after


async def test_what_cannot_be_written_is_held(tmp_path: Path) -> None:
    """What somebody else wrote, or has spoilt by hand, is not overwritten; nor does a directory that cannot be had lose
    anything.
    """
    await _channel(tmp_path).send(delivery())
    path = tmp_path / "all.json"
    whole = json.loads(path.read_text())
    (item,) = whole["items"]
    for theirs in (
        {"version": whole["version"], "items": []}, whole | {"version": "2"}, whole | {"title": None},
        {key: value for key, value in whole.items() if key != "version"},
        *(whole | {"items": [item | {key: None}]} for key in ("id", "title", "authors", "tags", "url")),
        whole | {"items": [item | {"authors": []}]},
    ):  # fmt: skip
        path.write_text(json.dumps(theirs))
        with pytest.raises(ChannelUnusable, match="not a feed that this program wrote"):
            await _channel(tmp_path).send(delivery(ARABIC))
        assert json.loads(path.read_text()) == theirs
    (tmp_path / "file").write_text("")
    with pytest.raises(ChannelUnusable, match="cannot be written"):
        await _channel(tmp_path / "file").send(delivery())


@given(st.text(max_size=60))
def test_any_text_makes_valid_feeds(text: str) -> None:
    """Whatever a title, a source or a summary holds, both forms are well formed, and the JSON is read back."""
    article = replace(ENGLISH, title=text, source=text, credit=text)
    item = item_of(delivery(article, replace(hit(ENGLISH, "arms control"), snippet=text)).payload, ZURICH)
    feed = with_item(new_feed(text, Path("all.json")), text, item, 10)
    parsed = feedparser.parse(write_atom(feed, None))
    assert not parsed.bozo
    assert len(parsed.entries) == 1
    assert read_json(write_json(feed, None)).items[0]["id"] == item["id"]


def test_a_sample_says_that_it_is_one() -> None:
    """`send-test` leaves an entry that announces nothing."""
    (sample,) = sample_deliveries("readers", ("",), NOW)
    item = item_of(sample.payload, ZURICH)
    assert item["title"].startswith("Test: ")
    assert "This is a test" in item["content_html"]
