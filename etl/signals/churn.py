"""The churn of one company on one day, from what is known of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from etl.signals import gamma_poisson
from etl.signals.coverage import Coverage
from etl.signals.decisions import decision_dates
from etl.signals.exposure import BASELINE, RECENT, Team, seat_count
from etl.signals.levels import HELD_BACK, Finding, gap_reason, level, reason
from etl.signals.measure import (
    DAY,
    LONGEST_WINDOW,
    MAIN_WINDOW,
    WINDOWS,
    Measure,
    first_day,
    shortened,
    within,
)
from etl.signals.occupants import ceo_occupants
from etl.signals.records import ChurnRow, History, Transition
from etl.types import Lang


@dataclass(frozen=True, slots=True)
class Company:
    """What the signal needs of a company besides its history: its kind, and the roles tracked by the catalogue."""

    team: Team
    tracked: Sequence[str] = ()
    lang: Lang | None = None
    """The language of its home, in which it is read about."""


def days_with_rows(history: History, today: dt.date) -> set[dt.date]:
    """The days that have a row: those with anything in the 90 days up to them, as far as they have come."""
    return {
        day for date in history.dates for offset in range(LONGEST_WINDOW) if (day := date + offset * DAY) <= today
    }


def churn_on(day: dt.date, company: Company, history: History, coverage: Coverage) -> ChurnRow:
    """The row of `day`."""
    seats = seat_count(company.team, company.tracked, (each.role for each in history.transitions if each.date <= day))
    exposure = seats * coverage.years(day - BASELINE, day - RECENT)
    row = _counts(day, history, coverage.on(day), shortened(exposure))
    if not coverage.is_watched(day):
        return row
    baseline = _baseline_count(decision_dates(history.transitions), day, coverage)
    measure = Measure(day, seats, gamma_poisson.posterior(company.team.prior, baseline, exposure), coverage)
    finding = measure.finding(history.transitions)
    expected = measure.expected(MAIN_WINDOW)
    return dataclasses.replace(
        row,
        expected=shortened(expected),
        p_value=finding.window.p_value,
        intensity=shortened(row.transitions_30d / expected),
        cusum=shortened(finding.run.value) if finding.run else None,
        cusum_since=finding.run.since if finding.run else None,
        **_judged(measure, finding, history.transitions),
    )


def _counts(day: dt.date, history: History, coverage: float, exposure: float) -> ChurnRow:
    """What is counted, whether or not it can be judged."""
    counts = {window: within((each.date for each in history.transitions), day, window) for window in WINDOWS}
    return ChurnRow(
        departures=history.departures.count(day),
        appointments=history.appointments.count(day),
        transitions_7d=counts[7],
        transitions_30d=counts[30],
        transitions_90d=counts[90],
        seat_exposure_years=exposure,
        ceo_occupants_30d=len(ceo_occupants(history.transitions, first_day(day, MAIN_WINDOW), day)),
        coverage=coverage,
        reason=gap_reason(coverage),
    )


def _judged(measure: Measure, finding: Finding, transitions: Sequence[Transition]) -> dict[str, Any]:
    """Level and reason: nobody is woken by a single story that may have been misread."""
    reached, words = level(finding), reason(finding)
    sure = [each for each in transitions if each.is_sure]
    if reached == "page" and len(sure) < len(transitions) and level(measure.finding(sure)) != "page":
        return {"level": "watch", "reason": f"{words} {HELD_BACK}"}
    return {"level": reached, "reason": words}


def _baseline_count(decisions: Iterable[dt.date], day: dt.date, coverage: Coverage) -> int:
    """Decisions of the baseline; those of unwatched days are left out, as these days are no exposure either."""
    return sum(day - BASELINE <= date < day - RECENT and coverage.is_watched(date) for date in decisions)
