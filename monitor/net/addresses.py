"""Which addresses are the public internet, and which private ones the operator lets in.

``ipaddress.is_global`` does not serve: it says yes to multicast, to NAT64 forms of loopback and to site-local
addresses, and its answers differ between Python versions. This table is the IANA special-purpose registries
(https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry)
minus what they mark globally reachable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_CLOSED_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's shared network"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud platform's own service"),  # Azure; public only in form
        ("169.254.0.0/16", "link-local, where cloud metadata lives"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that is assigned as global unicast, RFC 4291
_CLOSED_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::1/128", "loopback"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "a private network"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved for protocols (Teredo, ORCHID, benchmarking)"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how a host without IPv4 reaches an IPv4 site


def why_closed(address: Address) -> str | None:
    """What ``address`` is when it is not the public internet, in words; ``None`` when it is."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _CLOSED_V4 if address in network), None)
    inner = _embedded(address)
    if inner is not None:
        return why_closed(inner)
    unassigned = None if address in _GLOBAL_V6 else "not a global address"
    return next((what for network, what in _CLOSED_V6 if address in network), unassigned)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that traffic to ``address`` would reach."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


@dataclass(frozen=True, slots=True)
class _Entry:
    host: str | None
    network: Network | None
    port: int | None

    def covers(self, host: str, address: Address, port: int) -> bool:
        if self.port is not None and self.port != port:
            return False
        if self.network is not None:
            return address.version == self.network.version and address in self.network
        return self.host == host


class AllowList:
    """The private destinations that the operator lists.

    Each is a ``host``, an ``address`` or a ``network/bits``, perhaps with ``:port``. Raises :class:`ValueError` with a
    sentence for an entry that is none of these.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries: Sequence[_Entry] = tuple(_parse_entry(entry) for entry in entries)

    def covers(self, host: str, address: Address, port: int) -> bool:
        """Whether ``address``, which the name ``host`` stands for, may be reached on ``port``."""
        name = host.lower().rstrip(".")
        return any(entry.covers(name, address, port) for entry in self._entries)

    def names(self, host: str, port: int) -> bool:
        """Whether the name ``host`` itself is listed for ``port``, whatever it stands for."""
        name = host.lower().rstrip(".")
        return any(entry.host == name and entry.port in (None, port) for entry in self._entries)


def _parse_entry(entry: str) -> _Entry:
    text = entry.strip().lower()
    network = _network(text.strip("[]"))
    if network is not None:
        return _Entry(None, network, None)
    name, colon, digits = text.rpartition(":")
    if not colon:
        name, port = text, None
    elif digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536:
        port = int(digits)
    else:
        raise ValueError(f"`{entry}` is not a host, an address or a network with or without a port")
    network = _network(name.strip("[]"))
    # A name never ends in a number (https://url.spec.whatwg.org/#ends-in-a-number-checker): that is a mistyped address.
    if network is None and (not name or set(name) & set("/:@[] \\") or name.split(".")[-1].isdigit()):
        raise ValueError(f"`{entry}` is not a host, an address or a network; write example.org, 10.0.0.5 or 10.0.0.0/8")
    return _Entry(None if network else name.rstrip("."), network, port)


def _network(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def parse_address(text: str) -> Address:
    """An address as a resolver gives it, its zone (``%eth0``) left off."""
    return ip_address(text.partition("%")[0])
