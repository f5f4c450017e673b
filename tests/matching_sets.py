"""Labelled sets for matching in many languages, and how the matcher does on them.

Each file under ``tests/data/matching`` holds cases: a language, what to find, a text, and whether a reader would say
that it is there. ``NAME.build.yaml`` may be read by whoever improves the matcher; ``NAME.held.yaml`` is only scored.
Recall is the share of positives that are found, precision the share of positives among all that is found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from monitor.model import Article
from monitor.rulebook import Condition, Official, OfficialRef, Phrase, Rule, Rulebook, Terms
from monitor.rules import Matcher, compile_rulebook

DATA = Path(__file__).parent / "data" / "matching"


class Split(StrEnum):
    """Who may look at a case: ``BUILD`` everybody, ``HELD`` nobody who works on the matcher."""

    BUILD = "build"
    HELD = "held"


class Kind(StrEnum):
    """What a case looks for: words, or a person."""

    KEYWORDS = "keywords"
    NAMES = "names"


Listed = str | list[str]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficialData(_Model):
    """An official in the format of the configuration."""

    id: str
    name: str
    names: dict[str, Listed]
    surnames: dict[str, Listed] = Field(default_factory=dict)
    roles: dict[str, Listed] = Field(default_factory=dict)
    blocked: Listed = Field(default_factory=list, alias="not")

    def official(self) -> Official:
        """The official as the matcher takes it, with the spelling that is so when nothing is said."""
        return Official(
            id=self.id,
            name=self.name,
            names=_terms(self.names),
            surnames=_terms(self.surnames),
            roles=_terms(self.roles),
            blocked=_tuple(self.blocked),
        )


class Find(_Model):
    """What is looked for: a phrase (with or without languages) or an official."""

    phrase: str | dict[str, Listed] | None = None
    official: str | None = None

    @property
    def kind(self) -> Kind:
        """Whether words or a person are looked for."""
        return Kind.KEYWORDS if self.official is None else Kind.NAMES

    def condition(self) -> Condition:
        """The condition of a rule that looks for it."""
        if self.official is not None:
            return OfficialRef(self.official)
        if isinstance(self.phrase, str):
            return Phrase({"": (self.phrase,)})
        return Phrase(_terms(self.phrase or {}))


class Case(_Model):
    """A text, and whether a reader would say that it holds what is looked for.

    ``lang`` is an ISO 639-1 code; a script may follow it (``sr-Latn``), which the article does not carry.
    """

    lang: str
    find: Find
    title: str = ""
    text: str
    expect: bool
    why: str

    def article(self) -> Article:
        """The text as an article in the language of the case."""
        return Article(id="case", title=self.title, text=self.text, language=self.lang.partition("-")[0])


class _File(_Model):
    officials: tuple[OfficialData, ...] = ()
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class CaseSet:
    """One file: the cases of one split of a set, and the officials that they look for."""

    name: str
    split: Split
    officials: tuple[Official, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the matcher made of a case."""

    case: Case
    found: bool

    @property
    def good(self) -> bool:
        """The matcher agrees with the reader."""
        return self.found == self.case.expect


@dataclass(frozen=True, slots=True)
class Score:
    """How many cases there are and how many of them were found. A rate of nothing is ``None``."""

    positives: int
    negatives: int
    found: int
    wrong: int

    @property
    def recall(self) -> float | None:
        """The share of positives that are found."""
        return self.found / self.positives if self.positives else None

    @property
    def precision(self) -> float | None:
        """The share of positives among all that is found."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else None


def names_of_sets() -> tuple[str, ...]:
    """The sets that there are, in the order of their names."""
    return tuple(sorted(path.name.removesuffix(".build.yaml") for path in DATA.glob("*.build.yaml")))


@cache
def load_set(name: str, split: Split) -> CaseSet:
    """Read one file. Raises :class:`pydantic.ValidationError` when it holds something else than cases."""
    read = _File.model_validate(read_yaml(DATA / f"{name}.{split}.yaml"))
    return CaseSet(name, split, tuple(one.official() for one in read.officials), read.cases)


def read_yaml(path: Path) -> Any:
    """What the file ``path`` holds."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def outcomes(cases: CaseSet) -> tuple[Outcome, ...]:
    """Run every case of a file against one rulebook, which has a rule for each distinct thing to find."""
    rule_ids: dict[str, str] = {}
    rules: list[Rule] = []
    for case in cases.cases:
        key = case.find.model_dump_json()
        if key not in rule_ids:
            rule_ids[key] = f"rule-{len(rules)}"
            rules.append(Rule(rule_ids[key], case.find.condition(), title=key))
    officials = {official.id: official for official in cases.officials}
    matcher = compile_rulebook(Rulebook(tuple(rules), officials=officials))
    return tuple(Outcome(case, _finds(matcher, case, rule_ids[case.find.model_dump_json()])) for case in cases.cases)


def score(of: Iterable[Outcome]) -> Score:
    """Count outcomes."""
    positives = negatives = found = wrong = 0
    for outcome in of:
        positives += outcome.case.expect
        negatives += not outcome.case.expect
        found += outcome.case.expect and outcome.found
        wrong += outcome.found and not outcome.case.expect
    return Score(positives, negatives, found, wrong)


def by_language(of: Iterable[Outcome]) -> Iterator[tuple[str, Kind, Score]]:
    """The score of each language and kind that occurs, in the order in which the file has them."""
    parts: dict[tuple[str, Kind], list[Outcome]] = {}
    for outcome in of:
        parts.setdefault((outcome.case.lang, outcome.case.find.kind), []).append(outcome)
    for (lang, kind), part in parts.items():
        yield lang, kind, score(part)


def _finds(matcher: Matcher, case: Case, rule_id: str) -> bool:
    return any(match.rule_id == rule_id for match in matcher.match(case.article()))


def _terms(listed: Mapping[str, Listed]) -> Terms:
    return {language: _tuple(terms) for language, terms in listed.items()}


def _tuple(listed: Listed) -> tuple[str, ...]:
    return (listed,) if isinstance(listed, str) else tuple(listed)
