"""What the signal is computed from, and the row that it yields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from etl.types import Level

METHOD = 2
"""Number of the method; counted up whenever the same history could yield another row."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a seat's occupant, with at least one confirmed leg; people by their person_id."""

    transition_id: str
    role: str
    date: dt.date
    announced_on: dt.date
    """Day of the first article that states it."""
    out_person: str | None
    in_person: str | None
    is_sure: bool = True
    """False if it rests on a single story that was read without much confidence."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one company: its transitions, and the dates of its confirmed events."""

    transitions: tuple[Transition, ...]
    departures: tuple[dt.date, ...]
    appointments: tuple[dt.date, ...]

    @property
    def dates(self) -> frozenset[dt.date]:
        """Every day on which something happened."""
        return frozenset((*(each.date for each in self.transitions), *self.departures, *self.appointments))


@dataclass(frozen=True, slots=True)
class ChurnRow:
    """The values of one company and day; those with a default are null where coverage is too low to judge."""

    departures: int
    appointments: int
    transitions_7d: int
    transitions_30d: int
    transitions_90d: int
    seat_exposure_years: float
    ceo_occupants_30d: int
    coverage: float
    reason: str
    expected: float | None = None
    p_value: float | None = None
    intensity: float | None = None
    level: Level | None = None
    cusum: float | None = None
    cusum_since: dt.date | None = None
    q_value: float | None = None
    """Null until the day's companies are set against each other."""
    method_version: str = f"gamma-poisson-{METHOD}"
