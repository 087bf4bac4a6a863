"""Whether a feed says nothing though it should: three times its usual gap without a new item, at least a day.

The usual gap is the median of the times between its last polls that brought something new. A feed that does not show
a rhythm yet, and every other one at least, is given the hours that its entry in the catalogue grants.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

PATIENCE = 3
LEAST = dt.timedelta(days=1)
ARRIVALS = 21
"""Polls with news that are looked at: enough for a median, and the rhythm of today rather than of last year."""
ENOUGH = 3
"""Gaps that make a rhythm."""


def usual_gap(arrivals: Sequence[dt.datetime]) -> dt.timedelta | None:
    """Median of the gaps between the times at which news came, latest first; None for too few."""
    seconds = [(later - earlier).total_seconds() for later, earlier in pairwise(arrivals)]
    return dt.timedelta(seconds=median(seconds)) if len(seconds) >= ENOUGH else None


def longest_wait(arrivals: Sequence[dt.datetime], granted: dt.timedelta) -> dt.timedelta:
    """How long the feed may say nothing."""
    return max(LEAST, granted, PATIENCE * (usual_gap(arrivals) or dt.timedelta()))


def why_silent(
    arrivals: Sequence[dt.datetime], registered_at: dt.datetime, granted: dt.timedelta, now: dt.datetime
) -> str | None:
    """Why the feed counts as silent at `now`, in words; None if it doesn't. All times are aware, `arrivals` latest first."""
    last = arrivals[0] if arrivals else registered_at
    wait = longest_wait(arrivals, granted)
    if now - last <= wait:
        return None
    since = f"no new item since {last:%Y-%m-%d %H:%M} UTC" if arrivals else "no item at all so far"
    return f"{since}, expected within {_hours(wait)}"


def _hours(span: dt.timedelta) -> str:
    return f"{span / dt.timedelta(hours=1):.0f} hours"
