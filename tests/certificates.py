"""Certificates for the servers that tests run, each signed by an authority of its own that nobody else knows."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificate:
    """A certificate for ``names`` (host names and addresses), good until ``until``, or for long."""

    names: tuple[str, ...]
    until: datetime | None = None

    def server(self) -> ssl.SSLContext:
        """The context of a server that shows it."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(*self.names, not_after=self.until).configure_cert(context)
        return context

    def trusting(self) -> ssl.SSLContext:
        """The context of a client that trusts its authority, and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return context

    def write(self, server: Path, authority: Path) -> None:
        """Write key and chain for a server, and the authority for its clients, as PEM."""
        self._authority.issue_cert(*self.names, not_after=self.until).private_key_and_cert_chain_pem.write_to_path(
            server
        )
        self._authority.cert_pem.write_to_path(authority)

    @cached_property
    def _authority(self) -> trustme.CA:
        return trustme.CA()
