"""The bytes of a mail: whatever a feed says, they hold the headers that were set, and no others."""

import hashlib
import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts import sample_deliveries
from monitor.alerts.message import build_message, flatten
from monitor.config.channels import EmailSettings
from monitor.errors import DeliveryRefused
from monitor.model import Delivery, Severity
from tests.alerts.hostile import HOSTILE
from tests.alerts.samples import ARABIC, ENGLISH, NOW, RULE, delivery, hit

SETTINGS = EmailSettings.model_validate(
    {"to": ["Desk <desk@example.org>"], "from": "News monitor <monitor@example.org>", "smtp": {"host": "localhost"}}
)
ZURICH = ZoneInfo("Europe/Zurich")
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "Auto-Submitted",
    "X-News-Monitor-Rule",
    "X-News-Monitor-Severity",
    "MIME-Version",
    "Content-Type",
]


def _wire(text: str = "", *, settings: EmailSettings = SETTINGS, rule_id: str = "talks") -> bytes:
    """The bytes of a mail whose every text from outside is ``text``."""
    article = replace(ENGLISH, title=text, source=text, credit=text, authors=(text,), origin_note=text)
    rule = replace(RULE, id=rule_id, title=text)
    found = replace(hit(ENGLISH, "arms control"), snippet=text, licence=text, variant=text)
    return flatten(build_message(delivery(article, found, rule=rule), settings, "desk", ZURICH))


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _check(data: bytes) -> EmailMessage:
    """What must hold of every mail that leaves."""
    message = _parsed(data)
    assert sorted(message.keys()) == sorted(HEADERS)
    assert max(len(line) for line in data.split(b"\r\n")) <= 78
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", data)
    assert all(part.get_content_type() in ("text/plain", "text/html") for part in message.iter_parts())
    assert len(list(message.iter_parts())) == 2
    assert str(message["To"]) == "Desk <desk@example.org>"
    assert "injected@example.com" not in (message.get("Bcc"), message.get("Cc"))
    return message


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_adds_no_header(text: str) -> None:
    """No title, name or credit can add a header or a body of its own, nor keep the alert from going out."""
    message = _check(_wire(text))
    assert str(message["Subject"]).startswith("[high]")
    assert len(str(message["Subject"])) < 350


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_adds_no_header(text: str) -> None:
    """The same for any text at all."""
    _check(_wire(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["=?", "?=", "utf-8", "?q?", "=0D=0A", "Bcc:", " ", "\r\n", "a@x", "\u2028", "é"])))
def test_encoded_words_add_no_header(parts: list[str]) -> None:
    """The same for the stuff that encoded words are made of (CVE-2024-6923)."""
    _check(_wire("".join(parts)))


@pytest.mark.parametrize("name", ["Subject", "Auto-Submitted"])
def test_guard_catches_what_cleaning_misses(name: str) -> None:
    """Should a hostile text get past the cleaning, no mail leaves with a header that nobody set."""
    message = build_message(delivery(), SETTINGS, "desk", ZURICH)
    del message[name]
    message[name] = "=?UTF-8?Q?Hi=0D=0ABcc:_injected@example.com?="
    data = b""
    with suppress(DeliveryRefused):  # a Python that is mended sends it as one header
        data = flatten(message)
    assert b"\r\nBcc:" not in data


def test_headers_of_an_alert() -> None:
    """A mail says who it is from, what list it belongs to, and that no machine should answer it."""
    sent = delivery()
    message = _parsed(flatten(build_message(sent, SETTINGS, "desk", ZURICH)))
    assert message["Message-ID"] == f"<{sent.id}@example.org>"
    assert message["Date"] == "Fri, 02 Jan 2026 03:04:05 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<talks.news-monitor.example.org>"
    assert message["From"] == "News monitor <monitor@example.org>"
    assert message["Subject"] == "[high] Arms talks: Delegations resume arms control talks"


def test_right_to_left_subject_is_isolated() -> None:
    """An Arabic title after an English label stands in an isolate, and so do rule and title when both are Arabic."""
    found = hit(ARABIC, "الحد من التسلح")
    rule = replace(RULE, title="محادثات", severity=Severity.CRITICAL)
    message = _parsed(flatten(build_message(delivery(ARABIC, found, rule=rule), SETTINGS, "desk", ZURICH)))
    assert message["Subject"] == f"[critical] \u2068محادثات\u2069: \u2068{ARABIC.title}\u2069"


@pytest.mark.parametrize("rule_id", ["a" * 100, "x" * 60 + ".y-z_0", "دراسة", "a..b", "a.", "r" * 300])
def test_long_ids_stay_ids(rule_id: str) -> None:
    """A rule id of any length and script gives a List-Id that is one token, on one lawful line."""
    domain = ".".join(["longlabel" * 6] * 4) + ".example"
    settings = SETTINGS.model_copy(update={"sender": replace(SETTINGS.sender, address=f"monitor@{domain}")})
    data = flatten(build_message(delivery(rule=replace(RULE, id=rule_id)), settings, "desk", ZURICH))
    listed = re.search(rb"^List-Id: (.*)\r$", data, re.MULTILINE)
    assert listed is not None
    assert re.fullmatch(rb"<[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.news-monitor\.[a-z.]+>", listed[1])
    assert b"@" + domain.encode() + b">" in data


def test_same_delivery_same_bytes() -> None:
    """A repeat cannot be told from the first attempt, whenever it is made."""
    first, second = (flatten(build_message(delivery(), SETTINGS, "desk", ZURICH)) for _ in range(2))
    assert first == second


def test_same_bytes_after_a_restart() -> None:
    """A repeat by another process is the same, too: nothing in a mail hangs on the order of a set."""
    told = (
        "import hashlib; from monitor.alerts.message import *; from tests.alerts.test_message import *; "
        "mail = flatten(build_message(delivery(), SETTINGS, 'desk', ZURICH)); print(hashlib.sha256(mail).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment)
    mail = flatten(build_message(delivery(), SETTINGS, "desk", ZURICH))
    assert done.stdout.strip() == hashlib.sha256(mail).hexdigest()


def _update(sent: Delivery, title: str, before: str | None) -> Delivery:
    """An update of the story that ``sent`` is about, with another headline."""
    data = sent.payload["data"]
    change = {"before": before, "after": title} if before else None
    edit = {"reasons": ["headline"], "title": change, "changes": [], "more": 0, "found": [], "lost": []}
    articles = [{**data["articles"][0], "title": title}]
    told = {**data, "id": "another", "kind": "update", "edit": edit, "articles": articles}
    return replace(sent, id="another", alert_id="another", payload={**sent.payload, "data": told})


def test_mails_of_one_story_are_a_thread() -> None:
    """All that a reader gets of one story for one rule hangs together, under one subject; nothing else is in it."""
    first = delivery()
    update = _update(first, "Delegations break off talks", ENGLISH.title)
    messages = [_parsed(flatten(build_message(each, SETTINGS, "desk", ZURICH))) for each in (first, update)]
    roots = {str(message[name]) for message in messages for name in ("References", "In-Reply-To")}
    assert len(roots) == 1
    assert re.fullmatch(r"<[a-z2-7]{24}@example\.org>", roots.pop())
    assert messages[1]["Subject"] == f"Re: {messages[0]['Subject']}"
    assert messages[0]["Message-ID"] != messages[1]["Message-ID"]
    others = [
        delivery(rule=replace(RULE, id="other")),
        replace(first, channel="night"),
        replace(first, recipient="b@c.de"),
    ]
    assert {str(build_message(each, SETTINGS, "desk", ZURICH)["References"]) for each in others}.isdisjoint(roots)


def test_notices_and_tests_are_no_thread() -> None:
    """What tells no story refers to nothing."""
    (sample,) = sample_deliveries("desk", ["desk@example.org"], NOW)
    message = build_message(sample, SETTINGS, "desk", ZURICH)
    assert message["References"] is None
    assert message["In-Reply-To"] is None


@pytest.mark.parametrize(
    "link", ["https://news.example.org/leave?" + "token=abcdefgh&" * 50, "mailto:monitor@example.org?subject=leave"]
)
def test_a_long_link_to_unsubscribe_stays_whole(link: str) -> None:
    """It stands on one line as it is: as an encoded word no reader would know it."""
    settings = SETTINGS.model_copy(update={"unsubscribe": link})
    data = flatten(build_message(delivery(), settings, "desk", ZURICH))
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in data
