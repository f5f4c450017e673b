"""Where the database is: an address that may hold a password, so it never shows itself in full."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from monitor.config.model import Surroundings

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A database. ``url`` may hold a password; :attr:`redacted`, ``str`` and ``repr`` leave it out."""

    url: str = field(repr=False)
    redacted: str

    def __str__(self) -> str:
        return self.redacted


def parse_store(text: str, around: Surroundings) -> StoreAddress:
    """``sqlite:///FILE``, relative to the directory of the settings, or ``postgresql://USER:PASSWORD@HOST/DATABASE``.

    A PostgreSQL server on this machine may be named by the directory of its socket, as ``?host=/run/postgresql``.
    Raises ``ValueError``, whose text does not repeat the address.
    """
    if text.startswith(_SQLITE):
        return _sqlite(text.removeprefix(_SQLITE), around)
    return _postgres(text)


def _postgres(url: str) -> StoreAddress:
    """A server by its host, or by the directory of its socket: ``postgresql://USER@/DATABASE?host=/run/postgresql``."""
    try:
        parts = urlsplit(url)
        socket = parse_qs(parts.query).get("host", [""])[0]
        lawful = parts.scheme in _POSTGRES and bool(parts.hostname or socket) and len(parts.path) > 1
        lawful = lawful and parts.port != 0 and url.isprintable()
    except ValueError:
        lawful = False
    if not lawful:
        raise ValueError("is not a database: write sqlite:///data/monitor.db or postgresql://user@host/database")
    port = f":{parts.port}" if parts.port else ""
    user = f"{parts.username}@" if parts.username else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return StoreAddress(url, f"postgresql://{user}{host}{port}{parts.path}" + (f"?host={socket}" if socket else ""))


def _sqlite(name: str, around: Surroundings) -> StoreAddress:
    if not name or name.endswith("/") or ":memory:" in name or "?" in name or not name.isprintable():
        raise ValueError("does not name a database file: write sqlite:///data/monitor.db")
    url = f"{_SQLITE}{around.path(name).absolute()}"
    return StoreAddress(url, url)
