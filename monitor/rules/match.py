"""The matcher: a compiled rulebook that articles are held against."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from monitor.errors import ConfigFault
from monitor.model import Article, Field, Match
from monitor.rulebook import Rule, Rulebook
from monitor.rules.clauses import Explanation
from monitor.rules.compile import Compiler
from monitor.rules.explain import Explainer
from monitor.rules.forms import Forms
from monitor.rules.hits import hits
from monitor.rules.reading import Reading, base_language, language_of
from monitor.rules.tables import CompiledRule


class Matcher:
    """Holds articles against rules. Made by :func:`compile_rulebook`.

    It remembers the words that it read. Reload a configuration by compiling a new matcher beside it and putting that in
    its place; :meth:`replace` and :meth:`remove` change single rules in place, between two articles.
    """

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._tables = compiler.tables

    @property
    def warnings(self) -> tuple[ConfigFault, ...]:
        """What will surprise the owner of the rulebook, with what to do; it does not keep rules from working.

        Worked out when first asked for, which takes its time for thousands of rules; later changes of single rules do
        not change it.
        """
        return self._compiler.warnings

    def match(self, article: Article, now: datetime | None = None) -> tuple[Match, ...]:
        """The enabled rules that ``article`` satisfies, in the order of the rulebook, with their hits.

        Rules that expired before ``now`` (UTC) are passed over; without it none is.
        """
        reading = self._read(article)
        candidates = self._tables.candidates(reading.touched())
        return tuple(self._matches(reading, candidates, now))

    def satisfies(self, article: Article, rule_id: str) -> bool:
        """Whether ``article`` satisfies the condition of one rule, whatever its filters and whether or not enabled.

        Raises :class:`KeyError` when there is no such rule.
        """
        return self._tables.rule(rule_id).node.evaluate(self._read(article)) is not None

    def explain(
        self, article: Article, rule_id: str | None = None, now: datetime | None = None
    ) -> tuple[Explanation, ...]:
        """For every rule, or that of ``rule_id``: its conditions, which hold by which hits, and what is missing.

        Raises :class:`KeyError` when there is no such rule.
        """
        # What stands in a field that no rule looks at may be what its owner misses.
        reading = self._read(article, frozenset(Field))
        rules = self._tables.rules if rule_id is None else (self._tables.rule(rule_id),)
        explainer = Explainer(reading, self._tables)
        return tuple(explainer.explain(rule, _refusal(rule.rule, article, now)) for rule in rules)

    def replace(self, rule: Rule) -> None:
        """Put ``rule`` in the place of the rule of its id, or behind all others when there is none.

        Only its own terms are compiled: those of other rules stay, and so do those of the old rule until the next
        reload. Topics, officials and rules that it refers to are those of the rulebook. Raises
        :class:`monitor.errors.ConfigError`, and then nothing has changed.
        """
        self._compiler.replace(rule)

    def remove(self, rule_id: str) -> None:
        """Forget a rule. Raises :class:`KeyError` when there is none, and ConfigError when another refers to it."""
        self._compiler.remove(rule_id)

    def _read(self, article: Article, fields: frozenset[Field] | None = None) -> Reading:
        tables = self._tables
        return Reading(article, tables.phrases, tables.uses, tables.leaves, fields or tables.fields)

    def _matches(self, reading: Reading, candidates: Iterable[CompiledRule], now: datetime | None) -> Iterator[Match]:
        for compiled in candidates:
            if _refusal(compiled.rule, reading.article, now) is None:
                found = compiled.node.evaluate(reading)
                if found is not None:
                    yield Match(compiled.rule.id, hits(found, reading, self._tables.leaves))


def compile_rulebook(rulebook: Rulebook, forms: Forms | None = None) -> Matcher:
    """Compile ``rulebook``. Give the same ``forms`` at every reload and files of word forms are read once.

    Raises :class:`monitor.errors.ConfigError` with every fault found, each at the place of its rule.
    """
    compiler = Compiler(rulebook, forms or Forms())
    compiler.compile_all()
    return Matcher(compiler)


def _refusal(rule: Rule, article: Article, now: datetime | None) -> str | None:
    """Why ``rule`` does not look at ``article``, or ``None`` when it does.

    An article whose language or source is unknown is looked at: better one alert too many than one lost.
    """
    if not rule.enabled:
        return "the rule is not enabled"
    if rule.expires is not None and now is not None and now >= rule.expires:
        return f"the rule expired on {rule.expires:%Y-%m-%d at %H:%M} UTC"
    if rule.languages:
        found = {language_of(article, Field.TITLE), language_of(article, Field.BODY)}
        if None not in found and found.isdisjoint(map(base_language, rule.languages)):
            spoken = " and ".join(sorted(filter(None, found)))
            return f"the article is in {spoken}; the rule looks at {', '.join(sorted(rule.languages))} only"
    return _refusal_of_source(rule, article)


def _refusal_of_source(rule: Rule, article: Article) -> str | None:
    if not article.feed_id or not (rule.sources.include or rule.sources.exclude):
        return None
    names = {article.feed_id, *(f"tag:{tag}" for tag in article.feed_tags)}
    if rule.sources.include and rule.sources.include.isdisjoint(names):
        return f"the rule listens only to {', '.join(sorted(rule.sources.include))}"
    excluded = sorted(rule.sources.exclude & names)
    if excluded:
        return f"the rule excludes {', '.join(excluded)}"
    return None
