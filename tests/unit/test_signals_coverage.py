"""An outage is a gap, not a quiet day."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.signals.coverage import DAYS_A_YEAR, Coverage, LastPoll, daily_shares

DAY = dt.date(2023, 11, 17)


def poll(days_ago: int = 0, *, is_healthy: bool = True) -> LastPoll:
    return LastPoll(DAY, DAY - dt.timedelta(days=days_ago), is_healthy)


def test_the_share_of_feeds_whose_last_poll_was_readable() -> None:
    assert daily_shares([poll(), poll(2), poll(is_healthy=False)]) == {DAY: 0.6667}


def test_a_feed_not_polled_for_a_week_counts_on_neither_side() -> None:
    assert daily_shares([poll(), poll(7, is_healthy=False)]) == {DAY: 1.0}
    assert daily_shares([poll(), poll(6, is_healthy=False)]) == {DAY: 0.5}


def test_a_day_without_a_poll_is_a_gap() -> None:
    assert daily_shares([poll(1), poll(2)]) == {DAY: 0.0}


def test_a_day_of_which_nothing_is_known_is_not_watched() -> None:
    coverage = Coverage({DAY: 0.5})
    assert coverage.is_watched(DAY)
    assert not coverage.is_watched(DAY + dt.timedelta(days=1))


def test_years_count_watched_days_by_their_share() -> None:
    days = [DAY + dt.timedelta(days=number) for number in range(4)]
    coverage = Coverage(dict(zip(days, (1.0, 0.4, 0.6, 1.0))))
    assert coverage.years(days[0], days[3]) == pytest.approx(1.6 / DAYS_A_YEAR)
    assert coverage.years(days[3], days[3]) == 0
