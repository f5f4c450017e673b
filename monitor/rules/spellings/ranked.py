"""Ways to write something with what each costs, put together and cut to the cheapest."""

from collections.abc import Iterable, Sequence

# What the choices of a text cost, and the text.
Ranked = tuple[int, str]


def cost_of(ranked: Ranked) -> int:
    """What the choices of a text cost: for sorting, which keeps the order of equals."""
    return ranked[0]


def cheapest(ranked: Iterable[Ranked], limit: int) -> list[Ranked]:
    """The ``limit`` cheapest texts, each once."""
    best: dict[str, int] = {}
    for cost, text in ranked:
        best[text] = min(cost, best.get(text, cost))
    return sorted(((cost, text) for text, cost in best.items()), key=cost_of)[:limit]


def combined(parts: Iterable[Sequence[Ranked]], limit: int) -> list[Ranked]:
    """The cheapest ways to write the parts one after another; none when a part has none."""
    found: list[Ranked] = [(0, "")]
    for part in parts:
        found = sorted(((cost + more, done + text) for cost, done in found for more, text in part), key=cost_of)[:limit]
    return found if found and found[0][1] else []


def joined(parts: Sequence[Sequence[Ranked]], limit: int, by: str = "-") -> list[Ranked]:
    """The cheapest ways to write the parts with ``by`` between them; none when a part has none."""
    separated = list(parts[:1])
    for part in parts[1:]:
        separated += [[(0, by)], part]
    return combined(separated, limit)
