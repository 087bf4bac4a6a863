"""Tells the channels of feeds that bring nothing, once when that begins and once when it is over.

Not of feeds on this machine: recorded days are replayed from them, and the past wakes nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from etl.tables.core import AlertDelivery
from etl.tables.raw import Feed, FeedAlert

LOOKBACK = dt.timedelta(days=7)
"""What lay in no outbox for so long is told no more."""


def tell_of_feeds(connection: Connection, targets: Collection[str], now: dt.datetime) -> None:
    """Put a message into the outbox for each channel and each alert that began or ended lately; twice the same is one."""
    query = (
        select(FeedAlert.feed, Feed.title, FeedAlert.opened_at, FeedAlert.closed_at, FeedAlert.state, FeedAlert.reason)
        .join(Feed, Feed.feed == FeedAlert.feed)
        .where(~Feed.is_local, FeedAlert.opened_at <= now)
    )
    rows = [
        _delivery(alert, kind, at, target, now)
        for alert in connection.execute(query)
        for kind, at in _moments(alert)
        if now - LOOKBACK < at <= now
        for target in targets
    ]
    if rows:
        connection.execute(insert(AlertDelivery).on_conflict_do_nothing(), rows)


def _moments(alert: Any) -> Iterator[tuple[str, dt.datetime]]:
    yield "opened", alert.opened_at
    if alert.closed_at is not None:
        yield "closed", alert.closed_at


def _delivery(alert: Any, kind: str, at: dt.datetime, target: str, now: dt.datetime) -> dict[str, Any]:
    key = "\x1f".join(("feed", alert.feed, alert.opened_at.isoformat(), kind, target))
    return {
        "delivery_id": f"feed-{hashlib.sha256(key.encode()).hexdigest()[:24]}", "alert_id": None, "channel": target, "kind": kind,
        "payload": message(alert.feed, alert.title, alert.state, alert.reason, kind, at),
        "state": "pending", "attempts": 0, "created_at": now,
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
