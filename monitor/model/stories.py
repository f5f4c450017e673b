"""Stories: what is kept of an article to know others of its story by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# How far candidates are looked for: what bounds the work that one article makes, however many are stored. The last
# articles that hold a key (what more have is boilerplate, or a story that the last of them lead to), articles that may
# be copied, stories that may be the same event, and the last articles of such a story.
A_KEY, COPIES, STORIES, A_STORY = 48, 12, 8, 12
# As many stories more are looked at for articles in other languages.
STORIES_ACROSS = 4


class TermKind(StrEnum):
    """What a term of an article is: a name stands in capitals throughout its article."""

    NAME = "n"
    NUMBER = "d"
    WORD = "w"


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word of an article, or two neighbouring letters where words have no spaces.

    ``weight`` is how much it says there: the more, the oftener the article writes it and the fewer others do.
    """

    weight: float
    kind: TermKind
    headline: bool = False


class TraceKind(StrEnum):
    """What a trace is: a name by its sound, a number, or an official whom a rule found in the article."""

    NAME = "n"
    NUMBER = "d"
    LISTED = "o"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that an article says and that can be known in any language.

    Two traces are the same where they share one of their ``keys``. ``shown`` is what readers see, ``place`` the number
    of its word in the article (of a number, of its first character), ``times`` how often it is written there, ``share``
    how many of all articles had it, ``headline`` whether a number or an official stands in the headline.
    """

    kind: TraceKind
    keys: tuple[str, ...]
    shown: str
    place: int
    times: int
    share: float
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an article to compare others with.

    ``at`` is when it was published, or read where that is not known. ``letters`` is the length of its folded text;
    ``prints`` are the lowest hashes of its ``shingles`` different shingles. ``subject`` is the term that it writes
    most, weighted; ``central`` is so among names, and in scripts without capitals. ``norm`` is the length of the vector
    of weights. ``keys`` are what the store finds it by: ``copy_keys`` as long as the article is kept, ``event_keys`` as
    long as its event is news, as are ``trace_keys``, which lead to articles in other languages that share some of its
    ``traces``; what no rule matches has none. ``names`` are the terms as readers see them, ``learnt`` counts the
    articles of its language so far; neither is stored.
    """

    article_id: str
    at: datetime
    title: str
    source: str
    language: str
    letters: int
    shingles: int
    prints: tuple[int, ...]
    terms: Mapping[str, Term]
    central: str | None
    subject: str | None
    norm: float
    copy_keys: tuple[int, ...]
    event_keys: tuple[int, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    learnt: int = 0
    traces: tuple[Trace, ...] = ()
    trace_keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that was stored before: its sketch, and the story and the group of copies that it belongs to."""

    sketch: Sketch
    story_id: str
    wire_id: str


@dataclass(frozen=True, slots=True)
class Look:
    """Stored articles that another may be a copy of, or tell the same event as.

    ``until`` numbers the last sketch that was stored when they were looked for.
    """

    told: tuple[Stored, ...] = ()
    until: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many ``articles`` of a language were counted, and in how many of them its terms were: ``boxes``, packed."""

    language: str
    articles: int
    boxes: bytes = field(repr=False)
