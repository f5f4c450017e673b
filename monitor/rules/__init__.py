"""Watch rules, compiled: :func:`compile_rulebook` makes a :class:`Matcher`, which says which articles match and why.

Pure: nothing here touches the network, a database or the clock. Method and measurements: docs/matching.md.
"""

from monitor.rules.backtest import Backtest, BacktestResult, Change, RuleResult, moment_of
from monitor.rules.clauses import Clause, Explanation
from monitor.rules.examples import match_examples
from monitor.rules.forms import Forms
from monitor.rules.match import Matcher, compile_rulebook
from monitor.rules.search import Search, compile_search, index_keys
from monitor.rules.suggest import THRESHOLD, Suggesting, Suggestion
from monitor.rules.vocabulary import languages, rules_by_official

__all__ = [
    "THRESHOLD",
    "Backtest",
    "BacktestResult",
    "Change",
    "Clause",
    "Explanation",
    "Forms",
    "Matcher",
    "RuleResult",
    "Search",
    "Suggesting",
    "Suggestion",
    "compile_rulebook",
    "compile_search",
    "index_keys",
    "languages",
    "match_examples",
    "moment_of",
    "rules_by_official",
]
