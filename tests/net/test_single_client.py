"""There is one way out of this program, and one way into the feed parser."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent
# What opens connections or fetches by itself. urllib.parse and urllib.robotparser.parse() do neither.
CLIENTS = ("aiohttp", "ftplib", "http.client", "pycurl", "requests", "urllib.request", "urllib3", "websockets")
FETCHERS = ("fetch_url", "fetch_response", "buffered_downloads")


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def offences(name: str, tree: ast.Module) -> Iterator[str]:
    in_net = name.startswith("net/")
    for module in imported(tree):
        if within(module, CLIENTS):
            yield f"{name} imports {module}"
        if within(module, ("httpx", "httpcore")) and not in_net:
            yield f"{name} imports {module}"
        if within(module, ("feedparser",)) and name != "sources/parse.py":
            yield f"{name} imports {module}"
        if module.rpartition(".")[2] in FETCHERS:
            yield f"{name} imports {module}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (node.attr in FETCHERS or node.attr in ("AsyncClient", "HTTPTransport")):
            yield f"{name} uses {node.attr}"


def test_nothing_goes_round_the_guard() -> None:
    """Every request of this program passes the guarded client: nothing else opens HTTP connections."""
    assert [offence for name, tree in sources() for offence in offences(name, tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import requests",
        "from urllib import request",
        "import urllib.request",
        "import httpx\nhttpx.AsyncClient()",
        "from trafilatura import fetch_url",
        "import trafilatura\ntrafilatura.fetch_url('http://x')",
        "import feedparser",
    ],
)
def test_the_check_can_fail(code: str) -> None:
    """The check above sees what it is there to see."""
    assert list(offences("articles/x.py", ast.parse(code)))


def test_feedparser_is_given_streams_only() -> None:
    """feedparser opens bytes and strings as files and URLs; it is called once, on a BytesIO."""
    tree = ast.parse((ROOT / "sources/parse.py").read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("feedparser.parse", "parse")
    ]
    assert len(calls) == 1
    stream = ast.unparse(calls[0].args[0])
    made = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    assert any(line.startswith(f"{stream} = BytesIO(") for line in made)
