"""What is wrong in a query."""


class QueryError(ValueError):
    """A query that cannot be read. ``column`` counts characters from 1; the message is a sentence to act on."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"column {column}: {message}")
        self.message = message
        self.column = column


def shown(text: str) -> str:
    """A piece of a query as it may stand in a message: short, in backquotes, nothing that a terminal obeys."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return f"`{plain[:60]}`"
