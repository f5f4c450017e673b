"""Files of watch rules."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from monitor import rulebook
from monitor.config.expiry import Expiry
from monitor.config.model import Flag, Model, fault_at, written
from monitor.config.nodes import CONDITION_KEYS, NodeSpec, Query, condition
from monitor.config.policy import Corroborate, Limited, RuleQuiet, Send, Updates
from monitor.config.terms import Language, Terms
from monitor.config.values import Duration, Identifier, Line
from monitor.model import RulePolicy, Severity
from monitor.query import needs_words

Text = Annotated[str, Field(min_length=1, max_length=20_000)]
SourceName = Annotated[str, Field(min_length=1, max_length=200)]


class SourcesSpec(Model):
    """Which feeds a rule listens to."""

    include: tuple[SourceName, ...] = ()
    """Feed ids, or `tag:NAME`; empty means all."""
    exclude: tuple[SourceName, ...] = ()
    """Feed ids, or `tag:NAME`."""


class ExamplesSpec(Model):
    """Texts that prove a rule; `news-monitor check` runs them."""

    match: tuple[Text, ...] = ()
    """Texts that the rule must match."""
    ignore: tuple[Text, ...] = ()
    """Texts that the rule must not match."""


_NARROWING = "`keywords` cannot be narrowed: list the words under `phrase`, as in `when: {{phrase: [...], {}}}`"


class RuleSpec(Model):
    """One watch rule. It needs `keywords`, `when` or `query`; of several, all must hold."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "in": _NARROWING.format("in: title"),
        "case": _NARROWING.format("case: exact"),
        "form": _NARROWING.format("form: exact"),
        **{key: f"it is a condition: write it inside `when`, as in `when: {{{key}: ...}}`" for key in CONDITION_KEYS},
    }

    id: Identifier
    """Name of the rule: used in links, mails and metrics, so keep it for good."""
    title: Line | None = None
    """What readers see; by default the id."""
    severity: Severity = Severity.NORMAL
    """How much it matters."""
    keywords: Terms | None = None
    """Words and phrases, any of which is enough: a list, or lists by language, of which the inflected forms count."""
    when: NodeSpec | None = None
    """The condition."""
    query: Query | None = None
    """The condition in one line, as search engines write them."""
    languages: tuple[Language, ...] = ()
    """Only articles in these languages; empty means all."""
    sources: SourcesSpec = Field(default_factory=SourcesSpec)
    """Which feeds the rule listens to."""
    notify: tuple[Identifier, ...] = ()
    """Channels to tell; empty means all."""
    examples: ExamplesSpec = Field(default_factory=ExamplesSpec)
    """Texts that prove the rule."""
    enabled: Flag = True
    """`false` rests the rule."""
    expires: Expiry | None = None
    """The last day on which it looks at articles, or the moment at which it stops."""
    send: Send | None = None
    """As of a channel, whatever the channels of this rule say."""
    quiet_hours: RuleQuiet | None = None
    """As of a channel, in place of the quiet hours of the channels of this rule; `off` for none."""
    limit: Limited | None = None
    """As of a channel, for the alerts of this rule alone; limits of channels count beside it."""
    updates: Updates = written("none")
    """Whether people hear that a story of which they know has grown: `none`, `sources:3`, `languages` or `daily`."""
    corroborate: Corroborate | None = None
    """Wait for a second source that is independent: `2`, or `{sources: 2, within: 2h, else: alert}`."""
    repeat: Duration | None = None
    """How long after it was last told a story that goes on is an alert once more; by default never."""

    @model_validator(mode="after")
    def _check_condition(self) -> "RuleSpec":
        if self.keywords is None and self.when is None and self.query is None:
            raise ValueError("watches for nothing: give it `keywords`, `when` or `query`")
        if not needs_words(self.condition()):
            raise ValueError("would match nearly every article: beside `none`, something must be required to be there")
        if self.send and self.send.empty:
            fault_at("send", "`empty` goes into the digest of a channel: a rule has no digest of its own to be empty")
        return self

    def condition(self) -> rulebook.Condition:
        """All that must hold."""
        keywords = [_any_keyword(self.keywords)] if self.keywords else []
        when = [condition(self.when)] if self.when else []
        parts = (*keywords, *when, *([self.query] if self.query else []))
        return parts[0] if len(parts) == 1 else rulebook.All(parts)

    def rule(self, place: str) -> rulebook.Rule:
        """The rule as the matcher takes it. ``place`` is its file:line."""
        return rulebook.Rule(
            id=self.id,
            when=self.condition(),
            title=self.title or self.id,
            severity=self.severity,
            languages=frozenset(self.languages),
            sources=rulebook.SourceFilter(frozenset(self.sources.include), frozenset(self.sources.exclude)),
            notify=self.notify,
            examples=rulebook.Examples(self.examples.match, self.examples.ignore),
            enabled=self.enabled,
            expires=self.expires,
            policy=self.policy(),
            place=place,
        )

    def policy(self) -> RulePolicy:
        """What it wants otherwise than its channels."""
        quiet = self.quiet_hours
        return RulePolicy(
            send=(self.send.policy() or "now") if self.send else None,
            quiet=quiet if quiet is None or quiet == "off" else quiet.policy(),
            limit=self.limit.policy() if self.limit else None,
            updates=self.updates,
            corroborate=self.corroborate.policy() if self.corroborate else None,
            repeat=self.repeat,
        )


def _any_keyword(keywords: rulebook.Terms) -> rulebook.Condition:
    """Any of ``keywords``, each a leaf of its own: a reason then names the word that was found, not its neighbour."""
    languages: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, terms in keywords.items():
        for term in terms:
            languages.setdefault(term, {})[language] = (term,)
    phrases = tuple(rulebook.Phrase(terms) for terms in languages.values())
    return phrases[0] if len(phrases) == 1 else rulebook.AnyOf(phrases)


class RulesFile(Model):
    """A file of watch rules."""

    rules: tuple[RuleSpec, ...]
    """The rules."""
