"""Whom secure connections trust."""

import ssl

import certifi


class TrustingContext(ssl.SSLContext):
    """The authorities that the machine trusts, and those that browsers do; as strict as this Python is by default.

    They are read when a connection is first secured: that takes some 40 ms of processor time, which every command and
    every reload would spend.
    """

    _read = False

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        if not self._read:
            # Of the context for servers, as that reads no authorities; the flags are the same (stricter from 3.13 on).
            self.verify_flags = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).verify_flags
            self.load_default_certs()
            self.load_verify_locations(certifi.where())
            self._read = True
        return super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)
