"""Clock times as they are written on the command line."""

from __future__ import annotations

import datetime as dt

from etl.errors import ConfigError

LAST_MOMENT = dt.time(23, 59, 59, tzinfo=dt.UTC)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of `day`, UTC."""
    return dt.datetime.combine(day, LAST_MOMENT)


def parse_day(text: str) -> dt.date:
    """A day written as YYYY-MM-DD; `ConfigError` otherwise."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no day; write it as 2023-11-20") from error


def parse_clock(text: str | None) -> dt.datetime:
    """The clock for a run: a day means its end; a time without zone is UTC; nothing means the present."""
    if text is None:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    if len(text) == len("2023-11-20"):
        return end_of_day(parse_day(text))
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no time; write it as 2023-11-20 or 2023-11-20T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
