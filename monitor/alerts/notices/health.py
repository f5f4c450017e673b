"""Notices of how sources fare: each kind of trouble in one, however many feeds it is about, and the all-clear."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.alerts.notices.words import action_of, span_words, what_is_wrong
from monitor.model import Finding, Notice, Occasion, Trouble

_ONE = {
    Trouble.FAILING: "Feed {} fails",
    Trouble.STOPPED: "Feed {} is stopped",
    Trouble.QUIET: "Feed {} has gone quiet",
    Trouble.NO_TEXT: "The pages of feed {} give no text",
}
_MANY = {
    Trouble.FAILING: "{} feeds fail",
    Trouble.STOPPED: "{} feeds are stopped",
    Trouble.QUIET: "{} feeds have gone quiet",
    Trouble.NO_TEXT: "The pages of {} feeds give no text",
}
_MEANING = {
    Trouble.FAILING: "What fails is asked again, ever less often, and never given up for that. Until it answers, "
    "nothing of it is read.",
    Trouble.STOPPED: "A site that says twice, a long interval apart, that a feed is gone for good is asked no more.",
    Trouble.QUIET: "It answers, but has nothing new for longer than its own rhythm explains. That may be a holiday; or "
    "the site has a new feed and has left this one standing.",
    Trouble.NO_TEXT: "Its articles are matched by what the feed itself says of them, which is often only a headline "
    "and a sentence: terms that stand further down are missed.",
}
_AGAIN = "You hear of this once, and again when it is over."
_OVER = {
    Trouble.FAILING: "answers again",
    Trouble.STOPPED: "answers again",
    Trouble.HELD: "is not held any more",
    Trouble.QUIET: "has news again",
    Trouble.NO_TEXT: "gives texts again",
}


def feeds_unwell(about: str, findings: Sequence[Finding], now: datetime) -> Notice:
    """The notice that feeds have the same trouble, which is that of the first of the ``findings``."""
    first = findings[0]
    meaning = (_MEANING[first.trouble], _AGAIN)
    if len(findings) == 1:
        said = f"Of `{first.feed_id}` ({first.source}): {what_is_wrong(first, now)}."
        subject = _ONE[first.trouble].format(first.feed_id)
        return Notice(
            about, now.isoformat(), first.feed_id, subject, (said, f"What to do: {action_of(first)}", *meaning)
        )
    subject = _MANY[first.trouble].format(f"{len(findings):,}")
    lines = tuple(f"{each.feed_id}: {_short(each, now)} → {action_of(each)}" for each in _worst_first(findings))
    seen = "`news-monitor feeds list` shows all of them, with what each needs."
    return Notice(about, now.isoformat(), None, subject, (*meaning, seen), lines)


def feeds_well(about: str, over: Sequence[Occasion], sources: Mapping[str, str], now: datetime) -> Notice:
    """The all-clear: what people heard of is over. ``sources`` gives the names of the feeds."""
    by_feed: dict[str, list[Occasion]] = {}
    for occasion in over:
        by_feed.setdefault(occasion.feed_id, []).append(occasion)
    lines = [f"{feed_id} ({sources.get(feed_id, feed_id)}): {_ended(each, now)}" for feed_id, each in by_feed.items()]
    if len(lines) == 1:
        feed_id = over[0].feed_id
        return Notice(about, now.isoformat(), feed_id, f"Feed {feed_id} {_OVER[over[0].trouble]}", (f"{lines[0]}.",))
    said = "All is well again with these feeds; nothing needs to be done."
    return Notice(about, now.isoformat(), None, f"{len(lines):,} feeds are well again", (said,), tuple(lines))


def feeds_offline(about: str, since: datetime, now: datetime) -> Notice:
    """The notice that this machine reaches no feed at all."""
    paragraphs = (
        f"For {span_words(now - since)} no feed has answered, and several sites fail as they do when this machine has "
        "no network, no name server or no proxy. No single feed is said to fail meanwhile.",
        "What to do: see to the network, the name server (DNS) and the proxy of this machine.",
        "What is published meanwhile is read when the feeds can be reached, as far as they still hold it.",
    )
    return Notice(about, since.isoformat(), None, "No feed can be read", paragraphs)


def feeds_online(about: str, since: datetime, now: datetime) -> Notice:
    """The all-clear after :func:`feeds_offline`."""
    said = f"After {span_words(now - since)} feeds answer again. What was published meanwhile is being read."
    return Notice(f"{about}-over", since.isoformat(), None, "Feeds can be read again", (said,))


def _worst_first(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Faults of a kind beside each other, those that last longest first."""
    return sorted(findings, key=lambda each: (each.fault or "", each.since, each.feed_id))


def _short(finding: Finding, now: datetime) -> str:
    if finding.trouble in (Trouble.FAILING, Trouble.STOPPED):
        return f"{finding.fault} for {span_words(now - finding.since)}"
    return what_is_wrong(finding, now)


def _ended(occasions: Sequence[Occasion], now: datetime) -> str:
    said = dict.fromkeys(_OVER[each.trouble] for each in occasions)
    return f"{', '.join(said)} after {span_words(now - min(each.since for each in occasions))}"
