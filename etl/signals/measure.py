"""What the changes of a company are measured by on one day: windows, the slow burst, the chief executive's seat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.signals import gamma_poisson
from etl.signals.coverage import DAYS_A_YEAR, Coverage
from etl.signals.cusum import strongest_run
from etl.signals.decisions import decision_dates
from etl.signals.gamma_poisson import GammaRate
from etl.signals.levels import Finding, Window
from etl.signals.occupants import ceo_changes, ceo_occupants
from etl.signals.records import Transition

WINDOWS = (7, 30, 90)
"""Days over which transitions are counted; the p-value is corrected for the choice among them."""
MAIN_WINDOW = 30
SHORTEST_WINDOW, LONGEST_WINDOW = min(WINDOWS), max(WINDOWS)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measure:
    """One company on one day: its seats, its usual rate, and what could be read."""

    day: dt.date
    seats: int
    rate: GammaRate
    coverage: Coverage

    def expected(self, window: int) -> float:
        """Decisions to be expected in a window up to the day."""
        return self.rate.mean * self.seat_years(window)

    def seat_years(self, window: int) -> float:
        """Exposure of a window of so many days: as much of it counts as can be read today."""
        return window * self.seats * self.coverage.on(self.day) / DAYS_A_YEAR

    def finding(self, transitions: Sequence[Transition]) -> Finding:
        """The window that is least explained by chance, and what else a level is made of."""
        dates = decision_dates(transitions)
        windows = {days: self._window(days, dates, transitions) for days in WINDOWS}
        with_followers = min(
            gamma_poisson.tail_with_followers(self.rate, each.decisions, self.seat_years(days), gamma_poisson.FOLLOWER_CHANCE)
            for days, each in windows.items()
        )
        first = first_day(self.day, MAIN_WINDOW)
        return Finding(
            window=min(windows.values(), key=lambda each: (each.p_value, -each.decisions)),
            week=windows[SHORTEST_WINDOW],
            p_with_followers=min(1.0, len(WINDOWS) * with_followers),
            run=strongest_run(self.rate, dates, self.day, self.seat_years),
            ceo_changes=ceo_changes(transitions, first, self.day),
            ceo_occupants=len(ceo_occupants(transitions, first, self.day)),
        )

    def _window(self, days: int, decisions: Sequence[dt.date], transitions: Sequence[Transition]) -> Window:
        count, first = within(decisions, self.day, days), first_day(self.day, days)
        chance = gamma_poisson.tail(self.rate, count, self.seat_years(days))
        return Window(
            days, count, self.expected(days), shortened(min(1.0, len(WINDOWS) * chance)),
            announcements=len({each.announced_on for each in transitions if first <= each.date <= self.day}),
        )


def within(dates: Iterable[dt.date], day: dt.date, window: int) -> int:
    """How many of the dates lie in the window up to `day`."""
    return sum(first_day(day, window) <= date <= day for date in dates)


def first_day(day: dt.date, window: int) -> dt.date:
    """First day of the window up to `day`."""
    return day - (window - 1) * DAY


def shortened(number: float) -> float:
    """Six figures, so that a row does not change by the noise of floating point."""
    return float(f"{number:.6g}")
