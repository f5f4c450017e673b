"""Word lists written as plain text."""


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``, which are parted by spaces or line ends."""
    return frozenset(text.split())
