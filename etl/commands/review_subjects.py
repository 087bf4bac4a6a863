"""What can be judged, found by its id, and the judgement that a verdict on it makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from etl.errors import ConfigError
from etl.types import MANNERS, ROLES, STATUSES

UNDO = "undo"
_FACTS = ("company_id", "person_id", "direction", "judged_role", "articles", "kind", "name", "alias")
CHOICES: dict[str, tuple[str, ...]] = {"role": ROLES, "status": STATUSES, "manner": MANNERS, "interim": ("true", "false")}
DATE, WORDS = "effective_date", ("post",)
ENTITIES = ("company", "person")
EXTRA = {"link": ENTITIES, "merge": ("into",), "split": ("name",)}
"""Verdict -> the names that its --set takes beside the columns of an event."""
VERDICTS = {"event": ("accept", "reject", "correct"), "alias": ("accept", "reject"), "link": ("accept", "link"),
            "person": ("merge", "split"), "company": ("merge",)}  # fmt: skip
"""Kind of thing -> what can be said of it."""
Changes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing to judge: its kind (event, alias, link, person or company), and what was known of it when it was judged."""

    kind: str
    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement to be stored, as core.judgement has it."""

    kind: str
    subject: str
    payload: Mapping[str, Any]


_EVENT = """
    SELECT e.company_id, e.person_id, e.direction, e.role AS judged_role,
           (SELECT jsonb_agg(DISTINCT v.article_id) FROM core.event_evidence v WHERE v.event_id = e.event_id) AS articles
      FROM core.leadership_event e WHERE e.event_id = :id
"""
_GONE = "SELECT payload FROM core.judgement WHERE subject = :id AND kind IN ('accept', 'reject', 'correct') ORDER BY made_at DESC LIMIT 1"
_LINK = """
    SELECT x.article_id, x.company AS company_written, x.person AS person_written, l.company_id, l.person_id
      FROM core.article_event x JOIN core.event_link l USING (article_id, ordinal)
     WHERE x.article_id || ':' || x.ordinal = :id
"""
_ENTITY = {
    "person": "SELECT name FROM core.person WHERE person_id = :id",
    "company": "SELECT name FROM core.company WHERE company_id = :id",
    "alias": "SELECT kind, name, alias FROM core.alias_proposal WHERE proposal_id = :id",
    "link": _LINK,
    "event": _EVENT,
}


def find(connection: Connection, item: str) -> Subject:
    """The thing with this id; also an event that is gone because it was rejected. `ConfigError` where there is none."""
    for kind, query in _ENTITY.items():
        row = connection.execute(text(query), {"id": item}).mappings().first()
        if row is not None:
            return Subject(kind, item, dict(row))
    payload = connection.scalar(text(_GONE), {"id": item})
    if payload is not None:
        return Subject("alias" if "alias" in payload else "event", item, _facts(payload))
    raise ConfigError(f"There is no event, link, pair of names, person or company {item!r}; 'revdoor review' lists what waits")


def _facts(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: payload[name] for name in _FACTS if name in payload}


def parse_changes(changes: tuple[str, ...] | list[str], verdict: str = "correct") -> dict[str, Any]:
    """`role=ceo` and the like as columns and values; `ConfigError` where a column or value can't be."""
    payload: dict[str, Any] = {}
    for change in changes:
        column, _, value = change.partition("=")
        if column in EXTRA.get(verdict, WORDS) and value:
            payload[column] = value
        elif verdict in EXTRA:
            raise ConfigError(f"--set {change}: {_hint('', verdict)}")
        elif column == DATE:
            payload[column] = _day(value)
        elif value in CHOICES.get(column, ()):
            payload[column] = value == "true" if column == "interim" else value
        else:
            raise ConfigError(f"--set {change}: {_hint(column, verdict)}")
    return payload


def _hint(column: str, verdict: str) -> str:
    allowed = CHOICES.get(column)
    columns = EXTRA.get(verdict) or (*CHOICES, DATE, *WORDS)
    return f"{column} is one of {', '.join(allowed)}" if allowed else f"columns are {', '.join(columns)}"


def _day(value: str) -> str:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ConfigError(f"{value!r} is no day; write it as 2023-11-20") from error


def decide(connection: Connection, subject: Subject, verdict: str, changes: Changes) -> list[Decision]:
    """The judgements that a verdict makes; `ConfigError` for one that does not fit the thing."""
    allowed = VERDICTS[subject.kind]
    if verdict not in allowed:
        raise ConfigError(f"{verdict!r} is no verdict on a {subject.kind}; say one of {', '.join((*allowed, UNDO))}")
    needed = {"correct": "COLUMN=VALUE", "link": "person=ID or company=ID", "merge": "into=ID", "split": "name=AS_WRITTEN"}
    if (verdict in needed) != bool(changes):
        raise ConfigError(f"'{verdict}' needs --set {needed[verdict]}" if verdict in needed else f"'{verdict}' takes no --set")
    return _DECIDERS[subject.kind](connection, subject, verdict, changes)


def _on_event(_: Connection, subject: Subject, verdict: str, changes: Changes) -> list[Decision]:
    """With what the event was, so that it is known again under another id."""
    return [Decision(verdict, subject.subject, {**subject.facts, **changes})]


def _on_alias(_: Connection, subject: Subject, verdict: str, __: Changes) -> list[Decision]:
    return [Decision(verdict, subject.subject, subject.facts)]


def _on_link(connection: Connection, subject: Subject, verdict: str, changes: Changes) -> list[Decision]:
    facts = subject.facts
    into = {entity: facts[f"{entity}_id"] for entity in ENTITIES} if verdict == "accept" else changes
    for entity, entity_id in into.items():
        _exists(connection, entity, entity_id)
    return [
        Decision("link", facts["article_id"], {"entity": entity, "name": facts[f"{entity}_written"], "into": entity_id})
        for entity, entity_id in into.items()
    ]


def _on_entity(connection: Connection, subject: Subject, verdict: str, changes: Changes) -> list[Decision]:
    if verdict == "merge":
        _exists(connection, subject.kind, changes["into"])
    return [Decision(f"{verdict}_{subject.kind}", subject.subject, changes)]


_DECIDERS = {"event": _on_event, "alias": _on_alias, "link": _on_link, "person": _on_entity, "company": _on_entity}


def _exists(connection: Connection, entity: str, entity_id: str) -> None:
    if connection.execute(text(_ENTITY[entity]), {"id": entity_id}).first() is None:
        raise ConfigError(f"There is no {entity} {entity_id!r}; 'revdoor sql' finds ids in mart.{entity}")
