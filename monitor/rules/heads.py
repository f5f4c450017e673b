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
_LONGEST_HEAD = max(map(len, HEADS))
_SHORTEST_TAIL = 4


def split_head(word: str) -> tuple[str, str] | None:
    """``word`` cut behind its first part (cyber, security), or ``None`` when it has no such part."""
    lowered = word.lower()
    if len(lowered) != len(word) or "'" in word or "’" in word:
        return None
    for length in range(min(_LONGEST_HEAD, len(word) - _SHORTEST_TAIL), 0, -1):
        if lowered[:length] in HEADS:
            return word[:length], word[length:]
    return None
