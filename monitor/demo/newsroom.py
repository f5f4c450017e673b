"""What the demo's newsroom is made of: outlets, the pieces they publish, and the alerts those must lead to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FeedFormat(StrEnum):
    """The format in which an outlet publishes its feed."""

    RSS = "rss"
    ATOM = "atom"


class Chrome(StrEnum):
    """The mark-up of an outlet's pages: one template each, as unlike one another as real sites are."""

    BROADSHEET = "broadsheet"
    PORTAL = "portal"
    GAZETTE = "gazette"
    SAHIL = "sahil"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A news site. ``dated`` says whether its feed states when a piece was published; some real ones do not."""

    id: str
    name: str
    language: str
    chrome: Chrome
    format: FeedFormat
    dated: bool = True
    tags: tuple[str, ...] = ()

    @property
    def right_to_left(self) -> bool:
        """Whether the outlet's language is written from right to left."""
        return self.language in {"ar", "fa"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of one outlet.

    ``story`` is the same for pieces that tell the same event. ``rule`` is the watch rule that must alert on it, or
    ``None`` where the right answer is silence. ``teaser`` is a read-more line about something else that stands after
    the paragraph with index ``teaser_after``; ``heading`` is a heading before that paragraph.
    """

    slug: str
    outlet: str
    title: str
    paragraphs: tuple[str, ...]
    story: str
    rule: str | None = None
    author: str | None = None
    credit: str | None = None
    heading: str | None = None
    teaser: str | None = None
    teaser_after: int = 1


@dataclass(frozen=True, slots=True)
class ExpectedAlert:
    """One alert that each channel must get exactly once: ``rule`` on ``story``, told by any of ``slugs``."""

    rule: str
    story: str
    slugs: frozenset[str]


def expected_alerts(pieces: Iterable[Piece]) -> tuple[ExpectedAlert, ...]:
    """The alerts that ``pieces`` must lead to, in order of first publication: one for each rule and story."""
    slugs: dict[tuple[str, str], set[str]] = {}
    for piece in pieces:
        if piece.rule is not None:
            slugs.setdefault((piece.rule, piece.story), set()).add(piece.slug)
    return tuple(ExpectedAlert(rule, story, frozenset(of)) for (rule, story), of in slugs.items())
