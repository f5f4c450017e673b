"""Files of topics and officials."""

from typing import Annotated, Literal

from pydantic import Field

from monitor import rulebook
from monitor.config.model import Model
from monitor.config.terms import Term, TermsByLanguage
from monitor.config.values import Identifier, Line


class TopicSpec(Model):
    """A subject."""

    id: Identifier
    """Name of the topic, for `topic:` in rules."""
    title: Line | None = None
    """What readers see; by default the id."""
    terms: TermsByLanguage
    """Words and phrases that speak of it, by language."""

    def topic(self, place: str) -> rulebook.Topic:
        """The topic as the matcher takes it. ``place`` is its file:line."""
        return rulebook.Topic(self.id, self.title or self.id, self.terms, place)


class TopicsFile(Model):
    """A file of topics."""

    topics: tuple[TopicSpec, ...]
    """The topics."""


class OfficialSpec(Model):
    """A person in office."""

    id: Identifier
    """Name of the official, for `official:` in rules."""
    name: Line
    """Full name, as readers of alerts see it."""
    role: Line | None = None
    """Office held, for readers of alerts."""
    names: TermsByLanguage
    """Full names as the press of each language spells them; these count anywhere."""
    surnames: TermsByLanguage = Field(default_factory=dict)
    """Surnames by language; these count only in an article that holds a full name or a role."""
    roles: TermsByLanguage = Field(default_factory=dict)
    """Phrases for the office by language; they let a surname count."""
    blocked: Annotated[tuple[Term, ...], Field(alias="not")] = ()
    """Other people of that surname, who never count."""
    spelling: Literal["exact", "loose"] | None = None
    """`exact`: only as listed; `loose`: also with other vowels and like-sounding letters. Otherwise as listed, and as
    other languages usually write a name listed in Latin letters. Inflected forms always count."""

    def official(self, place: str) -> rulebook.Official:
        """The official as the matcher takes it. ``place`` is its file:line."""
        return rulebook.Official(
            id=self.id,
            name=self.name,
            names=self.names,
            surnames=self.surnames,
            roles=self.roles,
            role=self.role,
            blocked=self.blocked,
            spelling=rulebook.Spelling(self.spelling or rulebook.Spelling.GENERATED),
            place=place,
        )


class OfficialsFile(Model):
    """A file of officials."""

    officials: tuple[OfficialSpec, ...]
    """The officials."""
