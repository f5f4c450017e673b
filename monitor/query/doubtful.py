"""What in a query has a meaning, but hardly the one that was meant."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.query.errors import shown
from monitor.query.lookalikes import likely
from monitor.query.tokens import Kind, tokens


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a query that has a meaning, but hardly the one that was meant."""

    message: str
    column: int


def doubts(text: str) -> tuple[Doubt, ...]:
    """Words of ``text`` that look like operators, in small letters or odd forms. Raises :class:`QueryError`."""
    return tuple(_doubts(text))


def _doubts(text: str) -> Iterator[Doubt]:
    before = None
    for token in tokens(text):
        # Behind a prefix or a bar an operator would make no sense: `fr:or|argent`.
        free = token.kind is Kind.WORD and before not in (Kind.PREFIX, Kind.BAR)
        operator = likely(token.text) if free else None
        if operator:
            quoted = f'or "{token.text}" for the word'
            message = f"{shown(token.text)} is looked for as a word: write {operator} for the operator, {quoted}"
            yield Doubt(message, token.column)
        before = token.kind
