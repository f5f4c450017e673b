"""From the tokens of a query to its condition, by recursive descent: NOT binds most, then NEAR, AND, OR."""

from dataclasses import dataclass, replace

from monitor import model
from monitor.query.errors import QueryError, shown
from monitor.query.lookalikes import EXAMPLES, likely
from monitor.query.notation import LANGUAGES, check_term
from monitor.query.shape import has_places, normal, unreachable
from monitor.query.tokens import Kind, Token, tokens
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Regex,
    RuleRef,
    Score,
    TopicRef,
    Weighted,
    Where,
)
from monitor.text.regex import BadExpression, Expression

_DEEPEST = 40

_BEGINNINGS = frozenset(
    {Kind.OPEN, Kind.NOT, Kind.MINUS, Kind.COUNT, Kind.SCORE, Kind.PREFIX}
    | {Kind.REFERENCE, Kind.REGEX, Kind.WORD, Kind.QUOTED}
)
_NAMES = {Kind.AND: "AND", Kind.OR: "OR", Kind.NEAR: "NEAR", Kind.CLOSE: "`)`", Kind.BAR: "`|`", Kind.END: "the end"}
_LOWER = frozenset({"and", "or", "not"})


def parse(text: str) -> Condition:
    """The condition that ``text`` writes down, in its :func:`~monitor.query.shape.normal` form.

    Raises :class:`QueryError`.
    """
    parser = _Parser(text)
    try:
        return normal(parser.query())
    except QueryError as error:
        lower = next((word for word in parser.words if word in _LOWER), None)
        if lower is None:
            raise
        hint = f"; {shown(lower)} in small letters is a word to look for, the operator is {lower.upper()}"
        raise QueryError(error.message + hint, error.column) from None


@dataclass(frozen=True, slots=True)
class Reference:
    """A topic, official or rule (``kind``) that a query names by its id."""

    kind: str
    id: str
    column: int


def references(text: str) -> tuple[Reference, ...]:
    """The references in ``text``, in order. Raises :class:`QueryError`."""
    found = ((token, *token.text.partition(":")) for token in tokens(text) if token.kind is Kind.REFERENCE)
    return tuple(Reference(kind, id_, token.column) for token, kind, _, id_ in found)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What prefixes say of the leaves behind them; ``None`` where they say nothing."""

    fields: frozenset[model.Field] | None = None
    case_exact: bool = False
    form: Form | None = None
    language: str | None = None

    def where(self, *, inflects: bool = True) -> Where:
        plain = Where()
        form = self.form if inflects else None
        return Where(self.fields or plain.fields, self.case_exact, form or plain.form)


class _Parser:
    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self._tokens = tokens(text)
        self._waiting: Token | None = None
        self._last = Token(Kind.END, 0, 0)
        self._depth = 0

    def _peek(self) -> Token:
        if self._waiting is None:
            self._waiting = next(self._tokens)
            if self._waiting.kind is Kind.WORD:
                self.words.append(self._waiting.text)
        return self._waiting

    def _take(self) -> Token:
        self._last = self._peek()
        self._waiting = None
        return self._last

    def query(self) -> Condition:
        found = self._any(_Scope())
        if self._peek().kind is Kind.CLOSE:
            raise QueryError("a `)` closes nothing", self._peek().column)
        if self._peek().kind is not Kind.END:
            raise self._unexpected()
        return found

    def _unexpected(self) -> QueryError:
        token = self._peek()
        if token.kind is Kind.SLOP:
            return QueryError('`~` stands right behind a quoted phrase: `"one two"~5`', token.column)
        if token.kind is Kind.WEIGHT:
            return QueryError("a weight counts inside SCORE/10(...) only", token.column)
        if token.kind is Kind.BAR:
            return QueryError("`|` joins words and quoted phrases only: write OR", token.column)
        return QueryError(f"something to look for is missing before {_NAMES[token.kind]}", token.column)

    def _run_together(self) -> QueryError:
        word = self._last.text
        operator = likely(word)
        if operator and self._peek().kind is Kind.OPEN:
            message = f"nothing parts {shown(word)} from the bracket: did you mean `{operator}`?"
            return QueryError(message, self._last.column)
        message = (
            f"nothing parts {shown(word)} from what follows: leave a space, or write {shown(word + ':')} for a prefix"
        )
        return QueryError(message, self._peek().column)

    def _deeper(self, by: int, token: Token) -> None:
        self._depth += by
        if self._depth > _DEEPEST:
            raise QueryError(f"brackets and negations nest more than {_DEEPEST} deep: flatten them", token.column)

    def _any(self, scope: _Scope) -> Condition:
        found = [self._all(scope)]
        while self._peek().kind is Kind.OR:
            self._take()
            found.append(self._all(scope))
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def _all(self, scope: _Scope) -> Condition:
        found = [self._near(scope)]
        while self._peek().kind is Kind.AND or self._peek().kind in _BEGINNINGS:
            if self._peek().kind is Kind.AND:
                self._take()
            elif self._last.kind is Kind.WORD and self._last.end == self._peek().start:
                raise self._run_together()
            found.append(self._near(scope))
        return found[0] if len(found) == 1 else All(tuple(found))

    def _near(self, scope: _Scope) -> Condition:
        places = [self._peek()]
        found = [self._not(scope)]
        operators: list[Token] = []
        while self._peek().kind is Kind.NEAR:
            operators.append(self._take())
            places.append(self._peek())
            found.append(self._not(scope))
        if not operators:
            return found[0]
        first = operators[0]
        within = first.span or first.number
        for other in operators:
            if (other.span or other.number, other.ordered) != (within, first.ordered):
                message = "this NEAR differs from the one before it, and one chain says one thing: join two with AND"
                raise QueryError(message, other.column)
        for place, part in zip(places, found, strict=True):
            _check_places("NEAR", part, place)
        return Near(within, tuple(found), first.ordered)

    def _not(self, scope: _Scope) -> Condition:
        count = 0
        while self._peek().kind in (Kind.NOT, Kind.MINUS):
            self._deeper(1, self._take())
            count += 1
        found = self._one(scope)
        self._depth -= count
        for _ in range(count):
            found = NoneOf((found,))
        return found

    def _one(self, scope: _Scope) -> Condition:
        scope = self._prefixes(scope)
        token = self._peek()
        if token.kind is Kind.OPEN:
            return self._inside(scope)
        if token.kind is Kind.COUNT:
            return self._count(scope)
        if token.kind is Kind.SCORE:
            return self._score(scope)
        if token.kind is Kind.REGEX:
            return self._regex(scope)
        if token.kind is Kind.REFERENCE:
            return self._reference(scope)
        if token.kind in (Kind.WORD, Kind.QUOTED):
            return self._phrase(scope)
        raise self._unexpected()

    def _prefixes(self, outer: _Scope) -> _Scope:
        given = _Scope()
        first = self._peek()
        while self._peek().kind is Kind.PREFIX:
            given = _narrowed(given, self._take())
        if given != _Scope():
            self._check_narrows(given, first)
        return _Scope(
            given.fields or outer.fields,
            given.case_exact or outer.case_exact,
            given.form or outer.form,
            given.language or outer.language,
        )

    def _check_narrows(self, given: _Scope, first: Token) -> None:
        """Refuse a prefix right before a single thing that it says nothing about."""
        token = self._peek()
        if token.kind is Kind.REFERENCE and token.text.startswith("rule:"):
            raise QueryError("a prefix narrows words, and a rule says itself where it looks: remove it", first.column)
        if token.kind in (Kind.REFERENCE, Kind.REGEX) and given.language:
            raise QueryError("a language goes before words only: remove it", first.column)
        if token.kind is Kind.REGEX and given.form:
            raise QueryError("`exact:` goes before no expression, which has no other forms: remove it", first.column)
        if token.kind in (Kind.NOT, Kind.MINUS):
            raise QueryError("a prefix stands right before what it narrows: write NOT before it", token.column)

    def _inside(self, scope: _Scope) -> Condition:
        """What stands between brackets."""
        opened = self._take()
        self._deeper(1, opened)
        found = self._any(scope)
        self._close(opened)
        return found

    def _close(self, opened: Token) -> None:
        if self._peek().kind is Kind.END:
            raise QueryError("a `(` is opened, but not closed", opened.column)
        if self._peek().kind is not Kind.CLOSE:
            raise self._unexpected()
        self._take()
        self._depth -= 1

    def _count(self, scope: _Scope) -> Condition:
        operator = self._take()
        self._assert_open(operator, EXAMPLES["COUNT"])
        opened = self._peek()
        found = normal(self._inside(scope))
        _check_places("COUNT", found, opened)
        return Count(operator.number, found.of if isinstance(found, AnyOf) else (found,))

    def _score(self, scope: _Scope) -> Condition:
        operator = self._take()
        self._assert_open(operator, EXAMPLES["SCORE"])
        opened = self._take()
        self._deeper(1, opened)
        found = [self._weighted(scope)]
        while self._peek().kind not in (Kind.CLOSE, Kind.END):
            found.append(self._weighted(scope))
        self._close(opened)
        score = Score(operator.number, tuple(found))
        reason = unreachable(score)
        if reason:
            raise QueryError(reason, operator.column)
        return score

    def _assert_open(self, operator: Token, example: str) -> None:
        if self._peek().kind is not Kind.OPEN:
            raise QueryError(f"brackets are missing: write {example}", operator.column)

    def _weighted(self, scope: _Scope) -> Weighted:
        token = self._peek()
        if token.kind in (Kind.AND, Kind.OR, Kind.NEAR):
            raise QueryError(
                "SCORE lists its parts side by side: put brackets round those that belong together", token.column
            )
        if token.kind in (Kind.NOT, Kind.MINUS):
            raise QueryError(
                "in SCORE the minus goes to the weight, as in `word^-3`; or write (NOT word)^3", token.column
            )
        found = self._one(scope)
        if self._peek().kind is not Kind.WEIGHT:
            raise QueryError("each part of SCORE needs its weight, as in `word^3`", token.column)
        weight = self._take()
        return Weighted(found, weight.number, weight.most)

    def _regex(self, scope: _Scope) -> Condition:
        token = self._take()
        where = scope.where(inflects=False)
        try:
            Expression(token.text, case_exact=where.case_exact)
        except BadExpression as error:
            raise QueryError(f"the expression {error}", token.column) from None
        return Regex(token.text, where)

    def _reference(self, scope: _Scope) -> Condition:
        kind, _, id_ = self._take().text.partition(":")
        if kind == "rule":
            return RuleRef(id_)
        return TopicRef(id_, scope.where()) if kind == "topic" else OfficialRef(id_, scope.where())

    def _phrase(self, scope: _Scope) -> Condition:
        token = self._take()
        if self._peek().kind is Kind.SLOP:
            return self._loose_phrase(token, scope)
        language = scope.language or ""
        found: dict[str, list[str]] = {language: [_term(token, token.text)]}
        while self._peek().kind is Kind.BAR:
            self._take()
            if self._peek().kind is Kind.PREFIX:
                language = self._alternative_language(language)
            if self._peek().kind not in (Kind.WORD, Kind.QUOTED):
                raise QueryError("`|` joins words and quoted phrases only: write OR", self._peek().column)
            other = self._take()
            found.setdefault(language, []).append(_term(other, other.text))
        return Phrase({language: tuple(terms) for language, terms in found.items()}, scope.where())

    def _alternative_language(self, language: str) -> str:
        while self._peek().kind is Kind.PREFIX:
            prefix = self._take()
            if prefix.text not in LANGUAGES:
                message = f"{shown(prefix.text + ':')} goes before the first of words joined by `|`, and counts for all"
                raise QueryError(message, prefix.column)
            language = prefix.text
        return language

    def _loose_phrase(self, token: Token, scope: _Scope) -> Condition:
        """``"one two"~5``: its words near one another, in any order."""
        number = self._take().number
        language = scope.language or ""
        words = [Phrase({language: (_term(token, word),)}, scope.where()) for word in token.text.split()]
        if len(words) < 2:
            raise QueryError('`~` wants two words or more in the quotes before it: `"one two"~5`', token.column)
        return Near(number, tuple(words))


def _narrowed(scope: _Scope, prefix: Token) -> _Scope:
    """``scope`` with what ``prefix`` adds to it. Raises ``QueryError`` where that says the same thing again."""
    name = prefix.text
    again = QueryError(f"{shown(name + ':')} says again what another prefix here has said", prefix.column)
    if name == "case":
        if scope.case_exact:
            raise again
        return replace(scope, case_exact=True)
    if name == "exact":
        if scope.form:
            raise again
        return replace(scope, form=Form.EXACT)
    if name in LANGUAGES:
        if scope.language:
            raise again
        return replace(scope, language=name)
    if scope.fields:
        raise QueryError("fields are given twice: write several as `title,body:`", prefix.column)
    return replace(scope, fields=frozenset(model.Field(each) for each in name.split(",")))


def _term(token: Token, text: str) -> str:
    try:
        return check_term(text)
    except ValueError as error:
        raise QueryError(f"{shown(text)} {error}", token.column) from None


def _check_places(name: str, condition: Condition, place: Token) -> None:
    if has_places(condition):
        return
    hint = "write NOT before brackets round it all" if isinstance(condition, NoneOf) else "write it beside, with AND"
    if name in EXAMPLES and isinstance(condition, All) and all(map(has_places, condition.of)):
        hint = f"join its parts with OR, as in {EXAMPLES[name]}"
    kinds = "words, expressions, topics, officials, and those joined by OR in brackets"
    raise QueryError(f"{name} takes {kinds}, and not this: {hint}", place.column)
