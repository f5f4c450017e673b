"""Connections counted where they are made, whatever an error says afterwards."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_seen: list[tuple[str, int]] | None = None


@contextmanager
def connections() -> Iterator[list[tuple[str, int]]]:
    """The host and port of every IP connection that this process begins within the block, by Python's audit events."""
    global _seen
    _install()
    before, _seen = _seen, []
    try:
        yield _seen
    finally:
        _seen = before


@cache
def _install() -> None:
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _seen is not None and isinstance(arguments[1], tuple):
        _seen.append((str(arguments[1][0]), int(arguments[1][1])))
