"""The change feeds: each row of events and seat transitions after each change, from which every past state can be read.

A row is written as its view in `mart` shows it, names included, so that a past state has the names of its time. A change never
bears a time before one that is in the feed: who works on old days adds to what is known, and does not rewrite what was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from etl.context import Context
from etl.tables.core import Company, CompanyName, EventChange, Person, SeatChange

Row = dict[str, Any]
Feed = type[EventChange] | type[SeatChange]


def record(connection: Connection, context: Context, feed: Feed, rows: Mapping[str, Row], gone: Iterable[str], version: str) -> int:
    """Append what differs from the feed: id -> row as it is now, and ids that are gone; returns how many did.

    `version` is the method's, where the row does not name its own.
    """
    key = "event_id" if feed is EventChange else "transition_id"
    lost = sorted(set(gone) - rows.keys())
    latest = _latest_rows(connection, feed, key, [*rows, *lost])
    changes = [(each, "update" if latest.get(each) else "insert", row) for each, row in rows.items() if latest.get(each) != row]
    changes += [(each, "delete", row) for each in lost if (row := latest.get(each))]
    if changes:
        stamp = {"changed_at": _time(connection, context, feed), "run_id": context.run_id}
        connection.execute(
            insert(feed),
            [{key: each, "op": op, "row": row, "method_version": row.get("method_version", version)} | stamp for each, op, row in changes],
        )
    return len(changes)


def record_names(connection: Connection, context: Context, companies: Collection[str]) -> None:
    """Note from when on each company is shown by another name than before; the past keeps the names of its time."""
    known = select(CompanyName).where(CompanyName.company_id.in_(companies), CompanyName.until.is_(None))
    latest = {row.company_id: row for row in connection.execute(known.with_only_columns(*CompanyName.__table__.columns))}
    names = company_names(connection, companies)
    fresh = {company: name for company, name in names.items() if company not in latest or latest[company].name != name}
    moment = _time(connection, context, EventChange)
    closed = CompanyName.company_id.in_(fresh.keys() & latest.keys()), CompanyName.until.is_(None)
    connection.execute(update(CompanyName).where(*closed).values(until=moment))
    rows = [
        {
            "company_id": company, "name": name, "ordinal": latest[company].ordinal + 1 if company in latest else 0,
            "since": moment if company in latest else None, "until": None,
        }
        for company, name in fresh.items()
    ]  # fmt: skip
    if rows:
        connection.execute(insert(CompanyName), rows)


def as_json(row: Row) -> Row:
    """The row in JSON's types."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def company_names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """company_id -> name as shown."""
    return {row[0]: row[1] for row in connection.execute(select(Company.company_id, Company.name).where(Company.company_id.in_(ids)))}


def person_names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """person_id -> name as shown."""
    return {row[0]: row[1] for row in connection.execute(select(Person.person_id, Person.name).where(Person.person_id.in_(ids)))}


def _time(connection: Connection, context: Context, feed: Feed) -> dt.datetime:
    last: dt.datetime | None = connection.scalar(select(func.max(feed.changed_at)))
    return max(context.now, last) if last else context.now


def _latest_rows(connection: Connection, feed: Feed, key: str, ids: Sequence[str]) -> dict[str, Row | None]:
    """id -> the row after its last change; None where that was a delete."""
    column = getattr(feed, key)
    query = (
        select(column, feed.op, feed.row)
        .ext(distinct_on(column))
        .where(column.in_(ids))
        .order_by(column, feed.change_id.desc())
    )
    return {each: None if op == "delete" else row for each, op, row in connection.execute(query)}
