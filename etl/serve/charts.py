"""Geometry of the report's charts: from rows to places on a drawing; the templates draw them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

HISTORY_DAYS = 120
LEAST_TOP = 3
"""A single transition does not fill the height."""
MARK_HEIGHT = 3
"""Of the line at the top that shows the level."""

SPARK_WIDTH = 120.0
SPARK_HEIGHT = 28.0

LABEL_WIDTH = 130.0
"""Left of the plots, for the names of the seats; the charts of one company begin at the same place."""
PLOT_WIDTH = 590.0
HISTORY_HEIGHT = 64.0
AXIS_HEIGHT = 22.0

WEEKS = 26
HEAT_STEPS = 4

POLL_DAYS = 10
POLL_STEP = 72.0
POLL_HEIGHT = 80.0


@dataclass(frozen=True, slots=True)
class Line:
    """Transitions in 30 days as a step line; `marks` are runs of days at a level, as (x, width, level)."""

    path: str
    marks: tuple[tuple[float, float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    top: int
    label: str


def spark(rows: Sequence[Record], today: dt.date) -> Line:
    """The small line of a company's rows (`day`, `transitions`, `level`) beside its name; days without a row are zero."""
    return _line(rows, today, 0.0, SPARK_WIDTH, SPARK_HEIGHT)


def history(rows: Sequence[Record], today: dt.date) -> Line:
    """The same with an axis, as wide as the company's seats are drawn."""
    return _line(rows, today, LABEL_WIDTH, PLOT_WIDTH, HISTORY_HEIGHT)


def _line(rows: Sequence[Record], today: dt.date, left: float, width: float, height: float) -> Line:
    first = today - dt.timedelta(days=HISTORY_DAYS - 1)
    step = width / HISTORY_DAYS
    by_day = {row["day"]: row for row in rows}
    days = [first + dt.timedelta(days=offset) for offset in range(HISTORY_DAYS)]
    counts = [by_day[day]["transitions"] if day in by_day else 0 for day in days]
    top = max(LEAST_TOP, *counts)
    points = [(left + number * step, height - 1 - count / top * (height - 2 * MARK_HEIGHT)) for number, count in enumerate(counts)]
    path = f"M{left:.0f} {points[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in points[1:]) + f"H{left + width:.0f}"
    levels = [(by_day[day]["level"] or "gap") if day in by_day else "none" for day in days]
    marks = tuple((round(left + start * step, 1), round(number * step, 1), level) for start, number, level in _runs(levels))
    ticks = tuple((round(left + number * step, 1), f"{day:%b %Y}") for number, day in enumerate(days) if day.day == 1)
    return Line(path, marks, ticks, top, f"At most {max(counts)} in 30 days; {counts[-1]} today")


def _runs(levels: Sequence[str]) -> Iterable[tuple[int, int, str]]:
    """Runs of days at a level worth a mark, as (first, number of days, level)."""
    start = 0
    for number in range(1, len(levels) + 1):
        if number == len(levels) or levels[number] != levels[start]:
            if levels[start] != "none":
                yield start, number - start, levels[start]
            start = number


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One company: a count a week with its shade from 0 to `HEAT_STEPS`."""

    company_id: str
    company: str
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Transitions by company and week, the weeks as their Mondays."""

    weeks: tuple[dt.date, ...]
    rows: tuple[HeatRow, ...]


def heat_map(weekly: Iterable[Record], today: dt.date) -> HeatMap:
    """The last weeks up to `today`, of rows (`company_id`, `company`, `week`, `transitions`); the companies stay in their order."""
    monday = today - dt.timedelta(days=today.weekday())
    weeks = tuple(monday - dt.timedelta(weeks=WEEKS - 1 - number) for number in range(WEEKS))
    counts: dict[tuple[str, str], dict[dt.date, int]] = defaultdict(dict)
    for row in weekly:
        counts[row["company_id"], row["company"]][row["week"]] = row["transitions"]
    rows = (
        HeatRow(company_id, company, tuple((number := by_week.get(week, 0), min(HEAT_STEPS, number)) for week in weeks))
        for (company_id, company), by_week in counts.items()
    )
    return HeatMap(weeks, tuple(rows))


@dataclass(frozen=True, slots=True)
class PollBar:
    """One day of polls: place and heights of the bars of readable and of failed feeds."""

    x: float
    readable: float
    failed: float
    label: str


def poll_bars(polls: Iterable[Record], today: dt.date) -> list[PollBar]:
    """The bars of the last days; a day without a poll is left empty, which is the gap that it is."""
    by_day = {row["day"]: row for row in polls}
    most = max((row["polled"] for row in by_day.values()), default=1)
    first = today - dt.timedelta(days=POLL_DAYS - 1)
    return [
        PollBar(
            x=(day - first).days * POLL_STEP,
            readable=round(row["readable"] / most * POLL_HEIGHT, 1),
            failed=round((row["polled"] - row["readable"]) / most * POLL_HEIGHT, 1),
            label=f"{day}: {row['readable']} of {row['polled']} feeds readable, {row['articles']} new articles",
        )
        for day, row in sorted(by_day.items())
        if day >= first
    ]
