"""Secure connections: checked against the name that was asked for, although an address is connected to."""

import asyncio
import ssl
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.errors import Fault, FetchError
from tests.net.support import FakeResolver, open_client
from tests.servers import serve_raw


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for site.example with its key, signed by itself."""
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=site.example"
    extra = ["-addext", "subjectAltName=DNS:site.example", "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run([*command.split(), *extra], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(str(path) + ".crt").read_text())
    return path


async def test_names_are_verified(certificate: Path) -> None:
    """A site answers to its own name; under another name, or with a certificate nobody signed, it is refused."""
    asked: list[str | None] = []
    hosts: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: asked.append(name)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hosts.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")
        await writer.drain()

    trusting = ssl.create_default_context(cafile=str(certificate))
    resolver = FakeResolver(site_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    async with serve_raw(answer, tls=context) as url:
        port = urlsplit(url).port
        async with open_client(resolver=resolver, tls=trusting) as client:
            assert (await client.get(f"https://site.example:{port}/")).body == b"secret"
            assert asked == ["site.example"]
            assert f"host: site.example:{port}\r\n".encode() in hosts[0].lower()
            with pytest.raises(
                FetchError, match=r"certificate of other\.example is not accepted: Hostname mismatch"
            ) as caught:
                await client.get(f"https://other.example:{port}/")
            assert caught.value.fault is Fault.TLS
        async with open_client(resolver=resolver) as client:
            with pytest.raises(FetchError, match="self-signed certificate") as caught:
                await client.get(f"https://site.example:{port}/")
            assert caught.value.fault is Fault.TLS
