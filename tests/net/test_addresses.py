"""Which addresses count as the public internet."""

from ipaddress import ip_address

import pytest

from benchmarks.harm.places import CLOSED
from monitor.net import AllowList
from monitor.net.addresses import why_closed

OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00:1450:4001::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_closed(address: str) -> None:
    """No address of a private, local, reserved or tunnelled kind is taken for a public one, on any Python."""
    assert why_closed(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_open(address: str) -> None:
    """Public sites are reachable, also where IPv4 is only to be had through NAT64."""
    assert why_closed(ip_address(address)) is None


@pytest.mark.parametrize(
    ("entry", "host", "address", "port", "covered"),
    [
        ("intranet.example", "INTRANET.example.", "10.0.0.5", 80, True),
        ("intranet.example", "www.intranet.example", "10.0.0.5", 80, False),
        ("intranet.example:8080", "intranet.example", "10.0.0.5", 8080, True),
        ("intranet.example:8080", "intranet.example", "10.0.0.5", 80, False),
        ("10.0.0.5", "any.example", "10.0.0.5", 443, True),
        ("10.0.0.5", "any.example", "10.0.0.6", 443, False),
        ("10.0.0.0/8", "any.example", "10.255.0.1", 443, True),
        ("10.0.0.0/8:443", "any.example", "10.255.0.1", 80, False),
        ("127.0.0.1:8080", "127.0.0.1", "127.0.0.1", 8080, True),
        ("[::1]:8080", "localhost", "::1", 8080, True),
        ("::1", "localhost", "::1", 9, True),
        ("fd00::/8", "any.example", "fd12::1", 80, True),
        ("fd00::/8", "any.example", "10.0.0.1", 80, False),
    ],
)
def test_allow_list(entry: str, host: str, address: str, port: int, covered: bool) -> None:
    """An entry lets in what it names, and nothing beside it."""
    assert AllowList([entry]).covers(host, ip_address(address), port) is covered


@pytest.mark.parametrize(
    "entry", ["", "10.0.0.0/99", "host:99999", "host:0", "http://host/", "a b", "user@host", "10.0.0.256", "10.0"]
)
def test_allow_list_refuses_nonsense(entry: str) -> None:
    """A mistyped entry is an error that names it, not a hole or a rule that never applies."""
    with pytest.raises(ValueError, match=r"is not a host"):
        AllowList([entry])
