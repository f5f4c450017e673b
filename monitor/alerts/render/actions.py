"""What a reader can do from a mail: links to the pages of this service, where it has such pages."""

from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.alerts.render.pieces import safe_link


@dataclass(frozen=True, slots=True)
class ActionLinks:
    """Where the service has its pages, and the pages of one alert, relative to ``base_url``; ``None``: none."""

    base_url: str
    open: str | None = None
    silence: str | None = None
    irrelevant: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A link that does something, in words."""

    words: str
    url: str


def actions(links: ActionLinks | None) -> tuple[Action, ...]:
    """The actions that ``links`` offer, in the order in which readers want them. None leads away from the base."""
    if links is None:
        return ()
    offered = (
        ("Open this alert", links.open),
        ("Not relevant", links.irrelevant),
        ("Silence this rule", links.silence),
    )
    base = links.base_url.rstrip("/") + "/"
    found = ((words, safe_link(urljoin(base, page))) for words, page in offered if page)
    return tuple(Action(words, url) for words, url in found if url and url.startswith(base))
