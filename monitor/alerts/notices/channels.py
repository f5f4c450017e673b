"""What the service says of its own channels."""

from datetime import datetime

from monitor.model import Notice


def channel_unusable(channel: str, reason: str, since: datetime) -> Notice:
    """The notice that ``channel`` cannot be used ``since`` then, for something that is the operator's to mend."""
    paragraphs = (
        f"Nothing can be sent by the channel `{channel}` since {since:%Y-%m-%d %H:%M} UTC. "
        "Its alerts are held, and it is tried again every 15 minutes.",
        f"The last word was: {reason}",
        "What is held is listed by `news-monitor deliveries list --state held`, and sent once the channel can be used.",
    )
    return Notice(
        "channel-unusable", f"{channel} {since.isoformat()}", None, f"Channel {channel} cannot be used", paragraphs
    )


def channel_disabled(channel: str, reason: str, since: datetime | None, now: datetime) -> Notice:
    """The notice that ``channel`` is disabled; ``since`` is when it failed first, if it is for that."""
    lasting = f" Nothing has been taken there since {since:%Y-%m-%d %H:%M} UTC." if since else ""
    paragraphs = (
        f"The channel `{channel}` is disabled: its alerts are held and go nowhere.{lasting}",
        f"The last word was: {reason}",
        "Mend the far side and run "
        f"`news-monitor channels resume {channel}`, or give the channel another address in the settings: then all that "
        "is held is sent, the oldest first. What ran out of attempts before is listed by "
        "`news-monitor deliveries list --state dead`, and replayed by `news-monitor deliveries replay`.",
    )
    return Notice(
        "channel-disabled", f"{channel} {now.isoformat()}", None, f"Channel {channel} is disabled", paragraphs
    )
