"""What a payload says where many alerts come together: digests and roll-ups."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from monitor.alerts.payload.parts import ArticlePart, Corroborated, EditPart, Part, RulePart, StoryPart


class DigestReason(StrEnum):
    """Why alerts come together: it is time for a digest, or there were more of them than a limit lets pass."""

    DIGEST = "digest"
    LIMIT = "limit"


class DigestEditPart(EditPart):
    """What changed in one of the articles of a story; ``article`` is its id."""

    article: str


class DigestStoryPart(Part):
    """One story of a digest: its alerts for one rule, and its articles with what they match.

    ``updated`` when readers know of it and there is more, ``edited`` when an article of it was changed since they were
    told, which the last of ``edits`` tell. ``more`` counts articles that are not listed.
    """

    story: StoryPart
    alerts: tuple[str, ...]
    updated: bool
    articles: tuple[ArticlePart, ...]
    corroboration: Corroborated | None = None
    more: int = 0
    edited: bool = False
    edits: tuple[DigestEditPart, ...] = ()


class DigestRulePart(Part):
    """One rule of a digest: how many alerts it raised, and their stories. ``more`` counts stories not listed."""

    rule: RulePart
    alerts: int
    stories: tuple[DigestStoryPart, ...]
    more: int = 0


class DayPart(Part):
    """How many matches a day had, for the rules of the digest; ``day`` is one of its readers' zone."""

    day: date
    matches: int


class DigestPart(Part):
    """Alerts that come together, of those raised from ``since`` to ``until``, the rules that matter most first.

    ``alerts`` counts them, with the ``more`` that are not listed, and ``more_rules`` the rules that are not. ``days``
    ends with that of ``until``. Of ``sources`` feeds, ``answered`` were read within the time. ``matched`` counts all
    matches of that time, whatever became of them.
    """

    reason: DigestReason
    since: AwareDatetime
    until: AwareDatetime
    alerts: int
    rules: tuple[DigestRulePart, ...]
    days: tuple[DayPart, ...]
    answered: int
    sources: int
    matched: int = 0
    more: int = 0
    more_rules: int = 0
