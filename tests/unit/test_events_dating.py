"""The day of an event that no article dates, and what an event without a day makes of the seats."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from etl.events.run import events_of
from etl.events.transitions import transitions
from tests.unit.test_events_merge import evidence

SUNDAY, MONDAY, TUESDAY = dt.date(2023, 11, 19), dt.date(2023, 11, 20), dt.date(2023, 11, 21)

PRESIDENT = {"person_id": "bob", "direction": "in", "role": "president"}


def told_with(undated: str, day: str, **changes: object) -> list[object]:
    """A dated departure of the chief and an undated arrival of a president in one article of `day`."""
    return [evidence(undated, day, **changes), evidence(undated, day, ordinal=1, event_date=None, **PRESIDENT)]


def day_of(pieces: list[object], person: str) -> dt.date | None:
    (found,) = [event for event in events_of(pieces, []) if event.person_id == person]  # type: ignore[arg-type]
    return found.effective_date


@pytest.mark.parametrize(
    ("said", "expected"),
    [(MONDAY, MONDAY), (TUESDAY, TUESDAY), (SUNDAY, None), (TUESDAY + dt.timedelta(days=9), None), (None, None)],
)
def test_an_undated_event_takes_the_day_of_the_news_it_is_told_with(said: dt.date | None, expected: dt.date | None) -> None:
    assert day_of(told_with("a", "2023-11-21", event_date=said), "bob") == expected


def test_of_several_days_the_newest_is_the_news() -> None:
    earlier = evidence("a", "2023-11-21", ordinal=2, person_id="cyd", role="cfo", event_date=MONDAY)
    assert day_of([*told_with("a", "2023-11-21"), earlier], "bob") == TUESDAY


def test_the_article_that_came_first_gives_the_day() -> None:
    pieces = [*told_with("b", "2023-11-24"), *told_with("a", "2023-11-21")]
    for seed in range(4):
        random.Random(seed).shuffle(pieces)
        assert day_of(pieces, "bob") == TUESDAY


def test_other_articles_and_other_companies_give_no_day() -> None:
    recalled = evidence("b", "2023-11-21", event_date=None)
    assert day_of([evidence("a", "2023-11-21", person_id="bob"), recalled], "ann") is None


def test_a_day_that_is_said_is_kept_and_a_rumour_stays_without() -> None:
    rumour = evidence("a", "2023-11-21", ordinal=2, person_id="cyd", status="reported", event_date=None)
    pieces = [*told_with("a", "2023-11-21"), evidence("b", "2023-11-22", event_date=SUNDAY, **PRESIDENT)]
    assert day_of(pieces, "bob") == SUNDAY
    assert day_of([*pieces, rumour], "cyd") is None


def test_an_event_without_a_day_changes_no_seat_alone_but_is_a_leg_of_a_dated_one() -> None:
    gone = evidence("a", "2023-11-21", event_date=None)
    assert transitions(events_of([gone], [])) == []
    successor = evidence("b", "2023-11-25", person_id="bob", direction="in", event_date=dt.date(2023, 12, 1))
    (pair,) = transitions(events_of([gone, successor], []))
    assert pair.out_event_id
    assert pair.transition_date == dt.date(2023, 12, 1)
