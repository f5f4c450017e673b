"""The matcher: a compiled rulebook that articles are held against."""

from collections import Counter
from collections.abc import Iterable, Iterator

from monitor.errors import ConfigFault
from monitor.model import Article, Hit, How, Match
from monitor.rulebook import Rule, Rulebook
from monitor.rules.analysis import STRENGTH
from monitor.rules.compile import CompiledRule, Tables, compile_tables
from monitor.rules.evaluate import evaluate
from monitor.rules.explain import Explanation, explain_rule
from monitor.rules.lemmas import Lemmas
from monitor.rules.reading import FIELDS, Occurrence, Reading, base_language
from monitor.rules.snippets import snippet

# A leaf that is hit at more places than a person would look at shows the first ones.
_MOST_HITS = 50

_HOWS: dict[int, How] = {rank: how for how, rank in STRENGTH.items()}


class Matcher:
    """Holds articles against rules. Made by :func:`compile_rulebook`; never changes, but remembers words it read."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._by_id = {compiled.rule.id: compiled for compiled in tables.rules}
        self._triggered: dict[int, list[int]] = {}
        for index, compiled in enumerate(tables.rules):
            if compiled.rule.enabled:
                for leaf in compiled.triggers:
                    self._triggered.setdefault(leaf, []).append(index)

    @property
    def warnings(self) -> tuple[ConfigFault, ...]:
        """Terms that will surprise their owner, with what to do; they do not keep rules from working."""
        return self._tables.warnings

    def match(self, article: Article) -> tuple[Match, ...]:
        """The enabled rules that ``article`` satisfies, in the order of the rulebook, with their hits."""
        reading = self._read(article)
        touched = (self._triggered.get(leaf, ()) for leaf in reading.touched())
        candidates = sorted({index for indexes in touched for index in indexes})
        return tuple(self._matches(reading, (self._tables.rules[index] for index in candidates)))

    def satisfies(self, article: Article, rule_id: str) -> bool:
        """Whether ``article`` satisfies the condition of one rule, whatever its filters and whether or not enabled.

        Raises :class:`KeyError` when there is no such rule.
        """
        return evaluate(self._by_id[rule_id].node, self._read(article)) is not None

    def explain(self, article: Article, rule_id: str | None = None) -> tuple[Explanation, ...]:
        """For every rule, or that of ``rule_id``: its conditions, which hold by which hits, and what is missing.

        Raises :class:`KeyError` when there is no such rule.
        """
        reading = self._read(article)
        rules = self._tables.rules if rule_id is None else (self._by_id[rule_id],)
        return tuple(
            explain_rule(rule.rule, rule.node, reading, self._tables.leaves, _refusal(rule.rule, article), self._hits)
            for rule in rules
        )

    def _read(self, article: Article) -> Reading:
        tables = self._tables
        return Reading(article, tables.phrases, tables.uses, tables.leaves)

    def _matches(self, reading: Reading, candidates: Iterable[CompiledRule]) -> Iterator[Match]:
        for compiled in candidates:
            if _refusal(compiled.rule, reading.article) is None:
                found = evaluate(compiled.node, reading)
                if found is not None:
                    yield Match(compiled.rule.id, self._hits(found, reading))

    def _hits(self, found: Iterable[Occurrence], reading: Reading) -> tuple[Hit, ...]:
        """The first places of each leaf as hits. Conditions were decided by all of them."""
        places = sorted(set(found))
        if len(places) > _MOST_HITS:
            places = list(_first_of_each_leaf(places))
        return tuple(self._hit(place, reading) for place in places)

    def _hit(self, place: Occurrence, reading: Reading) -> Hit:
        passage = reading.passages[place.field]
        return Hit(
            leaf=self._tables.leaves[place.leaf].name,
            field=FIELDS[place.field],
            start=place.start,
            end=place.end,
            text=passage.text[place.start : place.end],
            how=_HOWS[place.rank],
            variant=place.variant,
            snippet=snippet(passage, place.start, place.end),
            licence=place.licence,
        )


def compile_rulebook(rulebook: Rulebook, lemmas: Lemmas | None = None) -> Matcher:
    """Compile ``rulebook``. Give the same ``lemmas`` at every reload and dictionaries are loaded once.

    Raises :class:`monitor.errors.ConfigError` with every fault found, each at the place of its rule.
    """
    return Matcher(compile_tables(rulebook, lemmas or Lemmas()))


def _first_of_each_leaf(places: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """``places`` without those of a leaf that has been shown often enough."""
    shown: Counter[int] = Counter()
    for place in places:
        shown[place.leaf] += 1
        if shown[place.leaf] <= _MOST_HITS:
            yield place


def _refusal(rule: Rule, article: Article) -> str | None:
    """Why ``rule`` does not look at ``article``, or ``None`` when it does.

    An article whose language or source is unknown is looked at: better one alert too many than one lost.
    """
    if rule.languages:
        language = base_language(article.language)
        if language is not None and language not in map(base_language, rule.languages):
            return f"the article is in {language}; the rule looks at {', '.join(sorted(rule.languages))} only"
    if not article.feed_id:
        return None
    names = {article.feed_id, *(f"tag:{tag}" for tag in article.feed_tags)}
    if rule.sources.include and rule.sources.include.isdisjoint(names):
        return f"the rule listens only to {', '.join(sorted(rule.sources.include))}"
    excluded = sorted(rule.sources.exclude & names)
    if excluded:
        return f"the rule excludes {', '.join(excluded)}"
    return None
