"""Seat transitions: the change of a seat's occupant, made of a departure and an arrival, or of one leg alone.

Only confirmed events make transitions, and one leg at least has a day: what happened on no known day is no change of any
day. On a seat that one person holds, each departure takes the arrival nearest in time; on seats of which there are many
(boards, divisions), only where one article states both. An interim holder who is made permanent changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.events.evidence import SINGLE_SEATS, Event
from etl.ids import stable_id

PAIR_DAYS_BEFORE = 31
PAIR_DAYS_AFTER = 120
"""An arrival belongs to a departure from so many days before it to so many days after it."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a seat; at least one leg is there."""

    transition_id: str
    company_id: str
    role: str
    out_event_id: str | None
    in_event_id: str | None
    transition_date: dt.date
    first_seen_at: dt.datetime
    reverses_transition_id: str | None


def transitions(events: Iterable[Event]) -> list[Transition]:
    """The transitions of one company's events, by date."""
    seats: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.status == "confirmed":
            seats[event.role].append(event)
    pairs = [pair for role in sorted(seats) for pair in _pairs(role, seats[role]) if _days(*pair)]
    return sorted(_with_reversals(pairs), key=lambda t: (t.transition_date, t.transition_id))


def _pairs(role: str, events: list[Event]) -> list[tuple[Event | None, Event | None]]:
    departures = sorted((e for e in events if e.direction == "out"), key=lambda e: (e.day, e.event_id))
    arrivals = sorted((e for e in events if e.direction == "in" and not _only_confirms(e, events)), key=lambda e: (e.day, e.event_id))
    chosen = _match(departures, arrivals, is_single=role in SINGLE_SEATS)
    taken = {arrival.event_id for arrival in chosen.values()}
    pairs: list[tuple[Event | None, Event | None]] = [(out, chosen.get(out.event_id)) for out in departures]
    return pairs + [(None, arrival) for arrival in arrivals if arrival.event_id not in taken]


def _only_confirms(arrival: Event, events: list[Event]) -> bool:
    """Whether the person held the seat already for an interim and had not left it."""
    own = [e for e in events if e.person_id == arrival.person_id and e is not arrival and e.day <= arrival.day]
    last = max(own, key=lambda e: (e.day, e.direction == "out"), default=None)
    return not arrival.interim and last is not None and last.direction == "in" and last.interim


def _match(departures: Sequence[Event], arrivals: Sequence[Event], is_single: bool) -> dict[str, Event]:
    """out event_id -> arrival, nearest pairs first; of departures equally near that of which most sources tell."""
    candidates = sorted(
        (abs((arrival.day - out.day).days), -out.source_count, out.day, out.event_id, arrival.event_id, out, arrival)
        for out in departures
        for arrival in arrivals
        if _may_pair(out, arrival, is_single)
    )
    chosen: dict[str, Event] = {}
    taken: set[str] = set()
    for *_, out, arrival in candidates:
        if out.event_id not in chosen and arrival.event_id not in taken:
            chosen[out.event_id] = arrival
            taken.add(arrival.event_id)
    return chosen


def _may_pair(out: Event, arrival: Event, is_single: bool) -> bool:
    days = (arrival.day - out.day).days
    if out.person_id == arrival.person_id or not -PAIR_DAYS_BEFORE <= days <= PAIR_DAYS_AFTER:
        return False
    return is_single or bool({e.article_id for e in out.evidence} & {e.article_id for e in arrival.evidence})


def _with_reversals(pairs: list[tuple[Event | None, Event | None]]) -> list[Transition]:
    by_departure = {out.event_id: _transition_id(out, arrival) for out, arrival in pairs if out}
    return [_transition(out, arrival, by_departure) for out, arrival in pairs]


def _transition_id(out: Event | None, arrival: Event | None) -> str:
    """Made of the departure where there is one, so that a successor who is named later does not change it."""
    leg = out or arrival
    assert leg is not None
    return stable_id("t", leg.event_id)


def _transition(out: Event | None, arrival: Event | None, by_departure: dict[str, str]) -> Transition:
    legs = [leg for leg in (out, arrival) if leg]
    reverses = by_departure.get(arrival.reverses_event_id) if arrival and arrival.reverses_event_id else None
    return Transition(
        transition_id=_transition_id(out, arrival),
        company_id=legs[0].company_id,
        role=legs[0].role,
        out_event_id=out.event_id if out else None,
        in_event_id=arrival.event_id if arrival else None,
        transition_date=min(_days(out, arrival)),
        first_seen_at=min(leg.confirmed_at or leg.first_seen_at for leg in legs),
        reverses_transition_id=reverses,
    )


def _days(*legs: Event | None) -> list[dt.date]:
    """The days that are known of the legs."""
    return [leg.effective_date for leg in legs if leg and leg.effective_date]
