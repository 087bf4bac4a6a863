"""Geometry of the report's charts: from rows to places on a drawing; the templates draw them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

SPARK_DAYS = 120
SPARK_WIDTH = 120.0
SPARK_HEIGHT = 28.0
SPARK_LEAST_TOP = 3
"""A single transition does not fill the height."""

WEEKS = 26
HEAT_STEPS = 4
MOST_COMPANIES = 40

POLL_DAYS = 90
POLL_STEP = 8.0
POLL_HEIGHT = 80.0


@dataclass(frozen=True, slots=True)
class Spark:
    """A small step line of transitions in 30 days; `marks` are runs of days at a level, as (x, width, level)."""

    path: str
    marks: tuple[tuple[float, float, str], ...]
    label: str


def spark(rows: Sequence[Record], today: dt.date) -> Spark:
    """The line for one company's rows (`day`, `transitions`, `level`); days without a row are zero."""
    first = today - dt.timedelta(days=SPARK_DAYS - 1)
    step = SPARK_WIDTH / SPARK_DAYS
    by_day = {row["day"]: row for row in rows}
    days = [first + dt.timedelta(days=offset) for offset in range(SPARK_DAYS)]
    counts = [by_day[day]["transitions"] if day in by_day else 0 for day in days]
    top = max(SPARK_LEAST_TOP, *counts)
    points = [(number * step, SPARK_HEIGHT - 1 - count / top * (SPARK_HEIGHT - 6)) for number, count in enumerate(counts)]
    path = f"M0 {points[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in points[1:]) + f"H{SPARK_WIDTH:.0f}"
    levels = [(by_day[day]["level"] or "gap") if day in by_day else "none" for day in days]
    return Spark(path, tuple(_runs(levels, step)), f"At most {max(counts)} in 30 days; {counts[-1]} today")


def _runs(levels: Sequence[str], step: float) -> Iterable[tuple[float, float, str]]:
    start = 0
    for number in range(1, len(levels) + 1):
        if number == len(levels) or levels[number] != levels[start]:
            if levels[start] != "none":
                yield round(start * step, 1), round((number - start) * step, 1), levels[start]
            start = number


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Transitions by company and week: the Mondays, and for each company a count a week with its shade from 0 to 4."""

    weeks: tuple[dt.date, ...]
    rows: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def heat_map(transitions: Iterable[Record], today: dt.date) -> HeatMap:
    """The last weeks up to `today`; the companies with most transitions, then by name."""
    monday = today - dt.timedelta(days=today.weekday())
    weeks = tuple(monday - dt.timedelta(weeks=WEEKS - 1 - number) for number in range(WEEKS))
    counts: dict[str, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for row in transitions:
        week = row["date"] - dt.timedelta(days=row["date"].weekday())
        if week >= weeks[0]:
            counts[row["company"]][week] += 1
    names = sorted(counts, key=lambda name: (-sum(counts[name].values()), name))[:MOST_COMPANIES]
    cells = ((name, tuple((counts[name][week], min(HEAT_STEPS, counts[name][week])) for week in weeks)) for name in names)
    return HeatMap(weeks, tuple(cells))


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
