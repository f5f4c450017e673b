"""There is one way out of this program, and one way into the feed parser."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from monitor.cli.commands import PLACES

ROOT = Path(monitor.__file__).parent
# What opens connections or fetches by itself. urllib.parse and urllib.robotparser.parse() do neither.
CLIENTS = ("aiohttp", "ftplib", "http.client", "pycurl", "requests", "urllib.request", "urllib3", "websockets")
FETCHERS = ("fetch_url", "fetch_response", "buffered_downloads")
# Where a name may be looked up, and mail be sent, which goes its own way; connections are opened nowhere else.
SOCKETS = {
    "create_connection": "",
    "open_connection": "",
    "create_datagram_endpoint": "",
    "getaddrinfo": "net/guard.py",
}
OWNERS = {"aiosmtplib": "alerts/smtp.py", "smtplib": "", "apprise": "net/chat.py", "requests": "net/chat.py"}
# In a worker process that is held to the same addresses at the socket: net/egress.py.
CONFINED = {"net/chat.py": "requests"}
BUILDER = "building.py"
# Imports a command when it runs, by a table of this package's own modules.
LOADER = "cli/lazy.py"


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
        if within(module, CLIENTS) and not within(module, (CONFINED.get(name, "nothing"),)):
            yield f"{name} imports {module}"
        if within(module, ("httpx", "httpcore")) and not in_net:
            yield f"{name} imports {module}"
        if within(module, ("feedparser",)) and name != "sources/parse.py":
            yield f"{name} imports {module}"
        if module.rpartition(".")[2] in FETCHERS:
            yield f"{name} imports {module}"
        library = module.partition(".")[0]
        if OWNERS.get(library, name) != name:
            yield f"{name} imports {module}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if node.attr in FETCHERS or node.attr in ("AsyncClient", "HTTPTransport"):
                yield f"{name} uses {node.attr}"
            if SOCKETS.get(node.attr, name) != name:
                yield f"{name} opens a connection with {node.attr}"
        if isinstance(node, ast.Call):
            yield from offences_of_call(name, node, in_net)


def offences_of_call(name: str, call: ast.Call, in_net: bool) -> Iterator[str]:
    called = ast.unparse(call.func)
    if called.rpartition(".")[2] == "Client" and name != BUILDER and not in_net:
        yield f"{name} builds a client of its own"
    if called in ("__import__", "import_module", "importlib.import_module") and name != LOADER:
        yield f"{name} imports what this test cannot see"


def test_nothing_goes_round_the_guard() -> None:
    """Every request of this program passes the guarded client: nothing else opens HTTP connections."""
    assert [offence for name, tree in sources() for offence in offences(name, tree)] == []
    assert all(place.module.startswith("monitor.cli.") for place in PLACES.values())


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
        "from feedparser import parse",
        "import httpcore",
        "import smtplib",
        "from aiosmtplib import SMTP",
        "import apprise",
        "import importlib\nimportlib.import_module('requests')",
        "__import__('requests')",
        "import asyncio\nasync def f(): await asyncio.open_connection('x', 80)",
        "import socket\nsocket.create_connection(('x', 80))",
        "from monitor.net import Client\nClient('x', None, 1)",
        "from monitor import net\nnet.Client('x', None, 1)",
    ],
)
def test_the_check_can_fail(code: str) -> None:
    """The check above sees what it is there to see."""
    assert list(offences("articles/x.py", ast.parse(code)))


def parses_streams_only(tree: ast.AST) -> bool:
    """Whether every call of feedparser in ``tree`` is given a name that is made with BytesIO, and nothing else."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = {ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func) in ("feedparser.parse", "parse")}
    makers: dict[str, set[str]] = {name: set() for name in given}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (name := ast.unparse(node.targets[0])) in makers:
            makers[name].add(ast.unparse(node.value.func) if isinstance(node.value, ast.Call) else "something else")
    return bool(makers) and all(made == {"BytesIO"} for made in makers.values())


def test_feedparser_is_given_streams_only() -> None:
    """feedparser opens bytes and strings as files and URLs; a stream it reads."""
    assert parses_streams_only(ast.parse((ROOT / "sources/parse.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("given", ["body", "text", "BytesIO(body).read()", "url"])
def test_the_check_of_streams_can_fail(given: str) -> None:
    """Bytes, a text or an address in the place of the stream are noticed."""
    assert not parses_streams_only(ast.parse(f"stream = {given}\nfeedparser.parse(stream)"))
    assert not parses_streams_only(ast.parse(f"feedparser.parse({given})"))
