"""Who held the chief executive's seat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from etl.signals.records import Transition

CEO = "ceo"


def ceo_occupants(transitions: Sequence[Transition], start: dt.date, end: dt.date) -> set[str]:
    """People who held the seat on any day from `start` to `end`, both included, as far as the transitions tell."""
    ordered = sorted((each for each in transitions if each.role == CEO and each.date <= end), key=lambda each: each.date)
    before = [each for each in ordered if each.date < start]
    inside = [each for each in ordered if each.date >= start]
    held = {person for each in inside for person in (each.out_person, each.in_person) if person}
    if before and before[-1].in_person:
        held.add(before[-1].in_person)
    return held


def ceo_changes(transitions: Iterable[Transition], start: dt.date, end: dt.date) -> int:
    """How often the seat changed hands from `start` to `end`, counting what was announced together once.

    Two co-chiefs, or an interim chief and the successor who is named with him, are one change.
    """
    changes = [each for each in transitions if each.role == CEO and start <= each.date <= end]
    return min(len({each.date for each in changes}), len({each.announced_on for each in changes}))
