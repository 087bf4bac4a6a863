"""The Gamma-Poisson model of seat transitions: a rate a seat and year that differs between companies.

The rate of one company is drawn from a Gamma prior; given the rate, transitions are Poisson. So the rate given the
company's own history is Gamma again, and the count in a new window is negative binomial (Gelman et al., Bayesian Data
Analysis, 3rd ed., section 2.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

CEO_SUCCESSIONS_A_YEAR = 0.11
"""CEO succession in the large US indices ran at 10.9 to 11.1 % a year."""
FOLLOWER_CHANCE = 0.04
"""How often one change pulls another one along: set so that the simulation pages 0.02 times a company-year at most."""
SMALLEST_TERM = 1e-18
CANCELLATION = 1e-6


@dataclass(frozen=True, slots=True)
class GammaRate:
    """Belief about the transitions a seat and year: Gamma with `shape` and `rate` (seat-years)."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Expected transitions a seat and year."""
        return self.shape / self.rate


def prior(shape: float, mean: float = CEO_SUCCESSIONS_A_YEAR) -> GammaRate:
    """The belief before a company has a history; a smaller `shape` lets companies differ more."""
    return GammaRate(shape, shape / mean)


def posterior(belief: GammaRate, transitions: int, seat_years: float) -> GammaRate:
    """The belief after `transitions` were seen in `seat_years` of exposure."""
    return GammaRate(belief.shape + transitions, belief.rate + seat_years)


def tail(belief: GammaRate, count: int, seat_years: float) -> float:
    """Probability of `count` or more transitions in `seat_years` of new exposure."""
    if count <= 0:
        return 1.0
    if seat_years <= 0:
        return 0.0
    success = belief.rate / (belief.rate + seat_years)
    below = math.fsum(_mass(belief.shape, success, number) for number in range(count))
    return 1.0 - below if 1.0 - below > CANCELLATION else _sum_upward(belief.shape, success, count)


def tail_with_followers(belief: GammaRate, count: int, seat_years: float, chance: float) -> float:
    """Probability of `count` or more where each transition pulls another one along with the given `chance`.

    A new chief executive brings a finance chief: such pairs come more often than independent changes would.
    """
    if count <= 0 or seat_years <= 0:
        return tail(belief, count, seat_years)
    success = belief.rate / (belief.rate + seat_years)
    few = (
        _mass(belief.shape, success, number) * _at_most(count - 1 - number, number, chance) for number in range(count)
    )
    return max(tail(belief, count, seat_years), 1.0 - math.fsum(few))


def _at_most(most: int, trials: int, chance: float) -> float:
    """Probability of `most` or fewer successes in so many independent trials."""
    return math.fsum(
        math.comb(trials, number) * chance**number * (1 - chance) ** (trials - number) for number in range(min(most, trials) + 1)
    )


def _mass(shape: float, success: float, number: int) -> float:
    """Probability of exactly `number` under the negative binomial with real-valued `shape`."""
    choose = math.lgamma(shape + number) - math.lgamma(shape) - math.lgamma(number + 1)
    return math.exp(choose + shape * math.log(success) + number * math.log1p(-success))


def _sum_upward(shape: float, success: float, count: int) -> float:
    """The upper tail term by term, for tails so small that one minus the rest would be noise."""
    term = _mass(shape, success, count)
    total, number = 0.0, count
    while term > total * SMALLEST_TERM:
        total += term
        term *= (1 - success) * (shape + number) / (number + 1)
        number += 1
    return total
