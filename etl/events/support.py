"""How much speaks for an event: the stories that tell it, against those that would have and do not.

Each story adds the log odds of its confidence, and each after the first `AGREEMENT`, since misreadings seldom agree. A story
of the same days about the same person, or about the same change of the same seat, that does not tell the event counts
`SILENCE` against it: forty stories of a dismissal that name one successor outweigh the one that was read as naming another.
Of heads and other posts a company has many that have nothing to do with each other: stories of other people's say nothing of this
one. Where the seat tells the same (who is known to have come to it leaves it as another one comes) that counts `SUCCESSION` for
the departure. An event with odds below even is reported, not confirmed. The numbers were chosen on a labelled replay of 136
articles (docs/adr/0012).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.events.evidence import SINGLE_SEATS, Event, Evidence
from etl.events.merge import independent, standing

AGREEMENT = 1.4
SILENCE = 0.4
MOST_SILENCE = 10 * SILENCE
"""Many stories are silent for one and the same reason: together they say no more than ten."""
SUCCESSION = 3.0
SUCCESSION_DAYS = 3
"""Days that may lie between a departure and the successor's arrival for these to be one change."""
SILENT_DAYS = 2
"""Stories count as silent from the day of the first that tells the event up to so many days after the last one."""
NAMED_TOGETHER = SINGLE_SEATS | {"board"}
"""Roles whose changes of a few days are told in one breath."""
_LEAST, _MOST = 0.03, 0.97
"""Bounds of a story's confidence: no single one decides alone."""


def weigh(events: Iterable[Event], evidence: Sequence[Evidence]) -> list[Event]:
    """The events of one company, those with odds below even as reported; `evidence` is all evidence of the company."""
    odds = [(event, log_odds(event, evidence) if event.status == "confirmed" else 0.0) for event in events]
    firm = [event for event, chance in odds if event.status == "confirmed" and chance >= 0]
    return [event if chance + SUCCESSION * _makes_room(event, firm) >= 0 else _doubted(event) for event, chance in odds]


def _makes_room(event: Event, firm: Iterable[Event]) -> bool:
    """Whether the departure is of one who came to a single seat before, on the days on which another one comes to it."""
    if event.direction != "out" or event.role not in SINGLE_SEATS:
        return False
    arrivals = [other for other in firm if other.direction == "in" and other.role == event.role]
    held = any(other.person_id == event.person_id and other.day <= event.day for other in arrivals)
    near = dt.timedelta(days=SUCCESSION_DAYS)
    return held and any(other.person_id != event.person_id and abs(other.day - event.day) <= near for other in arrivals)


def log_odds(event: Event, evidence: Iterable[Evidence]) -> float:
    """Natural logarithm of the odds that the event is real; 0 is even."""
    voices = independent(standing(event.evidence))
    told = sum(math.log(chance / (1 - chance)) for chance in (min(max(v.confidence, _LEAST), _MOST) for v in voices))
    silence = min(SILENCE * len(_silent_stories(event, evidence)), MOST_SILENCE)
    return told + AGREEMENT * (len(voices) - 1) - silence


def _silent_stories(event: Event, evidence: Iterable[Evidence]) -> set[str]:
    telling = {piece.voice for piece in event.evidence}
    days = [piece.published_on for piece in event.evidence]
    first, last = min(days), max(days) + dt.timedelta(days=SILENT_DAYS)
    return {
        piece.voice for piece in evidence
        if piece.voice not in telling
        and ((first <= piece.published_on <= last and _is_near(piece, event)) or _is_forerunner(piece, event, first))
    }


def _is_near(piece: Evidence, event: Event) -> bool:
    """Whether a story with this piece would be expected to tell the event too."""
    return piece.person_id == event.person_id or _is_same_change(piece, event)


def _is_forerunner(piece: Evidence, event: Event, first: dt.date) -> bool:
    """Whether a story of the day before gives the same change otherwise, as a fact; rumours and other news could not know it."""
    eve = first - dt.timedelta(days=1)
    return piece.published_on == eve and piece.status == "confirmed" and _is_same_change(piece, event)


def _is_same_change(piece: Evidence, event: Event) -> bool:
    return piece.role in NAMED_TOGETHER and (piece.role, piece.direction) == (event.role, event.direction)


def _doubted(event: Event) -> Event:
    return replace(event, status="reported", confirmed_at=None)
