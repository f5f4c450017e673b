"""What a case of feedparser's expects of the fields that this program keeps, and whether it holds.

An expectation is a Python expression. It is taken apart, never evaluated: of ``a == b and c == d`` each comparison of
a known field with a literal is checked, and the rest (``bozo``, ``version``, what is not kept) is left out. Texts are
compared as their reader sees them, without mark-up, because feedparser's are sanitised and ours are cleaned later.
"""

import ast
import codecs
import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.model import Entry, ParsedFeed
from monitor.sources import parse_feed
from monitor.sources.clean import EARLIEST, LATEST
from monitor.sources.encoding import UnreadableError, decode_feed

_ADDRESS = re.compile(r"\s*\(\S+@\S+\)$")
_NUMBER = re.compile(r"\[(\d+)\]")
# What feedparser's sanitiser takes out with all that it holds.
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: the field as the case names it, what it expects, and what was read."""

    field: str
    expected: object
    found: object

    @property
    def holds(self) -> bool:
        """Whether both are the same."""
        return self.expected == self.found


def checks(expects: str, body: bytes, content_type: str | None, parsed: ParsedFeed) -> Iterator[Check]:
    """The comparisons in ``expects`` that concern fields of ``parsed`` or the encoding of ``body``."""
    for field, wanted in _comparisons(expects):
        if field == "encoding":
            yield from _encoding_check(str(wanted), body, content_type)
        elif field == "len(entries)":
            yield Check(field, wanted, len(parsed.entries))
        elif (in_feed := _OF_FEED.get(field)) is not None:
            yield _texts(field, wanted, in_feed(parsed))
        else:
            yield from _entry_checks(field, wanted, parsed.entries)


def date_check(text: str, expected: object) -> Check:
    """Whether an entry that states ``text`` as its date is read as the tuple ``expected`` has it."""
    document = f"<rss version='2.0'><channel><item><pubDate>{html.escape(text)}</pubDate></item></channel></rss>"
    (entry,) = parse_feed(document.encode(), "application/xml", "https://e.example/").entries
    return Check("published", _moment(expected), entry.published)


def _comparisons(expects: str) -> Iterator[tuple[str, object]]:
    try:
        tree = ast.parse(expects.strip(), mode="eval").body
    except SyntaxError:
        return
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
            try:
                yield _path(part.left), ast.literal_eval(part.comparators[0])
            except ValueError:
                continue


def _path(node: ast.expr) -> str:
    """A field's name with dots: ``entries[0].title`` of ``entries[0]['title']``."""
    return re.sub(r"\['(\w+)'\]", r".\1", ast.unparse(node))


def _encoding_check(name: str, body: bytes, content_type: str | None) -> Iterator[Check]:
    """The text must be what the expected encoding makes of the bytes."""
    try:
        wanted = body.decode(codecs.lookup(name).name)
    except (LookupError, UnicodeDecodeError):
        return
    try:
        found = decode_feed(body, content_type)
    except UnreadableError:
        found = None
    yield Check("encoding", wanted.removeprefix("\ufeff"), found)


def _entry_checks(field: str, wanted: object, entries: Sequence[Entry]) -> Iterator[Check]:
    head, _, name = field.partition("].")
    number = _NUMBER.search(f"{head}]")
    if not head.startswith("entries[") or number is None:
        return
    entry = entries[int(number[1])] if int(number[1]) < len(entries) else None
    if name == "author" and isinstance(wanted, str):
        wanted = _ADDRESS.sub("", wanted)
    if (read := _OF_ENTRY.get(name)) is not None:
        yield _texts(field, wanted, read(entry) if entry else None)
    elif name in ("published_parsed", "updated_parsed"):
        yield Check(field, _moment(wanted), getattr(entry, name.removesuffix("_parsed"), None))
    elif (place := re.fullmatch(r"(tags|authors)\[(\d+)\]\.(?:term|name)", name)) is not None:
        names = getattr(entry, place[1], ())
        yield _texts(field, wanted, names[int(place[2])] if int(place[2]) < len(names) else None)


_OF_FEED: Mapping[str, Callable[[ParsedFeed], str | None]] = {
    "feed.title": lambda feed: feed.title,
    "feed.title_detail.value": lambda feed: feed.title,
    "feed.language": lambda feed: feed.language,
}
_OF_ENTRY: Mapping[str, Callable[[Entry], str | None]] = {
    "title": lambda entry: entry.title,
    "title_detail.value": lambda entry: entry.title,
    "title_detail.language": lambda entry: entry.language,
    "summary": lambda entry: entry.summary,
    "description": lambda entry: entry.summary,
    "summary_detail.value": lambda entry: entry.summary,
    "content[0].value": lambda entry: entry.content,
    "link": lambda entry: entry.url,
    "id": lambda entry: entry.guid,
    "guid": lambda entry: entry.guid,
    "author": lambda entry: ", ".join(entry.authors),
    "author_detail.name": lambda entry: next(iter(entry.authors), None),
    "category": lambda entry: next(iter(entry.tags), None),
}


def _texts(field: str, wanted: object, found: str | None) -> Check:
    return Check(field, seen(wanted), seen(found))


def seen(markup: object) -> str:
    """What a reader sees of ``markup``: its words, blanks as one, entities as characters; ``""`` for nothing."""
    text = markup if isinstance(markup, str) else ""
    return " ".join(html.unescape(_TAG.sub("", _UNSEEN.sub("", text))).split())


def _moment(wanted: object) -> datetime | None:
    """The moment of a ``struct_time`` written as a tuple; its day may lie past the end of the month."""
    if not isinstance(wanted, tuple):
        return None
    year, month, day, hour, minute, second, *_ = wanted
    if not EARLIEST.year <= year < LATEST.year:
        return None  # no date of the web
    start = datetime(year, month, 1, tzinfo=UTC)
    return start + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
