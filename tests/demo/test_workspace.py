"""The directory that the demo leaves for its user to look at."""

import json
import stat
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor import config
from monitor.demo.articles import OUTLETS, PIECES
from monitor.demo.receivers import ReceivedMail, ReceivedWebhook, new_secret
from monitor.demo.site import serve_site
from monitor.demo.workspace import DirectoryTaken, Endpoints, Workspace
from monitor.testing import FakeClock


@pytest.fixture
def endpoints() -> Iterator[Endpoints]:
    with serve_site(OUTLETS, FakeClock()) as site:
        yield Endpoints(site, 2525, "http://127.0.0.1:8000/hook", new_secret())


def test_the_configuration_loads(tmp_path: Path, endpoints: Endpoints) -> None:
    """What the demo writes is right by the program's own reading: every feed, rule, channel and word."""
    workspace = Workspace(tmp_path / "a place" / "demo: site")
    workspace.prepare(endpoints)
    loaded = config.load(workspace.config, {})
    assert {feed.url for feed in loaded.feeds} == {endpoints.site.feed_url(outlet) for outlet in OUTLETS}
    assert {rule.id for rule in loaded.rulebook.rules} == {piece.rule for piece in PIECES if piece.rule}
    assert set(loaded.settings.channels) == {"desk", "ops"}
    store = Path(str(loaded.settings.store).removeprefix("sqlite:///"))
    assert store.resolve() == (workspace.root / "data" / "monitor.db").resolve()
    assert loaded.warnings == ()


def test_the_secret_stands_in_a_file_for_its_owner_alone(tmp_path: Path, endpoints: Endpoints) -> None:
    """The signing key is in no settings file and in no repr, and others cannot read the file that holds it."""
    workspace = Workspace(tmp_path / "demo")
    workspace.prepare(endpoints)
    secret = workspace.root / "secrets" / "hook"
    assert secret.read_text().strip() == endpoints.secret
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert endpoints.secret not in workspace.config.read_text()
    assert endpoints.secret not in repr(endpoints)


def test_what_is_delivered_is_kept(tmp_path: Path, endpoints: Endpoints) -> None:
    """Mails become numbered .eml files of the very bytes, the last one also a page; webhooks become .json files."""
    workspace = Workspace(tmp_path / "demo")
    workspace.prepare(endpoints)
    message = EmailMessage()
    message.set_content("plain")
    message.add_alternative("<p>ريابكوف</p>", subtype="html")
    mail = ReceivedMail("a@example.org", ("b@example.org",), bytes(message))
    assert workspace.keep_mail(mail).name == "001.eml"
    assert workspace.keep_mail(mail).read_bytes() == mail.data
    assert "ريابكوف" in (workspace.root / "mail" / "last.html").read_text(encoding="utf-8")
    kept = workspace.keep_webhook(ReceivedWebhook({}, b"{}", {"type": "alert", "title": "中文"}))
    assert "中文" in kept.read_text(encoding="utf-8")
    assert json.loads(kept.read_text(encoding="utf-8"))["type"] == "alert"


def test_a_second_run_starts_afresh(tmp_path: Path, endpoints: Endpoints) -> None:
    """What an earlier run left is gone, so that old alerts are not taken for new ones."""
    Workspace(tmp_path / "demo").prepare(endpoints)
    (tmp_path / "demo" / "mail" / "001.eml").touch()
    Workspace(tmp_path / "demo").prepare(endpoints)
    assert list((tmp_path / "demo" / "mail").iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", "config"])
def test_other_peoples_files_are_left_alone(tmp_path: Path, endpoints: Endpoints, name: str) -> None:
    """A directory that no demo has written is refused with a sentence, and nothing in it is touched."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(DirectoryTaken, match="name another directory"):
        Workspace(tmp_path).prepare(endpoints)
    with pytest.raises(DirectoryTaken, match="not a directory"):
        Workspace(tmp_path / name).prepare(endpoints)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]
