"""From a probability to a level, and to words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from etl.signals.coverage import LEAST
from etl.signals.cusum import FACTOR, Run
from etl.types import Level

PAGE_BELOW = 0.001
WATCH_BELOW = 0.01
LEAST_DECISIONS = 2
LEAST_ANNOUNCEMENTS = 2
"""What is announced on one day is one reshuffle, however many seats it changes."""
HELD_BACK = "Held at watch: part of it rests on single stories that were read without much confidence."
CEO_CHANGES_THAT_PAGE = 2


@dataclass(frozen=True, slots=True)
class Window:
    """The decisions of so many days up to now; `p_value` allows for the choice among the windows."""

    days: int
    decisions: int
    expected: float
    p_value: float
    announcements: int
    """Days on which they were announced."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The window that is least explained by chance, the last week, the slow burst, the chief executive's seat in 30 days."""

    window: Window
    week: Window
    p_with_followers: float
    """Allowing for changes that pull others along; smallest over the windows."""
    run: Run | None
    ceo_changes: int
    ceo_occupants: int


def level(finding: Finding) -> Level:
    """`page`, `watch` or `none`; two changes of the chief executive in 30 days always page.

    For a page the burst must stay improbable when changes pull others along, and go beyond one day's announcement. A watch
    is a burst within a week, or a slow one that the CUSUM finds: two decisions further apart are what chance does anyway.
    """
    window = finding.window
    if finding.ceo_changes >= CEO_CHANGES_THAT_PAGE:
        return "page"
    if (
        window.decisions >= LEAST_DECISIONS
        and finding.p_with_followers < PAGE_BELOW
        and window.announcements >= LEAST_ANNOUNCEMENTS
    ):
        return "page"
    is_slow_burst = finding.run is not None and finding.run.is_alarm
    return "watch" if _is_burst(finding.week) or is_slow_burst else "none"


def _is_burst(week: Window) -> bool:
    return week.decisions >= LEAST_DECISIONS and week.p_value < WATCH_BELOW and week.announcements >= LEAST_ANNOUNCEMENTS


def reason(finding: Finding) -> str:
    """The numbers in words."""
    window = finding.window
    if window.decisions == 0:
        return "No seat changed hands in 90 days."
    words = (
        f"{_counted(window.decisions)} to change a seat in {window.days} days where {_rounded(window.expected)} were to be "
        f"expected; {odds(window.p_value)}."
    )
    return words + _run_words(finding.run) + _ceo_words(finding)


def gap_reason(coverage: float) -> str:
    """Why a day is not judged."""
    return f"Not judged: {coverage:.0%} of the feeds could be read on this day, and {LEAST:.0%} are needed."


def odds(p_value: float) -> str:
    """A probability as a reader takes it in."""
    if p_value >= 0.1:
        return "that is nothing unusual"
    if p_value < 1e-6:
        return "chance alone does that to less than one in a million such companies"
    return f"chance alone does that to about one in {_two_figures(1 / p_value):,} such companies"


def _run_words(run: Run | None) -> str:
    if run is None or not run.is_alarm:
        return ""
    return (
        f" A slow burst since {run.since}: {_counted(run.decisions)} where {_rounded(run.expected)} were to be expected, "
        f"{_two_figures(math.exp(run.value))} times likelier at {FACTOR:.0f} times the company's own rate."
    )


def _counted(decisions: int) -> str:
    return f"{decisions} decision" if decisions == 1 else f"{decisions} decisions"


def _ceo_words(finding: Finding) -> str:
    if finding.ceo_changes < CEO_CHANGES_THAT_PAGE:
        return ""
    return (
        f" The chief executive's seat changed hands {finding.ceo_changes} times in 30 days; "
        f"{finding.ceo_occupants} people held it."
    )


def _rounded(number: float) -> str:
    return f"{number:.2g}" if number < 10 else f"{number:.0f}"


def _two_figures(number: float) -> int:
    return int(float(f"{number:.2g}"))
