"""Settings, channels and feeds mean what the reference says."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from monitor.config import EmailSettings, MailAddress, SmtpSettings, WebhookSettings
from monitor.config.settings import Settings
from monitor.config.values import parse_mail_address
from monitor.model import ContentPolicy
from tests.config.folder import FILES, loaded


def test_the_contract_reads_as_it_is_written(tmp_path: Path) -> None:
    """Durations, sizes, networks and channels arrive as values, not as text."""
    settings = loaded(
        tmp_path,
        {
            "monitor.yaml": """\
store: sqlite:///data/monitor.db
timezone: Europe/Zurich
contact: ops@example.org
feeds: [feeds.yaml]
polling: {interval: 20m, min_interval: 2m, max_interval: 24h, concurrency: 8, per_host: 1, backfill: 3}
network: {allow_private: [127.0.0.1, 10.0.0.0/8, "intranet.example:8080"], timeout: 1m30s, max_body: 10MiB}
retention: {articles: 90d, alerts: 2y}
channels:
  desk:
    email:
      to: [desk@example.org, Night desk <night@example.org>]
      from: News monitor <monitor@example.org>
      smtp: {host: smtp.example.org, port: 587, security: starttls, username: monitor, password: x}
    timezone: Europe/Berlin
    send: now
"""
        },
    ).settings
    assert settings.polling.interval == timedelta(minutes=20)
    assert settings.polling.backfill == 3
    assert settings.network.allow_private == ("127.0.0.1", "10.0.0.0/8", "intranet.example:8080")
    assert settings.network.timeout == timedelta(seconds=90)
    assert settings.network.max_body == 10 * 1024 * 1024
    assert settings.retention.alerts == timedelta(days=730)
    email = settings.channels["desk"].email
    assert email is not None
    assert email.to[1] == MailAddress("night@example.org", "Night desk")
    assert str(email.sender) == "News monitor <monitor@example.org>"
    assert settings.channels["desk"].timezone == "Europe/Berlin"


def test_everything_may_be_left_out(tmp_path: Path) -> None:
    """Settings of a single harmless key are enough: every other has a default that works."""
    configuration = loaded(
        tmp_path, {"monitor.yaml": "timezone: UTC\n", "rules/rules.yaml": "rules:\n  - {id: a, keywords: [b]}\n"}
    )
    assert configuration.settings.channels == {}
    assert configuration.settings.polling.interval == timedelta(minutes=15)
    assert configuration.warnings == ()


def test_paths_are_relative_to_the_file_that_says_them(tmp_path: Path) -> None:
    """The same configuration works from whatever directory the service is started in."""
    secret = tmp_path / "secrets" / "smtp"
    secret.parent.mkdir()
    secret.write_text("hush\n")
    text = "channels:\n  desk:\n    email:\n      to: [a@b.example]\n      from: a@b.example\n"
    text += "      smtp: {host: b.example, username: u, password_file: secrets/smtp}\n"
    configuration = loaded(tmp_path, {"monitor.yaml": "store: sqlite:///data/x.db\n" + text})
    assert configuration.settings.store.url == f"sqlite:///{tmp_path}/data/x.db"
    email = configuration.settings.channels["desk"].email
    assert email is not None
    assert email.smtp.password is not None
    assert email.smtp.password.get_secret_value() == "hush"
    assert secret in configuration.files


def test_all_that_a_reload_depends_on_is_listed(tmp_path: Path) -> None:
    """Editing any file, or adding one that a pattern would match, can be noticed."""
    files = set(loaded(tmp_path, {}).files)
    assert {tmp_path / "monitor.yaml", tmp_path / "rules", tmp_path / "rules" / "rules.yaml"} <= files
    assert {tmp_path / "feeds.yaml", tmp_path / "topics", tmp_path / "officials" / "officials.yaml"} <= files


def test_a_feed_arrives_whole(tmp_path: Path) -> None:
    """Every key of a feed reaches the poller, secrets taken from the environment."""
    text = """\
feeds:
  - id: wire
    url: https://example.org/feed.xml?key=${SMTP_PASSWORD}
    title: The Wire
    language: en
    country: GB
    interval: 5m
    headers: {Authorization: "Bearer ${SMTP_PASSWORD}", X-Literal: "$${SMTP_PASSWORD}"}
    proxy: http://u:${SMTP_PASSWORD}@proxy.example:3128
    tags: [world]
    content: page
"""
    (feed,) = loaded(tmp_path, {"feeds.yaml": text}).feeds
    assert feed.url == "https://example.org/feed.xml?key=hush"
    assert feed.headers == {"Authorization": "Bearer hush", "X-Literal": "${SMTP_PASSWORD}"}
    assert feed.proxy == "http://u:hush@proxy.example:3128"
    assert (feed.interval, feed.content, feed.tags) == (timedelta(minutes=5), ContentPolicy.PAGE, ("world",))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("desk@example.org", "desk@example.org"),
        ("Desk <desk@example.org>", "desk@example.org"),
        ('"Desk, night" <desk@example.org>', "desk@example.org"),
        ("<desk@example.org>", "desk@example.org"),
        ("desk@localhost", "desk@localhost"),
        ("غرفة الأخبار <desk@example.org>", "desk@example.org"),
        ("desk@straße.example", "desk@xn--strae-oqa.example"),
        ("desk@مثال.example", "desk@xn--mgbh0fb.example"),
    ],
)
def test_a_mail_address_is_taken_as_people_write_it(text: str, address: str) -> None:
    """Display names may be in any script; a domain in another script becomes its ASCII form."""
    parsed = parse_mail_address(text)
    assert isinstance(parsed, MailAddress)
    assert parsed.address == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "desk", "desk@", "@example.org", "a b@example.org", "desk@exam ple.org", "a..b@example.org"),
        *("b@x.org>\r\nRCPT TO:<evil@x.org", "b@x.org\nBcc: evil@x.org", "b@x.org SIZE=1", "b@x.org\0"),
        *("a@x.org, b@x.org", "A <a@x.org>, B <b@x.org>", "a@x.org;b@x.org", "a@x.org <b@x.org>"),
        *("=?utf-8?q?a?=@x.org", "a=?b@x.org"),
        *("desk@-example.org", "desk@[127.0.0.1]", "dèsk@example.org", "a@b@c.org", "a" * 65 + "@x.org", "a@\u2028b"),
    ],
)
def test_anything_but_one_plain_address_is_refused(text: str) -> None:
    """What a mail library would repair into an address, or two, or a header, is not accepted."""
    with pytest.raises(ValueError, match="mail address"):
        parse_mail_address(text)


@pytest.mark.parametrize(
    ("given", "port"), [({}, 587), ({"security": "tls"}, 465), ({"security": "tls", "port": 26}, 26)]
)
def test_the_port_follows_from_the_security(given: dict[str, object], port: int) -> None:
    """A person who names only the protection gets its usual port."""
    assert SmtpSettings.model_validate({"host": "smtp.example.org", **given}).port == port


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_mail_in_the_clear_stays_on_this_machine(host: str) -> None:
    """`security: none` is for a relay on the same machine; elsewhere it takes `insecure: true`."""
    assert SmtpSettings.model_validate({"host": host, "security": "none"}).port == 25
    with pytest.raises(ValidationError):
        SmtpSettings.model_validate({"host": "127.0.0.1.example.org", "security": "none"})
    assert SmtpSettings.model_validate({"host": "relay.example.org", "security": "none", "insecure": True}).insecure


def test_models_built_by_hand_take_field_names() -> None:
    """Code and tests may say `sender` where YAML says `from`."""
    smtp = {"host": "localhost", "security": "none"}
    email = EmailSettings.model_validate({"to": ["a@b.example"], "sender": "m@b.example", "smtp": smtp})
    assert email.sender == MailAddress("m@b.example")
    hook = WebhookSettings.model_validate({"url": "http://127.0.0.1:9/", "secret": "whsec_" + "QUFB" * 8})
    assert hook.url.get_secret_value() == "http://127.0.0.1:9/"


def test_an_address_of_a_database_may_hold_a_password_and_does_not_show_it() -> None:
    """A PostgreSQL address works with a password, and appears without it."""
    settings = Settings.model_validate({"store": "postgresql://watch:hush@db.example:5433/news?sslmode=require"})
    assert settings.store.url.startswith("postgresql://watch:hush@")
    assert str(settings.store) == "postgresql://watch@db.example:5433/news"
    assert "hush" not in repr(settings)


def test_a_server_may_be_named_by_its_socket() -> None:
    """PostgreSQL on the same machine, as Debian sets it up, needs no host and no password."""
    settings = Settings.model_validate({"store": "postgresql://watch:hush@/news?host=/run/postgresql"})
    assert settings.store.url.endswith("/news?host=/run/postgresql")
    assert str(settings.store) == "postgresql://watch@/news?host=/run/postgresql"
    assert "hush" not in repr(settings)


def test_a_file_that_no_pattern_takes_for_its_suffix_is_warned_of(tmp_path: Path) -> None:
    """Rules in a .yml beside `rules/*.yaml` would watch for nothing, silently; where both are listed, both are read."""
    files = {
        "rules/more.yml": "rules:\n  - {id: more, keywords: [a]}\n",
        "rules/.#rules.yml": "",
        "rules/notes.txt": "",
    }
    found = loaded(tmp_path, files)
    (warning,) = found.warnings
    assert str(warning).startswith(f"{tmp_path}/rules/more.yml: this file is not read: `rules` takes `rules/*.yaml`")
    assert "rename it to more.yaml" in str(warning)
    assert [rule.id for rule in found.rulebook.rules] == ["treaty"]
    settings = FILES["monitor.yaml"] + "rules: [rules/*.yaml, rules/*.yml]\n"
    both = loaded(tmp_path, {**files, "monitor.yaml": settings})
    assert both.warnings == ()
    assert {rule.id for rule in both.rulebook.rules} == {"treaty", "more"}


def test_settings_that_watch_nothing_are_warned_of(tmp_path: Path) -> None:
    """No feed, no rule that is enabled: each is said."""
    text = "web: {listen: '127.0.0.1:8080'}\nfeeds: ['none/*.yaml']\n"
    rules = "rules:\n  - {id: a, keywords: [b], enabled: false}\n"
    warnings = [str(each) for each in loaded(tmp_path, {"monitor.yaml": text, "rules/rules.yaml": rules}).warnings]
    joined = "\n".join(warnings)
    for words in ("matches no file", "no feed is configured", "no rule is configured"):
        assert words in joined
    assert len(warnings) == 3
