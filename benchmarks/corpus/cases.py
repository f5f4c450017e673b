"""The test feeds in feedparser's source distribution: fetched once, read from the archive, never unpacked to disk."""

import ast
import codecs
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from platformdirs import user_cache_path

_HEADER = re.compile(rb"^Header:\s+([^:\n]+):(.+)$", re.MULTILINE)
# It has cases for encodings of other libraries, which its own runner passes over where Python has them not.
_NEEDS = re.compile(r"^\s*SkipUnless:.*lookup\('([\w.-]+)'\)", re.MULTILINE)
_EXPECT = re.compile(r"^\s*Expect:[ \t]*(\S.*?)\s*(?:-->)?\s*$", re.MULTILINE)
# A case says what it expects at its beginning, in whatever encoding it is: the first of these that shows it.
_SPELLINGS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037")
_BASE = "http://127.0.0.1:8097"  # where its own runner serves them; a few expect links below it


@dataclass(frozen=True, slots=True)
class Case:
    """A test feed: its place in the archive, the document, and what is expected of it in feedparser's words."""

    name: str
    body: bytes
    content_type: str | None
    expects: str

    @property
    def url(self) -> str:
        """Where the feed is taken to have been fetched from."""
        return f"{_BASE}/tests/{self.name}"


def archive() -> Path:
    """The source distribution of the feedparser that is installed, from the cache or the package index.

    Raises ``CalledProcessError`` when neither has it.
    """
    directory = user_cache_path("news-monitor") / "benchmarks"
    release = version("feedparser")
    found = directory / f"feedparser-{release}.tar.gz"
    if not found.exists():
        directory.mkdir(parents=True, exist_ok=True)
        options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(directory)]
        subprocess.run([sys.executable, "-m", "pip", "download", *options, f"feedparser=={release}"], check=True)
    return found


def read_cases(path: Path) -> Iterator[Case]:
    """Every test feed in the archive at ``path``, in its order."""
    with tarfile.open(path) as source:
        for member in source:
            _, folder, *rest = [*PurePosixPath(member.name).parts, "", ""]
            name = "/".join(part for part in rest if part)
            stream = source.extractfile(member) if folder == "tests" and member.isfile() else None
            if stream is not None and not name.endswith(".py"):
                yield case_of(name, stream.read())


def case_of(name: str, body: bytes) -> Case:
    """The case in ``body``, whose first comment may hold ``Header:`` and ``Expect:`` lines."""
    headers = {key.strip().lower(): value.strip() for key, value in _HEADER.findall(body)}
    stated = headers.get(b"content-type", b"application/xml").decode("latin-1")
    texts = (body.decode(spelling, "replace") for spelling in _SPELLINGS)
    text, found = next(((text, found) for text in texts if (found := _EXPECT.search(text))), ("", None))
    return Case(name, body, stated, found[1] if found and _can_read(_NEEDS.search(text)) else "")


def _can_read(needs: re.Match[str] | None) -> bool:
    try:
        return needs is None or bool(codecs.lookup(needs[1]))
    except LookupError:
        return False


def date_cases(path: Path) -> Iterator[tuple[str, object]]:
    """The dates that feedparser's tests list, each with the tuple it should come to, or ``None`` for no date."""
    with tarfile.open(path) as source:
        member = next(member for member in source if member.name.endswith("/tests/runtests.py"))
        stream = source.extractfile(member)
        tree = ast.parse(stream.read() if stream else b"")
    tables = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and _is_date_table(node)
    ]
    for pairs in (pairs for table in tables for pairs in table.values):
        yield from ast.literal_eval(pairs)


def _is_date_table(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "date_tests" for target in node.targets)
