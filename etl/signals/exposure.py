"""How many seats a company has whose change would make news, and over what time its usual rate is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from etl.signals.gamma_poisson import GammaRate, prior

BASELINE = dt.timedelta(days=3 * 365)
RECENT = dt.timedelta(days=90)
"""Left out of the baseline, so that a burst does not raise the rate that it is judged by."""


@dataclass(frozen=True, slots=True)
class Team:
    """The seats of a kind of company by role, and how much its companies differ (shape of the prior)."""

    seats: Mapping[str, int]
    shape: float

    @property
    def prior(self) -> GammaRate:
        """Belief about the rate of one seat before anything is known of the company."""
        return prior(self.shape)


UNKNOWN = Team({"ceo": 1, "chair": 1, "president": 1, "cfo": 1, "coo": 1, "cto": 1, "cxo": 1, "board": 3}, 0.5)
TEAMS: Mapping[str | None, Team] = {
    None: UNKNOWN,
    "large": Team({"ceo": 1, "chair": 1, "president": 1, "cfo": 1, "coo": 1, "cto": 1, "cxo": 3, "board": 6, "head": 4}, 0.8),
    "mid": Team({"ceo": 1, "chair": 1, "president": 1, "cfo": 1, "coo": 1, "cto": 1, "cxo": 2, "board": 4, "head": 2}, 0.7),
    "small": UNKNOWN,
    "startup": Team({"ceo": 1, "chair": 1, "president": 1, "cfo": 1, "coo": 1, "cto": 1, "cxo": 1, "board": 2}, 0.5),
    "unit": Team({"ceo": 1, "president": 1, "cfo": 1, "coo": 1, "cto": 1, "cxo": 1, "board": 1, "head": 1}, 0.5),
}
"""Seats whose changes reach the news, by the catalogue's segment; nobody reports on every seat of a small company."""


def team_of(segment: str | None, is_listed: bool) -> Team:
    """The team of a company; only listed ones must tell of their boards, so that of others half as many changes are heard of."""
    team = TEAMS[segment]
    if is_listed or segment not in ("large", "mid"):
        return team
    return replace(team, seats={**team.seats, "board": team.seats["board"] // 2})


def seat_count(team: Team, tracked: Iterable[str], seen: Iterable[str]) -> int:
    """Seats of a company: its team's, and one for each role tracked or seen besides."""
    return sum(team.seats.values()) + len((set(tracked) | set(seen)) - set(team.seats))
