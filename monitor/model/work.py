"""The right to work on one entry or article, and what that work leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.model.alerts import AlertPlan, StoryKey
from monitor.model.articles import Article
from monitor.model.feeds import Entry
from monitor.model.health import PageOutcome
from monitor.model.matches import Match
from monitor.model.stories import Sketch


@dataclass(frozen=True, slots=True)
class EntryClaim:
    """The right to process one new entry. ``id`` becomes the article's id; ``attempts`` counts those begun."""

    id: str
    feed_id: str
    entry: Entry
    attempts: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a page's server gave to ask by whether it has changed: its own bytes; and a digest of the page."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """Everything that processing one entry leads to, to be committed at once. ``keys`` are for the index of words.

    ``page`` is what its page gave, if one was wanted. ``look_again`` is when to see whether the page has changed, and
    by what to ask; ``None`` for not of our own accord. ``sketch`` is what later articles of the story are recognised
    by; the story was decided with all that was stored up to sketch number ``looked_until``.
    """

    article: Article
    story: StoryKey
    matches: tuple[Match, ...] = ()
    plans: tuple[AlertPlan, ...] = ()
    keys: tuple[str, ...] = ()
    look_again: tuple[datetime, Validators] | None = None
    page: PageOutcome | None = None
    sketch: Sketch | None = None
    looked_until: int = 0


@dataclass(frozen=True, slots=True)
class RevisionClaim:
    """The right to look again at an article that may have changed.

    ``entry`` is what its feed says now. ``first_at`` is when the article was stored, ``attempts`` counts the looks
    begun and those that were called off. ``told`` are the rules that it has satisfied so far, and of which people have
    heard or are about to, ``untold`` those of whose alert nobody has heard yet; ``headlines`` are those under which
    each rule first told its story. ``wire`` names the copies of its text.
    """

    article: Article
    story_id: str
    feed_id: str
    entry: Entry
    first_at: datetime
    attempts: int
    validators: Validators
    told: frozenset[str]
    headlines: Mapping[str, str]
    untold: frozenset[str] = frozenset()
    wire: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What looking again came to. ``article`` is ``None`` when nothing has changed, ``next_at`` when that was enough.

    ``matches`` are those of the article as it is now, ``plans`` what people are told of the change, ``keys`` for the
    index of words. ``as_new`` are the alerts that it would make, were it new: of rules that it has come to satisfy, and
    of those of whose alert nobody has heard.
    """

    validators: Validators
    next_at: datetime | None
    article: Article | None = None
    matches: tuple[Match, ...] = ()
    plans: tuple[AlertPlan, ...] = ()
    keys: tuple[str, ...] = ()
    as_new: tuple[AlertPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What a commit of an article did: ``merged`` matches joined an alert that its story already had.

    ``updates`` are the further alerts that came of that.
    """

    matched: int
    alerted: int
    merged: int
    updates: int = 0
