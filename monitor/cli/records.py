"""JSON Lines of articles: what ``stage match`` filters and ``backtest --jsonl`` replays."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from monitor import articles
from monitor.errors import MonitorError
from monitor.model import Article, Feed
from monitor.query.notation import check_language

Record = Mapping[str, Any]

# What reading a record that somebody else wrote can raise.
BAD_RECORD = (MonitorError, OSError, KeyError, ValueError, TypeError, AttributeError, RecursionError, OverflowError)

_MOMENT = 'write ISO 8601 in quotes, such as "2026-01-31T08:00:00Z", or leave it out'
_SHOWN = 60
# What articles may be in that has no code of two letters.
_THREE_LETTERS = frozenset({"ary", "arz", "ast", "ceb", "ckb", "fil", "und", "yue"})


def read_record(line: bytes) -> Record:
    """The record on one line. Raises one of :data:`BAD_RECORD` when it is none."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise MonitorError(f"this is {_kind(record)}: write a JSON object a line, with `id` and what the stage takes")
    return record


def article_of(record: Record, languages: frozenset[str], feeds: Mapping[str, Feed] | None = None) -> Article:
    """The article in ``record``: ``id``, ``title`` and ``text``; the rest may be missing.

    Languages are detected, among ``languages``, where ``language`` is missing; moments without a zone are in UTC. An
    article of one of ``feeds`` has its tags, and its language where the text does not tell. Raises one of
    :data:`BAD_RECORD`.
    """
    title, text = optional_text(record, "title") or "", required_text(record, "text")
    told = articles.Languages(_language(record, "language"), _language(record, "title_language"))
    feed_id = optional_text(record, "feed") or ""
    feed = (feeds or {}).get(feed_id)
    if not told.language:
        told = articles.detect_languages(title, text, prior=feed.language if feed else None, languages=languages)
    return Article(
        id=id_of(record),
        title=title,
        text=text,
        url=optional_text(record, "url"),
        feed_id=feed_id,
        source=optional_text(record, "source") or feed_id,
        language=told.language,
        title_language=told.title_language,
        published=_moment(record, "published"),
        authors=_texts(record, "authors"),
        tags=_texts(record, "tags"),
        feed_tags=feed.tags if feed else (),
        fetched_at=_moment(record, "fetched_at"),
    )


def id_of(record: Record) -> str:
    """What the record calls itself: a text or a number. Raises one of :data:`BAD_RECORD`."""
    value = record["id"]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MonitorError(f"`id` is {_kind(value)}: write a text or a number that tells the record from others")
    return _whole(str(value))


def required_text(record: Record, name: str) -> str:
    """The text under ``name``. Raises one of :data:`BAD_RECORD` when there is none."""
    value = record[name]
    if not isinstance(value, str):
        raise MonitorError(f"`{name}` is {_kind(value)}: write a text in quotes")
    return _whole(value)


def optional_text(record: Record, name: str) -> str | None:
    """The text under ``name``, if there is any. Raises one of :data:`BAD_RECORD` when something else is there."""
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise MonitorError(f"`{name}` is {_kind(value)}: write a text in quotes, or leave it out")
    return _whole(value) if value else None


def _language(record: Record, name: str) -> str | None:
    """The tag of a language under ``name``, if there is any. Raises one of :data:`BAD_RECORD`."""
    tag = optional_text(record, name)
    if tag is None:
        return None
    base = re.split("[-_]", tag, maxsplit=1)[0].lower()
    try:
        return tag if base in _THREE_LETTERS or check_language(base) else None
    except ValueError as error:
        raise MonitorError(f"`{name}` is {tag[:_SHOWN]!r}, which {error}") from None


def reason(error: BaseException) -> str:
    """Why a record could not be used, and what to do, in words for whoever wrote it."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos + 1}: write one JSON object a line"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 from byte {error.start + 1} on: save it as UTF-8"
    if isinstance(error, KeyError):
        return f"the record has no `{error.args[0]}`: add it"
    if isinstance(error, RecursionError):
        return "its brackets nest too deep: write one flat JSON object a line"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} cannot be read ({error.strerror}): mend its `path`"
    return str(error) or type(error).__name__


def _kind(value: object) -> str:
    """What ``value`` is in JSON, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else f"the number {value}"


def _whole(value: str) -> str:
    """``value`` with a question mark for half a surrogate pair, which JSON can spell and UTF-8 cannot."""
    return value.encode("utf-8", "replace").decode("utf-8")


def _texts(record: Record, name: str) -> tuple[str, ...]:
    """The texts under ``name``: a list of them, or a single one."""
    value = record.get(name)
    if value is None:
        return ()
    for each in (listed := value if isinstance(value, list) else [value]):
        if not isinstance(each, str):
            inside = " holds" if isinstance(value, list) else " is"
            raise MonitorError(f"`{name}`{inside} {_kind(each)}: write a list of texts in quotes, or leave it out")
    return tuple(map(_whole, listed))


def _moment(record: Record, name: str) -> datetime | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise MonitorError(f"`{name}` is {_kind(value)}: {_MOMENT}")
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        raise MonitorError(f"`{name}` is {_whole(shown)!r}, which is no date and time: {_MOMENT}") from None
