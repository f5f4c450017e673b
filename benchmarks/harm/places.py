"""Places that must not be connected to, and URLs that try to get there by being read in two ways."""

# An address of every kind that is not the public internet, also as it looks inside IPv6.
CLOSED = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
    "ff02::1",
)  # fmt: skip

# Other spellings of loopback, and URLs that two programs read differently; ``{port}`` is where somebody listens.
SPELLINGS = (
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://a@b@127.0.0.1:{port}/",
    "http://example.org@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.org/",
    "http://example.org\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/a\r\nHost: b",
    "http://127.0.0.1:{port}/\ta",
    "http://127.0.0.1%00.example.org:{port}/",
    "http://127.0.0.1%2f@example.org:{port}/",
    "//127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:-1/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "http://127.0.0.1\udcff:{port}/",
    "http://",
    "",
)
# Without a host of their own: as the target of a redirect they stay on the site, which is no harm.
HOSTLESS = frozenset({"http:///127.0.0.1:{port}/", "http://", ""})

# Names whose answers mean harm, for a resolver to give: one private address among public ones is enough.
MIXED = ("1.1.1.1", "10.0.0.1")


def closed_urls() -> tuple[str, ...]:
    """A URL for each address of :data:`CLOSED`."""
    return tuple(f"http://[{address}]/" if ":" in address else f"http://{address}/" for address in CLOSED)


def named_closed() -> dict[str, tuple[str, ...]]:
    """A name for each address of :data:`CLOSED`, and one with a public and a private address."""
    names: dict[str, tuple[str, ...]] = {f"n{number}.example": (address,) for number, address in enumerate(CLOSED)}
    return {**names, "mixed.example": MIXED, "mixed-too.example": MIXED[::-1]}
