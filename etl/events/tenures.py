"""Tenures: who held which seat from when to when, and when nobody did.

Confirmed arrivals and departures of one person at one seat alternate. An interim holder who is made permanent goes on; who is
known by the departure alone held the seat from before. On a seat that one person holds, an arrival without a departure of its own
ends the tenure that is open, unless the post is shared; the days between a departure and the next arrival are a vacancy.
An arrival that was denied in the end is kept as voided: it was told, and never took effect. Rumours make no tenure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from etl.events.evidence import SINGLE_SEATS, Event
from etl.events.transitions import Transition
from etl.ids import stable_id

HANDOVER = dt.timedelta(days=1)
"""A last day and a first day so near to each other are one change: no vacancy, and no end of an interim that goes on for good."""
_SHARED = re.compile(r"\bco[-\s]|\bjoint\b|doppelspitze|联席|聯席|共同", re.IGNORECASE)
"""Posts that two hold side by side, in their own words."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A stretch of time of one seat; columns as in `core.seat_tenure`."""

    tenure_id: str
    company_id: str
    role: str
    state: str
    person_id: str | None
    interim: bool
    is_shared: bool
    held_from: dt.date | None
    held_to: dt.date | None
    permanent_on: dt.date | None
    began_by: str | None
    ended_by: str | None
    end_known_by: str | None
    reverses_event_id: str | None


def tenures(events: Iterable[Event], transitions: Iterable[Transition]) -> list[Tenure]:
    """The tenures of one company, by seat and time; `transitions` are those of the same events."""
    relieving = frozenset(t.in_event_id for t in transitions if t.in_event_id and t.out_event_id)
    seats: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        seats[event.role].append(event)
    return [tenure for role in sorted(seats) for tenure in _of_seat(role, seats[role], relieving)]


def _of_seat(role: str, events: Sequence[Event], relieving: Collection[str]) -> list[Tenure]:
    people: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.status == "confirmed":
            people[event.person_id].append(event)
    held = [tenure for person in sorted(people) for tenure in _of_person(people[person])]
    if role in SINGLE_SEATS:
        held = _relieved(_with_shared(held), relieving)
        held += _vacancies(held)
    voided = [_begun(e, state="voided", held_from=None) for e in events if (e.status, e.direction) == ("denied", "in")]
    return sorted([*held, *voided], key=_order)


def _order(tenure: Tenure) -> tuple[dt.date, dt.date, str]:
    return tenure.held_from or dt.date.min, tenure.held_to or dt.date.max, tenure.tenure_id


def _of_person(events: Iterable[Event]) -> list[Tenure]:
    """Arrivals and departures of one person at one seat in turn; of one day, the departure comes first."""
    done: list[Tenure] = []
    present: Tenure | None = None
    for event in sorted(events, key=lambda e: (e.day, e.direction == "in", e.event_id)):
        if event.direction == "out":
            done.append(_ended(present or _before(event), event))
            present = None
        elif present is not None:
            present = _made_permanent(present, event)
        elif done and _goes_on(done[-1], event):
            present = _made_permanent(_resumed(done.pop()), event)
        else:
            present = _begun(event, held_from=event.day)
    return [*done, present] if present else done


def _begun(event: Event, *, held_from: dt.date | None, state: str = "held") -> Tenure:
    return Tenure(
        tenure_id=stable_id("s", state, event.event_id), company_id=event.company_id, role=event.role, state=state,
        person_id=event.person_id, interim=event.interim, is_shared=bool(_SHARED.search(event.post)),
        held_from=held_from, held_to=None, permanent_on=None, began_by=event.event_id, ended_by=None, end_known_by=None,
        reverses_event_id=event.reverses_event_id,
    )  # fmt: skip


def _before(departure: Event) -> Tenure:
    """The tenure of one who is known by the departure alone."""
    return replace(_begun(departure, held_from=None), began_by=None, reverses_event_id=None)


def _ended(tenure: Tenure, departure: Event) -> Tenure:
    return replace(tenure, held_to=departure.day, ended_by=departure.event_id, end_known_by="departure")


def _resumed(tenure: Tenure) -> Tenure:
    return replace(tenure, held_to=None, ended_by=None, end_known_by=None)


def _goes_on(tenure: Tenure, arrival: Event) -> bool:
    """Whether the interim that ended went over into the post itself."""
    assert tenure.held_to is not None
    return tenure.interim and not arrival.interim and arrival.day - tenure.held_to <= HANDOVER


def _made_permanent(tenure: Tenure, arrival: Event) -> Tenure:
    """The tenure; an arrival that is told once more changes nothing."""
    is_news = tenure.interim and not arrival.interim and tenure.permanent_on is None
    return replace(tenure, permanent_on=arrival.day) if is_news else tenure


def _with_shared(held: Sequence[Tenure]) -> list[Tenure]:
    """Those who arrive on one day share the seat, whatever their posts are called."""
    days = [tenure.held_from for tenure in held if tenure.held_from]
    return [replace(tenure, is_shared=tenure.is_shared or days.count(tenure.held_from) > 1) if tenure.held_from else tenure
            for tenure in held]  # fmt: skip


def _relieved(held: Sequence[Tenure], relieving: Collection[str]) -> list[Tenure]:
    """The tenures; the open one ends with the next who takes the seat and relieves nobody else."""
    return [tenure if tenure.held_to or tenure.is_shared else _until(tenure, _successor(tenure, held, relieving)) for tenure in held]


def _successor(tenure: Tenure, held: Iterable[Tenure], relieving: Collection[str]) -> Tenure | None:
    later = [
        other for other in held
        if other.began_by and other.began_by not in relieving and not other.is_shared
        and other.held_from and tenure.held_from and other.held_from > tenure.held_from
    ]  # fmt: skip
    return min(later, key=_order, default=None)


def _until(tenure: Tenure, successor: Tenure | None) -> Tenure:
    if successor is None:
        return tenure
    return replace(tenure, held_to=successor.held_from, ended_by=successor.began_by, end_known_by="successor")


def _vacancies(held: Sequence[Tenure]) -> Iterator[Tenure]:
    """The stretches from a departure to the next arrival in which nobody holds the seat; one is open if nobody came."""
    ends: dict[dt.date, Tenure] = {}
    for tenure in sorted(held, key=_order):
        if tenure.held_to and not any(_covers(other, tenure.held_to) for other in held):
            ends.setdefault(tenure.held_to, tenure)
    for end, leaver in ends.items():
        following = min((other for other in held if other.held_from and other.held_from > end), key=_order, default=None)
        if following and following.held_from and following.held_from - end <= HANDOVER:
            continue
        yield replace(
            leaver, tenure_id=stable_id("s", "vacant", leaver.ended_by or ""), state="vacant", person_id=None, interim=False,
            is_shared=False, held_from=end, held_to=following.held_from if following else None, permanent_on=None,
            began_by=leaver.ended_by, ended_by=following.began_by if following else None,
            end_known_by="successor" if following else None, reverses_event_id=None,
        )  # fmt: skip


def _covers(tenure: Tenure, day: dt.date) -> bool:
    """Whether the seat is held on and after the day; what began at an unknown time before its end counts as held."""
    return (tenure.held_from is None or tenure.held_from <= day) and (tenure.held_to is None or tenure.held_to > day)
