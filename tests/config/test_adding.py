"""A feed is added to a file that people keep."""

from pathlib import Path
from typing import Any

import pytest

from monitor.config import prepare_addition, write_addition
from monitor.config.faults import Faults
from monitor.config.yaml import read_document
from monitor.errors import ConfigError, MonitorError

SHIPPED = Path(__file__).parents[2] / "config" / "feeds.yaml"
FEED: dict[str, Any] = {
    "id": "wire",
    "url": "https://wire.example/feed?a=1&b=#x",
    "title": "Wire: # no comment, 'quoted' — الأخبار",
    "tags": ["world", "no"],
}

FILES = [
    "feeds:\n  - {id: a, url: 'https://a.example/'} # kept\n# and this\n",
    "feeds:\n- id:   a   # spaces\n  url:  https://a.example/\n\n  tags: [x,   y]\n# after a list\n",
    "\ufefffeeds:\r\n  - id: a\r\n    url: https://a.example/\r\n",
    "feeds:\n  - id: a\n    url: https://a.example/",
    "# none yet\nfeeds: []\n",
    "feeds:\n",
    "# only a comment\n",
    "",
    "feeds: [{id: a, url: 'https://a.example/'}]\n",
]


def listed(file: Path) -> Any:
    faults = Faults()
    document = read_document(file, faults)
    faults.raise_any()
    assert document is not None
    return document.data["feeds"] or []


@pytest.mark.parametrize("text", [*FILES, SHIPPED.read_text(encoding="utf-8")])
def test_what_was_there_stays(tmp_path: Path, text: str) -> None:
    """The new feed is the last of the list, as it was given; the others, every comment and every line stay."""
    file = tmp_path / "feeds.yaml"
    file.write_bytes(text.encode())
    before = listed(file) if "feeds:" in text else []
    write_addition(prepare_addition(file, FEED))
    after = file.read_bytes().decode()
    assert listed(file) == [*before, FEED]
    assert all(
        comment in after for comment in ("# kept", "# and this", "# spaces", "# after", "# none yet") if comment in text
    )
    if "feeds: [" not in text and "- " in text:
        assert after.startswith(text)
        assert ("\r\n" in text) == ("\r\n" in after) == (after.count("\r\n") == after.count("\n"))
        assert [path.name for path in tmp_path.iterdir()] == ["feeds.yaml"]


def test_the_style_is_that_of_the_feed_before(tmp_path: Path) -> None:
    """A file of one feed a line goes on so; one of a key a line, too."""
    file = tmp_path / "feeds.yaml"
    file.write_text(FILES[0])
    assert (
        prepare_addition(file, {"id": "b", "url": "https://b.example/"}).item
        == "  - {id: b, url: https://b.example/}\n"
    )
    file.write_text(FILES[1])
    assert (
        prepare_addition(file, {"id": "b", "url": "https://b.example/"}).item == "- id: b\n  url: https://b.example/\n"
    )


def test_a_link_and_its_mode_stay(tmp_path: Path) -> None:
    """A file that is a link into a repository stays one, and who may read it may read it still."""
    real = tmp_path / "real.yaml"
    real.write_text(FILES[0])
    real.chmod(0o640)
    file = tmp_path / "feeds.yaml"
    file.symlink_to(real)
    write_addition(prepare_addition(file, FEED))
    assert file.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(listed(real)) == 2


@pytest.mark.parametrize(
    ("text", "feed", "words"),
    [
        (FILES[0], {**FEED, "selector": "a b"}, "write `kind: page` beside it"),
        (FILES[0], {**FEED, "url": "ftp://x"}, "https://"),
        ("feeds: [\n", FEED, "bracket"),
        ("feeds:\n  - {id: a, url: 'https://a.example/'}\n...\n", FEED, "write it there yourself"),
        ("feeds:\n  - {id: a, url: 'https://a.example/'}\t# a tab\n", FEED, "write it there yourself"),
    ],
)
def test_what_would_be_wrong_is_not_written(tmp_path: Path, text: str, feed: dict[str, Any], words: str) -> None:
    """A feed that `check` would refuse does not get in, nor one into a file that is broken already."""
    file = tmp_path / "feeds.yaml"
    file.write_text(text)
    with pytest.raises((ConfigError, MonitorError), match=words):
        prepare_addition(file, feed)
    assert file.read_text() == text
