"""Rows into a table: new ones beside those that are there, or in place of those with the same key."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, text
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


def put_plain(connection: Connection, table: type[Base], rows: Sequence[Row], key: Sequence[str] = ()) -> None:
    """One statement for all rows, however many; with `key` as `upsert`, else as `insert_new`.

    Values are text, numbers, truth values and times, and no key comes twice. For rows that come by the thousand.
    """
    if not rows:
        return
    names = list(rows[0])
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    conflict = f"({', '.join(key)}) DO UPDATE SET {changed}" if key else "DO NOTHING"
    place, columns = table.__table__, ", ".join(names)
    source = f"SELECT {columns} FROM json_populate_recordset(CAST(NULL AS {place}), CAST(:rows AS json))"
    statement = text(f"INSERT INTO {place} ({columns}) {source} ON CONFLICT {conflict}")
    connection.execute(statement, {"rows": json.dumps(rows, default=str)})
