"""Values with a notation of their own: durations, sizes, addresses, hosts, time zones."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import idna
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from monitor.config.faults import did_you_mean, shown
from monitor.config.model import surroundings
from monitor.net import AllowList
from monitor.query.notation import IDENTIFIER, LONGEST_IDENTIFIER

_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
_DURATION = r"^([0-9]{1,6}(ms|[smhdwy]))+$"
_LONGEST = timedelta(days=36_500)
_UNITS = {"B": 1, "kB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_SIZE = r"^([0-9]{1,12}) ?(B|kB|MB|GB|KiB|MiB|GiB)$"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
# Not `=?`, which begins an encoded word (RFC 2047): Python's mail library would decode it.
_LOCAL_PART = re.compile(r"(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LETTERS = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-"
_ANY_LOCAL_PART = re.compile(rf"(?!.*=\?)[{_LETTERS}]+(\.[{_LETTERS}]+)*")
_MAILBOX = re.compile(r'(?:"(?P<quoted>[^"\\]*)"|(?P<name>[^"<>@,;:\\]*?))\s*<(?P<address>[^<>]*)>')


def parse_duration(value: object) -> timedelta:
    """``15m``, ``2h``, ``90d``, ``1h30m``, ``250ms`` as a timedelta. A year (``y``) has 365 days."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or not re.fullmatch(_DURATION, value):
        raise ValueError("is not a duration: write a number and a unit, such as 90s, 15m, 2h, 90d, 6w or 2y")
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"([0-9]+)(ms|[smhdwy])", value))
    if seconds > _LONGEST.total_seconds():
        raise ValueError("must be shorter than a hundred years")
    return timedelta(seconds=seconds)


def check_positive(value: timedelta) -> timedelta:
    """A duration longer than nothing."""
    if not value:
        raise ValueError("must be longer than nothing")
    return value


def at_most(longest: str, cost: str) -> AfterValidator:
    """A duration no longer than ``longest``; ``cost`` says what would come of it."""
    limit = parse_duration(longest)

    def check(value: timedelta) -> timedelta:
        if value > limit:
            raise ValueError(f"must be at most {longest}: {cost}")
        return value

    return AfterValidator(check)


def parse_size(value: object) -> object:
    """``10MiB``, ``500kB`` as a number of bytes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(_SIZE, value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("is not a size: write a number and a unit, such as 500kB or 10MiB")
    return int(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True, slots=True)
class MailAddress:
    """One mailbox: ``address`` as it goes to the mail server (domain in ASCII), ``name`` as people read it."""

    address: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def parse_mail_address(value: object) -> object:
    """``desk@example.org`` or ``News desk <desk@example.org>``.

    Mail libraries repair what they are given: ``b@x>\\r\\nRCPT TO:<evil`` becomes ``b@x``. So anything but one plain
    address (RFC 5321 dot-string, no quoting, no domain literal) is refused. A domain in another script is turned into
    its ASCII form (IDNA 2008); the local part must be ASCII: see :func:`parse_recipient`.
    """
    return _mail_address(value, _LOCAL_PART)


def parse_recipient(value: object) -> object:
    """As :func:`parse_mail_address`, and the local part may be in any script (RFC 6531), in its composed form.

    Not every mail server takes such an address; one that does says so (SMTPUTF8).
    """
    return _mail_address(value, _ANY_LOCAL_PART)


def _mail_address(value: object, local_part: re.Pattern[str]) -> object:
    if isinstance(value, MailAddress):
        return value
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("is not a mail address: write name@example.org or Name <name@example.org>")
    match = _MAILBOX.fullmatch(value)
    name = (match["quoted"] or match["name"] or "").strip() if match else ""
    local, at, domain = (match["address"] if match else value).rpartition("@")
    local = unicodedata.normalize("NFC", local)
    if not at or len(local.encode()) > 64 or not local_part.fullmatch(local):
        raise ValueError("is not one mail address: write name@example.org or Name <name@example.org>")
    return MailAddress(f"{local}@{_ascii_domain(domain)}", name)


def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise ValueError("is not one mail address: the part after @ is no domain name") from None


def check_host(value: str) -> str:
    """A host name or an IP address, alone."""
    if _HOST.fullmatch(value):
        return value
    try:
        return str(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        raise ValueError("is not a host: write a name such as smtp.example.org, without port or scheme") from None


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine by name or number."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def check_url(value: str) -> str:
    """An http or https URL with a host and a lawful port. Messages do not repeat it: it may carry a password."""
    if not value.isprintable() or " " in value or "\\" in value:
        raise ValueError("is not a URL: it holds a space, a backslash or a control character")
    try:
        parts = urlsplit(value)
        lawful = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        lawful = False
    if not lawful:
        raise ValueError("is not a URL that can be read: write http:// or https:// and a host")
    return value


def check_no_user(value: str) -> str:
    """A URL that is fetched or posted to. One with a user name is refused there, so it is better refused at once."""
    if "@" in urlsplit(value).netloc:
        raise ValueError(
            "holds a user name, which is not sent: a feed can carry `headers: {Authorization: ...}`; "
            "a webhook is signed instead"
        )
    return value


def check_zone(value: str) -> str:
    """A time zone of the IANA database, such as ``Europe/Zurich``."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError; a directory's name is an OSError
        raise ValueError(f"is {shown(value)}, not a time zone: write a name such as Europe/Zurich or UTC") from None
    except KeyError:
        hint = did_you_mean(value[:100], available_timezones()) or "write a name such as Europe/Zurich or UTC"
        raise ValueError(f"is {shown(value)}, not a known time zone: {hint}") from None
    return value


def one_line(value: str) -> str:
    """A text for people, in one line: it may become the header of a mail."""
    line = " ".join(value.split())
    if not line:
        raise ValueError("must not be empty")
    return line


def check_private(value: str) -> str:
    """A private destination: ``10.0.0.0/8``, ``fd00::1``, ``intranet.example`` or ``10.1.2.3:8080``."""
    try:
        AllowList([value])
    except ValueError:
        raise ValueError(
            "is not an address, a network or a host: write 192.168.1.7, 10.0.0.0/8 or intranet.example, "
            "each perhaps with a port (10.1.2.3:8080)"
        ) from None
    return value


def parse_path(value: object, info: ValidationInfo) -> object:
    """A path, relative to the directory of the file that says it."""
    if isinstance(value, str) and "\0" not in value and value.strip():
        return surroundings(info).path(value)
    if isinstance(value, Path):
        return value
    raise ValueError("is not a path")


Pause = Annotated[
    timedelta, BeforeValidator(parse_duration, json_schema_input_type=Annotated[str, Field(pattern=_DURATION)])
]
Duration = Annotated[Pause, AfterValidator(check_positive)]
# All of one attempt to send is broken off a little later.
Timeout = Annotated[Duration, at_most("10m", "what does not answer by then would keep the rest waiting")]
Size = Annotated[
    int, BeforeValidator(parse_size, json_schema_input_type=Annotated[str, Field(pattern=_SIZE)] | int), Field(ge=1024)
]
Mailbox = Annotated[MailAddress, BeforeValidator(parse_mail_address, json_schema_input_type=str)]
Recipient = Annotated[MailAddress, BeforeValidator(parse_recipient, json_schema_input_type=str)]
Host = Annotated[str, AfterValidator(check_host)]
Port = Annotated[int, Field(strict=True, ge=1, le=65535)]
WebUrl = Annotated[str, AfterValidator(check_url)]
Target = Annotated[WebUrl, AfterValidator(check_no_user)]
Zone = Annotated[str, AfterValidator(check_zone)]
Private = Annotated[str, AfterValidator(check_private)]
FilePath = Annotated[Path, BeforeValidator(parse_path, json_schema_input_type=str)]
Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=LONGEST_IDENTIFIER)]
Line = Annotated[str, Field(max_length=300), AfterValidator(one_line)]
