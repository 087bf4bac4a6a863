"""Rows into a table: new ones beside those that are there, or in place of those with the same key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from etl.tables.base import Base

Row = dict[str, Any]


def insert_new(connection: Connection, table: type[Base], rows: Sequence[Row]) -> None:
    """Insert the rows whose key isn't there yet; all have the same columns."""
    if rows:
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def upsert(connection: Connection, table: type[Base], rows: Sequence[Row], key: Sequence[str], keep: Collection[str] = ()) -> None:
    """Insert the rows; one whose `key` is there takes the new values, but for the columns of `keep`. All have the same columns."""
    if not rows:
        return
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in (*key, *keep)}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)
