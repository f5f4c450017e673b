"""The mail message of a delivery: its headers and bytes, which hostile text cannot break out of.

CPython before 3.13 lets a header value with an encoded line break ("=?utf-8?q?a=0D=0ABcc:...?=") add headers
(CVE-2024-6923), and its BytesGenerator was affected again (CVE-2026-1299). So text is cleaned before it goes in, and
the flattened bytes are read back before they go out.
"""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import cast
from zoneinfo import ZoneInfo

from monitor.alerts.clean import one_line
from monitor.alerts.payload import AlertPart, AlertPayload
from monitor.alerts.render import Rendered, render_alert, subject
from monitor.config.channels import EmailSettings
from monitor.config.values import MailAddress, parse_recipient
from monitor.errors import DeliveryRefused
from monitor.ids import digest_id
from monitor.model import AlertKind, Delivery

# RFC 5322, section 2.1.1: no line beyond 998 characters; ids that have no spaces cannot be folded at 78.
_LONGEST_LINE = 998
_LONGEST_LABEL = 100
_LONGEST_WORD = 60
_DOT_ATOM = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_INJECTED = "a text in this alert would have changed the headers of its mail; look at its feed"
_IDS = frozenset({"Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe", "X-News-Monitor-Rule"})
_TELLING = frozenset({AlertKind.NEW, AlertKind.UPDATE})


class _MessagePolicy(EmailPolicy):
    """SMTP's policy, but for headers that it folds wrongly.

    An id that is longer than a line would become an encoded word, which is no id any more. A subject in another script
    would lose spaces where it is folded (https://github.com/python/cpython/issues/92081).
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in _IDS:
            return f"{name}: {value}\r\n".encode("ascii")
        if name == "To" and not value.isascii():
            # An address that is not all ASCII goes as it is, to servers that take it so (RFC 6532).
            return f"{name}: {value}\r\n".encode()
        if name == "Subject":
            return f"{name}: {_folded(name, value)}\r\n".encode("ascii")
        return super().fold_binary(name, value)


def _folded(name: str, value: str) -> str:
    """``value`` as lines of at most 78 characters, in encoded words (RFC 2047) where it is not short ASCII words."""
    plain = value.isascii() and max(map(len, value.split()), default=0) < _LONGEST_WORD
    return Header(str(value), "us-ascii" if plain else "utf-8", header_name=name).encode(linesep="\r\n")


# Seven bits, so that a message is the same for every server, whether or not it offers 8BITMIME.
_POLICY = _MessagePolicy(linesep="\r\n", raise_on_defect=False, cte_type="7bit")


def build_message(delivery: Delivery, settings: EmailSettings, channel: str, timezone: ZoneInfo) -> EmailMessage:
    """The message that carries ``delivery`` to its recipient, times shown in ``timezone``.

    The same delivery gives the same message, down to the boundary between its parts. Raises
    :class:`~monitor.errors.DeliveryRefused` when the recipient is no address that mail can go to.
    """
    mail = render_alert(delivery.payload, channel=channel, timezone=timezone)
    data = AlertPayload.model_validate(delivery.payload).data
    rule = data.rule
    domain = settings.sender.address.rpartition("@")[2]
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(settings.sender)
    message["To"] = _address(recipient_of(delivery, settings))
    message["Subject"] = header_text(_subject(delivery, data, mail))
    message["Date"] = delivery.created_at
    message["Message-ID"] = f"<{delivery.id}@{domain}>"
    if data.kind in _TELLING and not data.test:
        root = f"<{_thread(delivery, data)}@{domain}>"
        message["In-Reply-To"] = root
        message["References"] = root
    message["List-Id"] = f"<{_label(rule.id)}.news-monitor.{domain}>"
    if settings.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{settings.unsubscribe}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice comes back
    message["X-News-Monitor-Rule"] = _label(rule.id)
    message["X-News-Monitor-Severity"] = rule.severity.value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    # "=_" occurs in neither base64 nor quoted-printable, so no part can hold it (RFC 2045, section 6.7).
    message.set_boundary(f"=_{delivery.id}")
    return message


def flatten(message: EmailMessage) -> bytes:
    """The bytes of ``message`` as SMTP carries them, read back and compared.

    Raises :class:`~monitor.errors.DeliveryRefused` should they hold other headers than were set.
    """
    try:
        data = message.as_bytes()
    except (MessageError, ValueError):
        raise DeliveryRefused(_INJECTED) from None
    head = data.partition(b"\r\n\r\n")[0]
    read_back = message_from_bytes(data, policy=policy.compat32)
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    names = [line.partition(b":")[0].decode("ascii", "replace") for line in lines]
    if not message.keys() == read_back.keys() == names or b"\n" in head.replace(b"\r\n", b""):
        raise DeliveryRefused(_INJECTED)
    if max(map(len, data.split(b"\r\n"))) > _LONGEST_LINE:
        raise DeliveryRefused(f"this mail would have a line longer than {_LONGEST_LINE} bytes; shorten the rule's id")
    return data


def header_text(text: str) -> str:
    """``text``, already one clean line, so that nothing in it reads as an encoded word."""
    return text.replace("=?", "= ?")


def recipient_of(delivery: Delivery, settings: EmailSettings) -> MailAddress:
    """The recipient of ``delivery``, with the name that the settings give them; the row may be older than the settings.

    Raises :class:`~monitor.errors.DeliveryRefused` when it is no address that mail can go to.
    """
    for mailbox in settings.to:
        if mailbox.address == delivery.recipient:
            return mailbox
    try:
        return cast(MailAddress, parse_recipient(delivery.recipient))  # typed for pydantic
    except ValueError as error:
        raise DeliveryRefused(f"recipient {one_line(delivery.recipient, 100)!r} {error}") from None


def _address(mailbox: MailAddress) -> Address:
    local, _, domain = mailbox.address.rpartition("@")
    return Address(display_name=header_text(one_line(mailbox.name, 100)), username=local, domain=domain)


def _subject(delivery: Delivery, data: AlertPart, mail: Rendered) -> str:
    """The subject; for an update that of the first mail of its story, since readers thread by it, too."""
    if data.kind is not AlertKind.UPDATE or not data.articles:
        return mail.subject
    renamed = data.edit.title.before if data.edit and data.edit.title else ""
    title = data.story.headline or renamed or data.articles[0].title
    first, *others = delivery.payload["data"]["articles"]
    told = {**delivery.payload["data"], "kind": AlertKind.NEW.value, "articles": [{**first, "title": title}, *others]}
    return f"Re: {subject(AlertPayload.model_validate({**delivery.payload, 'data': told}))}"


def _thread(delivery: Delivery, data: AlertPart) -> str:
    """What all mails to one reader about one story for one rule refer to: a message that there never was.

    So the thread holds whichever of them is the first, or is lost.
    """
    return digest_id("thread", data.rule.id, data.story.id, delivery.channel, delivery.recipient)


def _label(rule_id: str) -> str:
    """A rule's id as it can stand in a List-Id (RFC 2919: a dot-atom), or a digest where it cannot."""
    lawful = len(rule_id) <= _LONGEST_LABEL and _DOT_ATOM.fullmatch(rule_id)
    return rule_id if lawful else digest_id(rule_id)
