"""Files of officials: their text, and writing them so that each that is there can be loaded."""

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from monitor.config.importing.making import Imported
from monitor.config.list_files import assert_loads, check_texts, split_into_files, write_files
from monitor.config.vocabulary import OfficialSpec


def officials_files(officials: Iterable[Imported], head: Sequence[str]) -> Iterator[str]:
    """The texts of as many files as ``officials`` need, each beginning with the lines of ``head`` as a comment."""
    return split_into_files("officials", map(_as_item, officials), head, between="\n")


def names_yaml(names: dict[str, list[str]]) -> str:
    """``names`` by language as they stand below ``names:`` of an official."""
    return _dumped({"names": _compact(names)})


def write_officials(texts: Sequence[str], output: Path, *, force: bool) -> list[Path]:
    """Write ``texts`` to ``output`` and its neighbours, all or none, and make sure that they load; gives the paths.

    Raises MonitorError when a file is there already, unless ``force``, or cannot be written.
    """
    return write_files(texts, output, force=force, check=_assert_loads)


def check_officials(texts: Sequence[str]) -> None:
    """Make sure that ``texts`` can be loaded as files of officials. Raises ConfigError."""
    check_texts(texts, _assert_loads)


_assert_loads = partial(assert_loads, "officials", OfficialSpec)


def _as_item(official: Imported) -> str:
    """``official`` as an item of the list, with a comment that says what its source calls it."""
    item = {key: _compact(value) if isinstance(value, dict) else value for key, value in official.item.items()}
    lines = _dumped(item).splitlines()
    source = [f"  # {official.key}\n"] if official.key else []
    return "".join([*source, *(f"{'  - ' if not number else '    '}{line}\n" for number, line in enumerate(lines))])


def _compact(names: dict[str, list[str]]) -> dict[str, Any]:
    return {language: listed[0] if len(listed) == 1 else _in_one_line(listed) for language, listed in names.items()}


def _in_one_line(listed: list[str]) -> CommentedSeq:
    sequence = CommentedSeq(listed)
    sequence.fa.set_flow_style()
    return sequence


def _dumped(value: dict[str, Any]) -> str:
    writer = YAML()
    writer.width = 100_000
    writer.allow_unicode = True
    written = io.StringIO()
    writer.dump(value, written)
    return written.getvalue()
