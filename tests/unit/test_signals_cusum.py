"""The slow burst: which stretch it takes, and what it is worth."""

from __future__ import annotations

import datetime as dt
import math

from hypothesis import given
from hypothesis import strategies as st

from etl.signals.cusum import FACTOR, LEAST_DECISIONS, strongest_run
from etl.signals.exposure import RECENT
from etl.signals.gamma_poisson import GammaRate, posterior, prior

TODAY = dt.date(2023, 11, 20)
DAY = dt.timedelta(days=1)
STEADY = posterior(prior(0.5), 3, 30.0)


def seats(days: int) -> float:
    """Ten seats, all of which can be read of."""
    return 10 * days / 365


def ago(*days: int) -> list[dt.date]:
    return sorted(TODAY - number * DAY for number in days)


def negative_binomial(rate: GammaRate, count: int, exposure: float) -> float:
    """Log-probability of `count`, without what does not depend on the exposure."""
    return rate.shape * math.log(rate.rate / (rate.rate + exposure)) + count * math.log(exposure / (rate.rate + exposure))


def test_the_value_is_the_ratio_of_two_negative_binomials() -> None:
    run = strongest_run(STEADY, ago(50, 20, 0), TODAY, seats)
    assert run is not None
    assert (run.since, run.decisions) == (TODAY - 50 * DAY, 3)
    ratio = negative_binomial(STEADY, 3, FACTOR * seats(51)) - negative_binomial(STEADY, 3, seats(51))
    assert math.isclose(run.value, ratio)  # no gap is so short that one may have pulled the next along
    assert math.isclose(run.expected, STEADY.mean * seats(51))


def test_three_in_two_months_are_a_slow_burst_and_three_in_a_quarter_of_a_busy_company_are_none() -> None:
    slow = strongest_run(STEADY, ago(55, 30, 0), TODAY, seats)
    assert slow is not None
    assert slow.is_alarm
    busy = strongest_run(posterior(prior(0.5), 40, 30.0), ago(85, 30, 0), TODAY, seats)
    assert busy is not None
    assert not busy.is_alarm


def test_two_decisions_are_never_one() -> None:
    run = strongest_run(STEADY, ago(1, 0), TODAY, seats)
    assert run is not None
    assert run.value > 2
    assert not run.is_alarm


def test_what_may_have_been_pulled_along_counts_less() -> None:
    values = [run.value for run in (strongest_run(STEADY, ago(60, 40, gap), TODAY, seats) for gap in (29, 30, 40)) if run]
    assert values[0] > values[1] > values[2]


def test_an_alarm_is_taken_over_a_stronger_pair() -> None:
    run = strongest_run(STEADY, ago(30, 1, 0), TODAY, seats)
    assert run is not None
    assert run.decisions == LEAST_DECISIONS


def test_the_baseline_and_the_future_are_left_out() -> None:
    assert strongest_run(STEADY, [TODAY - RECENT, TODAY + DAY], TODAY, seats) is None
    assert strongest_run(STEADY, [], TODAY, seats) is None


@given(st.lists(st.integers(11, 89), min_size=1, max_size=8), st.integers(0, 30))
def test_a_quiet_day_never_strengthens(days: list[int], later: int) -> None:
    now = strongest_run(STEADY, ago(*days), TODAY, seats)
    after = strongest_run(STEADY, ago(*days), TODAY + later * DAY, seats)
    assert now is not None
    if after is not None and after.decisions == now.decisions:
        assert after.value <= now.value + 1e-9
