"""From outlines to feeds, as if they stood in a file of feeds; what is wrong with one is told, and the rest goes on."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.config.addresses import address_key, feed_id, slug
from monitor.config.checking import validate
from monitor.config.faults import Faults, shown
from monitor.config.feeds import FeedSpec, check_country, check_selector
from monitor.config.model import Surroundings
from monitor.config.opml.outlines import Broken, Outline, read_outlines
from monitor.config.values import check_no_user, check_url, parse_duration
from monitor.config.yaml import Document, Place
from monitor.errors import ConfigError
from monitor.model import ContentPolicy, SourceKind
from monitor.query.notation import LANGUAGES, check_identifier

PREFIX = "newsmonitor:"
"""Begins the attributes that OPML has no words for."""

_MOST_TAGS = 20
_LONGEST_TITLE = 300
_VARIABLE = re.compile(r"\$?\$\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is odd about the outline in ``line``, and what was made of it. ``known`` when its feed was there already."""

    line: int
    message: str
    known: bool = False


@dataclass
class OpmlFile:
    """The feeds of a file as a document like one of YAML, and what is to be told of it."""

    document: Document
    remarks: list[Remark] = field(default_factory=list)
    broken: Broken | None = None


class FeedLists:
    """Reads OPML files, one after the other, and takes a feed once, however many of them list it."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._origins: dict[str, str] = {}

    def note(self, id_: str | None, url: str | None, origin: str) -> None:
        """A feed that is there already, at ``origin``."""
        if id_ is not None:
            self._ids.add(id_)
        if url is not None:
            self._origins.setdefault(address_key(url), origin)

    def read(self, path: Path) -> OpmlFile:
        """The feeds in the file at ``path`` that are not known yet."""
        outlines = read_outlines(path)
        lines: dict[Place, int] = {(): 1}
        document = Document(path, {"feeds": []}, lines)
        found = OpmlFile(document, broken=outlines.broken)
        here: dict[str, int] = {}
        for outline in outlines.found:
            item = self._item(outline, found)
            if item is None or self._is_known(item, outline, found, here):
                continue
            self._name(item, outline)
            index = len(document.data["feeds"])
            document.data["feeds"].append(item)
            lines["feeds", index] = outline.line
            if (fault := _fault(document, index)) is not None:
                document.data["feeds"].pop()
                found.remarks.append(Remark(outline.line, f"{_label(outline)} is left out: {fault}"))
                continue
            here[address_key(item["url"])] = index
            self.note(item["id"], item["url"], f"{path}:{outline.line}")
        return found

    def _item(self, outline: Outline, found: OpmlFile) -> dict[str, Any] | None:
        """The outline as an item of a file of feeds, without its id; ``None`` for what is no feed."""
        fields = outline.fields
        url = _address(fields.get("xmlurl", ""))
        try:
            if not url:
                found.remarks += _no_feed(outline)
                return None
            check_no_user(check_url(url))
        except ValueError as error:
            found.remarks.append(Remark(outline.line, f"{_label(outline)} is left out: `xmlUrl` {error}"))
            return None
        # Nothing in a file from elsewhere may stand for a secret of this machine.
        item: dict[str, Any] = {"url": _VARIABLE.sub(lambda match: f"${match[0]}", url)}
        title = _one_line(fields.get("title") or fields.get("text") or "")
        if title and title not in (url, fields.get(f"{PREFIX}id")):
            item["title"] = title
        item |= _extras(outline, found)
        if tags := _tags(outline):
            item["tags"] = tags
        return item

    def _is_known(self, item: dict[str, Any], outline: Outline, found: OpmlFile, here: dict[str, int]) -> bool:
        key = address_key(item["url"])
        if key not in self._origins:
            return False
        if key in here:
            # Readers list a feed once for each of its folders.
            first = found.document.data["feeds"][here[key]]
            if tags := list(dict.fromkeys([*first.get("tags", ()), *item.get("tags", ())]))[:_MOST_TAGS]:
                first["tags"] = tags
        remark = f"{_label(outline)} is left out: it is there already, at {self._origins[key]}"
        found.remarks.append(Remark(outline.line, remark, known=True))
        return True

    def _name(self, item: dict[str, Any], outline: Outline) -> None:
        given = outline.fields.get(f"{PREFIX}id", "")
        with suppress(ValueError):
            item["id"] = check_identifier(given)
        if item.get("id") is None or item["id"] in self._ids:
            item["id"] = feed_id(item["url"], self._ids)


def _fault(document: Document, index: int) -> str | None:
    """What would be said of the feed if it stood in YAML; ``None`` for nothing."""
    faults = Faults()
    validate(FeedSpec, document, ("feeds", index), Surroundings(directory=document.path.parent), faults)
    try:
        faults.raise_any()
    except ConfigError as error:
        return error.faults[0].message
    return None


def _no_feed(outline: Outline) -> list[Remark]:
    """Why an outline without an address is left out, unless it is an empty folder."""
    fields = outline.fields
    kind = fields.get("type", "").lower()
    if kind in ("include", "link"):
        message = f"{_label(outline)} is left out: it refers to another list; save that beside this one"
    elif kind or fields.get("htmlurl") or fields.get("url"):
        message = f"{_label(outline)} is left out: it has no `xmlUrl`, the address of the feed"
    else:
        return []
    return [Remark(outline.line, message)]


def _extras(outline: Outline, found: OpmlFile) -> Iterator[tuple[str, Any]]:
    """What else the outline states, as far as it makes sense."""
    fields = outline.fields
    stated = (
        ("language", "language"),
        *((key, f"{PREFIX}{key}") for key in ("country", "interval", "content", "kind", "selector")),
    )
    for key, name in stated:
        value = fields.get(name)
        if not value:
            continue
        try:
            yield key, _checked(key, value)
        except ValueError as error:
            found.remarks.append(Remark(outline.line, f"{_label(outline)}: its `{name}` is left out: it {error}"))


def _checked(key: str, value: str) -> str:
    """``value`` as a file of feeds wants it. Raises ``ValueError``."""
    if key == "language":
        code = value.lower().replace("_", "-").partition("-")[0]
        if code not in LANGUAGES:
            raise ValueError("is no language of ISO 639-1, such as ar or en-GB")
        return code
    if key == "country":
        return check_country(value)
    if key == "interval":
        parse_duration(value)
        return value
    if key == "selector":
        return check_selector(value)
    known = [word.value for word in (ContentPolicy if key == "content" else SourceKind)]
    if value not in known:
        raise ValueError(f"is none of {', '.join(known)}")
    return value


def _address(text: str) -> str:
    """``text`` without the scheme ``feed:``, which some readers put before or in place of the real one."""
    if not text.lower().startswith("feed:"):
        return text
    rest = text[len("feed:") :].removeprefix("//")
    return rest if rest.lower().startswith(("http:", "https:")) else f"http://{rest}"


def _tags(outline: Outline) -> list[str]:
    """Tags out of the folders and the categories (``/a/b,c``) of an outline."""
    categories = re.split("[,/]", outline.fields.get("category", ""))
    names = (slug(name) for name in (*outline.folders, *categories))
    return list(dict.fromkeys(name for name in names if name))[:_MOST_TAGS]


def _label(outline: Outline) -> str:
    fields = outline.fields
    return shown(_one_line(fields.get("title") or fields.get("text") or "") or "(an outline without a title)")


def _one_line(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:_LONGEST_TITLE].strip()
