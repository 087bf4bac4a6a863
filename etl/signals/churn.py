"""The churn of one company on one day, from what is known of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.signals import gamma_poisson
from etl.signals.coverage import DAYS_A_YEAR, Coverage
from etl.signals.decisions import decision_dates
from etl.signals.exposure import BASELINE, RECENT, Team, seat_count
from etl.signals.gamma_poisson import GammaRate
from etl.signals.levels import HELD_BACK, Finding, gap_reason, level, reason
from etl.signals.occupants import ceo_changes, ceo_occupants
from etl.signals.records import ChurnRow, History
from etl.types import Level

WINDOWS = (7, 30, 90)
"""Days over which transitions are counted; the p-value is corrected for the choice among them."""
FOLLOWER_CHANCE = 0.04
"""How often one change pulls another one along: set so that the simulation pages 0.02 times a company-year at most."""
MAIN_WINDOW = 30
LONGEST_WINDOW = max(WINDOWS)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Company:
    """What the signal needs of a company besides its history: its kind, and the roles tracked by the catalogue."""

    team: Team
    tracked: Sequence[str] = ()


def days_with_rows(history: History, today: dt.date) -> set[dt.date]:
    """The days that have a row: those with anything in the 90 days up to them, as far as they have come."""
    return {
        day for date in history.dates for offset in range(LONGEST_WINDOW) if (day := date + offset * DAY) <= today
    }


def churn_on(day: dt.date, company: Company, history: History, coverage: Coverage) -> ChurnRow:
    """The row of `day`."""
    seats = seat_count(company.team, company.tracked, (each.role for each in history.transitions if each.date <= day))
    exposure = seats * coverage.years(day - BASELINE, day - RECENT)
    counts = {window: _within((each.date for each in history.transitions), day, window) for window in WINDOWS}
    first = _first_day(day, MAIN_WINDOW)
    row = ChurnRow(
        departures=history.departures.count(day),
        appointments=history.appointments.count(day),
        transitions_7d=counts[7],
        transitions_30d=counts[30],
        transitions_90d=counts[90],
        seat_exposure_years=_shortened(exposure),
        ceo_occupants_30d=len(ceo_occupants(history.transitions, first, day)),
        coverage=coverage.on(day),
        reason=gap_reason(coverage.on(day)),
    )
    if not coverage.is_watched(day):
        return row
    decisions = decision_dates(history.transitions)
    rate = gamma_poisson.posterior(company.team.prior, _baseline_count(decisions, day, coverage), exposure)
    finding = _finding(day, history, decisions, rate, seats * coverage.on(day) / DAYS_A_YEAR)
    expected = rate.mean * MAIN_WINDOW * seats * coverage.on(day) / DAYS_A_YEAR
    reached, words = level(finding), reason(finding)
    sure = dataclasses.replace(history, transitions=tuple(each for each in history.transitions if each.is_sure))
    if reached == "page" and sure != history and _sure_level(day, sure, rate, seats * coverage.on(day) / DAYS_A_YEAR) != "page":
        reached, words = "watch", f"{words} {HELD_BACK}"
    return dataclasses.replace(
        row,
        expected=_shortened(expected),
        p_value=finding.p_value,
        intensity=_shortened(row.transitions_30d / expected),
        level=reached,
        reason=words,
    )


def _sure_level(day: dt.date, sure: History, rate: GammaRate, seat_years_a_day: float) -> Level:
    """The level without what is unsure: nobody is woken by a single story that may have been misread."""
    return level(_finding(day, sure, decision_dates(sure.transitions), rate, seat_years_a_day))


def _finding(
    day: dt.date, history: History, decision_days: Sequence[dt.date], rate: GammaRate, seat_years_a_day: float
) -> Finding:
    """The window that is least explained by chance."""
    decisions = {window: _within(decision_days, day, window) for window in WINDOWS}
    chances = {window: gamma_poisson.tail(rate, count, window * seat_years_a_day) for window, count in decisions.items()}
    window = min(chances, key=lambda each: chances[each])
    with_followers = min(
        gamma_poisson.tail_with_followers(rate, count, window * seat_years_a_day, FOLLOWER_CHANCE) for window, count in decisions.items()
    )
    first, first_of_month = _first_day(day, window), _first_day(day, MAIN_WINDOW)
    return Finding(
        window_days=window,
        decisions=decisions[window],
        expected=rate.mean * window * seat_years_a_day,
        p_value=_shortened(min(1.0, len(WINDOWS) * chances[window])),
        p_with_followers=min(1.0, len(WINDOWS) * with_followers),
        announcements=len({each.announced_on for each in history.transitions if first <= each.date <= day}),
        ceo_changes=ceo_changes(history.transitions, first_of_month, day),
        ceo_occupants=len(ceo_occupants(history.transitions, first_of_month, day)),
    )


def _baseline_count(decisions: Iterable[dt.date], day: dt.date, coverage: Coverage) -> int:
    """Decisions of the baseline; those of unwatched days are left out, as these days are no exposure either."""
    return sum(day - BASELINE <= date < day - RECENT and coverage.is_watched(date) for date in decisions)


def _within(dates: Iterable[dt.date], day: dt.date, window: int) -> int:
    return sum(_first_day(day, window) <= date <= day for date in dates)


def _first_day(day: dt.date, window: int) -> dt.date:
    return day - (window - 1) * DAY


def _shortened(number: float) -> float:
    """Six figures, so that a row does not change by the noise of floating point."""
    return float(f"{number:.6g}")
