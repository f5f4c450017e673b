"""A real mail server on loopback: Debian's postfix with a configuration, a queue and Maildirs of its own, for a test.

It needs root, as postfix does. ``tests/system-packages.sh`` installs it, and says whether tests that want it can run.
"""

import grp
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.certificates import Certificate

_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class MailServer:
    """A running postfix. Mail for one of its addresses lands in a Maildir; any other recipient is unknown to it."""

    port: int
    directory: Path

    @property
    def authority(self) -> Path:
        """The certificate of the authority that vouches for it."""
        return self.directory / "authority.pem"

    def mails(self, address: str) -> list[EmailMessage]:
        """What has been delivered to ``address``, in order of arrival."""
        arrived = sorted((self.directory / "mail" / address / "new").glob("*"), key=lambda path: path.stat().st_mtime)
        found = []
        for path in arrived:
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    def log(self) -> str:
        """What it wrote to its log."""
        path = self.directory / "log"
        return path.read_text() if path.exists() else ""


@contextmanager
def run_postfix(addresses: Sequence[str], certificate: Certificate) -> Iterator[MailServer]:
    """A postfix that takes mail for ``addresses`` over STARTTLS only, with ``certificate``, until the block ends."""
    # Not in pytest's directory, which is closed to the users that postfix changes to; and names of sockets are short.
    directory = Path(tempfile.mkdtemp(prefix="mta-", dir="/tmp"))
    directory.chmod(0o755)
    try:
        server = MailServer(_free_port(), directory)
        _write(server, addresses, certificate)
        command = ["postfix", "-c", str(directory / "etc")]
        subprocess.run([*command, "start"], check=True, capture_output=True)
        try:
            yield server
        finally:
            subprocess.run([*command, "abort"], check=False, capture_output=True)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _write(server: MailServer, addresses: Sequence[str], certificate: Certificate) -> None:
    directory = server.directory
    for name in ("etc", "queue", "data", "mail"):
        (directory / name).mkdir(mode=0o755)
    shutil.chown(directory / "data", "postfix")
    shutil.chown(directory / "mail", "nobody")
    certificate.write(directory / "etc" / "server.pem", server.authority)
    nobody, group = pwd.getpwnam("nobody").pw_uid, grp.getgrnam("nogroup").gr_gid
    boxes = " ".join(f"{{ {address} = {address}/ }}" for address in addresses)
    domains = " ".join(sorted({address.rpartition("@")[2] for address in addresses}))
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": directory / "queue",
        "data_directory": directory / "data",
        "maillog_file": directory / "log",
        "maillog_file_prefixes": directory,
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "myhostname": "mta.example",
        "mydestination": "",
        "mynetworks": "127.0.0.0/8",
        "local_recipient_maps": "",
        "alias_maps": "",
        "smtputf8_enable": "yes",
        "virtual_mailbox_domains": domains,
        "virtual_mailbox_base": directory / "mail",
        "virtual_mailbox_maps": f"inline:{{ {boxes} }}",
        "virtual_minimum_uid": "1",
        "virtual_uid_maps": f"static:{nobody}",
        "virtual_gid_maps": f"static:{group}",
        "smtpd_tls_security_level": "encrypt",
        "smtpd_tls_chain_files": directory / "etc" / "server.pem",
        "smtpd_relay_restrictions": "reject_unauth_destination",
    }
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    (directory / "etc" / "main.cf").write_text(lines)
    (directory / "etc" / "master.cf").write_text(_SERVICES.format(port=server.port))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
