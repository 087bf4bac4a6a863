"""Tells the channels of feeds that bring nothing, once when that begins and once when it is over.

Not of feeds on this machine: recorded days are replayed from them, and the past wakes nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator
from typing import Any

LOOKBACK = dt.timedelta(days=7)
"""What lay in no outbox for so long is told no more."""


def deliveries(alert: Any, targets: Collection[str], now: dt.datetime) -> list[dict[str, Any]]:
    """A row of the outbox for each channel and each end of the alert that came lately; twice the same has one id."""
    return [
        _delivery(alert, kind, at, target, now)
        for kind, at in _moments(alert)
        if now - LOOKBACK < at <= now
        for target in targets
    ]


def _moments(alert: Any) -> Iterator[tuple[str, dt.datetime]]:
    yield "opened", alert.opened_at
    if alert.closed_at is not None:
        yield "closed", alert.closed_at


def _delivery(alert: Any, kind: str, at: dt.datetime, target: str, now: dt.datetime) -> dict[str, Any]:
    key = "\x1f".join(("feed", alert.feed, alert.opened_at.isoformat(), kind, target))
    return {
        "delivery_id": f"feed-{hashlib.sha256(key.encode()).hexdigest()[:24]}", "alert_id": None, "channel": target, "kind": kind,
        "payload": message(alert.feed, alert.title, alert.state, alert.reason, kind, at),
        "state": "pending", "attempts": 0, "created_at": now, "not_before": now,
    }  # fmt: skip


def message(feed: str, title: str, state: str, reason: str, kind: str, at: dt.datetime) -> dict[str, Any]:
    """What a channel is handed: `at` is when the trouble began or ended, aware."""
    when = f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    if kind == "closed":
        subject, line = f"Feed {feed} is well again", f"{title} brings news again, as seen at {when}."
    else:
        subject = f"Feed {feed} is {state}"
        line = f"{title}, seen at {when}: {reason}. Until it is mended, its news are a gap, not silence."
    return {"kind": f"feed_{kind}", "feed": feed, "subject": subject, "text": f"{line}\nMore: revdoor status"}
