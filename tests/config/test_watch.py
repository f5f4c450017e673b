"""A saved file is noticed."""

import asyncio
from pathlib import Path

from monitor.config.watch import changes


async def test_every_way_of_changing_a_file_is_noticed(tmp_path: Path) -> None:
    """Written in place, replaced as editors do, added, removed: each is one change; other files beside are none."""
    rules = tmp_path / "rules"
    rules.mkdir()
    first = rules / "first.yaml"
    first.write_text("a")
    noticed = changes(lambda: (first, rules))

    async def after(change: str) -> None:
        waiting = asyncio.ensure_future(anext(noticed))
        await asyncio.sleep(
            0.2
        )  # the watch is set up in a thread of its own; without it the slow look finds the change
        match change:
            case "written":
                first.write_text("ab")
            case "replaced":
                (tmp_path / "new").write_text("cd")
                (tmp_path / "new").rename(first)
            case "added":
                (rules / "second.yaml").write_text("a")
            case "removed":
                (rules / "second.yaml").unlink()
        await asyncio.wait_for(waiting, 20)

    for change in ("written", "replaced", "added", "removed"):
        await after(change)


async def test_what_is_no_configuration_is_not_a_change(tmp_path: Path) -> None:
    """The swap files of an editor, or the database, do not reload anything."""
    first = tmp_path / "monitor.yaml"
    first.write_text("a")
    noticed = changes(lambda: (first,))
    waiting = asyncio.ensure_future(anext(noticed))
    await asyncio.sleep(0.2)
    (tmp_path / ".monitor.yaml.swp").write_text("a")
    (tmp_path / "monitor.db").write_text("a")
    done, _ = await asyncio.wait({waiting}, timeout=1.0)
    assert not done
    first.write_text("ab")
    await asyncio.wait_for(waiting, 20)
