"""What a robots.txt says of a page. It is foreign text with patterns in it, so it is read in a worker."""

from functools import lru_cache

from protego import Protego


def robots_allow(body: bytes, url: str, robot: str) -> bool:
    """As :func:`monitor.articles.robots_allow`."""
    return not body.strip() or bool(_rules(body).can_fetch(url, robot))


@lru_cache(maxsize=256)
def _rules(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8", "replace").removeprefix("\ufeff"))
