"""The seats of a company over time: who held which, and when it changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from etl.serve.charts import AXIS_HEIGHT, LABEL_WIDTH, PLOT_WIDTH
from etl.types import ROLES
from etl.words import ROLE_WORDS, change_words

Record = Mapping[str, Any]

SINGLE_SEATS = frozenset({"ceo", "chair", "president", "cfo", "coo", "cto"})
"""Roles that one person holds at a time; of the others only the changes can be drawn."""
ROW_HEIGHT = 30.0
LETTER_WIDTH = 6.6
"""About the width of a letter of a bar's text; what does not fit is left to the title."""
NAME_SPACE = 10.0
"""Between the beginning of a bar, where the dot of its change is, and its text."""
DOT_SPACE = 14.0
"""Between the dots of one seat and day."""
GAP = 2.0
"""Between the bars of two people."""
PADDING_DAYS = 30
BURST_DAYS = 30
BURST_PADDING_DAYS = 8
MOST_TICKS = 7
MOST_DAYS_BY_DAY = 90


@dataclass(frozen=True, slots=True)
class Bar:
    """A person on a seat."""

    x: float
    width: float
    title: str
    shown: str


@dataclass(frozen=True, slots=True)
class Point:
    """A change of a seat, with its evidence in one title."""

    x: float
    transition_id: str
    title: str
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One seat of the drawing."""

    y: float
    label: str
    bars: tuple[Bar, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing of one company, and its changes in words for those who can't see it."""

    company: str
    company_id: str
    height: float
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    changes: tuple[Record, ...]
    last_change: dt.date


class _Scale:
    """Days to places."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, last
        self._step = PLOT_WIDTH / max(1, (last - first).days)

    def __call__(self, day: dt.date) -> float:
        return round(LABEL_WIDTH + (min(max(day, self.first), self.last) - self.first).days * self._step, 1)


def timelines(transitions: Iterable[Record], today: dt.date, companies: Iterable[str]) -> list[Timeline]:
    """The companies with these ids, in this order, as far as anything is known of them."""
    by_company: dict[str, list[Record]] = defaultdict(list)
    for row in transitions:
        by_company[row["company_id"]].append(row)
    return [_timeline(by_company[each], today) for each in companies if each in by_company]


def _timeline(changes: Sequence[Record], today: dt.date) -> Timeline:
    dates = [change["date"] for change in changes]
    scale = _Scale(*_span(dates, today))
    by_role: dict[str, list[Record]] = defaultdict(list)
    for change in changes:
        by_role[change["role"]].append(change)
    roles = sorted(by_role, key=lambda role: ROLES.index(role) if role in ROLES else len(ROLES))
    return Timeline(
        company=changes[0]["company"],
        company_id=changes[0]["company_id"],
        height=len(roles) * ROW_HEIGHT + AXIS_HEIGHT,
        rows=tuple(_row(number, role, by_role[role], scale) for number, role in enumerate(roles)),
        ticks=tuple(_ticks(scale)),
        changes=tuple(changes),
        last_change=max(dates),
    )


def _span(dates: Sequence[dt.date], today: dt.date) -> tuple[dt.date, dt.date]:
    """The days drawn: all changes, or, where most of them are one burst, the burst alone so that its days come apart."""
    burst = [date for date in dates if max(dates) - date <= dt.timedelta(days=BURST_DAYS)]
    is_burst = len(burst) >= 3 and 2 * len(burst) > len(dates)
    padding = dt.timedelta(days=BURST_PADDING_DAYS if is_burst else PADDING_DAYS)
    last = min(today, max(dates) + padding)
    return min(min(burst if is_burst else dates), last) - padding, last


def _row(number: int, role: str, changes: Sequence[Record], scale: _Scale) -> Row:
    return Row(
        y=number * ROW_HEIGHT,
        label=ROLE_WORDS.get(role, role),
        bars=tuple(_bars(changes, scale)) if role in SINGLE_SEATS else (),
        points=tuple(_points([each for each in changes if each["date"] >= scale.first], scale)),
    )


def _points(changes: Iterable[Record], scale: _Scale) -> Iterator[Point]:
    """The dots of a seat; those of one day stand side by side."""
    for day, group in groupby(changes, key=lambda each: each["date"]):
        for number, each in enumerate(group):
            yield Point(scale(day) + number * DOT_SPACE, each["transition_id"], title_of(each), each["is_reversal"])


def _bars(changes: Sequence[Record], scale: _Scale) -> Iterator[Bar]:
    """Who held the seat between the changes; before the first one he who left, after the last one he who came."""
    holders = [(scale.first, changes[0]["out_person"])]
    for number, change in enumerate(changes):
        following = changes[number + 1]["out_person"] if number + 1 < len(changes) else None
        holders.append((change["date"], change["in_person"] or following))
    ends = [day for day, _ in holders[1:]] + [scale.last]
    for (start, person), end in zip(holders, ends):
        width = round(scale(end) - scale(start) - GAP, 1)
        if person and width > 0:
            title = f"{person}, {_since(start, scale)} {_until(end, scale)}"
            yield Bar(scale(start), width, title, person if len(person) * LETTER_WIDTH < width - 2 * NAME_SPACE else "")


def _since(day: dt.date, scale: _Scale) -> str:
    return f"from {day}" if day > scale.first else "from before"


def _until(day: dt.date, scale: _Scale) -> str:
    return f"to {day}" if day < scale.last else "up to now"


def title_of(change: Record) -> str:
    """When, who and the sentence: what a reader sees on hovering or on reaching the mark with the keyboard."""
    words = f"{change['date']}: {change_words(change['out_person'], change['in_person'])}"
    quotes = [f"“{change[key]}”" for key in ("out_sentence", "in_sentence") if change[key]]
    return "\n".join([words, *dict.fromkeys(quotes)])


def _ticks(scale: _Scale) -> Iterator[tuple[float, str]]:
    """Days or the first of months, as many as there is room for."""
    days = (scale.last - scale.first).days
    if days <= MOST_DAYS_BY_DAY:
        step = -(-days // MOST_TICKS)
        marks = [scale.first + dt.timedelta(days=offset) for offset in range(step // 2, days, step)]
        yield from ((scale(day), f"{day.day} {day:%b}") for day in marks)
        return
    months = [day for day in (scale.first + dt.timedelta(days=offset) for offset in range(days + 1)) if day.day == 1]
    every = -(-len(months) // MOST_TICKS)
    yield from ((scale(day), f"{day:%b %Y}") for day in months[::every])
