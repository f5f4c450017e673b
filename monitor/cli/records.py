"""JSON Lines of articles: what ``stage match`` filters and ``backtest --jsonl`` replays."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from monitor import articles
from monitor.errors import MonitorError
from monitor.model import Article

Record = Mapping[str, Any]

# What reading a record that somebody else wrote can raise.
BAD_RECORD = (MonitorError, OSError, KeyError, ValueError, TypeError, AttributeError, RecursionError, OverflowError)


def read_record(line: bytes) -> Record:
    """The record on one line. Raises one of :data:`BAD_RECORD` when it is none."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise TypeError("not a JSON object")
    return record


def article_of(
    record: Record, languages: frozenset[str], feed_tags: Mapping[str, tuple[str, ...]] | None = None
) -> Article:
    """The article in ``record``: ``id``, ``title`` and ``text``; the rest may be missing.

    Languages are detected, among ``languages``, where ``language`` is missing; moments without a zone are in UTC. An
    article of a ``feed`` has the tags that ``feed_tags`` knows of it. Raises one of :data:`BAD_RECORD`.
    """
    if not isinstance(record["text"], str):
        raise TypeError("`text` is no text")
    title, text = _optional(record, "title") or "", _text(record["text"])
    told = articles.Languages(_optional(record, "language"), _optional(record, "title_language"))
    if not told.language:
        told = articles.detect_languages(title, text, prior=None, languages=languages)
    feed = _optional(record, "feed") or ""
    return Article(
        id=_text(record["id"]),
        title=title,
        text=text,
        url=_optional(record, "url"),
        feed_id=feed,
        source=_optional(record, "source") or feed,
        language=told.language,
        title_language=told.title_language,
        published=_moment(record.get("published")),
        authors=_texts(record.get("authors")),
        tags=_texts(record.get("tags")),
        feed_tags=(feed_tags or {}).get(feed, ()),
        fetched_at=_moment(record.get("fetched_at")),
    )


def reason(error: BaseException) -> str:
    """Why a record could not be used, in words for whoever wrote it."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    if isinstance(error, KeyError):
        return f"the record has no {error}"
    return str(error) or type(error).__name__


def _text(value: object) -> str:
    """``value`` as text; half a surrogate pair, which JSON can spell and UTF-8 cannot, becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _optional(record: Record, name: str) -> str | None:
    return _text(record[name]) if record.get(name) else None


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(_text, value)) if isinstance(value, list) else (_text(value),)


def _moment(value: Any) -> datetime | None:  # noqa: ANN401 - whatever stands in the record
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
