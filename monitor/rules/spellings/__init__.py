"""From one Latin name to its usual spellings in other languages. Pure: rules and lists stand in data/."""

from monitor.rules.spellings.generate import Spelled, spellings

__all__ = ["Spelled", "spellings"]
