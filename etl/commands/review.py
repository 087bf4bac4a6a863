"""`revdoor review`: a person's word on an event, stored beside what was read; the stage `events` heeds it at its next run."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, text

from etl.commands.screen import screen
from etl.commands.sql import as_table
from etl.config import Settings
from etl.errors import ConfigError
from etl.io.session import open_database
from etl.tables.core import Judgement
from etl.types import MANNERS, ROLES, STATUSES

VERDICTS = ("accept", "reject", "correct")
UNDO = "undo"
CHOICES: dict[str, tuple[str, ...]] = {"role": ROLES, "status": STATUSES, "manner": MANNERS, "interim": ("true", "false")}
DATE, WORDS = "effective_date", "post"
QUEUE = """
    SELECT event_id, company, person, direction, role, effective_date AS day, status, round(confidence::numeric, 2) AS confidence,
           article_count AS articles
      FROM mart.leadership_event e
     WHERE NOT EXISTS (SELECT FROM core.judgement j WHERE j.subject = e.event_id AND j.undone_at IS NULL)
     ORDER BY confidence, event_id LIMIT 20
"""


def show_queue() -> None:
    """Print the events that nobody judged yet, least certain first."""
    with open_database(Settings.load()) as engine, engine.connect() as connection:
        result = connection.execute(text(QUEUE))
        screen().print(as_table(result.keys(), result.all()))
    screen().print("Judge one: revdoor review EVENT_ID accept|reject, or correct --set role=ceo")


def judge(event_id: str, verdict: str, changes: Iterable[str], note: str | None) -> None:
    """Store a judgement on an event, or take it back; `ConfigError` for a verdict, column or value that there is not."""
    payload = parse_changes(changes)
    if verdict not in (*VERDICTS, UNDO):
        raise ConfigError(f"{verdict!r} is no verdict; say one of {', '.join((*VERDICTS, UNDO))}")
    if (verdict == "correct") != bool(payload):
        raise ConfigError("'correct' needs --set COLUMN=VALUE, the other verdicts take none")
    now = dt.datetime.now(dt.UTC)
    with open_database(Settings.load()) as engine, engine.begin() as connection:
        company_id = _company_of(connection, event_id)
        _take_back(connection, event_id, now)
        if verdict != UNDO:
            _store(connection, event_id, verdict, payload | {"company_id": company_id}, note, now)
    screen().print(f"Stored: {verdict} {event_id} {payload or ''}; the stage events heeds it at its next run")


def parse_changes(changes: Iterable[str]) -> dict[str, Any]:
    """`role=ceo` and the like as columns and values; `ConfigError` where a column or value can't be."""
    payload: dict[str, Any] = {}
    for change in changes:
        column, _, value = change.partition("=")
        if column == DATE:
            payload[column] = _day(value)
        elif column == WORDS and value:
            payload[column] = value
        elif value in CHOICES.get(column, ()):
            payload[column] = value == "true" if column == "interim" else value
        else:
            allowed = CHOICES.get(column)
            hint = f"{column} is one of {', '.join(allowed)}" if allowed else f"columns are {', '.join([*CHOICES, DATE, WORDS])}"
            raise ConfigError(f"--set {change}: {hint}")
    return payload


def _day(value: str) -> str:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ConfigError(f"{value!r} is no day; write it as 2023-11-20") from error


def _company_of(connection: Connection, event_id: str) -> str:
    """The event's company, also where the event is gone because it was rejected."""
    query = """
        SELECT company_id FROM core.leadership_event WHERE event_id = :id
         UNION ALL SELECT payload ->> 'company_id' FROM core.judgement WHERE subject = :id LIMIT 1
    """
    company_id = connection.scalar(text(query), {"id": event_id})
    if company_id is None:
        raise ConfigError(f"There is no event {event_id!r}; 'revdoor review' lists those that wait")
    return str(company_id)


def _take_back(connection: Connection, event_id: str, now: dt.datetime) -> None:
    """End the judgement that holds; it stays readable."""
    statement = "UPDATE core.judgement SET undone_at = :now WHERE subject = :id AND kind = ANY(:kinds) AND undone_at IS NULL"
    connection.execute(text(statement), {"now": now, "id": event_id, "kinds": list(VERDICTS)})


def _store(connection: Connection, event_id: str, verdict: str, payload: dict[str, Any], note: str | None, now: dt.datetime) -> None:
    key = json.dumps([verdict, event_id, payload, now.isoformat()], sort_keys=True)
    row = {"kind": verdict, "subject": event_id, "payload": payload, "note": note, "made_at": now}
    connection.execute(insert(Judgement).values(row | {"judgement_id": hashlib.sha256(key.encode()).hexdigest()[:24]}))
