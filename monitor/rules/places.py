"""Faults at the place where a rule is written."""

from monitor.errors import ConfigFault


def fault_at(place: str, message: str, hint: str | None = None) -> ConfigFault:
    """A fault at ``place``, which is "file:line", or a name where there is no line."""
    path, _, line = place.rpartition(":")
    known_line = bool(path) and line.isdecimal()
    return ConfigFault(path, int(line), message, hint) if known_line else ConfigFault(place, None, message, hint)
