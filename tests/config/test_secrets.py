"""A secret is used and never shown."""

import traceback
from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigError
from tests.config.folder import write

CANARY = "c4n4ry-Zx"
ENVIRON = {"SECRET": CANARY, "SMTP_PASSWORD": CANARY}
KEY = "Y2FuYXJ5" * 4  # "canary" over and over, in base64

SETTINGS = f"""\
store: postgresql://u:{CANARY}@db.example/news
network: {{proxy: "http://u:${{SECRET}}@proxy.example"}}
channels:
  desk:
    email:
      to: [a@b.example]
      from: a@b.example
      smtp: {{host: b.example, username: u, password_file: secret.txt}}
  ops:
    webhook: {{url: "https://example.org/{CANARY}", secret: {KEY}}}
"""
FEEDS = f"""\
feeds:
  - id: wire
    url: https://example.org/feed.xml?key={CANARY}
    headers: {{Authorization: Bearer {CANARY}}}
    proxy: http://u:${{SECRET}}@proxy.example
"""
RULES = "rules:\n  - id: a\n    keywords: [b]\n"


def test_nothing_loaded_shows_a_secret(tmp_path: Path) -> None:
    """`repr` and `str` of the configuration and all its parts may go into a log."""
    files = {"monitor.yaml": SETTINGS, "feeds.yaml": FEEDS, "rules/rules.yaml": RULES, "secret.txt": f"{CANARY}\n"}
    found = load(write(tmp_path, files), ENVIRON)
    parts = [found, found.settings, *found.feeds, *found.settings.channels.values(), found.settings.store]
    shown = "\n".join(f"{part!r} {part}" for part in parts) + found.settings.model_dump_json(exclude={"store"})
    assert CANARY not in shown
    assert KEY not in shown
    email = found.settings.channels["desk"].email
    assert email is not None
    assert email.smtp.password is not None
    assert email.smtp.password.get_secret_value() == CANARY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"postgresql://u:{CANARY}@db.example/news", f"postgrsql://u:{CANARY}@db.example/news"),
        (f"postgresql://u:{CANARY}@db.example/news", f"postgresql://u:{CANARY}@db.example:99999/news"),
        ("proxy.example", "proxy.example:x"),
        ("password_file: secret.txt", f"password_file: secret.txt, password: {CANARY}"),
        ("password_file: secret.txt", f"password: [{CANARY}]"),
        ("password_file: secret.txt", f"password: {{a: {CANARY}}}"),
        ("password_file: secret.txt", f"password: !{CANARY}"),
        ("password_file: secret.txt", f"password: *{CANARY}"),
        ("password_file: secret.txt", f"password: @{CANARY}"),
        ("password_file: secret.txt", f"password: '{CANARY}"),
        ("password_file: secret.txt", f'password: "\\q{CANARY}"'),
        ("password_file: secret.txt", f"password: {CANARY}: {CANARY}"),
        (KEY, CANARY),
        (f"https://example.org/{CANARY}", f"gopher://{CANARY}"),
        (f"https://example.org/{CANARY}", f"https://{CANARY}[/"),
        (f"https://example.org/feed.xml?key={CANARY}", f"htps://u:{CANARY}@example.org"),
        (f"https://example.org/feed.xml?key={CANARY}", f"https://u:{CANARY}@example.org:port/"),
        (f"https://example.org/feed.xml?key={CANARY}", f"https://u:{CANARY}@example.org/"),
        (f"https://example.org/{CANARY}", f"https://u:{CANARY}@example.org/"),
        (f"Bearer {CANARY}", f'"{CANARY}\\n"'),
        (f"Bearer {CANARY}", f"[{CANARY}]"),
    ],
)
def test_no_fault_shows_a_secret(tmp_path: Path, old: str, new: str) -> None:
    """Whatever is wrong with a secret, the sentence about it, and the trace of the error, do not hold it."""
    settings, feeds = SETTINGS.replace(old, new), FEEDS.replace(old, new)
    assert (settings, feeds) != (SETTINGS, FEEDS)
    files = {"monitor.yaml": settings, "feeds.yaml": feeds, "rules/rules.yaml": RULES, "secret.txt": CANARY}
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, files), ENVIRON)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.faults)
    assert CANARY not in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no file"), (b"", "empty"), (b"\n", "empty"), (b"\xff\xfe", "UTF-8"), (b"x" * 70_000, "too long")],
)
def test_a_secret_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    """The fault names the file, in the line of the key that refers to it."""
    files = {"monitor.yaml": SETTINGS, "feeds.yaml": FEEDS, "rules/rules.yaml": RULES}
    path = write(tmp_path, files)
    if content is not None:
        (tmp_path / "secret.txt").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path, ENVIRON)
    (fault,) = caught.value.faults
    assert fault.line == 8
    assert words in fault.message
    assert "secret.txt" in fault.message


def test_addresses_may_stand_in_files(tmp_path: Path) -> None:
    """The database's and a feed's address, which may hold a password or token, have `_file` twins like every secret.

    What stands in a file is taken as it is: a `${` in a password is no variable.
    """
    store = f"postgresql://u:${{{CANARY}}}@db.example/news"
    files = {
        "monitor.yaml": SETTINGS.replace(f"store: postgresql://u:{CANARY}@db.example/news", "store_file: store.txt"),
        "feeds.yaml": "feeds:\n  - {id: wire, url_file: wire.txt}\n",
        "rules/rules.yaml": RULES,
        "secret.txt": CANARY,
        "store.txt": f"{store}\n",
        "wire.txt": f"https://example.org/?key={CANARY}\n",
    }
    found = load(write(tmp_path, files), ENVIRON)
    assert found.settings.store.url == store
    assert found.feeds[0].url == f"https://example.org/?key={CANARY}"
    assert {tmp_path / "store.txt", tmp_path / "wire.txt"} <= set(found.files)
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    ("settings", "feed", "line", "words"),
    [
        ("store: sqlite:///a.db\nstore_file: store.txt\n", "url: https://a.example/", 2, "are both given"),
        ("store_file: store.txt\n", "url: https://a.example/", 1, "is not a database"),
        ("timezone: UTC\n", "url: https://a.example/, url_file: store.txt", 2, "are both given"),
        ("timezone: UTC\n", "url_file: store.txt", 2, "is not a URL"),
        ("timezone: UTC\n", "url_file: none.txt", 2, "there is no file"),
        ("timezone: UTC\n", "title: A", 2, "`url` is missing"),
    ],
)
def test_addresses_in_files_are_checked_like_others(
    tmp_path: Path, settings: str, feed: str, line: int, words: str
) -> None:
    """A file that is missing, comes beside the key itself, or holds no address is one fault, which shows no secret."""
    files = {"monitor.yaml": settings, "feeds.yaml": f"feeds:\n  - {{id: wire, {feed}}}\n", "rules/rules.yaml": RULES}
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, {**files, "store.txt": CANARY}), ENVIRON)
    (fault,) = caught.value.faults
    assert (fault.line, words in fault.message) == (line, True), fault
    assert CANARY not in str(fault)


def test_headers_may_stand_in_files(tmp_path: Path) -> None:
    """A feed's credentials need not be in its YAML; the files are watched for changes, and show up nowhere."""
    feeds = FEEDS.replace("    headers: {", "    headers_file: {X-Api-Key: key.txt}\n    headers: {")
    files = {"feeds.yaml": feeds, "rules/rules.yaml": RULES, "key.txt": f"{CANARY} 2\n"}
    found = load(write(tmp_path, files), ENVIRON)
    assert found.feeds[0].headers == {"Authorization": f"Bearer {CANARY}", "X-Api-Key": f"{CANARY} 2"}
    assert tmp_path / "key.txt" in found.files
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("authorization: key.txt", "`authorization` stands in `headers` and in `headers_file`"),
        ("X-Api-Key: none.txt", "there is no file"),
        ("X-Api-Key: lines.txt", "not a header value"),
        ("X-Api-Key: 5", "not a path"),
        ("Host: key.txt", "sets itself"),
    ],
)
def test_headers_in_files_are_checked_like_others(tmp_path: Path, header: str, words: str) -> None:
    """A header that is given twice, has no file, or cannot be sent is a fault that shows no secret."""
    feeds = FEEDS.replace("    headers: {", f"    headers_file: {{{header}}}\n    headers: {{")
    files = {"feeds.yaml": feeds, "rules/rules.yaml": RULES, "key.txt": CANARY, "lines.txt": f"{CANARY}\n{CANARY}"}
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, files), ENVIRON)
    assert words in str(caught.value)
    assert CANARY not in str(caught.value)


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    """A missing variable is a fault where it is asked for, never an empty password."""
    files = {"monitor.yaml": SETTINGS, "feeds.yaml": FEEDS, "rules/rules.yaml": RULES, "secret.txt": CANARY}
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, files), {})
    assert [fault.line for fault in caught.value.faults] == [2, 5]
    assert all("SECRET" in fault.message for fault in caught.value.faults)
