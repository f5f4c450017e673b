"""What pyproject.toml and constraints.txt name is what the program needs: nothing by luck, nothing left over."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Declared without an import of ours, each for its reason.
NOT_IMPORTED = {
    "aiosqlite": "SQLAlchemy's driver for SQLite",
    "lxml-html-clean": "trafilatura imports it",
    "sniffio": "httpcore imports it at each request where it is there, and looks for it on the disk where it is not",
    "tzdata": "zoneinfo reads it where the machine has no time zones",
}


def _imported() -> set[str]:
    """The distributions whose modules the package imports, by their normal names."""
    found = packages_distributions()
    modules = {name.partition(".")[0] for path in (ROOT / "monitor").rglob("*.py") for name in _imports(path)}
    modules -= {*sys.stdlib_module_names, "monitor"}
    # Several share the name space `ruamel`.
    return {canonicalize_name("ruamel.yaml" if module == "ruamel" else found[module][0]) for module in modules}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _closure(declared: Iterable[str]) -> set[str]:
    """``name==version`` of all that pip installs for ``declared`` into a fresh environment like this one."""
    waiting = [Requirement(each) for each in declared]
    done: set[tuple[str, str]] = set()
    while waiting:
        needed = waiting.pop()
        for extra in ("", *needed.extras):
            key = (canonicalize_name(needed.name), extra)
            if key in done:
                continue
            done.add(key)
            wanted = map(Requirement, distribution(needed.name).requires or ())
            waiting += [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": extra})]
    return {f"{name}=={distribution(name).version}" for name, _ in done}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    """No import works only because another package happens to bring it, and nothing is installed for nothing."""
    optional = PROJECT["optional-dependencies"]["plot"]
    declared = {canonicalize_name(Requirement(each).name) for each in [*PROJECT["dependencies"], *optional]}
    assert declared - NOT_IMPORTED.keys() == _imported()
    assert NOT_IMPORTED.keys() <= declared


def test_the_constraints_are_all_that_is_installed() -> None:
    """constraints.txt pins each package that a fresh environment gets to the version tested here, and no other."""
    declared = [
        *PROJECT["dependencies"],
        *(each for extra in PROJECT["optional-dependencies"].values() for each in extra),
    ]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert {re.sub("^[^=]+", lambda name: canonicalize_name(name[0]), pin) for pin in pins} == _closure(declared)
    assert pins == sorted(pins, key=str.lower)


def test_only_tested_versions_of_python_are_promised() -> None:
    """Where the package is listed, and in the image, it claims the Python that the tests run on, and no other."""
    version = "3.11"
    claimed = [name for name in PROJECT["classifiers"] if re.search(r"Python :: \d\.\d", name)]
    assert claimed == [f"Programming Language :: Python :: {version}"]
    assert PROJECT["requires-python"] == f">={version}"
    images = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert images == [f"python:{version}-slim"] * 2
