"""Slow bursts: a negative-binomial CUSUM, which takes the change-point that speaks most for a raised rate.

At each decision of the last months the question is put anew: had the company's rate been `FACTOR` times its own from then on,
how much likelier would be what has followed? Both counts are negative binomial, as the company's own rate is only known as a
Gamma (Höhle & Paul 2008, Count data regression charts for the monitoring of surveillance time series, CSDA 52:4357-4368; the
maximum over the change-point is Page's CUSUM, in the form of Lorden 1971). A window is not chosen beforehand, so that three
decisions in two months are found that no window of the scan fits. A decision that follows another within days is discounted:
one change pulls others along at the usual rate too.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etl.signals.exposure import RECENT
from etl.signals.gamma_poisson import FOLLOWER_CHANCE, GammaRate

FACTOR = 24.0
"""How many times its usual rate a burst runs at; with the threshold the best of the seeds of the simulation that are for fitting."""
THRESHOLD = 3.3
FOLLOWER_DAYS = 10
"""For so many days after a decision another one may be its consequence."""
LEAST_DECISIONS = 3
"""Two decisions are the scan's to judge: how far apart they lie says all there is."""


@dataclass(frozen=True, slots=True)
class Run:
    """The stretch of days up to now that speaks most for a raised rate; `value` is its log-likelihood ratio."""

    value: float
    since: dt.date
    decisions: int
    expected: float

    @property
    def is_alarm(self) -> bool:
        """Whether it is a slow burst."""
        return self.decisions >= LEAST_DECISIONS and self.value >= THRESHOLD


def strongest_run(
    rate: GammaRate, decisions: Sequence[dt.date], day: dt.date, seat_years: Callable[[int], float]
) -> Run | None:
    """The strongest run that ends on `day`; null without a decision in the days that the baseline leaves out.

    `decisions` are in order; `seat_years` gives the exposure of so many days.
    """
    recent = [date for date in decisions if day - RECENT < date <= day]
    a_day = rate.mean * seat_years(1)
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(recent)]
    runs = (
        _run(rate, since, len(recent) - place, seat_years((day - since).days + 1), sum(_discount(gap, a_day) for gap in gaps[place:]))
        for place, since in enumerate(recent)
    )
    return max(runs, key=lambda run: (run.decisions >= LEAST_DECISIONS, run.value), default=None)


def _run(rate: GammaRate, since: dt.date, decisions: int, exposure: float, discount: float) -> Run:
    shrinkage = math.log((rate.rate + FACTOR * exposure) / (rate.rate + exposure))
    value = decisions * math.log(FACTOR) - (rate.shape + decisions) * shrinkage - discount
    return Run(value=value, since=since, decisions=decisions, expected=rate.mean * exposure)


def _discount(gap: int, a_day: float) -> float:
    """What a decision so many days after the one before says less, as it may have been pulled along by it.

    Followers come while the rate is the usual one too: most at once, the others spread over the days.
    """
    if gap > FOLLOWER_DAYS:
        return 0.0
    pulled = FOLLOWER_CHANCE if gap == 0 else FOLLOWER_CHANCE / FOLLOWER_DAYS
    return math.log(FACTOR) - math.log((FACTOR * a_day + pulled) / (a_day + pulled))
