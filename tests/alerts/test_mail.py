"""Mail over real sockets: one recipient at a time, told apart by what the server says, the same bytes every time."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.smtp import AuthResult

from monitor.alerts import MailChannel, SmtpOptions
from monitor.config.channels import EmailSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused
from monitor.model import Delivery
from tests.alerts.samples import ARABIC, RULE, delivery
from tests.alerts.smtp_script import DROP, HANG, scripted_mail
from tests.alerts.test_digest_mail import numbered_alerts
from tests.certificates import Certificate
from tests.servers import serve_mail
from tools import mail_samples

_PASSWORD = "correct horse battery"


def _settings(port: int, **smtp: Any) -> EmailSettings:
    server = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": timedelta(seconds=5), **smtp}
    return EmailSettings.model_validate(
        {"to": ["Desk <desk@example.org>"], "from": "News monitor <monitor@example.org>", "smtp": server}
    )


def _channel(port: int, options: SmtpOptions | None = None, **smtp: Any) -> MailChannel:
    options = options or SmtpOptions(local_hostname="localhost")
    channel = MailChannel("desk", _settings(port, **smtp), ZoneInfo("Europe/Zurich"), options)
    _opened.append(channel)
    return channel


_opened: list[MailChannel] = []


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    """Every channel of a test takes leave at its end."""
    yield
    while _opened:
        await _opened.pop().aclose()


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    """A certificate for this machine, of an authority that nobody knows."""
    return Certificate(("localhost", "127.0.0.1"))


async def test_delivered() -> None:
    """A mail server that takes the mail gets one copy for one recipient, and its words are the receipt."""
    async with serve_mail() as mailbox:
        receipt = await _channel(mailbox.port).send(delivery())
    assert receipt.startswith("250")
    (mail,) = mailbox.mails
    assert mail.recipients == ("desk@example.org",)
    assert mail.sender == "monitor@example.org"
    assert mail.message["To"] == "Desk <desk@example.org>"


async def test_the_page_of_a_long_digest_is_made_beside_other_work() -> None:
    """While a digest of hundreds of alerts is put into words, the service goes on with everything else."""
    payload = mail_samples.digest_of(numbered_alerts(300), matches=range(14), answered=214, longest=10**6)
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    async with serve_mail() as mailbox:
        mailbox.on_data = lambda mail: turns_then.append(turns)
        turns_then: list[int] = []
        working = asyncio.create_task(work())
        await _channel(mailbox.port).send(replace(delivery(), payload=payload))
        working.cancel()
    assert turns_then[0] > 20


async def test_bad_recipient_never_repeats_to_the_good() -> None:
    """Of two recipients one is refused: the other has exactly one copy, whatever is tried again."""
    async with serve_mail() as mailbox:
        mailbox.on_recipient = lambda address: "550 no such user" if address.startswith("gone") else None
        channel = _channel(mailbox.port)
        good, bad = delivery(), delivery(recipient="gone@example.org")
        await channel.send(good)
        for _ in range(2):
            with pytest.raises(DeliveryRefused, match="550 no such user"):
                await channel.send(bad)
    assert [mail.recipients for mail in mailbox.mails] == [("desk@example.org",)]


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ({"greeting": "421 too busy"}, DeliveryDeferred),
        ({"greeting": "554 no service for you"}, DeliveryDeferred),
        ({"greeting": DROP}, DeliveryDeferred),
        ({"greeting": "HTTP/1.1 400 Bad Request"}, DeliveryDeferred),
        ({"EHLO": "421 closing"}, DeliveryDeferred),
        ({"EHLO": "550 too many of you"}, DeliveryDeferred),
        ({"EHLO": DROP}, DeliveryDeferred),
        ({"MAIL": "451 try later"}, DeliveryDeferred),
        ({"MAIL": "553 sender not allowed"}, DeliveryRefused),
        ({"MAIL": "530 5.7.0 Authentication required"}, ChannelUnusable),
        ({"RCPT": "450 greylisted"}, DeliveryDeferred),
        ({"RCPT": "452 too many"}, DeliveryDeferred),
        ({"RCPT": "550 no such user"}, DeliveryRefused),
        ({"RCPT": DROP}, DeliveryDeferred),
        ({"DATA": "451 no room"}, DeliveryDeferred),
        ({"DATA": "554 no"}, DeliveryRefused),
        ({"dot": "452 disk full"}, DeliveryDeferred),
        ({"dot": "554 looks like spam"}, DeliveryRefused),
        ({"dot": DROP}, DeliveryDeferred),
    ],
)
async def test_replies_told_apart(replies: dict[str, str], error: type[Exception]) -> None:
    """What may pass is tried again, what will not becomes a dead letter, what is ours to mend is held. A server that
    will not talk at all has said nothing of the mail.
    """
    async with scripted_mail(None, **replies) as script:
        with pytest.raises(error, match=f"127.0.0.1:{script.port} of channel `desk`"):
            await _channel(script.port).send(delivery())


@pytest.mark.parametrize(
    ("replies", "for_all"),
    [
        ({"RCPT": "450 4.2.0 greylisted"}, False),
        ({"RCPT": "451 4.7.1 come back"}, False),
        ({"dot": "451 4.7.1 greylisted"}, False),
        ({"RCPT": "421 4.7.0 too many"}, True),
        ({"RCPT": "452 4.3.1 disk full"}, True),
        ({"MAIL": "451 4.3.0 later"}, True),
        ({"dot": "451 4.3.0 queue"}, True),
        ({"dot": DROP}, True),
    ],
)
async def test_what_is_said_of_one_recipient_is_told_from_what_is_said_of_all(
    replies: dict[str, str], for_all: bool
) -> None:
    """Greylisting is about a recipient, a full disk about the server: only the latter may keep others waiting."""
    async with scripted_mail(None, **replies) as script:
        with pytest.raises(DeliveryDeferred) as caught:
            await _channel(script.port).send(delivery())
    assert caught.value.for_all is for_all


@pytest.mark.parametrize("place", ["greeting", "EHLO", "RCPT", "dot"])
async def test_server_that_hangs(place: str) -> None:
    """A server that falls silent at any point is given up on in time, and tried again."""
    async with scripted_mail(None, **{place: HANG}) as script:
        options = SmtpOptions(final_timeout=0.2, local_hostname="localhost")
        channel = _channel(script.port, options, timeout=timedelta(seconds=0.2))
        async with asyncio.timeout(5):
            with pytest.raises(DeliveryDeferred):
                await channel.send(delivery())


async def test_partial_ehlo() -> None:
    """An EHLO reply that never ends is no reply."""
    async with scripted_mail(EHLO="250-scripted\r\n250-SIZE 10") as script:
        with pytest.raises(DeliveryDeferred):
            await _channel(script.port, timeout=timedelta(seconds=0.2)).send(delivery())


async def test_slow_answer_to_the_last_dot_is_waited_for() -> None:
    """The final answer may take longer than any other: giving up there would mean a second copy."""
    async with serve_mail() as mailbox:
        channel = _channel(mailbox.port, timeout=timedelta(seconds=0.5))
        handle = mailbox.handle_DATA

        async def slowly(*arguments: Any) -> str:
            await asyncio.sleep(0.8)
            return await handle(*arguments)

        mailbox.handle_DATA = slowly  # type: ignore[assignment,method-assign]
        await channel.send(delivery())
    assert len(mailbox.mails) == 1


async def test_nobody_listens() -> None:
    """A mail server that is down is tried again."""
    async with scripted_mail() as script:
        port = script.port
    with pytest.raises(DeliveryDeferred, match=str(port)):
        await _channel(port).send(delivery())


@pytest.mark.parametrize("end", [DROP, HANG, "451 4.3.0 later"])
async def test_repeat_is_byte_for_byte_the_same(end: str) -> None:
    """A server that had the mail, but lost the connection or never answered, gets the same Message-ID, Date and body
    again.
    """
    first = delivery()
    async with scripted_mail(dot=end) as script:
        with pytest.raises(DeliveryDeferred):
            await _channel(script.port, SmtpOptions(local_hostname="localhost", final_timeout=0.2)).send(first)
        script.replies.clear()
        await _channel(script.port).send(replace(first, attempts=2))
    assert len(script.received) == 2
    assert script.received[0] == script.received[1]
    assert f"Message-ID: <{first.id}@example.org>".encode() in script.received[0]
    assert b"Date: Fri, 02 Jan 2026 03:04:05 +0000" in script.received[0]


async def test_quit_that_fails_changes_nothing() -> None:
    """Once the server has said yes, nothing that it does afterwards makes a repeat."""
    for answer in (DROP, "421 go away", "500 what?"):
        async with scripted_mail(QUIT=answer) as script:
            channel = _channel(script.port)
            assert (await channel.send(delivery())).startswith("250")
            await channel.aclose()


async def test_size_is_checked_before_sending() -> None:
    """A mail beyond the server's limit is not sent, and the reason says both sizes."""
    async with scripted_mail(EHLO="250-scripted\r\n250 SIZE 1000") as script:
        with pytest.raises(DeliveryRefused, match="takes at most 1000"):
            await _channel(script.port).send(delivery())
    assert script.received == []
    assert not [command for command in script.commands if command.startswith("MAIL")]


@pytest.mark.parametrize(
    "recipient",
    [
        "b@x>\r\nRCPT TO:<evil@example.com",
        "a@example.org, b@example.org",
        "nobody",
        "",
        "a@[::1]",
    ],
)
async def test_impossible_recipient(recipient: str) -> None:
    """An address that mail cannot go to is refused with a sentence, and nothing is said to the server."""
    async with scripted_mail() as script:
        with pytest.raises(DeliveryRefused, match="is not"):
            await _channel(script.port).send(delivery(recipient=recipient))
    assert script.commands == []


async def test_idn_recipient() -> None:
    """A domain in another script is written the way mail servers know it."""
    async with serve_mail() as mailbox:
        await _channel(mailbox.port).send(delivery(recipient="john@bücher.example"))
    assert mailbox.mails[0].recipients == ("john@xn--bcher-kva.example",)


async def test_recipient_in_another_script() -> None:
    """A server that takes such addresses (SMTPUTF8) gets it whole; one that does not is told nothing of the mail."""
    mail = delivery(recipient="дежурный@bücher.example")
    async with serve_mail(enable_SMTPUTF8=True) as mailbox:
        await _channel(mailbox.port).send(mail)
    assert mailbox.mails[0].recipients == ("дежурный@xn--bcher-kva.example",)
    assert "To: дежурный@xn--bcher-kva.example\r\n".encode() in mailbox.mails[0].data
    async with scripted_mail() as script:
        channel = _channel(script.port)
        with pytest.raises(DeliveryRefused, match="does not offer SMTPUTF8"):
            await channel.send(mail)
        await channel.send(delivery())
    assert len(script.received) == 1


async def test_a_burst_takes_one_connection() -> None:
    """Thirty mails at once go over one connection, each in a transaction of its own, also after a refusal."""
    async with serve_mail() as mailbox:
        mailbox.on_recipient = lambda address: "550 no such user" if address.startswith("gone") else None
        channel = _channel(mailbox.port)
        recipients = [f"{'gone' if number % 7 == 3 else 'desk'}{number}@example.org" for number in range(30)]
        sent = await asyncio.gather(
            *(channel.send(delivery(recipient=recipient)) for recipient in recipients), return_exceptions=True
        )
    assert [isinstance(result, DeliveryRefused) for result in sent] == [r.startswith("gone") for r in recipients]
    arrived = [mail.recipients for mail in mailbox.mails]
    assert sorted(arrived) == sorted((recipient,) for recipient in recipients if recipient.startswith("desk"))
    assert mailbox.connections == 1


async def test_a_connection_carries_fifty_mails() -> None:
    """Then there is a new one: servers become slow, or refuse, beyond a number of their own."""
    async with scripted_mail() as script:
        channel = _channel(script.port)
        for number in range(51):
            await channel.send(delivery(recipient=f"r{number}@example.org"))
            assert script.connections == (1 if number < 50 else 2)


async def test_a_burst_that_is_put_off_takes_one_connection() -> None:
    """Greylisting of every recipient is no reason to connect and log in anew for each, nor for those that follow."""
    async with scripted_mail(RCPT=["450 4.7.1 greylisted"] * 12) as script:
        channel = _channel(script.port)
        sent = [await _outcome(channel, f"r{number}@example.org") for number in range(15)]
    assert [isinstance(result, str) for result in sent] == [False] * 12 + [True] * 3
    assert script.connections == 1


@pytest.mark.parametrize(
    ("replies", "deferred", "connections"),
    [
        # Closed between two mails, or before one has begun: nobody notices.
        ({"RSET": ["421 idle too long"]}, 0, 2),
        ({"MAIL": ["250 OK", "421 too many messages"]}, 0, 2),
        ({"MAIL": ["250 OK", DROP]}, 0, 2),
        # Lost while one is under way: that one comes again, and no other.
        ({"RCPT": ["250 OK", DROP]}, 1, 2),
        ({"DATA": ["354 go on", "421 shutting down"]}, 1, 2),
        ({"dot": ["250 OK", DROP]}, 1, 2),
        # Told to wait: the connection goes on.
        ({"RCPT": ["250 OK", "450 4.7.1 greylisted"]}, 1, 1),
        ({"dot": ["250 OK", "451 4.3.0 later"]}, 1, 1),
    ],
)
async def test_a_connection_lost_in_a_burst_repeats_one_mail_at_most(
    replies: dict[str, list[str]], deferred: int, connections: int
) -> None:
    """Of five mails over one connection only the one in flight is tried again, whenever the connection is lost."""
    async with scripted_mail(None, **replies) as script:
        channel = _channel(script.port)
        sent = [await _outcome(channel, f"r{number}@example.org") for number in range(5)]
    assert [type(result) for result in sent if not isinstance(result, str)] == [DeliveryDeferred] * deferred
    assert script.connections == connections
    delivered = 5 - deferred
    assert len(script.received) == delivered + ("dot" in replies)


async def _outcome(channel: MailChannel, recipient: str) -> str | Exception:
    try:
        return await channel.send(delivery(recipient=recipient))
    except DeliveryDeferred as error:
        return error


async def test_a_server_that_thinks_long_of_one_mail_holds_up_no_other() -> None:
    """Mails that have waited long enough for the connection that is busy get one of their own."""
    async with scripted_mail(dot=[HANG]) as script:
        channel = _channel(script.port, SmtpOptions(local_hostname="localhost", patience=0.1))
        slow = asyncio.create_task(channel.send(delivery()))
        async with asyncio.timeout(10):
            while not script.received:
                await asyncio.sleep(0.01)
            assert (await channel.send(delivery(recipient="b@example.org"))).startswith("250")
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
    assert script.connections == 2


async def test_a_connection_is_not_kept_for_long() -> None:
    """The server is taken leave of once nothing has been sent for a while."""
    async with scripted_mail() as script:
        await _channel(script.port, SmtpOptions(local_hostname="localhost", idle=0.05)).send(delivery())
        async with asyncio.timeout(5):
            while script.commands[-1] != "QUIT":
                await asyncio.sleep(0.01)


async def test_a_leave_that_is_cut_off_leaves_no_connection_behind() -> None:
    """A mail that comes while the server is taken leave of, and hangs, does not keep that connection open for ever."""
    async with scripted_mail(QUIT=HANG) as script:
        channel = _channel(script.port, SmtpOptions(local_hostname="localhost", idle=0.05))
        await channel.send(delivery())
        async with asyncio.timeout(3):
            while script.commands[-1] != "QUIT":
                await asyncio.sleep(0.01)
            await channel.send(delivery(recipient="b@example.org"))
            while not script.ended:
                await asyncio.sleep(0.01)
        script.replies.clear()


async def test_mail_is_seven_bits_for_any_server() -> None:
    """What leaves is the same whether or not the server offers 8BITMIME, so that a repeat elsewhere is the same too."""
    async with scripted_mail(EHLO="250 scripted") as script:
        await _channel(script.port).send(delivery(ARABIC, rule=replace(RULE, title="محادثات")))
    assert script.received[0].isascii()
    assert max(map(len, script.received[0].split(b"\r\n"))) <= 998


async def test_starttls_not_offered() -> None:
    """Where encryption is asked for and not offered, nothing is sent, not even the envelope."""
    async with serve_mail() as mailbox:
        with pytest.raises(ChannelUnusable, match="does not offer STARTTLS"):
            await _channel(mailbox.port, security="starttls").send(delivery())
    assert mailbox.mails == []


@pytest.mark.parametrize(("answer", "error"), [("454 not now", DeliveryDeferred), ("502 never", ChannelUnusable)])
async def test_starttls_refused(answer: str, error: type[Exception]) -> None:
    """A server that offers STARTTLS and then will not is never spoken to in the clear."""
    async with scripted_mail(EHLO="250-scripted\r\n250 STARTTLS", STARTTLS=answer) as script:
        with pytest.raises(error):
            await _channel(script.port, security="starttls").send(delivery())
    assert [command.split()[0] for command in script.commands] == ["EHLO", "STARTTLS", "QUIT"]


async def test_certificate_of_a_stranger(certificate: Certificate) -> None:
    """A certificate that nobody vouches for is refused and the channel held; one that is trusted serves."""
    async with serve_mail(tls_context=certificate.server()) as mailbox:
        with pytest.raises(ChannelUnusable, match="TLS failed"):
            await _channel(mailbox.port, security="starttls").send(delivery())
        assert mailbox.mails == []
        trusting = SmtpOptions(local_hostname="localhost", tls=certificate.trusting())
        await _channel(mailbox.port, trusting, security="starttls").send(delivery())
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Certificate(("mail.example.org",)), "(?i)not valid for '127.0.0.1'"),
        (Certificate(("127.0.0.1",), until=datetime(2020, 1, 1, tzinfo=UTC)), "expired"),
    ],
)
async def test_certificate_that_is_not_right(shown: Certificate, words: str) -> None:
    """A certificate of another host, or one that has run out, gets no mail, whoever vouches for it."""
    options = SmtpOptions(local_hostname="localhost", tls=shown.trusting())
    async with serve_mail(tls_context=shown.server()) as mailbox:
        with pytest.raises(ChannelUnusable, match=words):
            await _channel(mailbox.port, options, security="starttls").send(delivery())
    assert mailbox.mails == []


async def test_what_is_slipped_in_before_tls_is_not_believed(certificate: Certificate) -> None:
    """An answer that somebody on the way adds to that to STARTTLS is none of the server's: what it offers counts once
    it has said it under TLS.
    """
    slipped = "220 go on\r\n250-scripted\r\n250 SIZE 10"
    offer = "250-scripted\r\n250 STARTTLS"
    options = SmtpOptions(local_hostname="localhost", tls=certificate.trusting())
    async with scripted_mail(certificate.server(), EHLO=offer, STARTTLS=slipped) as script:
        assert (await _channel(script.port, options, security="starttls").send(delivery())).startswith("250")
    assert [command.split()[0] for command in script.commands][:3] == ["EHLO", "STARTTLS", "EHLO"]
    assert len(script.received) == 1


async def test_tls_to_a_server_that_speaks_none() -> None:
    """`security: tls` at a port that speaks plain SMTP is a mistake in the settings, and said so."""
    async with serve_mail() as mailbox:
        with pytest.raises(ChannelUnusable, match="correct `host`, `port` or `security`"):
            await _channel(mailbox.port, security="tls").send(delivery())


async def test_login(certificate: Certificate) -> None:
    """The right password lets mail through; a wrong one holds the channel, and no error holds a password."""

    def check(server: object, session: object, envelope: object, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == _PASSWORD.encode(), handled=False)

    options = SmtpOptions(local_hostname="localhost", tls=certificate.trusting())
    server = {"tls_context": certificate.server(), "require_starttls": True, "auth_required": True}
    async with serve_mail(authenticator=check, **server) as mailbox:

        async def send(**login: str) -> str:
            return await _channel(mailbox.port, options, security="starttls", **login).send(delivery())

        await send(username="monitor", password=_PASSWORD)
        with pytest.raises(ChannelUnusable, match="correct `username` and `password`") as caught:
            await send(username="monitor", password="hunter two")
        with pytest.raises(ChannelUnusable, match="Authentication required"):
            await send()
    assert len(mailbox.mails) == 1
    assert "hunter" not in str(caught.value)


async def test_password_echoed_by_the_server_is_not_repeated() -> None:
    """A server that repeats the login in its refusal does not bring it into our errors."""
    encoded = base64.b64encode(f"\0monitor\0{_PASSWORD}".encode()).decode()
    answer = f"535 bad login {encoded} {_PASSWORD}"
    async with scripted_mail(EHLO="250-scripted\r\n250 AUTH PLAIN", AUTH=answer) as script:
        with pytest.raises(ChannelUnusable) as caught:
            await _channel(script.port, username="monitor", password=_PASSWORD).send(delivery())
        assert _PASSWORD not in str(caught.value)
        assert encoded not in str(caught.value)
        assert caught.value.__suppress_context__
        with pytest.raises(ChannelUnusable, match="535 bad login"):  # an empty one stands between all letters
            await _channel(script.port, username="monitor", password="").send(delivery())


async def test_name_of_this_machine_that_smtp_cannot_say() -> None:
    """What can never be put into a command holds the channel with a reason, and does not go on failing unseen."""
    async with scripted_mail() as script:
        with pytest.raises(ChannelUnusable, match="ascii"):
            await _channel(script.port, SmtpOptions(local_hostname="bücher.example")).send(delivery())


async def test_login_not_offered() -> None:
    """A user name for a server that takes none is a mistake in the settings."""
    async with scripted_mail() as script:
        with pytest.raises(ChannelUnusable, match="no way to log in"):
            await _channel(script.port, username="monitor", password=_PASSWORD).send(delivery())


async def test_dots_and_line_ends_cannot_end_the_message() -> None:
    """A text with lone dots and bare line ends arrives whole, as one message (SMTP smuggling, CVE-2023-51764)."""
    sample = delivery()
    payload: dict[str, Any] = dict(sample.payload)
    data = dict(payload["data"])
    data["articles"] = [{**data["articles"][0], "summary": ".\r\n.\r\nMAIL FROM:<x@example.com>\n.\n.\r.\rQUIT"}]
    hostile: Delivery = replace(sample, payload={**payload, "data": data})
    async with serve_mail() as mailbox:
        await _channel(mailbox.port).send(hostile)
    (mail,) = mailbox.mails
    body = mail.message.get_body(("plain",))
    assert body is not None
    assert "MAIL FROM:<x@example.com>" in body.get_content()
