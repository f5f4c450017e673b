"""What a mail says of itself: why it came, what mail programs show before it is opened, and where the rest is."""

from collections.abc import Iterator

from monitor.alerts.clean import clip
from monitor.alerts.payload import AlertPayload, DigestPart, DigestReason
from monitor.alerts.render.digests import DigestView
from monitor.alerts.render.pieces import Piece, counted
from monitor.alerts.render.views import own_summary
from monitor.model import AlertKind

# What mail programs show of a message beside its subject.
_PREHEADER = 140


def preheader(alert: AlertPayload) -> str:
    """What the subject does not say yet: the first words of what follows, or the headlines after the first.

    Words of a machine are not among them: here is no room to say whose they are.
    """
    data = alert.data
    if data.notice:
        words = " ".join(data.notice.paragraphs)
    elif data.digest:
        titles = [story.articles[0].title for rule in data.digest.rules for story in rule.stories if story.articles]
        words = " · ".join(titles[1:])
    elif data.edit and data.edit.changes:
        words = " ".join(change.after or change.before for change in data.edit.changes)
    else:
        words = " ".join(own_summary(article) or article.source for article in data.articles)
    return clip(words, _PREHEADER)


def why(alert: AlertPayload, channel: str) -> tuple[Piece, ...]:
    """Why this reader gets this, in a sentence in which names are matched; what was found follows it."""
    kind = "the channels " if "," in channel else "the channel "
    there = (Piece(kind), Piece(channel, matched=True)) if channel else (Piece("no channel"),)
    data = alert.data
    if data.test:
        return (Piece("You get this because "), *there, Piece(" was tried with `news-monitor send-test`."))
    if data.notice:
        return (Piece("You get this because what the service has to say of itself goes to "), *there, Piece("."))
    if data.digest:
        return _why_digest(data.digest, there)
    if data.kind is AlertKind.UPDATE:
        end = ", and an article that it found was changed." if data.edit else ", and a story that it found has grown."
    elif any(article.matches for article in data.articles):
        end = ", and this is what it found:"
    else:
        end = ", and this article satisfies it."
    return (Piece("The rule "), Piece(data.rule.title, matched=True), Piece(" sends to "), *there, Piece(end))


def elsewhere(digest: DigestView, alert_id: str) -> Iterator[str]:
    """Where to see what a mail leaves out."""
    if digest.left_out:
        yield (
            f"{counted(digest.left_out, 'story', 'stories')} would have made this page too long for mail programs. "
            f"The plain-text part of this mail has all, and so has `news-monitor alerts show {alert_id}`."
        )
    if digest.unlisted:
        are = "is" if digest.unlisted == 1 else "are"
        command = f"news-monitor alerts list --limit {digest.alerts}"
        yield f"{counted(digest.unlisted, 'alert')} {are} only counted here: `{command}` lists what was raised last."


def _why_digest(digest: DigestPart, there: tuple[Piece, ...]) -> tuple[Piece, ...]:
    if not digest.rules:
        end = " gets a digest even where there is nothing to tell, so that silence can be told from a fault."
        if digest.matched:
            end += " What matched was told at once or before, waits, or is silenced: `news-monitor report` says which."
        return (Piece("You get this because "), *there, Piece(end))
    if digest.reason is DigestReason.LIMIT:
        end = ", and there were more alerts than the limit of a rule or of that channel lets pass one by one."
    else:
        end = ", where their alerts are gathered into digests."
    return (Piece("You get this because these rules send to "), *there, Piece(end))
