"""Secure connections: checked against the name that was asked for, although an address is connected to."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.errors import Fault, FetchError
from monitor.net.trust import TrustingContext
from tests.certificates import Certificate
from tests.net.support import FakeResolver, open_client
from tests.servers import serve_raw


async def test_names_are_verified() -> None:
    """A site answers to its own name; under another name, or with a certificate of nobody known, it is refused."""
    asked: list[str | None] = []
    hosts: list[bytes] = []
    certificate = Certificate(("site.example",))
    context = certificate.server()
    context.sni_callback = lambda _, name, __: asked.append(name)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hosts.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")
        await writer.drain()

    resolver = FakeResolver(site_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    async with serve_raw(answer, tls=context) as url:
        port = urlsplit(url).port
        async with open_client(resolver=resolver, tls=certificate.trusting()) as client:
            assert (await client.get(f"https://site.example:{port}/")).body == b"secret"
            assert asked == ["site.example"]
            assert f"host: site.example:{port}\r\n".encode() in hosts[0].lower()
            with pytest.raises(
                FetchError, match=r"certificate of other\.example is not accepted: Hostname mismatch"
            ) as caught:
                await client.get(f"https://other.example:{port}/")
            assert caught.value.fault is Fault.TLS
        async with open_client(resolver=resolver) as client:
            with pytest.raises(FetchError, match="unable to get local issuer certificate") as caught:
                await client.get(f"https://site.example:{port}/")
            assert caught.value.fault is Fault.TLS


async def test_what_the_machine_trusts_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose authority the machine knows is read, by one client any number of times."""
    certificate = Certificate(("127.0.0.1",))
    certificate.write(tmp_path / "server.pem", tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnews")
        await writer.drain()

    async with serve_raw(answer, tls=certificate.server()) as url, open_client() as client:
        for _ in range(2):
            assert (await client.get(url.replace("http:", "https:"))).body == b"news"


def test_certificates_are_judged_as_this_python_judges_them() -> None:
    """From 3.13 on Python is stricter than the library beneath it, and so are the connections to feeds."""
    context, usual = TrustingContext(ssl.PROTOCOL_TLS_CLIENT), ssl.create_default_context()
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="site.example")
    for name in ("verify_flags", "verify_mode", "check_hostname", "minimum_version", "options"):
        assert getattr(context, name) == getattr(usual, name), name


async def test_an_expired_certificate_is_refused() -> None:
    """A site whose certificate has run out is not read, and the fault says so."""
    certificate = Certificate(("127.0.0.1",), until=datetime(2020, 1, 1, tzinfo=UTC))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with serve_raw(answer, tls=certificate.server()) as url, open_client(tls=certificate.trusting()) as client:
        with pytest.raises(FetchError, match="certificate has expired") as caught:
            await client.get(url.replace("http:", "https:"))
    assert caught.value.fault is Fault.TLS
