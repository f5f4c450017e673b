"""What a person sees in the terminal while the demo runs."""

import io
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from monitor.demo.articles import OUTLETS, arabic
from monitor.demo.inbox import CHANNELS, Inbox
from monitor.demo.printing import Printer, printable, reasons
from monitor.demo.receivers import ReceivedMail, ReceivedWebhook
from monitor.demo.scoreboard import Scoreboard
from monitor.demo.workspace import Workspace

ROOT = Path("/somewhere/demo-site")
SUMMARY = " ".join(arabic.TALKS.paragraphs[:3])


def payload(**article: Any) -> dict[str, Any]:
    """An alert as a webhook carries it."""
    match = {"leaf": "official:sergei-ryabkov", "text": "لريابكوف", "how": "clitic"}
    shown = {
        "title": arabic.TALKS.title,
        "summary": SUMMARY,
        "source": "الساحل",
        "language": "ar",
        "published": None,
        "url": "http://127.0.0.13:1/news/x",
        "matches": [match],
    }
    rule = {"id": "stability-talks", "title": "Talks", "severity": "high"}
    return {"type": "alert", "data": {"rule": rule, "articles": [shown | article]}}


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=False)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_alert_shows_what_a_reader_needs(console: Console) -> None:
    """Title, summary, reason, source, an honest date, address and the file it was kept in."""
    Printer(console, ROOT, Path("demo-site")).alert(payload(), ROOT / "webhooks" / "001.json")
    text = shown(console)
    for part in (
        "high", "Talks", arabic.TALKS.paragraphs[0][:30], "official:sergei-ryabkov", "لريابكوف",
        "with an attached particle", "الساحل", "not stated", "http://127.0.0.13:1/news/x",
        "demo-site/webhooks/001.json",
    ):  # fmt: skip
        assert part in text
    dated = payload(published="2026-01-02T03:04:05Z")
    Printer(console, ROOT, Path("demo-site")).alert(dated, ROOT / "webhooks" / "002.json")
    assert "2026-01-02T03:04:05Z" in shown(console)


def test_a_mail_shows_where_it_was_written(console: Console) -> None:
    """Both the message and the page to look at are named."""
    message = EmailMessage()
    message["Subject"] = arabic.TALKS.title
    mail = ReceivedMail("monitor@example.org", ("desk@example.org",), bytes(message))
    Printer(console, ROOT, Path("demo-site")).mail(mail, ROOT / "mail" / "001.eml")
    for part in (arabic.TALKS.title, "desk@example.org", "demo-site/mail/001.eml", "demo-site/mail/last.html"):
        assert part in shown(console)


def test_alerts_that_come_at_once_are_printed_one_after_another(console: Console, tmp_path: Path) -> None:
    """The mail of an alert stands below its webhook, whichever comes first; what came on one channel alone is last."""
    workspace = Workspace(tmp_path)
    for kept in ("mail", "webhooks"):
        (tmp_path / kept).mkdir()
    urls = {f"http://127.0.0.1:1/news/{name}": name for name in ("first", "second", "third")}
    scoreboard = Scoreboard((), CHANNELS, dict.fromkeys(urls, arabic.TALKS))
    inbox = Inbox(workspace, scoreboard, Printer(console, tmp_path, Path("demo-site")))
    first, second, third = (
        (ReceivedWebhook({}, b"", payload(title=f"On the {name}", url=url)), _mail(f"The {name}", url))
        for url, name in urls.items()
    )
    inbox.take_webhook(first[0])
    inbox.take_mail(second[1])
    inbox.take_mail(first[1])
    inbox.take_webhook(third[0])
    inbox.take_webhook(second[0])
    said = re.findall("(?:On the|The) [a-z]+", shown(console))
    assert said == ["On the first", "The first", "On the second", "The second"]
    inbox.print_rest()
    assert "On the third" in shown(console)


def _mail(subject: str, text: str) -> ReceivedMail:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(text)
    return ReceivedMail("monitor@example.org", ("desk@example.org",), bytes(message))


def test_every_line_isolates_foreign_text_and_fits(console: Console) -> None:
    """No line leaves an isolate open, and no line of a summary in Arabic or Chinese is wider than the terminal."""
    Printer(console, ROOT, Path("demo-site")).alert(payload(), ROOT / "webhooks" / "001.json")
    Printer(console, ROOT, Path("demo-site")).alert(
        payload(summary="引航员们每天练习六个小时" * 20), ROOT / "webhooks" / "002.json"
    )
    for line in shown(console).splitlines():
        assert line.count("\u2068") == line.count("\u2069")
        assert cell_len(line) <= 80


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    """Escape sequences lose their escape, overrides of direction are dropped, letters of every script stay."""
    assert printable("a\x1b[31m\u202eb\n\u2069 \u0627\u0644\u200c中") == "a[31mb ال\u200c中"


def test_markup_in_a_title_is_text(console: Console) -> None:
    """A title in square brackets is not taken for styling."""
    Printer(console, ROOT, Path("demo-site")).alert(payload(title="[bold]x[/bold]"), ROOT / "webhooks" / "001.json")
    assert "[bold]x[/bold]" in shown(console)


def test_reasons_name_each_leaf_once() -> None:
    """Many mentions of one person make one line with each form once; more than four forms are cut."""
    forms = ["Рябков", "Рябкова", "Рябков", "Рябкову", "Рябковым", "Рябкове"]
    lines = reasons([{"leaf": "official:r", "text": form, "how": "case-form"} for form in forms])
    assert len(lines) == 1
    assert lines[0].count("in another grammatical case") == 4
    assert lines[0].endswith("…")


def test_a_publication_is_announced(console: Console) -> None:
    """One sees what came out when, so that silence can be judged too."""
    Printer(console, ROOT, Path("demo-site")).publication(
        OUTLETS[2], arabic.TALKS, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    )
    assert "03:04:05" in shown(console)
    assert arabic.TALKS.title in shown(console)
