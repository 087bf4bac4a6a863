"""Which event takes back which: who returns to a post soon after the day of leaving it takes the departure back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from etl.events.evidence import Event

REVERSAL_DAYS = 60


def link_reversals(events: Sequence[Event]) -> list[Event]:
    """The events of one company, with `reverses_event_id` set on each return to a post left at most 60 days before."""
    return [replace(event, reverses_event_id=_reversed_by(event, events)) for event in events]


def _reversed_by(event: Event, events: Sequence[Event]) -> str | None:
    if event.direction != "in" or event.status != "confirmed":
        return None
    left = [
        other
        for other in events
        if other.direction == "out"
        and other.status == "confirmed"
        and (other.person_id, other.role) == (event.person_id, event.role)
        and dt.timedelta() < event.day - other.day <= dt.timedelta(days=REVERSAL_DAYS)
    ]
    return max(left, key=lambda other: (other.day, other.event_id)).event_id if left else None
