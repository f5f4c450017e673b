"""How far the condition of a rule reaches: whether it can never hold, or holds for nearly every article.

Conditions are judged from above, by what any article that satisfies them must hold and must not hold. What is said to
be impossible is so; what is not said may still be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from monitor.model import Field
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Leaf,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Regex,
    Rule,
    RuleRef,
    Score,
    TopicRef,
    Where,
)
from monitor.text.regex import BadExpression, Expression

# So much is looked at of one rule, the rules that it refers to among it, and of all rules together: conditions, and
# terms of phrases.
_MOST = 100_000
_MOST_IN_ALL = 3_000_000

# Where every article has some text; not every one has an author or a tag.
_FILLED = frozenset({Field.TITLE, Field.BODY, Field.URL})

# Texts that have no letter in common: what is found in each of them is tied to none.
_UNLIKE = ("Bcd fgcbdhf. Gfhdcb-bgh", "Klm npmlkqn. Rnqpml-krn", "Stv wxvtsza. Eawxvt-sze")
# Nearly every text has some digit; a headline has not.
_DIGITS = tuple(f"- {digit} -" for digit in range(10))

Impossible = Callable[[Leaf], bool]
Answer = TypeVar("Answer")
# The terms of a phrase, each behind its language.
_Listed = frozenset[tuple[str, str]]


class _TooMuch(Exception):
    """More than is looked at."""


class _Needs(NamedTuple):
    """What must hold: phrases by the least of their terms, and other conditions."""

    phrases: dict[tuple[str, str], list[Phrase]]
    others: list[Condition]


class Reach:
    """Judges conditions of one rule after the other, which may refer to ``rules`` (in no circle).

    Where a rule, or all of them together, would take too long to judge, nothing is said of it.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._left = _MOST
        self._left_in_all = _MOST_IN_ALL
        self._listed: dict[int, _Listed] = {}
        self._needs_of: dict[str, tuple[Condition, ...]] = {}
        self._refused_of: dict[str, tuple[Condition, ...]] = {}

    def turn_to_next_rule(self) -> None:
        """What was looked at of the last one does not count for the next."""
        self._left = _MOST

    def contradiction(self, condition: Condition) -> Condition | None:
        """Something that ``condition`` both requires and refuses, so that it can never hold; ``None`` without such."""
        return self._asked(lambda: self._contradiction(condition, ()), None)

    def is_impossible(self, condition: Condition, impossible: Impossible) -> bool:
        """Whether ``condition`` cannot hold where no leaf is found that is ``impossible``."""
        return self._asked(lambda: self._fails(condition, impossible), otherwise=False)

    def is_everywhere(self, condition: Condition) -> bool:
        """Whether nearly every article fulfils ``condition``, for its expressions are found in any text."""
        return self._asked(lambda: self._holds(condition), otherwise=False)

    def refused_everywhere(self, condition: Condition) -> Regex | None:
        """An expression found in any text that ``condition`` refuses, so that it hardly ever holds."""
        nothing: tuple[Condition, ...] = ()
        refused = self._asked(lambda: tuple(self._refused(condition)), nothing)
        return next((part for part in refused if isinstance(part, Regex) and is_found_everywhere(part)), None)

    def _asked(self, question: Callable[[], Answer], otherwise: Answer) -> Answer:
        try:
            return question()
        except _TooMuch:
            return otherwise

    def _look(self, looks: int = 1) -> None:
        self._left -= looks
        self._left_in_all -= looks
        if self._left < 0 or self._left_in_all < 0:
            raise _TooMuch

    def _terms(self, phrase: Phrase) -> _Listed:
        """The terms of a phrase of the rulebook, which lives as long as this."""
        known = self._listed.get(id(phrase))
        if known is None:
            known = frozenset((language, term) for language, some in phrase.terms.items() for term in some)
            self._listed[id(phrase)] = known
        return known

    def _contradiction(self, condition: Condition, outer: tuple[Condition, ...]) -> Condition | None:
        """What ``condition`` requires though it is refused, by itself or around it (``outer``)."""
        refused = (*outer, *self._refused(condition))
        if refused:
            needs = self._by_term(self._needs(condition))
            implied = next((part for part in refused if self._is_implied(part, needs)), None)
            if implied is not None:
                return implied
        match condition:
            case All(of) | Near(_, of):
                found = (self._contradiction(part, refused) for part in of if not isinstance(part, NoneOf))
                return next((part for part in found if part is not None), None)
            case AnyOf(of) | Count(_, of):
                first = None
                for part in of:
                    found_in_part = self._contradiction(part, refused)
                    if found_in_part is None:
                        return None
                    first = first or found_in_part
                return first
            case RuleRef(rule_id):
                return self._contradiction(self._rules[rule_id].when, refused)
            case _:
                return None

    def _needs(self, condition: Condition) -> Iterator[Condition]:
        """The conditions that hold wherever ``condition`` does, itself among them."""
        self._look()
        yield condition
        match condition:
            case All(of) | Near(_, of) | AnyOf((_,) as of) | Count(_, (_,) as of):
                for part in of:
                    yield from self._needs(part)
            case RuleRef(rule_id):
                if rule_id not in self._needs_of:
                    self._needs_of[rule_id] = tuple(self._needs(self._rules[rule_id].when))
                self._look(len(self._needs_of[rule_id]))
                yield from self._needs_of[rule_id]

    def _refused(self, condition: Condition) -> Iterator[Condition]:
        """The conditions none of which holds where ``condition`` does."""
        self._look()
        match condition:
            case NoneOf(of):
                for part in of:
                    yield from part.of if isinstance(part, AnyOf) else (part,)
            case All(of) | AnyOf((_,) as of):
                for part in of:
                    yield from self._refused(part)
            case RuleRef(rule_id):
                if rule_id not in self._refused_of:
                    self._refused_of[rule_id] = tuple(self._refused(self._rules[rule_id].when))
                self._look(len(self._refused_of[rule_id]))
                yield from self._refused_of[rule_id]

    def _by_term(self, needs: Iterable[Condition]) -> _Needs:
        """``needs`` as :meth:`_is_implied` asks for them."""
        found = _Needs({}, [])
        for need in needs:
            if isinstance(need, Phrase):
                self._look(len(self._terms(need)))
                found.phrases.setdefault(min(self._terms(need)), []).append(need)
            else:
                found.others.append(need)
        return found

    def _is_implied(self, condition: Condition, needs: _Needs) -> bool:
        """Whether ``condition`` holds wherever all of ``needs`` do."""
        match condition:
            case Phrase():
                return self._is_implied_phrase(condition, needs)
            case RuleRef(rule_id) if condition not in needs.others:
                self._look(len(needs.others))
                return self._is_implied(self._rules[rule_id].when, needs)
        self._look(len(needs.others))
        if any(_implies(need, condition) for need in needs.others):
            return True
        match condition:
            case All(of):
                return bool(of) and all(self._is_implied(part, needs) for part in of)
            case AnyOf(of):
                return any(self._is_implied(part, needs) for part in of)
            case _:
                return False

    def _is_implied_phrase(self, phrase: Phrase, needs: _Needs) -> bool:
        """Whether some phrase that is needed lists no term that ``phrase`` does not list."""
        listed = self._terms(phrase)
        self._look(1 + len(listed))
        for first in needs.phrases.keys() & listed:
            for need in needs.phrases[first]:
                self._look(len(self._terms(need)))
                if self._terms(need) <= listed and _narrower(need.where, phrase.where):
                    return True
        return False

    def _fails(self, condition: Condition, impossible: Impossible) -> bool:
        self._look()
        match condition:
            case NoneOf():
                return False
            case All(of) | Near(_, of):
                return any(self._fails(part, impossible) for part in of)
            case AnyOf(of) | Count(_, of):
                return all(self._fails(part, impossible) for part in of)
            case Score(at_least, weighted):
                adding = (part for part in weighted if part.weight > 0 and not self._fails(part.of, impossible))
                return sum(part.weight * part.at_most for part in adding) < at_least
            case RuleRef(rule_id):
                return self._fails(self._rules[rule_id].when, impossible)
            case leaf:
                return impossible(leaf)

    def _holds(self, condition: Condition) -> bool:
        self._look()
        match condition:
            case Regex():
                return is_found_everywhere(condition)
            case All(of):
                required = [part for part in of if not isinstance(part, NoneOf)]
                return bool(required) and all(map(self._holds, required))
            case AnyOf(of) | Count(1, of):
                return any(map(self._holds, of))
            case Score(at_least, weighted) if all(part.weight > 0 for part in weighted):
                return sum(part.weight for part in weighted if self._holds(part.of)) >= at_least
            case RuleRef(rule_id):
                return self._holds(self._rules[rule_id].when)
            case _:
                return False


def _implies(need: Condition, condition: Condition) -> bool:
    """Whether an article that satisfies ``need`` satisfies ``condition``, as far as one look tells; no phrases."""
    if need == condition:
        return True
    match need, condition:
        case (Regex(one, inner), Regex(other, outer)) | (TopicRef(one, inner), TopicRef(other, outer)):
            return one == other and _narrower(inner, outer)
        case OfficialRef(one, inner), OfficialRef(other, outer):
            return one == other and _narrower(inner, outer)
        case _:
            return False


def _narrower(inner: Where, outer: Where) -> bool:
    """Whether all that is found by ``inner`` is found by ``outer``."""
    return (
        inner.fields <= outer.fields
        and inner.case_exact >= outer.case_exact
        and (inner.form is Form.EXACT or outer.form is Form.INFLECTED)
    )


def is_found_everywhere(regex: Regex) -> bool:
    """Whether ``regex`` looks where every article has text, and is found there whatever that is."""
    if _finds(regex.pattern, regex.where.case_exact, _UNLIKE):
        return bool(regex.where.fields & _FILLED)
    return Field.BODY in regex.where.fields and _finds(regex.pattern, regex.where.case_exact, _DIGITS)


@cache
def _finds(pattern: str, case_exact: bool, texts: tuple[str, ...]) -> bool:
    """Whether the expression is found in every one of ``texts``."""
    try:
        expression = Expression(pattern, case_exact=case_exact)
    except BadExpression:
        return False
    return all(any(expression.places(text)) for text in texts)
