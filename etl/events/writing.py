"""What the merging writes: events and their evidence, transitions, tenures, and the change feeds of the first and the third."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from etl.context import Context
from etl.events import changes
from etl.events.evidence import EVENT_VERSION, Event
from etl.events.retractions import taken_back
from etl.events.tenures import Tenure
from etl.events.transitions import Transition
from etl.tables.core import (
    EventChange,
    EventEvidence,
    EventState,
    LeadershipEvent,
    SeatChange,
    SeatTenure,
    SeatTransition,
)
from etl.tables.rows import upsert

COLUMNS = [column.name for column in LeadershipEvent.__table__.columns]


def store_events(connection: Connection, context: Context, companies: Collection[str], events: Sequence[Event]) -> int:
    """Make the events of the companies equal to `events`; returns how many were inserted, updated or deleted."""
    before = set(connection.scalars(select(LeadershipEvent.event_id).where(LeadershipEvent.company_id.in_(companies))))
    rows = [{name: getattr(event, name) for name in COLUMNS} for event in events]
    gone = before - {event.event_id for event in events}
    connection.execute(delete(EventEvidence).where(EventEvidence.event_id.in_(before)))
    connection.execute(delete(LeadershipEvent).where(LeadershipEvent.event_id.in_(gone)))
    upsert(connection, LeadershipEvent, rows, ["event_id"])
    upsert(connection, EventEvidence, [row for event in events for row in _evidence_rows(event)], ["article_id", "ordinal"])
    shown = {row["event_id"]: row for row in _events_as_shown(connection, rows)}
    return changes.record(connection, context, EventChange, shown, gone, EVENT_VERSION)


def store_transitions(
    connection: Connection, context: Context, companies: Collection[str], events: Sequence[Event], transitions: Sequence[Transition]
) -> None:
    """Make the transitions of the companies equal to `transitions`, whose legs are among `events`."""
    ids = {transition.transition_id for transition in transitions}
    gone = set(connection.scalars(select(SeatTransition.transition_id).where(SeatTransition.company_id.in_(companies)))) - ids
    connection.execute(delete(SeatTransition).where(SeatTransition.transition_id.in_(gone)))
    rows = [asdict(transition) for transition in transitions]
    upsert(connection, SeatTransition, rows, ["transition_id"])
    shown = {row["transition_id"]: row for row in _transitions_as_shown(connection, rows, events)}
    changes.record(connection, context, SeatChange, shown, gone, EVENT_VERSION)


def store_tenures(connection: Connection, companies: Collection[str], tenures: Iterable[Tenure]) -> None:
    """Make the tenures of the companies equal to `tenures`."""
    connection.execute(delete(SeatTenure).where(SeatTenure.company_id.in_(companies)))
    upsert(connection, SeatTenure, [asdict(tenure) for tenure in tenures], ["tenure_id"])


def store_states(connection: Connection, companies: Iterable[Row[Any]]) -> None:
    """Note up to which revision and judgement the companies are merged."""
    rows = [
        {"company_id": c.company_id, "revision": c.revision, "judgements": c.judgements, "event_version": EVENT_VERSION}
        for c in companies
    ]
    upsert(connection, EventState, rows, ["company_id"])


def _evidence_rows(event: Event) -> list[dict[str, Any]]:
    withdrawn = taken_back(event.evidence)
    return [
        {
            "article_id": piece.article_id, "ordinal": piece.ordinal, "event_id": event.event_id, "story_id": piece.story_id,
            "translation_of": piece.translation_of, "is_taken_back": piece in withdrawn,
        }
        for piece in event.evidence
    ]  # fmt: skip


def _events_as_shown(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as `mart.leadership_event` shows them."""
    companies = changes.company_names(connection, {row["company_id"] for row in rows})
    people = changes.person_names(connection, {row["person_id"] for row in rows})
    return [
        changes.as_json(row) | {"company": companies[row["company_id"]], "person": people[row["person_id"]]} for row in rows
    ]


def _transitions_as_shown(
    connection: Connection, rows: Sequence[dict[str, Any]], events: Iterable[Event]
) -> list[dict[str, Any]]:
    """The rows as `mart.seat_transition` shows them."""
    person_of = {event.event_id: event.person_id for event in events}
    companies = changes.company_names(connection, {row["company_id"] for row in rows})
    people = changes.person_names(connection, set(person_of.values()))
    names = {event_id: people[person_id] for event_id, person_id in person_of.items()}
    return [
        changes.as_json(row)
        | {
            "company": companies[row["company_id"]],
            "out_person": names.get(row["out_event_id"]),
            "in_person": names.get(row["in_event_id"]),
        }
        for row in rows
    ]


assert {field.name for field in fields(Event)} >= set(COLUMNS)
