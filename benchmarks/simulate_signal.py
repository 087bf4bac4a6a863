"""Simulate companies whose seats change hands, and count what each detector makes of it.

    python benchmarks/simulate_signal.py [--companies 3000] [--seed 20231117]

The background: seats change at rates that differ between companies; one change may pull others along (bundles); and for
some days the feeds can't be read (outages). No company is in trouble, so every alarm is a false one. Into other companies
bursts are put: so many extra changes within so many days. Printed are false alarms a company-year, the share of bursts
found, and the days from the change that made it a burst (the second one) to the alarm.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from etl.signals.churn import Company, churn_on
from etl.signals.coverage import Coverage
from etl.signals.exposure import TEAMS
from etl.signals.gamma_poisson import posterior
from etl.signals.records import History, Transition

START = dt.date(2020, 1, 1)
HISTORY_DAYS = 3 * 365 + 90
YEAR = 365
DAYS = HISTORY_DAYS + YEAR
QUIET_DAYS = 30
SEGMENTS = ("large", "mid", "small", "startup", "unit")
SHARES = (0.2, 0.25, 0.25, 0.2, 0.1)
ROLES = ("ceo", "chair", "president", "cfo", "coo", "cto", "cxo", "board", "head")
RATE_SHAPE, RATE_MEAN = 1.0, 0.11
"""True rate a seat and year between companies: Gamma with this shape and mean, wider than a Poisson model would have it."""
BUNDLE_CHANCE, BUNDLE_DAYS = 0.1, 10
"""A change pulls another one along with this chance: half of these on the same day, the others within so many days."""
SAME_PERSON = 0.7
"""So many of those of the same day have a person in common: who gives up two posts, or moves up and is replaced."""
OUTAGES_A_YEAR, OUTAGE_DAYS, OUTAGE_COVERAGE = 4, 3, 0.3
BURSTS = ((2, 5), (3, 5), (3, 14), (3, 60), (4, 90))
CUSUM_FACTOR, CUSUM_THRESHOLD = 8.0, 4.2
FOUND_WITHIN = 3
"""An alarm counts for a burst up to so many days after its last change."""


@dataclass(frozen=True)
class Sample:
    """One company: its kind and the days and roles of its changes, in order of time."""

    segment: str
    days: np.ndarray
    roles: tuple[str, ...]
    plans: tuple[int, ...]
    """Changes of the same number are one decision: they have a person in common."""


def simulate(segment: str, rng: np.random.Generator) -> Sample:
    """A company of the background."""
    seats = [role for role, number in TEAMS[segment].seats.items() for _ in range(number)]
    rate = rng.gamma(RATE_SHAPE, RATE_MEAN / RATE_SHAPE) / (1 + BUNDLE_CHANCE)
    first = rng.integers(0, DAYS, rng.poisson(rate * len(seats) * DAYS / YEAR))
    pulling = np.flatnonzero(rng.random(len(first)) < BUNDLE_CHANCE)
    later = np.where(rng.random(len(pulling)) < 0.5, 0, rng.integers(1, BUNDLE_DAYS + 1, len(pulling)))
    is_same_plan = (later == 0) & (rng.random(len(pulling)) < SAME_PERSON)
    days = np.concatenate([first, first[pulling] + later])
    plans = np.concatenate([np.arange(len(first)), np.where(is_same_plan, pulling, len(first) + np.arange(len(pulling)))])
    order = [place for place in np.argsort(days, kind="stable") if days[place] < DAYS]
    return Sample(segment, days[order], tuple(rng.choice(seats, len(order))), tuple(plans[order].tolist()))


def with_burst(sample: Sample, number: int, span: int, rng: np.random.Generator) -> tuple[Sample, np.ndarray]:
    """The company with `number` changes more within `span` days of the last year; also their days."""
    start = int(rng.integers(HISTORY_DAYS, DAYS - 120))
    extra = np.sort(start + np.concatenate([[0, span - 1], rng.integers(0, span, number - 2)]))
    days = np.concatenate([sample.days, extra])
    order = np.argsort(days, kind="stable")
    roles = sample.roles + tuple(rng.choice(["cfo", "cto", "board", "chair"], number))
    plans = sample.plans + tuple(-1 - place for place in range(number))
    return Sample(sample.segment, days[order], tuple(roles[place] for place in order), tuple(plans[place] for place in order)), extra


def coverages(rng: np.random.Generator) -> Coverage:
    """Full coverage but for the outages."""
    shares = np.ones(DAYS)
    for start in rng.integers(0, DAYS - OUTAGE_DAYS, OUTAGES_A_YEAR * DAYS // YEAR):
        shares[start : start + OUTAGE_DAYS] = OUTAGE_COVERAGE
    return Coverage({START + dt.timedelta(days=day): float(share) for day, share in enumerate(shares)})


def gamma_poisson(levels: Sequence[str]) -> Callable[[Sample, Coverage], list[int]]:
    """Days of the last year on which the project's own signal reaches one of the levels."""

    def detect(sample: Sample, coverage: Coverage) -> list[int]:
        changes = tuple(
            Transition(str(number), role, (date := START + dt.timedelta(days=int(day))), date, None, f"person {plan}")
            for number, (day, role, plan) in enumerate(zip(sample.days, sample.roles, sample.plans))
        )
        company, history = Company(TEAMS[sample.segment]), History(changes, (), ())
        # A probability falls on days of change only, and on the days after an outage in which one was missed.
        candidates = {int(day) + wait for day in sample.days for wait in range(OUTAGE_DAYS + 1)}
        return [
            day
            for day in sorted(candidates)
            if HISTORY_DAYS <= day < DAYS
            and churn_on(START + dt.timedelta(days=day), company, history, coverage).level in levels
        ]

    return detect


def z_score(sample: Sample, coverage: Coverage) -> list[int]:
    """Days on which the count of 30 days lies more than three standard deviations over its mean of three years."""
    daily = np.bincount(sample.days, minlength=DAYS).astype(float)
    window = np.convolve(daily, np.ones(30))[:DAYS]
    found = []
    for day in np.unique(np.concatenate([sample.days[sample.days >= HISTORY_DAYS], []]).astype(int)):
        past = window[day - HISTORY_DAYS + 90 : day - 89]
        if window[day] > past.mean() + 3 * max(past.std(), 1e-9):
            found.append(int(day))
    return found


def ears(sample: Sample, coverage: Coverage) -> list[int]:
    """EARS C2 (Hutwagner et al. 2003): three standard deviations over the seven days that end three days before."""
    daily = np.bincount(sample.days, minlength=DAYS).astype(float)
    found = []
    for day in np.unique(sample.days[sample.days >= HISTORY_DAYS]):
        past = daily[day - 9 : day - 2]
        if daily[day] > past.mean() + 3 * max(past.std(ddof=1), 0.2):
            found.append(int(day))
    return found


def cusum(sample: Sample, coverage: Coverage) -> list[int]:
    """Cumulated log-likelihood ratio of a rate `CUSUM_FACTOR` times the company's own against its own (Poisson CUSUM).

    Its own rate is the posterior mean of the project's model; each change adds, each covered day takes away.
    """
    team = TEAMS[sample.segment]
    seats = sum(team.seats.values())
    start, first = START, START + dt.timedelta(days=HISTORY_DAYS - 90)
    rate = seats * posterior(team.prior, int((sample.days < HISTORY_DAYS - 90).sum()), seats * coverage.years(start, first)).mean
    total, last, found = 0.0, first, []
    for day in sample.days[sample.days >= HISTORY_DAYS - 90]:
        date = START + dt.timedelta(days=int(day))
        total = max(0.0, total - rate * (CUSUM_FACTOR - 1) * coverage.years(last, date)) + np.log(CUSUM_FACTOR)
        last = date
        if total >= CUSUM_THRESHOLD and day >= HISTORY_DAYS:
            found.append(int(day))
    return found


def episodes(days: Sequence[int]) -> Iterator[int]:
    """First days of runs of alarms that no quiet month parts."""
    last = -QUIET_DAYS - 1
    for day in days:
        if day - last > QUIET_DAYS:
            yield day
        last = day


DETECTORS: dict[str, Callable[[Sample, Coverage], list[int]]] = {
    "Gamma-Poisson, page": gamma_poisson(("page",)),
    "Gamma-Poisson, watch or page": gamma_poisson(("watch", "page")),
    "CUSUM": cusum,
    "z-score over 3": z_score,
    "EARS C2": ears,
}


def main() -> None:
    """Run the simulation and print its two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=20231117)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    coverage = coverages(rng)
    background = [simulate(str(segment), rng) for segment in rng.choice(SEGMENTS, options.companies, p=SHARES)]
    changes = sum(int((sample.days >= HISTORY_DAYS).sum()) for sample in background)
    print(f"{options.companies} companies over a year, {changes / options.companies:.2f} changes a company; seed {options.seed}\n")
    print(f"{'detector':<32}{'false alarms a company-year':>28}")
    for name, detect in DETECTORS.items():
        alarms = sum(1 for sample in background for _ in episodes(detect(sample, coverage)))
        print(f"{name:<32}{alarms / options.companies:>28.3f}")
    print(f"\n{'detector':<32}" + "".join(f"{f'{number} in {span} days':>22}" for number, span in BURSTS))
    print_bursts(background, coverage, rng)


def print_bursts(background: Sequence[Sample], coverage: Coverage, rng: np.random.Generator) -> None:
    """The share of bursts found by each detector, and the mean delay of the alarm in days."""
    tests = [[with_burst(sample, number, span, rng) for sample in background[:1000]] for number, span in BURSTS]
    for name, detect in DETECTORS.items():
        cells = []
        for group in tests:
            delays = [delay for sample, extra in group if (delay := _delay(detect(sample, coverage), extra)) is not None]
            cells.append(f"{len(delays) / len(group):>10.0%} {np.mean(delays) if delays else float('nan'):>6.1f} days")
        print(f"{name:<32}" + "".join(f"{cell:>22}" for cell in cells))


def _delay(alarms: Sequence[int], extra: np.ndarray) -> int | None:
    """Days from the second change of the burst to the first alarm in it; null if there is none."""
    inside = [day for day in alarms if extra[0] <= day <= extra[-1] + FOUND_WITHIN]
    return max(0, inside[0] - int(extra[1])) if inside else None


if __name__ == "__main__":
    main()
