"""Holding the data of a file against a model, and saying what is wrong in words.

Pydantic finds the faults; its messages are turned into sentences here, without the input values it would quote: any of
them may be a secret.
"""

import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.config.faults import Faults, did_you_mean, shown
from monitor.config.model import Model, Surroundings
from monitor.config.yaml import Document, Place
from monitor.query.notation import IDENTIFIER

AnyModel = TypeVar("AnyModel", bound=Model)

_WORDS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must hold `key: value` lines",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "mapping_type": "must hold `key: value` lines",
    "model_attributes_type": "must hold `key: value` lines",
    "model_type": "must hold `key: value` lines",
    "string_type": "must be text: put it in quotes",
}
_BOUNDS = {
    "greater_than_equal": ("must be at least {}", "ge"),
    "less_than_equal": ("must be at most {}", "le"),
    "string_too_long": ("must have at most {} letters", "max_length"),
    "string_too_short": ("must not be empty", "min_length"),
    "too_long": ("must have at most {} items", "max_length"),
    "too_short": ("must have at least {} items", "min_length"),
}


def validate(
    model: type[AnyModel], document: Document, place: Place, around: Surroundings, faults: Faults
) -> AnyModel | None:
    """What stands at ``place`` of ``document`` as a ``model``; or ``None``, and the reasons in ``faults``."""
    try:
        return model.model_validate(_at(document.data, place), context=around)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
    for problem in problems:
        if not _follows(problem, problems):
            _report(model, document, place, problem, faults)
    return None


def _follows(problem: ErrorDetails, problems: Sequence[ErrorDetails]) -> bool:
    """Whether ``problem`` says nothing new.

    A list is too short because items do not count that others are about; or a default cannot be told, because the key
    is wrong that it follows from.
    """
    if problem["type"] == "default_factory_not_called":
        return True
    depth = len(problem["loc"])
    return problem["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == problem["loc"] for other in problems
    )


def _at(data: Any, place: Place) -> Any:  # noqa: ANN401 - any YAML value
    for step in place:
        data = data[step]
    return data


def _report(model: type[Model], document: Document, place: Place, problem: ErrorDetails, faults: Faults) -> None:
    inner = _as_written(model, document, place, problem)
    line = document.line((*place, *inner))
    kind = problem["type"]
    if kind == "extra_forbidden":
        faults.add(document.path, line, *_unknown_key(model, inner))
    elif kind == "missing":
        faults.add(document.path, line, f"{_name((*place, *inner))} is missing")
    elif kind == "fault":
        faults.add(document.path, line, str(problem["ctx"]["message"]))
    elif (*place, *inner) in document.lines and _at(document.data, (*place, *inner)) is None:
        faults.add(document.path, line, f"{_name((*place, *inner))} has no value", "give it one, or remove the line")
    elif kind == "tuple_type":
        faults.add(document.path, line, *_no_list(document, (*place, *inner)))
    else:
        faults.add(document.path, line, f"{_subject(document, (*place, *inner))} {_sentence(problem)}")


def _as_written(model: type[Model], document: Document, place: Place, problem: ErrorDetails) -> Place:
    """The way from ``place`` to ``problem`` by what stands in the file, or could.

    Pydantic's has other steps, too: the alternative of a type that it tried, "" for the language of terms without one,
    "[key]" for the key of a mapping, and keys that a short form stands for.
    """
    if problem["type"] == "missing":
        return problem["loc"]
    way: Place = ()
    for step in problem["loc"]:
        here = (*place, *way)
        is_written = not here or here in document.lines
        if (*here, step) in document.lines or not is_written or _could_hold(model, way, _at(document.data, here), step):
            way = (*way, step)
    return way


def _could_hold(model: type[Model], way: Place, data: Any, step: str | int) -> bool:  # noqa: ANN401 - any YAML value
    owner = _owner(model, way) if isinstance(data, dict) else None
    return owner is not None and step in _keys(owner)


def _no_list(document: Document, place: Place) -> tuple[str, str]:
    name = _name(place)
    many = isinstance(_at(document.data, place), dict)
    hint = "begin each item with `- `" if many or isinstance(place[-1], int) else f"write `{place[-1]}: [value]`"
    return f"{name} must be a list", hint


def _subject(document: Document, place: Place) -> str:
    """The name of ``place``, and the id of what stands there: a person knows a rule by its id."""
    found = _at(document.data, place) if place in document.lines else None
    id_ = found.get("id") if isinstance(found, dict) else None
    name = _name(place)
    return f"{name.rstrip(',')} ({shown(id_)})," if isinstance(id_, str) and name.endswith(",") else name


def _unknown_key(model: type[Model], inner: Place) -> tuple[str, str | None]:
    key = str(inner[-1])
    owner = _owner(model, inner[:-1])
    if owner is None:
        return f"unknown key {shown(key)}", None
    if key in owner.elsewhere:
        return f"{shown(key)} does not go here", owner.elsewhere[key]
    known = _keys(owner)
    hint = did_you_mean(key, known) or "known here are " + ", ".join(shown(name) for name in known)
    return f"unknown key {shown(key)}", hint


def _keys(model: type[Model]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _owner(model: type[Model], inner: Place) -> type[Model] | None:
    """The model at ``inner`` below ``model``, found along the types of the fields."""
    found: Any = model
    for step in inner:
        found = _step(found, step)
    return next((option for option in _options(found) if isinstance(option, type) and issubclass(option, Model)), None)


def _step(annotation: Any, step: str | int) -> Any:  # noqa: ANN401 - annotations have no common type
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            fields = option.model_fields.items()
            return next((field.annotation for name, field in fields if step in (name, field.alias)), None)
        if isinstance(step, int) and get_origin(option) is tuple:
            return get_args(option)[0]
        if isinstance(step, str) and get_origin(option) in (Mapping, dict):
            return get_args(option)[1]
    return None


def _options(annotation: Any) -> Sequence[Any]:  # noqa: ANN401
    """The alternatives of a type, without ``Annotated``."""
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [inner for option in get_args(annotation) for inner in _options(option)]
    return [annotation]


def _name(place: Place) -> str:
    """What a person calls ``place``: its key, or the item of the list under its key."""
    keys = [step for step in place if isinstance(step, str)]
    key = shown(keys[-1]) if keys else "the file"
    return f"{key}, item {place[-1] + 1}," if place and isinstance(place[-1], int) else key


def _sentence(problem: ErrorDetails) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _WORDS:
        return _WORDS[kind]
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return "must not be empty" if kind == "too_short" and context[bound] == 1 else words.format(context[bound])
    if kind in ("enum", "literal_error"):
        return f"must be {context['expected']}"
    if kind == "string_pattern_mismatch" and context["pattern"] == IDENTIFIER:
        return "must be made of a-z, 0-9, `.`, `_` and `-`, and begin with a letter or digit"
    if kind == "string_pattern_mismatch":
        return "must hold no spaces and no control characters"
    return "is not written as it should be"
