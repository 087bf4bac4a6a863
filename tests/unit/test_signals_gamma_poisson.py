"""The negative-binomial tail against sums done another way, and the update of the belief."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.signals.gamma_poisson import (
    CEO_SUCCESSIONS_A_YEAR,
    GammaRate,
    posterior,
    prior,
    tail,
    tail_with_followers,
)

SHAPES = st.floats(0.3, 20)
RATES = st.floats(0.1, 200)
YEARS = st.floats(0.001, 20)


def test_the_prior_has_the_mean_of_chief_executives() -> None:
    assert prior(0.6).mean == pytest.approx(CEO_SUCCESSIONS_A_YEAR)


def test_the_posterior_moves_towards_the_companys_own_rate() -> None:
    assert posterior(prior(0.5), 6, 30.0).mean == pytest.approx(6.5 / (0.5 / 0.11 + 30))


def test_nothing_is_certain_and_no_exposure_allows_nothing() -> None:
    assert tail(prior(0.5), 0, 1.0) == 1.0
    assert tail(prior(0.5), 1, 0.0) == 0.0


def test_shape_one_is_the_geometric_distribution() -> None:
    assert tail(GammaRate(1.0, 3.0), 4, 1.0) == pytest.approx(0.25**4)


def test_a_large_shape_is_the_poisson_distribution() -> None:
    poisson = 1 - math.exp(-2) * (1 + 2 + 2)
    assert tail(GammaRate(1e7, 1e7), 3, 2.0) == pytest.approx(poisson, rel=1e-5)


def test_a_tail_too_small_for_subtraction_keeps_its_figures() -> None:
    assert tail(GammaRate(1.0, 999.0), 6, 1.0) == pytest.approx(1e-18, rel=1e-9)


@given(SHAPES, RATES, YEARS, st.integers(1, 12))
def test_more_is_less_likely_and_longer_is_more_likely(shape: float, rate: float, years: float, count: int) -> None:
    belief = GammaRate(shape, rate)
    chance = tail(belief, count, years)
    assert 0 <= chance <= 1
    assert tail(belief, count + 1, years) <= chance * (1 + 1e-9) + 1e-12
    assert tail(belief, count, years * 2) >= chance * (1 - 1e-9) - 1e-12


@given(SHAPES, RATES, YEARS, st.integers(0, 8))
def test_followers_make_a_burst_more_likely(shape: float, rate: float, years: float, count: int) -> None:
    belief = GammaRate(shape, rate)
    assert tail_with_followers(belief, count, years, 0.0) == pytest.approx(tail(belief, count, years), abs=1e-12)
    assert tail_with_followers(belief, count, years, 0.3) >= tail(belief, count, years)


def test_a_pair_where_each_change_pulls_one_along_is_as_likely_as_a_change() -> None:
    belief = GammaRate(1.0, 9.0)
    assert tail_with_followers(belief, 2, 1.0, 1.0) == pytest.approx(tail(belief, 1, 1.0))
    assert tail_with_followers(belief, 2, 0.0, 1.0) == 0.0
