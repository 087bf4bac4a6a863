"""What is a page, what is a watch, and how it is said."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from etl.signals.cusum import LEAST_DECISIONS, THRESHOLD, Run
from etl.signals.levels import Finding, Window, gap_reason, level, odds, reason

WEEK = Window(days=7, decisions=3, expected=0.02, p_value=0.0004, announcements=2)
USUAL = Finding(window=WEEK, week=WEEK, p_with_followers=0.0005, run=None, ceo_changes=0, ceo_occupants=0)
SLOW = Run(THRESHOLD, dt.date(2023, 9, 20), LEAST_DECISIONS, 0.15)


def week(finding: Finding = USUAL, **changes: object) -> Finding:
    """The finding with another week, which is also its least probable window."""
    changed = dataclasses.replace(finding.week, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(finding, week=changed, window=changed)


@pytest.mark.parametrize(
    ("decisions", "p_value", "p_with_followers", "ceo_changes", "expected"),
    [
        (2, 0.0005, 0.00099, 0, "page"),
        (2, 0.0005, 0.001, 0, "watch"),
        (2, 0.0099, 0.05, 1, "watch"),
        (2, 0.01, 0.05, 1, "none"),
        (1, 0.0001, 0.0001, 1, "none"),
        (1, 0.5, 0.5, 2, "page"),
    ],
)
def test_levels(decisions: int, p_value: float, p_with_followers: float, ceo_changes: int, expected: str) -> None:
    finding = dataclasses.replace(USUAL, p_with_followers=p_with_followers, ceo_changes=ceo_changes)
    assert level(week(finding, decisions=decisions, p_value=p_value)) == expected


def test_what_is_announced_on_one_day_is_one_reshuffle() -> None:
    assert level(week(announcements=1)) == "none"


def test_two_decisions_further_apart_than_a_week_are_no_burst() -> None:
    month = dataclasses.replace(WEEK, days=30)
    apart = dataclasses.replace(week(decisions=1, p_value=0.03), window=month, p_with_followers=0.002)
    assert level(apart) == "none"


@pytest.mark.parametrize(("value", "decisions", "expected"), [(0.0, 0, "watch"), (-0.01, 0, "none"), (9.0, -1, "none")])
def test_a_slow_burst_is_a_watch(value: float, decisions: int, expected: str) -> None:
    run = dataclasses.replace(SLOW, value=THRESHOLD + value, decisions=LEAST_DECISIONS + decisions)
    quiet = dataclasses.replace(week(decisions=1, p_value=0.4), p_with_followers=0.5, run=run)
    assert level(quiet) == expected
    assert ("slow burst since 2023-09-20" in reason(quiet)) == (expected == "watch")


def test_the_reason_of_a_slow_burst_says_how_much_likelier_it_is() -> None:
    assert reason(dataclasses.replace(USUAL, run=SLOW)).endswith(
        "A slow burst since 2023-09-20: 3 decisions where 0.15 were to be expected, 27 times likelier at 24 times the company's own rate."
    )


def test_the_reason_says_how_many_where_how_many_were_expected() -> None:
    assert reason(USUAL) == (
        "3 decisions to change a seat in 7 days where 0.02 were to be expected; "
        "chance alone does that to about one in 2,500 such companies."
    )


def test_the_reason_names_the_chief_executives_seat_when_it_pages_by_itself() -> None:
    said = reason(dataclasses.replace(USUAL, ceo_changes=3, ceo_occupants=3))
    assert said.endswith("The chief executive's seat changed hands 3 times in 30 days; 3 people held it.")


def test_one_and_none_are_said_properly() -> None:
    assert reason(week(decisions=1, expected=12.4)).startswith("1 decision to change a seat in 7 days where 12")
    assert reason(week(decisions=0)) == "No seat changed hands in 90 days."


def test_odds_in_words() -> None:
    assert odds(0.4) == "that is nothing unusual"
    assert odds(0.0123) == "chance alone does that to about one in 81 such companies"
    assert odds(1e-30) == "chance alone does that to less than one in a million such companies"


def test_a_gap_says_how_much_could_be_read() -> None:
    assert gap_reason(0.25) == "Not judged: 25% of the feeds could be read on this day, and 50% are needed."
