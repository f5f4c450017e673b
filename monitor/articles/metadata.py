"""What a page states about itself for machines: JSON-LD, meta elements, link elements.

Vocabularies: https://schema.org/Article, https://ogp.me/, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.articles.html import Element, shown_text
from monitor.articles.plain import plain_line
from monitor.articles.titles import choose_title
from monitor.model import DateOrigin
from monitor.text.dates import is_fetch_day, read_date

_LONGEST_SCRIPT = 1024 * 1024
_DEEPEST = 12
_MOST_NODES = 2000
_MOST_AUTHORS = 10
_LONGEST_NAME = 120
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|^News", re.IGNORECASE)
_PAGE_TYPE = re.compile(r"^(?:Web|Item|About)Page$")
# What hangs below these keys is about something else than the article.
_ELSEWHERE = frozenset({"itemListElement", "comment", "hasPart", "mentions", "citation", "isPartOf", "review", "video"})
_SHOWN_PROPERTIES = frozenset({"headline", "author", "datepublished", "datemodified", "isaccessibleforfree"})
_LONGEST_PROPERTY = 500
_LONGEST_BODY = 500_000
_BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "pub_date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "datecreated",
)
_UPDATE_NAMES = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "last-modified",
    "lastmod",
    "revised",
    "dcterms.modified",
    "dc.date.modified",
)
_FREE_NAMES = ("isaccessibleforfree", "article:content_tier")
_NOT_FREE = frozenset({"false", "no", "0", "locked", "metered"})
# Some sites print the day of rendering under these; they count only when they say another day than that of the fetch.
_WEAK_DATE_NAMES = ("date", "dc.date.modified", "created")
_AUTHOR_NAMES = (
    "author",
    "parsely-author",
    "byl",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "article:author",
)
_TITLE_NAMES = ("headline", "og:title", "twitter:title", "parsely-title", "dc.title")
_SITE_NAMES = ("og:site_name", "application-name", "dc.publisher")
_LANGUAGE_NAMES = ("content-language", "og:locale", "dc.language", "language")


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements of one page. ``language`` is a primary subtag in lower case; the dates are in UTC.

    ``body`` is the text that it states for machines, possibly with mark-up; ``is_free`` whether everybody may read it.
    """

    title: str | None
    site: str | None
    authors: tuple[str, ...]
    language: str | None
    canonical_url: str | None
    published: datetime | None
    date_origin: DateOrigin
    updated: datetime | None
    body: str | None
    is_free: bool | None


def read_metadata(tree: Element, url: str | None, now: datetime) -> Stated:
    """Collect what the page states; a statement that cannot be read is as good as none."""
    metas = _metas(tree) | _microdata(tree)
    scripts = [(node.text or "")[:_LONGEST_SCRIPT] for node in tree.xpath("//script[@type='application/ld+json']")]
    nodes = sorted((n for s in scripts for n in _nodes(s)), key=lambda node: not _is_of(node, _ARTICLE_TYPE))
    published, origin = _published(nodes, scripts, metas, now)
    site = _first(metas, _SITE_NAMES) or next((n for node in nodes if (n := _name(node.get("publisher")))), None)
    return Stated(
        title=_title(tree, nodes, metas, site, url),
        site=site,
        authors=_authors(nodes, metas, site),
        language=_language(tree, nodes, metas),
        canonical_url=_canonical(tree, metas, url),
        published=published,
        date_origin=origin,
        updated=_updated(nodes, metas, now, published),
        body=_body(nodes),
        is_free=_is_free(nodes, metas),
    )


def primary_language(tag: str | None) -> str | None:
    """The language of a BCP 47 tag or a POSIX locale: ``pt`` of ``pt-BR`` and ``pt_BR``."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", tag or "")
    return found[1].lower() if found else None


def _metas(tree: Element) -> dict[str, str]:
    """The first content of each meta element by its lower-case name, property, itemprop or http-equiv."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        content = plain_line(node.get("content") or "")
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            if content and (name := node.get(attribute)):
                found.setdefault(name.strip().lower(), content)
    return found


def _microdata(tree: Element) -> dict[str, str]:
    """What elements that are shown say by ``itemprop`` (https://schema.org/docs/gs.html), of what is read here."""
    found: dict[str, str] = {}
    for node in tree.xpath("//*[@itemprop][not(self::meta)]"):
        for name in node.get("itemprop").lower().split():
            if name in _SHOWN_PROPERTIES and name not in found:
                text = node.get("content") or node.get("datetime") or shown_text(node)
                found[name] = plain_line(text)[:_LONGEST_PROPERTY]
    return {name: text for name, text in found.items() if text}


def _nodes(script: str) -> Iterator[Mapping[str, Any]]:
    """The article and page nodes of a JSON-LD script, in order; none when it is not JSON."""
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    text = text.removeprefix("//<![CDATA[").removeprefix("<![CDATA[").removesuffix("//]]>").removesuffix("]]>")
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    queue: list[tuple[Any, int]] = [(data, 0)]
    for _ in range(_MOST_NODES):
        if not queue:
            return
        node, depth = queue.pop(0)
        if isinstance(node, dict):
            if _is_of(node, _ARTICLE_TYPE) or _is_of(node, _PAGE_TYPE):
                yield node
            below = [value for key, value in node.items() if key not in _ELSEWHERE]
        else:
            below = node if isinstance(node, list) else []
        queue.extend((value, depth + 1) for value in below if isinstance(value, dict | list) and depth < _DEEPEST)


def _is_of(node: Mapping[str, Any], kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(isinstance(t, str) and kind.search(t) for t in (types if isinstance(types, list) else [types]))


def _published(
    nodes: list[Mapping[str, Any]], scripts: list[str], metas: Mapping[str, str], now: datetime
) -> tuple[datetime | None, DateOrigin]:
    in_json = [
        node[key] for key in ("datePublished", "dateCreated") for node in nodes if isinstance(node.get(key), str)
    ]
    # JSON that does not parse still says its date in a form that cannot be mistaken.
    in_json += [found[1] for script in scripts if not nodes and (found := _BROKEN_DATE.search(script))]
    for text in in_json:
        if found_date := read_date(text, now):
            return found_date, DateOrigin.JSON_LD
    for name in (*_DATE_NAMES, *_WEAK_DATE_NAMES):
        found_date = read_date(metas.get(name, ""), now)
        if found_date and not (name in _WEAK_DATE_NAMES and is_fetch_day(found_date, now)):
            return found_date, DateOrigin.META
    return None, DateOrigin.UNKNOWN


def _updated(
    nodes: list[Mapping[str, Any]], metas: Mapping[str, str], now: datetime, published: datetime | None
) -> datetime | None:
    """When the article was last changed; not before it was published, for then one of the two is something else."""
    stated = [node["dateModified"] for node in nodes if isinstance(node.get("dateModified"), str)]
    for text in (*stated, *(metas.get(name, "") for name in _UPDATE_NAMES)):
        if found := read_date(text, now):
            return found if published is None or found >= published else None
    return None


def _body(nodes: list[Mapping[str, Any]]) -> str | None:
    """The longest text that an article node of the page states; a live blog states one for each of its posts."""
    bodies = [
        body for node in nodes if _is_of(node, _ARTICLE_TYPE) and isinstance(body := node.get("articleBody"), str)
    ]
    return max(bodies, key=len)[:_LONGEST_BODY] if bodies else None


def _is_free(nodes: list[Mapping[str, Any]], metas: Mapping[str, str]) -> bool | None:
    stated = [node["isAccessibleForFree"] for node in nodes if "isAccessibleForFree" in node]
    stated += [metas[name] for name in _FREE_NAMES if name in metas]
    return str(stated[0]).strip().lower() not in _NOT_FREE if stated else None


def _title(
    tree: Element, nodes: list[Mapping[str, Any]], metas: Mapping[str, str], site: str | None, url: str | None
) -> str | None:
    headline = next((n for node in nodes if (n := node.get("headline")) and isinstance(n, str)), "")
    whole = next((shown_text(node) for node in tree.xpath("//head//title")), "")
    stated = [text for text in (_text(headline), *(_text(metas.get(name, "")) for name in _TITLE_NAMES)) if text]
    return choose_title(tree, stated, whole, site, url)


def _authors(nodes: list[Mapping[str, Any]], metas: Mapping[str, str], site: str | None) -> tuple[str, ...]:
    stated = [author for node in nodes if _is_of(node, _ARTICLE_TYPE) for author in _as_list(node.get("author"))]
    names = [name for author in stated if (name := _name(author))] or [_first(metas, _AUTHOR_NAMES) or ""]
    fit = [
        n for n in names if n and not n.startswith(("http:", "https:", "@")) and len(n) <= _LONGEST_NAME and n != site
    ]
    return tuple(dict.fromkeys(fit))[:_MOST_AUTHORS]


def _language(tree: Element, nodes: list[Mapping[str, Any]], metas: Mapping[str, str]) -> str | None:
    in_json = next((n for node in nodes if isinstance(n := node.get("inLanguage"), str)), None)
    root = tree.getroottree().getroot()
    return primary_language(root.get("lang") or in_json or _first(metas, _LANGUAGE_NAMES))


def _canonical(tree: Element, metas: Mapping[str, str], url: str | None) -> str | None:
    links = [node.get("href") for node in tree.xpath("//link[@rel='canonical'][@href]")]
    for link in filter(None, (*links, metas.get("og:url"))):
        try:
            absolute: str = urljoin(url or "", link.strip())
            if urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname:
                return absolute
        except ValueError:
            continue
    return None


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((_text(metas[name]) for name in names if metas.get(name)), None)


def _name(value: Any) -> str | None:  # noqa: ANN401 - JSON from outside may hold anything
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return _text(value) or None if isinstance(value, str) else None


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 - as above
    return value if isinstance(value, list) else [value]


def _text(value: str) -> str:
    return plain_line(unescape(value))
