"""Dates as an article states them, resolved against the day of publication in the feed's own time zone."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from etl.types import Lang

Precision = Literal["day", "range_end", "month", "year", "vague"]
"""`day`: that day is stated; `range_end`: the last day of what is stated ("end of May"); the rest name no day."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A span that names a time; `date` is set for the precisions `day` and `range_end` only."""

    start: int
    end: int
    date: dt.date | None
    precision: Precision
    year: int | None
    """The calendar year that is meant, where the words tell one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a date rule may look at: the day of publication, the sentence's cue and the day named last."""

    today: dt.date
    cue: Literal["past", "future", ""]
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class When:
    """What a rule makes of its match."""

    date: dt.date | None
    precision: Precision
    year: int | None


_CLAUSE = re.compile(r"[\n;。；！？]|(?<!\d)\.\s")
Resolver = Callable[[re.Match[str], Setting], "When | None"]


@dataclass(frozen=True, slots=True)
class DateRule:
    """A pattern and what it means; earlier rules claim their text before later ones."""

    pattern: re.Pattern[str]
    resolve: Resolver


def find_dates(text: str, lang: Lang, published_at: dt.datetime) -> list[DateSpan]:
    """The dates of `text` in order, without overlaps. `published_at` must be aware, in the feed's zone."""
    from etl.enrich.date_rules import CUES, RULES

    today = published_at.date()
    matches = _claimed(text, RULES[lang])
    spans: list[DateSpan] = []
    last: dt.date | None = None
    for match, rule in matches:
        setting = Setting(today, _cue(text, match, CUES[lang]), last)
        when = rule.resolve(match, setting)
        if when is None:
            continue
        spans.append(DateSpan(match.start(), match.end(), when.date, when.precision, when.year))
        last = when.date or last
    return spans


def _claimed(text: str, rules: tuple[DateRule, ...]) -> list[tuple[re.Match[str], DateRule]]:
    taken = bytearray(len(text))
    found = []
    for rule in rules:
        for match in rule.pattern.finditer(text):
            if match.end() > match.start() and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append((match, rule))
    return sorted(found, key=lambda pair: pair[0].start())


def _cue(
    text: str, match: re.Match[str], cues: tuple[re.Pattern[str], re.Pattern[str]]
) -> Literal["past", "future", ""]:
    """Whether the words before the date, back to the last full stop, look ahead or back; the nearest decide."""
    past, future = cues
    window = _CLAUSE.split(text[max(0, match.start() - 90) : match.start()])[-1]
    ahead, back = _last_end(future, window), _last_end(past, window)
    if ahead == back:
        return ""
    return "future" if ahead > back else "past"


def _last_end(pattern: re.Pattern[str], window: str) -> int:
    return max((m.end() for m in pattern.finditer(window)), default=-1)


def day(year: int, month: int, number: int) -> When | None:
    """A stated day, or None where the calendar has no such day."""
    try:
        date = dt.date(year, month, number)
    except ValueError:
        return None
    return When(date, "day", year)


def month_end(year: int, month: int) -> When:
    """The last day of a month."""
    return When(dt.date(year, month, calendar.monthrange(year, month)[1]), "range_end", year)


def open_ended(precision: Precision, year: int | None) -> When:
    """A time without a day."""
    return When(None, precision, year)


def same_day(setting: Setting, offset: int = 0) -> When:
    """The publication day, or the one `offset` days from it."""
    date = setting.today + dt.timedelta(days=offset)
    return When(date, "day", date.year)


def weekday(setting: Setting, number: int, *, week: int | None = None) -> When:
    """A weekday (Monday is 0): the last one up to publication; `week` counts calendar weeks from this one."""
    back = (setting.today.weekday() - number) % 7
    if week is None:
        return same_day(setting, -back)
    return same_day(setting, number - setting.today.weekday() + 7 * week)


def next_weekday(setting: Setting, number: int) -> When:
    """The first such weekday after publication."""
    return same_day(setting, (number - setting.today.weekday() - 1) % 7 + 1)


_YEAR_WEIGHTS = {"": (0.5, 1.1), "future": (0.3, 3.0), "past": (1.0, 0.7)}
"""Cost of a day ahead and of a day back: news look ahead farther than they look back without saying the year."""


def complete_year(setting: Setting, month: int, number: int = 15) -> int:
    """The year of a day and month stated without one: the nearest, led by whether the words look ahead or back."""

    def cost(year: int) -> float:
        date = dt.date(year, month, min(number, calendar.monthrange(year, month)[1]))
        ahead = (date - setting.today).days
        weight = _YEAR_WEIGHTS[setting.cue][ahead < 0]
        return abs(ahead) * weight - 30 * (year == setting.today.year)

    return min((setting.today.year - 1, setting.today.year, setting.today.year + 1), key=cost)


def day_of_month(setting: Setting, number: int) -> When | None:
    """A bare day number ("17日"): this month's, the one before where that lies ahead, the one after where announced."""
    year, month = setting.today.year, setting.today.month
    if setting.cue != "future" and number > setting.today.day + 1:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return day(year, month, number)
