"""The pages that were written for this project: one report in sixteen languages, in the layouts that sites use.

``tests/data/reports.yaml`` holds the words, ``tests/data/layouts`` the mark-up around them. What a page must yield is
known from both, so that no text is written down twice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from ruamel.yaml import YAML

_DATA = Path(__file__).parents[2] / "tests" / "data"
PUBLISHED = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
UPDATED = datetime(2025, 3, 14, 17, tzinfo=UTC)
_WHOLE = ("standfirst", "first", "second", "rules", "point1", "point2", "point3", "quote", "third", "last")
# What a layout shows, in its order, where that is not the whole report.
_SHOWN = {
    "live": ("standfirst", "last", "third", "first", "second", "quote"),
    "paywalled": ("standfirst", "first", "second"),
}
# Layouts that print a name, if any, without saying whose it is.
_UNSIGNED = frozenset({"print", "divs", "breaks"})
_STATES_UPDATE = frozenset({"article", "spans", "amp", "script", "live", "paywalled", "microdata"})
# Forms in which a page states itself for machines; each layout takes its own.
_KINDS = ("article", "body", "live", "paid")
_ASIDE = ("related", "caption", "newsletter", "wall", "live", "refresh")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page, and what it must yield.

    ``text`` has one paragraph a line, and none of ``unwanted`` in it; ``author`` is ``None`` where no mark-up tells.
    """

    language: str
    layout: str
    markup: str
    title: str
    text: str
    author: str | None
    published: datetime
    updated: datetime | None
    unwanted: tuple[str, ...]


def own_pages() -> tuple[OwnPage, ...]:
    """Every layout in every language."""
    reports: Mapping[str, Mapping[str, Any]] = YAML(typ="safe").load(_DATA / "reports.yaml")
    layouts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((_DATA / "layouts").glob("*.html"))}
    return tuple(
        _page(language, report, name, layouts[name]) for language, report in reports.items() for name in layouts
    )


def _page(language: str, report: Mapping[str, Any], name: str, layout: str) -> OwnPage:
    words = {key: value for key, value in report.items() if isinstance(value, str)}
    words |= {f"point{at}": point for at, point in enumerate(report["points"], start=1)}
    shown = _SHOWN.get(name, _WHOLE)
    lines = [f"{words[key]}:" if key == "rules" and name != "microdata" else words[key] for key in shown]
    scripts = {f"ld_{kind}": json.dumps(_statement(kind, words, lines), ensure_ascii=False) for kind in _KINDS}
    return OwnPage(
        language=language,
        layout=name,
        markup=Template(layout).substitute(
            {key: escape(value) for key, value in words.items()}, lang=language, **scripts
        ),
        title=words["title"],
        text="\n".join(lines),
        author=None if name in _UNSIGNED else words["author"],
        published=PUBLISHED,
        updated=UPDATED if name in _STATES_UPDATE else None,
        unwanted=tuple(words[key] for key in _ASIDE),
    )


def _statement(kind: str, words: Mapping[str, str], lines: list[str]) -> Mapping[str, Any]:
    stated: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if kind == "live" else "NewsArticle",
        "headline": words["title"],
        "datePublished": "2025-03-14T10:30:00+01:00",
        "dateModified": "2025-03-14T18:00:00+01:00",
        "author": {"@type": "Person", "name": words["author"]},
        "publisher": {"@type": "Organization", "name": "The Example Courier"},
    }
    if kind == "body":
        stated["articleBody"] = "\n\n".join(lines)
    if kind == "paid":
        stated["isAccessibleForFree"] = False
    return stated
