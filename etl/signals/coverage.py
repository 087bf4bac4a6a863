"""Whether the feeds could be read on a day: an outage is a gap in what is known, never a quiet day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

DAYS_A_YEAR = 365.0
LEAST = 0.5
"""Below this share of healthy feeds a day is not judged."""
STALE = dt.timedelta(days=7)
"""A feed that was not polled for so long is retired or not yet there, and counts on neither side."""


@dataclass(frozen=True, slots=True)
class LastPoll:
    """The last poll of one feed up to the end of `day`."""

    day: dt.date
    polled_on: dt.date
    is_healthy: bool
    lang: str = "en"


def daily_shares(polls: Iterable[LastPoll]) -> dict[dt.date, float]:
    """Share of the feeds whose last poll brought a readable answer, by day; 0 on a day without a single poll."""
    by_day: dict[dt.date, list[LastPoll]] = {}
    for poll in polls:
        if poll.day - poll.polled_on < STALE:
            by_day.setdefault(poll.day, []).append(poll)
    return {day: _share(day, group) for day, group in by_day.items()}


def _share(day: dt.date, polls: list[LastPoll]) -> float:
    if all(poll.polled_on < day for poll in polls):
        return 0.0
    return round(sum(poll.is_healthy for poll in polls) / len(polls), 4)


class Coverage:
    """How much of the news could be read, by day; days of which nothing is known have none."""

    def __init__(self, shares: Mapping[dt.date, float]) -> None:
        self._shares = dict(shares)
        self._watched = sorted(day for day, share in shares.items() if share >= LEAST)
        self._sums = (0.0, *accumulate(shares[day] for day in self._watched))

    def on(self, day: dt.date) -> float:
        """Share of the feeds that could be read on the day."""
        return self._shares.get(day, 0.0)

    def is_watched(self, day: dt.date) -> bool:
        """Whether enough could be read to judge the day."""
        return self.on(day) >= LEAST

    def years(self, start: dt.date, end: dt.date) -> float:
        """Years watched from `start` up to, not including, `end`; a day of which half could be read counts half."""
        return (self._sums[bisect_left(self._watched, end)] - self._sums[bisect_left(self._watched, start)]) / DAYS_A_YEAR
