"""Fetched bytes are kept for as long as the policy says, so that a better extraction can read the past anew.

What a feed sent last stays whatever its age, and so does what no stage has read yet. Articles and their versions are
never removed; a fetch or page whose bytes are gone keeps its row with all outcomes.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, Engine, text

AT_ONCE = 500
"""Bodies removed in one transaction."""

OLD_BODIES = """
    SELECT b.sha256 FROM raw.body b
     WHERE b.first_fetched_at < :limit
       AND NOT EXISTS (SELECT FROM raw.feed_state s WHERE s.body_sha256 = b.sha256)
       AND NOT EXISTS (SELECT FROM raw.fetch f LEFT JOIN raw.parse p USING (fetch_id)
                        WHERE f.body_sha256 = b.sha256 AND (f.requested_at >= :limit OR p.fetch_id IS NULL))
     LIMIT :most
"""
OLD_PAGES = """
    SELECT b.sha256 FROM raw.page_body b
     WHERE b.first_fetched_at < :limit
       AND NOT EXISTS (SELECT FROM raw.page p WHERE p.body_sha256 = b.sha256 AND (p.requested_at >= :limit OR p.reading IS NULL))
     LIMIT :most
"""
KINDS = (("raw.fetch", "raw.body", OLD_BODIES), ("raw.page", "raw.page_body", OLD_PAGES))
"""What refers to bytes, where they lie, and which of them are too old."""


def drop_old_bytes(engine: Engine, now: dt.datetime, days: int) -> int:
    """Remove the bytes older than `days` at `now` (aware); none where `days` is 0. Returns how many bodies and pages."""
    if days == 0:
        return 0
    limit = now - dt.timedelta(days=days)
    dropped = 0
    for users, place, query in KINDS:
        while True:
            with engine.begin() as connection:
                found = list(connection.scalars(text(query), {"limit": limit, "most": AT_ONCE}))
                _drop(connection, users, place, found)
            dropped += len(found)
            if len(found) < AT_ONCE:
                break
    return dropped


def _drop(connection: Connection, users: str, place: str, found: list[str]) -> None:
    connection.execute(text(f"UPDATE {users} SET body_sha256 = NULL WHERE body_sha256 = ANY(:found)"), {"found": found})
    connection.execute(text(f"DELETE FROM {place} WHERE sha256 = ANY(:found)"), {"found": found})
