"""From a probability to a level, and to words."""

from __future__ import annotations

from dataclasses import dataclass

from etl.signals.coverage import LEAST
from etl.types import Level

PAGE_BELOW = 0.001
WATCH_BELOW = 0.01
LEAST_DECISIONS = 2
LEAST_ANNOUNCEMENTS = 2
HELD_BACK = "Held at watch: part of it rests on single stories that were read without much confidence."
CEO_CHANGES_THAT_PAGE = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """The window that is least explained by chance, and the chief executive's seat in 30 days."""

    window_days: int
    decisions: int
    expected: float
    p_value: float
    p_with_followers: float
    """The same, allowing for changes that pull others along; smallest over the windows."""
    announcements: int
    """Days on which the changes were announced."""
    ceo_changes: int
    ceo_occupants: int


def level(finding: Finding) -> Level:
    """`page` and `watch` need two decisions; two changes of the chief executive in 30 days always page.

    For a page the burst must stay improbable when changes pull others along, and go beyond one day's announcement: a
    reshuffle is worth a look, not a night's sleep.
    """
    if finding.ceo_changes >= CEO_CHANGES_THAT_PAGE:
        return "page"
    if finding.decisions < LEAST_DECISIONS:
        return "none"
    if finding.p_with_followers < PAGE_BELOW and finding.announcements >= LEAST_ANNOUNCEMENTS:
        return "page"
    return "watch" if finding.p_value < WATCH_BELOW else "none"


def reason(finding: Finding) -> str:
    """The numbers in words."""
    if finding.decisions == 0:
        return "No seat changed hands in 90 days."
    noun = "decision" if finding.decisions == 1 else "decisions"
    words = (
        f"{finding.decisions} {noun} to change a seat in {finding.window_days} days where {_rounded(finding.expected)} were to be "
        f"expected; {odds(finding.p_value)}."
    )
    return words + _ceo_words(finding)


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
