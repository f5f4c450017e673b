"""Errors of SQLAlchemy and the drivers become sentences here, and nowhere else."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from monitor.errors import StoreError

_FULL = "no space is left for it, and nothing of this step was stored. Free some disk space"
_READ_ONLY = "it cannot be written. Make it (and, for a file, its directory) writable for the user of this program"
_GONE = "the database server does not answer or closed the connection. Check that it runs and can be reached"

# Result codes of SQLite (https://www.sqlite.org/rescode.html), by the start of their names.
_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": "it cannot be opened. Check that its directory exists and that this user may write there",
    "SQLITE_NOTADB": "it is not a SQLite database. Name another file under `store`, or restore a backup",
    "SQLITE_CORRUPT": "it is damaged. Stop the service and restore a backup",
    "SQLITE_BUSY": "another program kept it locked. Close what has it open (a database browser, a copy in progress)",
    "SQLITE_LOCKED": "another program kept it locked. Close what has it open (a database browser, a copy in progress)",
    "SQLITE_IOERR": "the disk failed to read or write. Check the disk and the system log",
    "SQLITE_PERM": _READ_ONLY,
}

# SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html), by their start; longest first.
_POSTGRESQL = {
    "28": "the server refuses the login. Check user and password of the `store` URL",
    "3D000": "the server has no such database. Create it (`createdb`), or correct the name in the `store` URL",
    "25006": _READ_ONLY,
    "42501": "the user lacks rights. Make it the owner of the database, or grant it CREATE on the schema",
    "53100": _FULL,
    "53300": "the server has too many connections. Raise its max_connections, or close other programs",
    "40": "it gave way to another transaction. The step will be tried again",
    "08": _GONE,
    "57P": _GONE,
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise whatever goes wrong with the database named ``place`` inside the block as a :class:`StoreError`."""
    try:
        yield
    except OSError as error:
        # Only a server raises these, while a connection to it is made; SQLite has codes of its own.
        raise StoreError(f"{place}: {_GONE} ({error})") from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(f"{place}: {_advice(error)}") from error


@contextmanager
def file_made(place: str) -> Iterator[None]:
    """Raise it as a :class:`StoreError` when a file or directory of the database at ``place`` cannot be made."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{place}: {_READ_ONLY} ({error})") from error


def _advice(error: SQLAlchemyError | sqlite3.Error) -> str:
    if isinstance(error, PoolTimeout):
        return "all its connections stayed in use. The machine is overloaded, or a query hangs"
    # The driver's own words, not SQLAlchemy's: those would hold the statement.
    cause = error.orig if isinstance(error, StatementError) else error
    words = str(cause).strip() or type(cause).__name__
    advice = _sqlite_advice(cause) or _postgresql_advice(cause)
    if advice is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        advice = _GONE
    return f"{advice} ({words})" if advice else f"it refused a statement: {words}"


def _sqlite_advice(cause: BaseException | None) -> str | None:
    name = getattr(cause, "sqlite_errorname", None) or ""
    return next((advice for code, advice in _SQLITE.items() if name.startswith(code)), None)


def _postgresql_advice(cause: BaseException | None) -> str | None:
    state = getattr(cause, "sqlstate", None) or ""
    return next((advice for code, advice in _POSTGRESQL.items() if state.startswith(code)), None)
