"""What the merging writes: events, their evidence, transitions, and the change feed that makes every past state readable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from etl.context import Context
from etl.events.evidence import EVENT_VERSION, Event
from etl.events.transitions import Transition
from etl.tables.core import (
    Company,
    EventChange,
    EventEvidence,
    EventState,
    LeadershipEvent,
    Person,
    SeatTransition,
)

COLUMNS = [column.name for column in LeadershipEvent.__table__.columns]


def store_events(connection: Connection, context: Context, companies: Collection[str], events: Sequence[Event]) -> int:
    """Make the events of the companies equal to `events`; returns how many were inserted, updated or deleted."""
    before = set(connection.scalars(select(LeadershipEvent.event_id).where(LeadershipEvent.company_id.in_(companies))))
    rows = [{name: getattr(event, name) for name in COLUMNS} for event in events]
    gone = before - {event.event_id for event in events}
    connection.execute(delete(EventEvidence).where(EventEvidence.event_id.in_(before)))
    connection.execute(delete(LeadershipEvent).where(LeadershipEvent.event_id.in_(gone)))
    _upsert(connection, LeadershipEvent, rows, ["event_id"])
    evidence = [
        {"article_id": piece.article_id, "ordinal": piece.ordinal, "event_id": event.event_id}
        for event in events
        for piece in event.evidence
    ]
    _upsert(connection, EventEvidence, evidence, ["article_id", "ordinal"])
    return _record_changes(connection, context, rows, gone)


def store_transitions(connection: Connection, companies: Collection[str], transitions: Sequence[Transition]) -> None:
    """Make the transitions of the companies equal to `transitions`."""
    ids = [transition.transition_id for transition in transitions]
    connection.execute(
        delete(SeatTransition).where(SeatTransition.company_id.in_(companies), SeatTransition.transition_id.not_in(ids))
    )
    _upsert(connection, SeatTransition, [asdict(transition) for transition in transitions], ["transition_id"])


def store_states(connection: Connection, companies: Iterable[Row[Any]]) -> None:
    """Note up to which revision and judgement the companies are merged."""
    rows = [
        {"company_id": c.company_id, "revision": c.revision, "judgements": c.judgements, "event_version": EVENT_VERSION}
        for c in companies
    ]
    _upsert(connection, EventState, rows, ["company_id"])


def _record_changes(connection: Connection, context: Context, rows: Sequence[dict[str, Any]], gone: Collection[str]) -> int:
    latest = _latest_rows(connection, [row["event_id"] for row in rows] + list(gone))
    named = _with_names(connection, rows)
    changes = [_change(context, latest.get(row["event_id"]), row) for row in named if latest.get(row["event_id"]) != row]
    changes += [
        {"event_id": event_id, "op": "delete", "row": row} | _stamp(context, row["method_version"])
        for event_id in sorted(gone)
        if (row := latest.get(event_id))
    ]
    if changes:
        connection.execute(insert(EventChange), changes)
    return len(changes)


def _latest_rows(connection: Connection, event_ids: Sequence[str]) -> dict[str, dict[str, Any] | None]:
    """event_id -> the row after its last change; None where that was a delete."""
    query = (
        select(EventChange.event_id, EventChange.op, EventChange.row)
        .ext(distinct_on(EventChange.event_id))
        .where(EventChange.event_id.in_(event_ids))
        .order_by(EventChange.event_id, EventChange.change_id.desc())
    )
    return {event_id: None if op == "delete" else row for event_id, op, row in connection.execute(query)}


def _with_names(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as `mart.leadership_event` shows them, in JSON's types."""
    companies = _names(connection, Company.company_id, Company.name, {row["company_id"] for row in rows})
    people = _names(connection, Person.person_id, Person.name, {row["person_id"] for row in rows})
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        | {"company": companies[row["company_id"]], "person": people[row["person_id"]]}
        for row in rows
    ]


def _names(connection: Connection, key: Any, name: Any, ids: Collection[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(select(key, name).where(key.in_(ids)))}


def _change(context: Context, before: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    op = "update" if before else "insert"
    return {"event_id": row["event_id"], "op": op, "row": row} | _stamp(context, row["method_version"])


def _stamp(context: Context, method_version: str) -> dict[str, Any]:
    return {"changed_at": context.now, "run_id": context.run_id, "method_version": method_version}


def _upsert(connection: Connection, table: Any, rows: Sequence[dict[str, Any]], key: list[str]) -> None:
    if not rows:
        return
    statement = insert(table)
    columns = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=columns), list(rows))


assert {field.name for field in fields(Event)} >= set(COLUMNS)
