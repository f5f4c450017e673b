"""How far the condition of a rule reaches: whether it can never hold, or holds for nearly every article.

Conditions are judged from above, by what any article that satisfies them must hold and must not hold. What is said to
be impossible is so; what is not said may still be.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeVar

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

# So many conditions are looked at for one answer, those of rules referred to among them.
_MOST = 10_000

# Where every article has some text; not every one has an author or a tag.
_FILLED = frozenset({Field.TITLE, Field.BODY, Field.URL})

# Texts that have no letter in common: what is found in each of them is tied to none.
_UNLIKE = ("Bcd fgcbdhf. Gfhdcb-bgh", "Klm npmlkqn. Rnqpml-krn", "Stv wxvtsza. Eawxvt-sze")
_SINGLE = (*"abcdefghijklmnopqrstuvwxyz0123456789 .,", *"аеиноталاليونم的一是のはい이다")

Impossible = Callable[[Leaf], bool]
Answer = TypeVar("Answer")


class _TooMuch(Exception):
    """More conditions than are looked at."""


class Reach:
    """Judges conditions that may refer to ``rules``, which refer to one another in no circle.

    Of more than ten thousand conditions nothing is said.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._left = 0

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
        self._left = _MOST
        try:
            return question()
        except _TooMuch:
            return otherwise

    def _look(self) -> None:
        self._left -= 1
        if not self._left:
            raise _TooMuch

    def _contradiction(self, condition: Condition, outer: tuple[Condition, ...]) -> Condition | None:
        """What ``condition`` requires though it is refused, by itself or around it (``outer``)."""
        refused = (*outer, *self._refused(condition))
        needs = tuple(self._needs(condition)) if refused else ()
        implied = next((part for part in refused if self._is_implied(part, needs)), None)
        if implied is not None:
            return implied
        match condition:
            case All(of) | Near(_, of):
                found = (self._contradiction(part, refused) for part in of if not isinstance(part, NoneOf))
                return next((part for part in found if part is not None), None)
            case AnyOf(of) | Count(_, of):
                every = [self._contradiction(part, refused) for part in of]
                return every[0] if every and None not in every else None
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
                yield from self._needs(self._rules[rule_id].when)

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
                yield from self._refused(self._rules[rule_id].when)

    def _is_implied(self, condition: Condition, needs: tuple[Condition, ...]) -> bool:
        """Whether ``condition`` holds wherever all of ``needs`` do."""
        for need in needs:
            self._look()
            if _implies(need, condition):
                return True
        match condition:
            case All(of):
                return bool(of) and all(self._is_implied(part, needs) for part in of)
            case AnyOf(of):
                return any(self._is_implied(part, needs) for part in of)
            case RuleRef(rule_id):
                return self._is_implied(self._rules[rule_id].when, needs)
            case _:
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
            case All(of) | Near(_, of):
                required = [part for part in of if not isinstance(part, NoneOf)]
                return bool(required) and all(map(self._holds, required))
            case AnyOf(of) | Count(_, of):
                return any(map(self._holds, of))
            case Score(at_least, weighted):
                held = (part.weight for part in weighted if part.weight > 0 and self._holds(part.of))
                return sum(held) >= at_least
            case RuleRef(rule_id):
                return self._holds(self._rules[rule_id].when)
            case _:
                return False


def _implies(need: Condition, condition: Condition) -> bool:
    """Whether an article that satisfies ``need`` satisfies ``condition``, as far as one look tells."""
    if need == condition:
        return True
    match need, condition:
        case Phrase(terms, inner), Phrase(others, outer):
            listed = {(language, term) for language, some in others.items() for term in some}
            given = {(language, term) for language, some in terms.items() for term in some}
            return given <= listed and _narrower(inner, outer)
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
    return bool(regex.where.fields & _FILLED) and _matches_anything(regex.pattern, regex.where.case_exact)


@cache
def _matches_anything(pattern: str, case_exact: bool) -> bool:
    try:
        expression = Expression(pattern, case_exact=case_exact)
    except BadExpression:
        return False
    if all(any(expression.places(text)) for text in _UNLIKE):
        return True
    return any(any(expression.places(text)) for text in _SINGLE)
