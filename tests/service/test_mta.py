"""From a feed through the service and a real mail server, postfix, into Maildirs, and read back from there."""

from email.message import EmailMessage

import pytest

from monitor.model import DeliveryState
from monitor.store import Store
from tests.certificates import Certificate
from tests.mta import MailServer, run_postfix
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.conftest import StartService

RULES = """
rules:
  - {id: cyber, title: Cyber watch, keywords: [cybersecurity, الأمن السيبراني]}
"""
READERS = ("desk@example.org", "дежурный@example.org")
ARABIC = Story(
    "ar",
    "جولة جديدة من محادثات الأمن السيبراني في جنيف",
    (
        "التقى خبراء من ثلاثة وفود في جنيف صباح اليوم لبحث الأمن السيبراني وتبادل البيانات بين المختبرات.",
        "ومن المقرر أن تستأنف الجلسات بعد أسبوعين، على أن يشمل جدول أعمالها الأمن السيبراني للمرة الأولى.",
        "وقال منسق الجلسة إن الوقت ليس في صالح أحد، ووافقه الحاضرون على أن العمل يبدأ الآن.",
    ),
    language="ar",
)


def _channels(server: MailServer) -> str:
    readers = ", ".join(f'"{reader}"' for reader in (*READERS, "gone@example.org"))
    smtp = f"{{host: localhost, port: {server.port}}}"
    return f"desk: {{email: {{to: [{readers}], from: Monitor <monitor@example.org>, smtp: {smtp}}}}}"


def _text(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.mta
async def test_alerts_lie_in_the_maildirs_of_their_readers(
    newsroom: Newsroom, service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reader has each alert once, over STARTTLS, whole in any script; the burst went over one connection, and a
    reader whom the server does not know cost the others nothing.
    """
    stories = [Story(f"s{n}", f"Note {n} on cybersecurity", (*filler("cybersecurity"), f"{n}.")) for n in range(5)]
    newsroom.publish("wire", *stories, ARABIC)
    with run_postfix(READERS, Certificate(("localhost",))) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        newsroom.configure(RULES, channels=(), more_channels=_channels(server))
        async with service(newsroom.config) as app:
            await until(lambda: app.totals.delivered == 12 and app.totals.dead == 6)
            await until(lambda: all(len(server.mails(reader)) == 6 for reader in READERS))
        await until(lambda: "disconnect from" in server.log())
        log = server.log()
        boxes = {reader: server.mails(reader) for reader in READERS}
    assert 1 <= log.count(": connect from localhost") <= 2
    assert "starttls=1 mail=" in log
    for reader, mails in boxes.items():
        assert len({mail["Message-ID"] for mail in mails}) == 6
        assert mails[0]["Delivered-To"] == reader
        (arabic,) = (mail for mail in mails if ARABIC.title in str(mail["Subject"]))
        assert "التقى خبراء من ثلاثة وفود في جنيف" in _text(arabic, "plain")
        assert 'dir="rtl"' in _text(arabic, "html")
        assert arabic["Auto-Submitted"] == "auto-generated"
        assert arabic["References"] == arabic["In-Reply-To"]
        assert reader in str(arabic["To"])
    store = await Store.open(f"sqlite:///{newsroom.directory / 'monitor.db'}")
    dead = await store.reports.deliveries(20, state=DeliveryState.DEAD)
    await store.close()
    assert {each.recipient for each in dead} == {"gone@example.org"}
    assert all("550" in (each.last_error or "") for each in dead)
