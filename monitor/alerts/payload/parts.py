"""What a payload says of a rule, a story, an article, a change and the service itself."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from monitor.model import Field, How, Severity, TextOrigin


class Part(BaseModel):
    """A part of the payload: frozen, and read with whatever later versions have added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class RulePart(Part):
    """The rule that fired."""

    id: str
    title: str
    severity: Severity


class StoryPart(Part):
    """The story so far: how many articles tell it, in which feeds (``sources``, by title) and languages.

    ``independent`` counts its independent sources: several texts of one site are one, and so are the copies of one
    text; ``None`` where they are not counted.
    ``reason`` says why the article of the alert belongs to it; it is empty where that is not known.
    ``headline`` is the one under which it was told first, where another one leads now.
    """

    id: str
    articles: int
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    reason: str = ""
    headline: str | None = None
    independent: int | None = None


class MatchPart(Part):
    """One place where the article satisfies a leaf of the rule.

    ``start`` and ``end`` count code points in the article's stored title or text. ``highlight`` is where the words
    stand in ``snippet``, counted the same way. ``licence`` is the full name or role that lets a bare surname count.
    """

    leaf: str
    field: Field
    start: int
    end: int
    text: str
    how: How
    snippet: str
    highlight: tuple[int, int] | None = None
    variant: str = ""
    licence: str | None = None


class SentencePart(Part):
    """Where a sentence of the summary stands: code points in the article's stored text."""

    start: int
    end: int


class ArticlePart(Part):
    """One article. ``origin_note`` says why its text came from the feed when the page was wanted.

    ``updated`` is when its page, or else its feed, says that it was last changed.

    ``summary`` is made of the article's own sentences, which stand at ``summary_sentences``; unless ``summary_by`` says
    who wrote it (``model NAME``): then it is in ``summary_language``, ``title_translated`` is the title in that
    language, where it is another than the article's, and ``extract`` are the article's own sentences.
    """

    id: str
    url: str | None
    title: str
    source: str
    language: str | None
    published: AwareDatetime | None
    authors: tuple[str, ...]
    credit: str | None
    summary: str
    matches: tuple[MatchPart, ...]
    text_origin: TextOrigin = TextOrigin.PAGE
    origin_note: str | None = None
    updated: AwareDatetime | None = None
    summary_sentences: tuple[SentencePart, ...] = ()
    summary_by: str | None = None
    summary_language: str | None = None
    title_translated: str | None = None
    extract: str | None = None


class EditReason(StrEnum):
    """Why readers of a rule hear of a change to an article."""

    NEW_MATCH = "new-match"
    NO_MATCH = "no-match"
    HEADLINE = "headline"
    REMOVED_TERM = "removed-term"
    NEW_TERM = "new-term"
    TEXT = "text"


class ChangePart(Part):
    """A headline or sentence as it was and as it is; one of them is empty where it was added or taken out."""

    before: str
    after: str


class EditPart(Part):
    """What changed in the article of an update. ``found`` and ``lost`` are leaves of the rule, ``more`` counts what is
    not listed in ``changes``, where sentences with words of the rule come first.
    """

    reasons: tuple[EditReason, ...]
    title: ChangePart | None
    changes: tuple[ChangePart, ...]
    more: int
    found: tuple[str, ...]
    lost: tuple[str, ...]


class UpdateReason(StrEnum):
    """Why readers hear more of a story that they were told of."""

    SOURCES = "sources"
    LANGUAGES = "languages"
    DAILY = "daily"
    AGAIN = "again"


class UpdatePart(Part):
    """How a story has grown since its readers were told of it last, at ``since``.

    ``sources`` counts those that are independent, of the story so far; ``languages`` are those that are new.
    """

    reason: UpdateReason
    sources: int
    languages: tuple[str, ...]
    since: AwareDatetime


class Corroborated(StrEnum):
    """Whether a second source has a story, for rules that wait for one."""

    CORROBORATED = "corroborated"
    SINGLE_SOURCE = "single-source"


class NoticePart(Part):
    """What the service has to say of itself. ``about`` is a word for filters, ``more`` counts items not listed."""

    about: str
    feed: str | None
    subject: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    more: int


def whole_second(moment: datetime) -> datetime:
    """``moment`` as a payload states times: in UTC, to the second."""
    return moment.astimezone(UTC).replace(microsecond=0)
