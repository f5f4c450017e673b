"""What is wrong in a command line, as a sentence: the only file that knows how typer and pydantic word their errors."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Any

import typer
from pydantic import ValidationError

from monitor.telemetry import one_line

# By the type of a pydantic error, with what it knows.
_SENTENCES = {
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
}


def is_call_for_help(error: typer.TyperException) -> bool:
    """Whether nothing is wrong but that no command was named."""
    return type(error).__name__ == "NoArgsIsHelpError"


def sentence(error: typer.TyperException) -> str:
    """What is wrong, and which command tells more."""
    context = getattr(error, "ctx", None)
    more = f" (`{context.command_path} --help` tells more)" if context is not None else ""
    return one_line(_sentence(error)) + more


def _sentence(error: typer.TyperException) -> str:
    context: Any = getattr(error, "ctx", None)
    name = str(getattr(error, "option_name", ""))
    match type(error).__name__:
        case "MissingParameter":
            return f"{_name(getattr(error, 'param', None))} is missing"
        case "NoSuchOption":
            return f"there is no option `{name}`{_meant(name, _options(context))}"
        case "BadOptionUsage":
            return f"`{name}` needs a value behind it" if "requires" in error.message else f"`{name}` takes no value"
        case "BadParameter":
            return _bad_value(error)
        case _:
            return _of_words(error, context)


def _bad_value(error: typer.TyperException) -> str:
    parameter, cause = getattr(error, "param", None), error.__cause__
    if parameter is None:
        return error.message
    if not isinstance(cause, ValidationError):
        return f"{_name(parameter)}: {error.message}"
    problem = cause.errors(include_url=False)[0]
    value = str(problem["input"])[:80]
    return f"{_name(parameter)} {_must(problem['type'], problem.get('ctx', {}), parameter, error)}, and not `{value}`"


def _must(kind: str, known: Mapping[str, Any], parameter: Any, error: typer.TyperException) -> str:  # noqa: ANN401
    choices = getattr(getattr(parameter, "type_descriptor", None), "choices", None)
    if choices:
        return f"must be {_listed(choices)}"
    return _SENTENCES[kind].format(**known) if kind in _SENTENCES else error.message


def _of_words(error: typer.TyperException, context: Any) -> str:  # noqa: ANN401 - typer's own context
    """Of a word too many, or one that is no command: typer keeps neither but in its message."""
    commands = getattr(getattr(context, "command", None), "commands", None)
    if commands:
        word = error.message.partition("'")[2].partition("'")[0]
        return f"there is no command `{word}`{_meant(word, commands)}"
    words = error.message.partition("(s) (")[2].removesuffix(")")
    return f"`{words}` is too much: nothing more is taken here" if words else error.message


def _name(parameter: Any) -> str:  # noqa: ANN401 - a typer parameter, whose class has no public name
    if parameter is None:
        return "something"
    if getattr(parameter, "param_type_name", "") == "option":
        return f"`{max(parameter.opts, key=len)}`"
    return f"`{parameter.metavar or str(parameter.name).rstrip('_').upper()}`"


def _options(context: Any) -> list[str]:  # noqa: ANN401
    parameters = getattr(getattr(context, "command", None), "params", ())
    return [*(name for parameter in parameters for name in parameter.opts if name.startswith("--")), "--help"]


def _meant(word: str, known: Iterable[str]) -> str:
    names = list(dict.fromkeys(known))
    near = get_close_matches(word, names, n=2, cutoff=0.6) or [name for name in names if name.startswith(word)]
    if near:
        return f"; did you mean {' or '.join(f'`{name}`' for name in near)}?"
    return f"; there are {', '.join(f'`{name}`' for name in names)}"


def _listed(choices: Iterable[Any]) -> str:
    *others, last = (f"`{choice.value if isinstance(choice, Enum) else choice}`" for choice in choices)
    return f"{', '.join(others)} or {last}" if others else last
