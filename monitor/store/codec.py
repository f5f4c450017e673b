"""Frozen data to JSON values and rows, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import RowMapping

from monitor.errors import Fault
from monitor.model import (
    Alert,
    AlertKind,
    Article,
    DateOrigin,
    Delivery,
    Entry,
    FeedState,
    FloodState,
    Hints,
    Hit,
    PartSeen,
    Payload,
    Rhythm,
    RowRead,
    TextOrigin,
    Told,
    Wording,
    Words,
)
from monitor.telemetry import get_logger

log = get_logger("store")

# What reading JSON of another shape than was written raises.
_DAMAGE = (AttributeError, LookupError, TypeError, ValueError)


def host_of(url: str | None) -> str:
    """The host of ``url`` in lower case, without port: what politeness and fairness are counted by; ``""`` for none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def site_of(url: str | None, feed_id: str) -> str:
    """What tells one outlet from another: the host of its pages, without ``www.``; or else the feed."""
    return host_of(url).removeprefix("www.") or feed_id


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """``entry`` as JSON values; moments in ISO 8601."""
    return {**asdict(entry), "published": _iso(entry.published), "updated": _iso(entry.updated)}


def entry_from_row(row: RowMapping) -> Entry | None:
    """What the ``content`` of a row of ``entries`` holds; ``None`` where it is gone, or damaged."""
    try:
        return _entry_from_json(row["content"])
    except _DAMAGE:
        return None


def _entry_from_json(value: Mapping[str, Any]) -> Entry:
    return Entry(
        **{
            **value,
            "published": _moment(value["published"]),
            "updated": _moment(value["updated"]),
            "authors": tuple(value["authors"]),
            "tags": tuple(value["tags"]),
            "keys": tuple(value.get("keys", ())),
        }
    )


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """``hit`` as JSON values."""
    return {**asdict(hit), "field": hit.field.value, "how": hit.how.value}


# What an article's page showed instead of it: news of the moment of the fetch, and of no use later.
_UNSTORED = frozenset({"obstacle"})


def article_to_row(article: Article) -> dict[str, Any]:
    """The columns of ``articles`` that say what was published."""
    columns = {name: value for name, value in asdict(article).items() if name not in _UNSTORED}
    return {
        **columns,
        "date_origin": article.date_origin.value,
        "text_origin": article.text_origin.value,
    }


def article_from_row(row: RowMapping) -> Article:
    """The reverse of :func:`article_to_row`."""
    columns = {name: row[name] for name in Article.__dataclass_fields__ if name not in _UNSTORED}
    return Article(
        **{
            **columns,
            "date_origin": DateOrigin(row["date_origin"]),
            "text_origin": TextOrigin(row["text_origin"]),
            "authors": tuple(row["authors"]),
            "tags": tuple(row["tags"]),
            "feed_tags": tuple(row["feed_tags"]),
        }
    )


def feed_state_from_row(row: RowMapping) -> FeedState:
    """What ``feeds`` remembers between polls."""
    columns = {name: row[name] for name in FeedState.__dataclass_fields__ if name in row and name != "feed_id"}
    fault, flood = row["fault"], row["flood"]
    words = {"fault": Fault(fault) if fault else None, "flood": FloodState(flood) if flood else None}
    hints, rhythm, fresh_for = _pace_from_json(row["pace"] or {})
    rows = tuple(RowRead(name, tuple(first), *more) for name, first, *more in row["sitemap_rows"] or ())
    parts = tuple(PartSeen(**each) for each in row["sitemap_parts"] or ())
    known = {"feed_id": row["id"], "hints": hints, "rhythm": rhythm, "sitemap_rows": rows, "sitemap_parts": parts}
    spans = {
        "unasked": timedelta(seconds=row["unasked"]),
        "planned_by": _duration(row["planned_by"]),
        "fresh_for": fresh_for,
    }
    return FeedState(**{**columns, **words, **known, **spans})


def feed_state_to_row(state: FeedState) -> dict[str, Any]:
    """The columns of ``feeds`` that a poll changes, but for the moment of the last news."""
    return {
        "next_poll_at": state.next_poll_at,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "last_polled_at": state.last_polled_at,
        "last_success_at": state.last_success_at,
        "failures": state.failures,
        "fault": state.fault.value if state.fault else None,
        "fault_detail": state.fault_detail,
        "validators_url": state.validators_url,
        "moved_to": state.moved_to,
        "moving_to": state.moving_to,
        "moving_times": state.moving_times,
        "stopped": state.stopped,
        "pace": _pace_to_json(state.hints, state.rhythm, state.fresh_for),
        "flood": state.flood.value if state.flood else None,
        "flood_at": state.flood_at,
        "sitemap_rows": _rows_to_json(state.sitemap_rows),
        "failing_since": state.failing_since,
        "sitemap_parts": [asdict(each) for each in state.sitemap_parts],
        "unasked": state.unasked.total_seconds(),
        "planned_by": state.planned_by.total_seconds() if state.planned_by else None,
    }


def _rows_to_json(rows: Iterable[RowRead]) -> list[Any]:
    """Rows of sitemaps as JSON values, in order."""
    return [[each.row, list(each.first), each.newest_first] for each in rows]


def _pace_to_json(hints: Hints, rhythm: Rhythm, fresh_for: timedelta | None) -> dict[str, Any]:
    """What a feed and its server say of its pace, and what its dates say, so far as known. Durations in seconds."""
    values = {
        "ttl": hints.ttl.total_seconds() if hints.ttl else None,
        "update_every": hints.update_every.total_seconds() if hints.update_every else None,
        "skip_hours": list(hints.skip_hours),
        "skip_days": list(hints.skip_days),
        "entries": rhythm.entries,
        "since": _iso(rhythm.since),
        "turns_over_since": _iso(rhythm.turns_over_since),
        "fresh_for": fresh_for.total_seconds() if fresh_for else None,
    }
    return {name: value for name, value in values.items() if value}


def _pace_from_json(value: Mapping[str, Any]) -> tuple[Hints, Rhythm, timedelta | None]:
    hints = Hints(
        ttl=_duration(value.get("ttl")),
        update_every=_duration(value.get("update_every")),
        skip_hours=tuple(value.get("skip_hours", ())),
        skip_days=tuple(value.get("skip_days", ())),
    )
    since, turns_over_since = _moment(value.get("since")), _moment(value.get("turns_over_since"))
    return hints, Rhythm(value.get("entries", 0), since, turns_over_since), _duration(value.get("fresh_for"))


def alert_from_row(row: RowMapping) -> Alert:
    """A row of ``alerts``."""
    return Alert(
        id=row["id"],
        kind=AlertKind(row["kind"]),
        rule_id=row["rule_id"],
        story_id=row["story_id"],
        created_at=row["created_at"],
        payload=row["payload"],
        article_id=row["article_id"],
    )


def first_headline(payload: Payload) -> str | None:
    """That of the first article that ``payload`` tells of; ``None`` where it tells of none, or is damaged."""
    try:
        title = payload["data"]["articles"][0]["title"]
    except _DAMAGE:
        return None
    return title if isinstance(title, str) else None


def told_to_json(told: Told) -> dict[str, Any]:
    """``told`` as JSON values."""
    return {**asdict(told), "at": told.at.isoformat(), "languages": list(told.languages)}


def told_from_row(row: RowMapping) -> Told | None:
    """What the readers of a row of ``alerts`` were told last; ``None`` where nobody knows, or it is damaged."""
    value = row["told"]
    try:
        return value and Told(
            **{**value, "at": datetime.fromisoformat(value["at"]), "languages": tuple(value["languages"])}
        )
    except _DAMAGE:
        log.error("what readers were told of a story cannot be read; what the alert says counts", alert=row["id"])
        return None


def _is_untried(row: RowMapping) -> bool:
    """Whether the attempt that has just begun is the first for this row of ``deliveries``, replays counted in.

    Attempts are counted anew when it is queued again, but the last error stays.
    """
    return bool(row["attempts"] == 1 and row["last_error"] is None)


def wording_to_row(wording: Wording) -> dict[str, Any]:
    """A row of ``wordings`` but for its delivery."""
    told = {key: {"summary": words.summary, "title": words.title} for key, words in wording.articles.items()}
    return {"model": wording.by, "language": wording.language, "articles": told}


def wording_from_row(row: RowMapping) -> Wording | None:
    """What a row of ``wordings`` holds; ``None`` where it is damaged."""
    try:
        told = {key: Words(words["summary"], words["title"]) for key, words in row["articles"].items()}
    except _DAMAGE:
        return None
    return Wording(row["model"], row["language"], told)


def delivery_from_row(row: RowMapping, payload: Mapping[str, Any], wording: Wording | None = None) -> Delivery:
    """A row of ``deliveries`` with its alert's payload, and the wording that was kept for it."""
    return Delivery(
        id=row["id"],
        alert_id=row["alert_id"],
        channel=row["channel"],
        recipient=row["recipient"],
        created_at=row["created_at"],
        attempts=row["attempts"],
        failures=row["failures"],
        payload=payload,
        due_at=row["due_at"] if _is_untried(row) else None,
        wording=wording,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _duration(seconds: float | None) -> timedelta | None:
    return timedelta(seconds=seconds) if seconds else None


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
