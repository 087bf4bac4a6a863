"""Which pieces of evidence speak of one real event.

Evidence of the same company, person, direction and role is laid out in time, each piece from the first to the last day
that it speaks of. Pieces that overlap or follow within `GAP_DAYS` are one event; a later piece is another (the interim
head of September who is made permanent in January). Inside such a run of days, "interim" and "permanent" are one event
that outlets word differently, unless their dates lie `INTERIM_DAYS` or more apart.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from etl.events.evidence import Evidence

GAP_DAYS = 60
INTERIM_DAYS = 20


def cluster(evidence: Iterable[Evidence]) -> list[list[Evidence]]:
    """Groups of evidence, one a real event; every piece is in exactly one, and the order of arrival does not matter."""
    seats: dict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    for piece in evidence:
        seats[piece.company_id, piece.person_id, piece.direction, piece.role].append(piece)
    return [group for key in sorted(seats) for run in _runs(seats[key]) for group in _by_interim(run)]


def _runs(pieces: list[Evidence]) -> list[list[Evidence]]:
    """Split where more than `GAP_DAYS` pass of which no piece speaks."""
    runs: list[list[Evidence]] = []
    end = dt.date.min
    for piece in sorted(pieces, key=lambda p: (p.first_day, p.last_day, p.article_id, p.ordinal)):
        if not runs or piece.first_day - end > dt.timedelta(days=GAP_DAYS):
            runs.append([])
            end = piece.last_day
        runs[-1].append(piece)
        end = max(end, piece.last_day)
    return runs


def _by_interim(run: list[Evidence]) -> list[list[Evidence]]:
    """Split an interim and a later permanent appointment of the same person."""
    interim = [piece for piece in run if piece.interim]
    permanent = [piece for piece in run if not piece.interim]
    if not interim or not permanent:
        return [run]
    apart = abs((_middle_day(permanent) - _middle_day(interim)).days)
    return [interim, permanent] if apart >= INTERIM_DAYS else [run]


def _middle_day(pieces: list[Evidence]) -> dt.date:
    days = sorted(piece.event_date or piece.published_on for piece in pieces)
    return days[(len(days) - 1) // 2]
