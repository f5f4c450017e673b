"""How the service serves, as the settings say it."""

from pathlib import Path

import pytest

from monitor.config import load
from tests.config.folder import faults, loaded, write

TOKEN = "0123456789abcdefghij"
FEED = "channels:\n  readers: {feed: {directory: public}}\n"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("listen: 0.0.0.0:8080", "monitor.yaml:2: `listen` lets other machines in, and feeds tell what is watched for"),
        ("listen: '[::]:8080'", "add `token_file`, or listen at 127.0.0.1"),
        ("listen: news.example.org:80", "add `token_file`"),
        ("listen: 127.0.0.1", "is not an address and a port: write 127.0.0.1:8080 or [::1]:8080"),
        ("listen: 127.0.0.1:80800", "the highest is 65535"),
        ("token: short", "is not 20 to 200 letters, digits or any of `.-_~`: `openssl rand -hex 32` makes a token"),
        (f"token: '{TOKEN}&'", "`openssl rand -hex 32`"),
        (f"token: {TOKEN}\n  token_file: web.token", "`token` and `token_file` are both given"),
        ("token_file: nowhere", "there is no file"),
        ("base_url: https://me@news.example.org", "holds a user name"),
        ("base_url: 'https://news.example.org/?x'", "holds a `?` or `#`"),
        ("base_url: https://nachrichten-für.example", "holds letters beyond ASCII"),
    ],
)
def test_a_fault_of_the_web_settings_is_a_sentence(tmp_path: Path, said: str, words: str) -> None:
    """Above all, feeds are not opened to other machines without a token; no fault repeats one."""
    (tmp_path / "web.token").write_text(TOKEN)
    found = faults(tmp_path, {"monitor.yaml": f"web:\n  {said}\n{FEED}", "rules/rules.yaml": "rules: []\n"})
    assert len(found) == 1
    assert words in found[0]
    assert TOKEN not in found[0]


def test_a_token_may_stand_in_a_file_which_is_watched(tmp_path: Path) -> None:
    """A new token in the file is taken up, as any other change; nothing shows it."""
    text = f"web: {{listen: '0.0.0.0:8080', base_url: 'https://news.example.org/x/', token_file: web.token}}\n{FEED}"
    (tmp_path / "web.token").write_text(TOKEN + "\n")
    path = write(tmp_path, {"monitor.yaml": text, "rules/rules.yaml": "rules: []\n"})
    found = load(path, {})
    room = found.settings.web_room
    assert room is not None
    assert room.token is not None
    assert (room.token.get_secret_value(), room.base_url) == (TOKEN, "https://news.example.org/x")
    assert tmp_path / "web.token" in found.files
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    ("text", "listen"),
    [
        ("timezone: UTC\n", None),
        (FEED, "127.0.0.1:8080"),
        ("web: {}\n", "127.0.0.1:8080"),
        ("web: {listen: 'localhost:9'}\n" + FEED, "localhost:9"),
        ("channels:\n  readers: {feed: {directory: public, serve: false}}\n", None),
    ],
)
def test_it_listens_where_there_is_something_to_read(tmp_path: Path, text: str, listen: str | None) -> None:
    """Without `web`, only a channel whose feeds are to be served opens a port, and to this machine alone."""
    settings = loaded(tmp_path, {"monitor.yaml": text, "rules/rules.yaml": "rules: []\n"}).settings
    assert (settings.web_room.listen if settings.web_room else None) == listen


@pytest.mark.parametrize(
    ("listen", "other", "found"),
    [
        ("127.0.0.1:8080", "127.0.0.1:8080", True),
        ("127.0.0.1:8080", "0.0.0.0:8080", True),
        ("127.0.0.1:8080", "127.0.0.1:8090", False),
        ("127.0.0.1:8080", "192.168.1.7:8080", False),
        ("127.0.0.1:0", "127.0.0.1:0", False),
    ],
)
def test_readers_and_hubs_need_doors_of_their_own(tmp_path: Path, listen: str, other: str, found: bool) -> None:
    """One address for both is a fault of the settings, and not found out by a service that does not start."""
    text = f"web: {{listen: '{listen}'}}\nwebsub: {{listen: '{other}', public_url: 'https://news.example.org/push'}}\n"
    said = faults(tmp_path, {"monitor.yaml": text, "rules/rules.yaml": "rules: []\n"})
    told = ["monitor.yaml:2: `websub` and `web` both listen at port 8080: give one of them another `listen`"]
    assert said == (told if found else [])
