"""Names the feeds that are silent, and keeps one alert for each feed that brings nothing, from its first day to its last.

Judged at the beginning of a run, from what all polls before it brought.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from etl.fetch.silence import ARRIVALS, why_silent
from etl.tables.raw import Feed, FeedAlert, FeedState

ALARMING = ("silent", "failing", "blocked", "gone")
WELL = ("ok", "unchanged")
LOOKBACK = dt.timedelta(days=60)

RHYTHMS = text(
    """
    SELECT f.feed, f.silence_hours, f.registered_at, s.state,
           ARRAY(SELECT a.requested_at FROM raw.fetch a JOIN raw.parse p USING (fetch_id)
                  WHERE a.feed = f.feed AND a.outcome = 'ok'
                    AND a.requested_at < :now AND a.requested_at > :since AND p.new > 0
                  ORDER BY a.requested_at DESC LIMIT :arrivals) AS arrivals
      FROM raw.feed f JOIN raw.feed_state s USING (feed)
     WHERE f.is_active AND s.state IN ('ok', 'unchanged', 'silent')
    """
)
"""Two months back: what came before that says nothing of today's rhythm."""


def judge(connection: Connection, now: dt.datetime) -> int:
    """Bring states and alerts up to date at `now` (aware); returns the number of silent feeds."""
    reasons = _silent_feeds(connection, now)
    for feed, reason in reasons.items():
        connection.execute(update(FeedState).where(FeedState.feed == feed).values(state="silent", reason=reason))
    heard = FeedState.feed.not_in(list(reasons))
    connection.execute(update(FeedState).where(FeedState.state == "silent", heard).values(state="ok", reason=None))
    _close(connection, now)
    _open(connection, now)
    return len(reasons)


def _silent_feeds(connection: Connection, now: dt.datetime) -> dict[str, str]:
    rows = connection.execute(RHYTHMS, {"now": now, "since": now - LOOKBACK, "arrivals": ARRIVALS})
    judged = ((row.feed, why_silent(row.arrivals, row.registered_at, dt.timedelta(hours=row.silence_hours), now)) for row in rows)
    return {feed: reason for feed, reason in judged if reason}


def _close(connection: Connection, now: dt.datetime) -> None:
    """Close the alerts of feeds that are well again or retired; one whose trouble has another name by now stays open."""
    is_over = or_(FeedState.state.in_(WELL), ~Feed.is_active)
    over = select(FeedState.feed).join(Feed, Feed.feed == FeedState.feed).where(is_over)
    connection.execute(update(FeedAlert).where(FeedAlert.closed_at.is_(None), FeedAlert.feed.in_(over)).values(closed_at=now))


def _open(connection: Connection, now: dt.datetime) -> None:
    is_open = select(FeedAlert.feed).where(FeedAlert.feed == FeedState.feed, FeedAlert.closed_at.is_(None)).exists()
    query = (
        select(FeedState.feed, FeedState.state, FeedState.reason)
        .join(Feed, Feed.feed == FeedState.feed)
        .where(Feed.is_active, FeedState.state.in_(ALARMING), ~is_open)
    )
    rows = [
        {"feed": feed, "opened_at": now, "state": state, "reason": reason or state}
        for feed, state, reason in connection.execute(query)
    ]
    if rows:
        connection.execute(insert(FeedAlert).on_conflict_do_nothing(), rows)
