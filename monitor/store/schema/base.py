"""What the tables share: how their constraints are named, and two kinds of these."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ColumnElement, Index, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """That a column holds one of ``words``."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def partial_index(name: str, where: ColumnElement[bool], *columns: Column[Any]) -> Index:
    """An index of only the rows that a claim looks at; finished work, which is nearly all, costs it nothing."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)
