"""When a feed is polled next, and what state it is in: a pure decision on its state, the outcome and the clock.

The interval follows the feed's own rhythm: shorter after news, longer without, between ten minutes and a day. Failures
wait twice as long each time. A feed that says 410 is never asked again; what a server asks for (Retry-After) is kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

MIN_MINUTES, MAX_MINUTES = 10, 1440
FASTER, SLOWER = 0.5, 1.5
HARD_STATUSES = frozenset({400, 401, 402, 403, 404, 405, 406, 451})
"""Answers that mean it: asking again soon won't help."""
HARD_KINDS = frozenset({"refused_address", "robots", "opt_out"})
"""What we are not to fetch; a robots.txt out of reach (`robots_unreachable`) is a passing matter."""
SILENT = "silent"
FAILING_AFTER = 3
"""Failures in a row from which a feed counts as failing."""


@dataclass(frozen=True, slots=True)
class PollState:
    """What is known of a feed between two polls; the columns of `raw.feed_state`."""

    state: str
    reason: str | None
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    last_attempt_at: dt.datetime | None
    last_success_at: dt.datetime | None
    next_due_at: dt.datetime | None
    interval_minutes: int
    consecutive_failures: int
    redirected_to: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a poll ended: `kind` is ok, unchanged, http_error or the reason of a `FetchError`."""

    kind: str
    status: int | None = None
    error: str | None = None
    body_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    retry_seconds: float | None = None


def new_state(cadence_minutes: int) -> PollState:
    """The state of a feed that was never polled."""
    return PollState("new", None, None, None, None, None, None, None, cadence_minutes, 0, None)


def is_due(state: PollState, now: dt.datetime) -> bool:
    """Whether the feed may be polled at `now`."""
    return state.state != "gone" and (state.next_due_at is None or state.next_due_at <= now)


def next_state(state: PollState, outcome: Outcome, now: dt.datetime) -> PollState:
    """The state after a poll at `now`."""
    if outcome.kind in ("ok", "unchanged"):
        return _after_success(state, outcome, now)
    return _after_failure(replace(state, last_attempt_at=now), outcome, now)


def _after_success(state: PollState, outcome: Outcome, now: dt.datetime) -> PollState:
    has_news = outcome.kind == "ok"
    minutes = _clamp(state.interval_minutes * (FASTER if has_news else SLOWER))
    return replace(
        state,
        # Only what it brings ends a feed's silence, and that is known after the parse.
        state=state.state if state.state == SILENT else outcome.kind,
        reason=state.reason if state.state == SILENT else None,
        etag=outcome.etag if has_news else outcome.etag or state.etag,
        last_modified=outcome.last_modified if has_news else outcome.last_modified or state.last_modified,
        body_sha256=outcome.body_sha256 or state.body_sha256,
        last_attempt_at=now,
        last_success_at=now,
        next_due_at=_due(now, minutes, outcome),
        interval_minutes=minutes,
        consecutive_failures=0,
        redirected_to=outcome.moved_to or state.redirected_to,
    )


def _after_failure(state: PollState, outcome: Outcome, now: dt.datetime) -> PollState:
    failures = state.consecutive_failures + 1
    if outcome.status == 410:
        return replace(state, state="gone", reason=outcome.error, next_due_at=None, consecutive_failures=failures)
    is_hard = outcome.status in HARD_STATUSES or outcome.kind in HARD_KINDS
    minutes = _clamp(state.interval_minutes * 2 ** min(failures + 2 * is_hard, 10))
    name = "blocked" if is_hard else "failing" if failures >= FAILING_AFTER else "soft_failing"
    return replace(
        state,
        state=name,
        reason=outcome.error,
        next_due_at=_due(now, minutes, outcome),
        consecutive_failures=failures,
        # A move that led nowhere is forgotten: the feed may be back where it was.
        redirected_to=state.redirected_to if failures < FAILING_AFTER else None,
    )


def _due(now: dt.datetime, minutes: int, outcome: Outcome) -> dt.datetime:
    asked = dt.timedelta(seconds=min(outcome.retry_seconds or 0.0, MAX_MINUTES * 60))
    return now + max(dt.timedelta(minutes=minutes), asked)


def _clamp(minutes: float) -> int:
    return int(min(max(minutes, MIN_MINUTES), MAX_MINUTES))
