"""The row of a company and day, on the turbulence of a chief executive's seat and on quiet companies."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from etl.signals.churn import Company, churn_on, days_with_rows
from etl.signals.coverage import Coverage
from etl.signals.decisions import decision_dates
from etl.signals.exposure import TEAMS, UNKNOWN, seat_count
from etl.signals.levels import HELD_BACK
from etl.signals.occupants import ceo_changes, ceo_occupants
from etl.signals.records import History, Transition

DAY = dt.timedelta(days=1)
FIRST = dt.date(2023, 11, 17)
LAST = FIRST + 5 * DAY
STARTUP = Company(TEAMS["startup"])


def ceo(day: dt.date, leaver: str | None, comer: str | None) -> Transition:
    return Transition(f"ceo-{day}-{comer}", "ceo", day, day, leaver, comer)


TURMOIL = History(
    (
        ceo(FIRST, "ada", "bo"),
        Transition("chair", "chair", FIRST, FIRST, "cy", None),
        ceo(FIRST + 3 * DAY, "bo", "di"),
        ceo(LAST, "di", "ada"),
    ),
    departures=(FIRST, FIRST, FIRST + 3 * DAY, LAST),
    appointments=(FIRST, FIRST + 3 * DAY, LAST),
)


def covered(share: float = 1.0, *, days: int = 1500, until: dt.date = LAST + 100 * DAY) -> Coverage:
    return Coverage({until - offset * DAY: share for offset in range(days)})


def quiet(*days: dt.date, role: str = "board") -> History:
    changes = tuple(Transition(f"t{number}", role, day, day, None, f"p{number}") for number, day in enumerate(days))
    return History(changes, (), days)


def test_turmoil_pages_with_its_numbers() -> None:
    row = churn_on(LAST, STARTUP, TURMOIL, covered())
    assert (row.transitions_7d, row.transitions_30d, row.transitions_90d) == (4, 4, 4)
    assert (row.departures, row.appointments, row.ceo_occupants_30d) == (1, 1, 3)
    assert row.level == "page"
    assert row.p_value is not None
    assert row.p_value < 1e-5
    assert row.expected is not None
    assert row.intensity == pytest.approx(4 / row.expected, rel=1e-4)


def test_the_second_change_of_the_chief_executive_pages_and_the_first_does_not() -> None:
    only_the_seat = dataclasses.replace(TURMOIL, transitions=tuple(each for each in TURMOIL.transitions if each.role == "ceo"))
    assert churn_on(FIRST, STARTUP, only_the_seat, covered()).level == "none"
    assert churn_on(FIRST + 3 * DAY, STARTUP, only_the_seat, covered()).level == "page"


@pytest.mark.parametrize("segment", list(TEAMS))
def test_a_pair_is_watched_once_it_goes_beyond_one_announcement(segment: str | None) -> None:
    pair = (ceo(FIRST, "ada", "bo"), Transition("cfo", "cfo", FIRST, FIRST, "di", "cy"))
    later = (pair[0], dataclasses.replace(pair[1], date=FIRST + DAY, announced_on=FIRST + DAY))
    coverage = Coverage({FIRST: 1.0, FIRST + DAY: 1.0})
    assert churn_on(FIRST, Company(TEAMS[segment]), History(pair, (), ()), coverage).level == "none"
    assert churn_on(FIRST + DAY, Company(TEAMS[segment]), History(later, (), ()), coverage).level == "watch"


def test_one_decision_that_changes_two_seats_is_no_burst() -> None:
    plan = History((ceo(FIRST, "ada", "bo"), Transition("cfo", "cfo", FIRST, FIRST, "bo", "cy")), (), ())
    row = churn_on(FIRST, STARTUP, plan, Coverage({FIRST: 1.0}))
    assert (row.transitions_7d, row.level) == (2, "none")


def test_decisions_join_changes_of_a_day_that_share_people() -> None:
    changes = [
        Transition("1", "ceo", FIRST, FIRST, "ada", "bo"),
        Transition("2", "cfo", FIRST, FIRST, "cy", "di"),
        Transition("3", "coo", FIRST, FIRST, "bo", "cy"),
        Transition("4", "cto", FIRST, FIRST, "eve", None),
        Transition("5", "board", FIRST, FIRST, None, None),
        Transition("6", "chair", LAST, LAST, "ada", None),
    ]
    assert decision_dates(changes) == [FIRST, FIRST, FIRST, LAST]


def test_a_page_needs_more_than_single_stories_of_little_confidence() -> None:
    unsure = tuple(dataclasses.replace(each, is_sure=False) for each in TURMOIL.transitions)
    row = churn_on(LAST, STARTUP, dataclasses.replace(TURMOIL, transitions=unsure), covered())
    assert (row.level, row.transitions_7d) == ("watch", 4)
    assert row.reason.endswith(HELD_BACK)
    mostly_sure = (*TURMOIL.transitions[:-1], unsure[-1])
    assert churn_on(LAST, STARTUP, dataclasses.replace(TURMOIL, transitions=mostly_sure), covered()).level == "page"


def test_too_little_coverage_is_null_and_never_zero() -> None:
    row = churn_on(LAST, STARTUP, TURMOIL, covered(0.49))
    assert (row.p_value, row.expected, row.intensity, row.level) == (None, None, None, None)
    assert row.transitions_7d == 4
    assert row.reason.startswith("Not judged")


def test_half_the_coverage_expects_half() -> None:
    full = churn_on(LAST, STARTUP, TURMOIL, Coverage({LAST: 1.0}))
    half = churn_on(LAST, STARTUP, TURMOIL, Coverage({LAST: 0.5}))
    assert half.expected == pytest.approx((full.expected or 0) / 2, rel=1e-5)


def test_windows_end_with_the_day_and_begin_six_days_before() -> None:
    history = quiet(FIRST)
    assert [churn_on(FIRST + offset * DAY, STARTUP, history, covered()).transitions_7d for offset in (-1, 0, 6, 7)] == [0, 1, 1, 0]


def test_a_restless_company_is_expected_to_be_restless() -> None:
    restless = quiet(*(LAST - offset * DAY for offset in range(100, 1000, 60)), LAST, LAST)
    calm = quiet(LAST, LAST)
    assert (churn_on(LAST, STARTUP, restless, covered()).p_value or 0) > (churn_on(LAST, STARTUP, calm, covered()).p_value or 1)


def test_a_burst_does_not_raise_the_rate_that_it_is_judged_by() -> None:
    alone = churn_on(LAST, STARTUP, quiet(LAST), covered())
    in_burst = churn_on(LAST, STARTUP, quiet(LAST - 89 * DAY, LAST - 40 * DAY, LAST), covered())
    assert in_burst.expected == alone.expected


def test_changes_of_unwatched_days_are_no_baseline() -> None:
    old = quiet(LAST - 300 * DAY, LAST - 200 * DAY, LAST)
    recent_coverage = covered(days=150)
    assert churn_on(LAST, STARTUP, old, recent_coverage).expected == churn_on(LAST, STARTUP, quiet(LAST), recent_coverage).expected


def test_exposure_is_seats_times_years_watched() -> None:
    row = churn_on(LAST, STARTUP, quiet(LAST), covered(days=100 + 90 + 365, until=LAST + 100 * DAY))
    assert row.seat_exposure_years == pytest.approx(sum(STARTUP.team.seats.values()) * 364 / 365, rel=1e-5)


def test_days_with_rows_reach_ninety_days_and_not_beyond_today() -> None:
    assert days_with_rows(quiet(FIRST), FIRST + 1000 * DAY) == {FIRST + offset * DAY for offset in range(90)}
    assert days_with_rows(quiet(FIRST), FIRST + 2 * DAY) == {FIRST, FIRST + DAY, FIRST + 2 * DAY}
    assert days_with_rows(quiet(FIRST), FIRST - DAY) == set()


def test_seats_tracked_or_seen_beyond_the_team_count_once() -> None:
    base = sum(UNKNOWN.seats.values())
    assert seat_count(UNKNOWN, ("ceo", "founder"), ("founder", "other", "board", "board")) == base + 2


def test_the_one_who_held_the_seat_before_is_an_occupant() -> None:
    changes = [ceo(FIRST - 300 * DAY, None, "ada"), ceo(FIRST, None, "bo")]
    assert ceo_occupants(changes, FIRST - 29 * DAY, FIRST) == {"ada", "bo"}
    assert ceo_occupants(changes, FIRST + DAY, FIRST + 30 * DAY) == {"bo"}
    assert ceo_occupants([ceo(FIRST - 300 * DAY, "ada", None)], FIRST, FIRST) == set()


def test_an_interim_chief_and_the_successor_named_with_him_are_one_change() -> None:
    changes = [ceo(FIRST, "ada", "bo"), dataclasses.replace(ceo(FIRST + 20 * DAY, "bo", "cy"), announced_on=FIRST)]
    assert ceo_changes(changes, FIRST, FIRST + 29 * DAY) == 1
    assert ceo_changes([*changes, ceo(FIRST + 21 * DAY, "cy", "di")], FIRST, FIRST + 29 * DAY) == 2


def test_co_chiefs_named_together_are_one_change() -> None:
    changes = [ceo(FIRST, "ada", "bo"), ceo(FIRST, None, "cy"), dataclasses.replace(ceo(FIRST - DAY, "x", "y"), role="cfo")]
    assert ceo_changes(changes, FIRST - 29 * DAY, FIRST) == 1
