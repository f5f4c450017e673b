"""Structured logs: one line an event, to standard error, as JSON for machines or aligned words for a terminal.

Feed titles and server answers end up in logs, so every string is made one harmless line first: no line breaks, no
terminal escapes, no direction overrides that would let a title rewrite the line it stands in.
"""

import logging
import sys
import unicodedata
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any, TextIO

import structlog

_LONGEST = 2_000
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Persian and Indic spelling needs them, and they can neither end a line nor turn it round.
_JOINERS = frozenset("\u200c\u200d")


class LogFormat(StrEnum):
    """How log lines look. ``AUTO`` is ``CONSOLE`` on a terminal and ``JSON`` elsewhere."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


def one_line(text: str) -> str:
    """``text`` with control, format and separator characters as visible escapes, at most 2,000 characters."""
    safe = "".join(
        char if char in _JOINERS or unicodedata.category(char) not in _UNSAFE else ascii(char)[1:-1] for char in text
    )
    return safe if len(safe) <= _LONGEST else safe[:_LONGEST] + "…"


def _harmless(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Pass every string value through :func:`one_line` (a structlog processor)."""
    return {key: one_line(value) if isinstance(value, str) else value for key, value in event.items()}


def _harmless_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Pass every line of a traceback through :func:`one_line`: errors quote what came from outside."""
    if "exception" in event:
        event["exception"] = "\n".join(map(one_line, event["exception"].split("\n")))
    return event


def configure_logging(
    log_format: LogFormat = LogFormat.AUTO, *, verbose: bool = False, stream: TextIO | None = None
) -> None:
    """Set up logging of this process, to ``stream`` or standard error; to be called by a face."""
    stream = stream or sys.stderr
    as_json = log_format is LogFormat.JSON or (log_format is LogFormat.AUTO and not stream.isatty())
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    # Tracebacks without the values of variables, which may be secrets.
    renderers: list[structlog.typing.Processor] = [
        _harmless,
        structlog.processors.format_exc_info,
        _harmless_trace,
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback),
    ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            stamp,
            *renderers,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    # Libraries log through the standard library; only their warnings matter to an operator.
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, _say_whose, stamp],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _say_whose(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Put in as ``room`` which library logs (a structlog processor)."""
    return {"room": event["_record"].name, **event}


def get_logger(room: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines carry ``room``."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(room=room)
    return logger
