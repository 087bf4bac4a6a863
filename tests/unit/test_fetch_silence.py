"""When a feed counts as silent."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.alerts.feeds import message
from etl.fetch.polling import Outcome, PollState, new_state, next_state
from etl.fetch.silence import longest_wait, usual_gap, why_silent

NOW = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def arrivals(*hours_ago: float) -> list[dt.datetime]:
    return [NOW - hours * HOUR for hours in hours_ago]


def test_the_usual_gap_is_the_median_once_there_are_three() -> None:
    assert usual_gap(arrivals(1, 3, 5, 50)) == 2 * HOUR
    assert usual_gap(arrivals(1, 3, 5)) is None


@pytest.mark.parametrize(
    ("hours_ago", "granted", "wait"),
    [
        pytest.param((1, 2, 3, 4), 1, 24, id="at least a day"),
        pytest.param((1, 25, 49, 73), 1, 72, id="three times the usual gap"),
        pytest.param((1, 2, 3, 4), 60, 60, id="what the catalogue grants"),
        pytest.param((1,), 30, 30, id="no rhythm yet"),
    ],
)
def test_how_long_a_feed_may_say_nothing(hours_ago: tuple[float, ...], granted: float, wait: float) -> None:
    assert longest_wait(arrivals(*hours_ago), granted * HOUR) == wait * HOUR


def test_a_feed_is_silent_after_that_and_the_reason_says_since_when() -> None:
    late = arrivals(73, 97, 121, 145)
    assert why_silent(late, NOW, 24 * HOUR, NOW) == "no new item since 2023-11-17 11:00 UTC, expected within 72 hours"
    assert why_silent(late, NOW, 24 * HOUR, NOW - 1 * HOUR) is None


def test_a_feed_that_never_brought_anything_is_counted_from_its_registration() -> None:
    assert why_silent([], NOW - 25 * HOUR, 24 * HOUR, NOW) == "no item at all so far, expected within 24 hours"
    assert why_silent([], NOW - 23 * HOUR, 24 * HOUR, NOW) is None


@pytest.mark.parametrize(("kind", "state"), [("ok", "silent"), ("unchanged", "silent"), ("timeout", "soft_failing")])
def test_an_answer_does_not_end_a_silence_and_a_failure_has_its_own_name(kind: str, state: str) -> None:
    before = PollState(**{name: getattr(new_state(15), name) for name in PollState.__slots__} | {"state": "silent", "reason": "why"})
    after = next_state(before, Outcome(kind, error=None if state == "silent" else "too slow"), NOW)
    assert (after.state, after.reason) == (state, "why" if state == "silent" else "too slow")


def test_messages_say_what_and_since_when() -> None:
    opened = message("paper", "The Paper", "silent", "no new item", "opened", NOW)
    assert (opened["kind"], opened["subject"]) == ("feed_opened", "Feed paper is silent")
    assert opened["text"].startswith("The Paper, seen at 2023-11-20 12:00 UTC: no new item.")
    assert message("paper", "The Paper", "silent", "x", "closed", NOW)["subject"] == "Feed paper is well again"
