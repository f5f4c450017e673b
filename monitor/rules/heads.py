"""First parts of words, such as cyber and anti, that are written closed, with a hyphen, or apart."""

from monitor.text.wordlists import word_set

HEADS = word_set(
    """
    aero agro anti audio bio co counter cross cyber e eco electro euro extra geo hydro hyper infra macro mega micro
    multi nano narco neo non petro post pre pseudo radio ransom semi socio spy super techno tele thermo trans ultra
    авиа авто агро анти био вице гео гидро кибер контр макро мега микро мини нано нарко нейро нефте пост радио спец
    супер теле транс ультра экс электро энерго кібер
    """
)
_SHORTEST_TAIL = 4
# The lengths of heads by their first two letters, longest first: most words begin like none.
_LENGTHS: dict[str, tuple[int, ...]] = {
    start: tuple(sorted({len(head) for head in HEADS if head[:2] == start}, reverse=True))
    for start in {head[:2] for head in HEADS}
}
_ONE_LETTER = frozenset(head for head in HEADS if len(head) == 1)


def split_head(word: str) -> tuple[str, str] | None:
    """``word`` cut behind its first part (cyber, security), or ``None`` when it has no such part."""
    lowered = word.lower()
    lengths = _LENGTHS.get(lowered[:2], ())
    if not (lengths or lowered[:1] in _ONE_LETTER) or len(lowered) != len(word) or "'" in word or "’" in word:
        return None
    for length in (*lengths, 1):
        if lowered[:length] in HEADS and len(word) - length >= _SHORTEST_TAIL:
            return word[:length], word[length:]
    return None
