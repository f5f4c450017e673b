from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spelled:
    language: str
    words: tuple[tuple[str, ...], ...]


def spellings(name: str) -> tuple[Spelled, ...]:
    return ()
