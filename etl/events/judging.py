"""What reviewers decided of an event, laid over what the evidence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from etl.events.evidence import Event

CORRECTABLE = ("post", "role", "interim", "manner", "effective_date", "status")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement that holds: `kind` is accept, reject or correct."""

    event_id: str
    kind: str
    changes: Mapping[str, Any]


def apply(events: Sequence[Event], verdicts: Iterable[Verdict]) -> list[Event]:
    """The events as the reviewers would have them; rejected ones are gone. Later verdicts count over earlier ones."""
    judged = {event.event_id: event for event in events}
    for verdict in verdicts:
        event = judged.get(verdict.event_id)
        if event is None:
            continue
        if verdict.kind == "reject":
            del judged[verdict.event_id]
        else:
            judged[verdict.event_id] = _judged(event, verdict)
    return list(judged.values())


def _judged(event: Event, verdict: Verdict) -> Event:
    changes: dict[str, Any] = {"status": "confirmed"} if verdict.kind == "accept" else {}
    changes |= {name: value for name, value in verdict.changes.items() if name in CORRECTABLE}
    if isinstance(changes.get("effective_date"), str):
        changes["effective_date"] = dt.date.fromisoformat(changes["effective_date"])
    judged = replace(event, **changes, confidence=1.0)
    return replace(judged, confirmed_at=judged.confirmed_at or judged.first_seen_at) if judged.status == "confirmed" else judged
