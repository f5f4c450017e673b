"""Whatever stands in the files, the answer is a configuration or a list of faults."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError
from tests.config.folder import FILES, loaded

LINES = [line for text in FILES.values() for line in text.splitlines()]
FRAGMENTS = st.one_of(
    st.sampled_from(
        [*LINES, "<<: *a", "- &a [*a]", "? a", "--- ", "!!set {a}", "%YAML 1.1", "'", '"\\x', "|2", ">+", "\t"]
    ),
    st.text(max_size=20),
)
SOUP = st.lists(st.tuples(st.integers(0, 6), FRAGMENTS), max_size=12).map(
    lambda rows: "\n".join(" " * indent + text for indent, text in rows)
)
WORDS = """
id url feeds rules topics officials when all any none phrase topic near count of within at_least in case keywords
notify sources include terms names channels email smtp webhook secret_file polling network vocabulary store
regex score weight at_most rule query expires ordered form spelling
"""
KEYS = st.sampled_from(WORDS.split())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["8 words", "1h", "a OR rule:x", "a+", "(", "2027-01-31", "exact"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def _answers(name: str, text: str) -> None:
    with TemporaryDirectory() as directory, suppress(ConfigError):
        loaded(Path(directory), {name: text})


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(FILES)), SOUP)
def test_any_text_gives_a_configuration_or_faults(name: str, text: str) -> None:
    """No text makes the loader fail in another way than by naming what is wrong."""
    _answers(name, text)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_structure_gives_a_configuration_or_faults(name: str, data: dict[str, object]) -> None:
    """Known keys with values of any kind at any place are answered with sentences."""
    _answers(name, _flow(data))


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "null" if value is None else str(value).lower()
