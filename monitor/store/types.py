"""Column types that make both databases keep the same values: UTC moments, and text that every database takes."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import zstandard
from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Dialect, Integer, LargeBinary, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from monitor.errors import StoreError

# Of 22 levels: higher ones take several times as long for a few hundredths less.
_LEVEL = 6
# PostgreSQL takes no NUL in text or JSON, and neither database takes half a surrogate pair (UTF-8, RFC 3629 section 3).
# Feeds hold both; replaced here, they can block no commit.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable(text: str) -> str:
    """``text`` with each NUL and lone surrogate replaced by U+FFFD."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def storable_json(value: object) -> object:
    """``value``, made of plain JSON values, with every string in it (keys too) storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(key): storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment. Another zone is converted to UTC; a naive one is a mistake and raises ``ValueError``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without time zone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what process_bind_param gave it was UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Text from anywhere, made storable on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class PackedText(TypeDecorator[str]):
    """Text, made storable and compressed (zstd) on the way in: a news text takes half of its bytes or less."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else packed(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unpacked(value)


# A number that the database gives. SQLite does so for INTEGER alone, which has 64 bits there.
SerialNumber = BigInteger().with_variant(Integer(), "sqlite")


def packed(text: str) -> bytes:
    """``text``, made storable, as a frame of zstd."""
    return zstandard.compress(storable(text).encode(), _LEVEL)


def unpacked(frame: bytes) -> str:
    """The reverse of :func:`packed`. Raises :class:`StoreError` when the frame is damaged."""
    try:
        return zstandard.decompress(frame).decode()
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        raise StoreError(f"a stored text is damaged ({error}). Stop the service and restore a backup") from error


class CleanJson(TypeDecorator[Any]):
    """Plain JSON values, made storable on the way in: ``JSON`` in SQLite, ``JSONB`` in PostgreSQL."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = JSONB if dialect.name == "postgresql" else JSON
        return dialect.type_descriptor(kind(none_as_null=True))

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        return storable_json(value)


class _Undecoded(FunctionElement[Any]):
    """A column as it is stored: SQLite's driver refuses all rows of a statement for one that is no UTF-8."""

    inherit_cache = True


@compiles(_Undecoded)
def _as_it_is(element: _Undecoded, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls
    return compiler.process(element.clauses, **options)


@compiles(_Undecoded, "sqlite")
def _as_bytes(element: _Undecoded, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


class GuardedJson(CleanJson):
    """JSON of which one that was damaged in the database comes back as ``None``: it must not stop all the others."""

    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        undecoded = _Undecoded(column)
        undecoded.type = self
        return undecoded

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        read = super().result_processor(dialect, coltype) or (lambda value: value)

        def process(value: Any) -> Any:  # noqa: ANN401 - what the driver gives
            try:
                return self.accepted(read(value))
            except ValueError:
                return self.accepted(None)

        return process

    def accepted(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """``value``, or what stands for one of another shape than is kept here."""
        return value


class PayloadJson(GuardedJson):
    """What an alert says; empty where that is damaged."""

    cache_ok = True

    def accepted(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """``value`` if it is a payload."""
        return value if isinstance(value, dict) and isinstance(value.get("data"), dict) else {}
