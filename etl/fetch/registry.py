"""Which feeds a home knows: the catalogue's, or, in a home that replays recorded feeds, those alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from etl.catalog.models import Feed as CatalogFeed
from etl.context import Context
from etl.tables.core import Takedown
from etl.tables.raw import Feed
from etl.tables.rows import upsert

LOCAL_SILENCE_HOURS = 24


def register_local(engine: Engine, slug: str, url: str, now: dt.datetime, pages_url: str | None = None) -> None:
    """Make a feed on this machine known at `now`; a known one gets the new address.

    Its language is taken from each item's text, its zone from the dates that it writes. Articles' pages are read only
    where they are recorded too: `pages_url` is the address of their folder. A feed that was taken down stays so.
    """
    row = {
        "feed": slug, "title": slug, "url": url, "lang": "en", "country": "ZZ", "timezone": "UTC", "is_local": True, "is_active": True,
        "cadence_minutes": 15, "silence_hours": LOCAL_SILENCE_HOURS, "registered_at": now,
        "full_text": "when_snippet" if pages_url else "never", "pages_url": pages_url,
    }  # fmt: skip
    with engine.begin() as connection:
        row["is_active"] = slug not in outlets_taken_down(connection)
        upsert(connection, Feed, [row], ["feed"], keep=row.keys() - {"url", "is_active", "full_text", "pages_url"})


def register_catalog(connection: Connection, context: Context) -> None:
    """Bring the catalogue's feeds into the table; those that left the catalogue are retired, their articles stay.

    A home with local feeds replays recorded days: the present web has no place in it.
    """
    if connection.scalar(select(Feed.feed).where(Feed.is_local).limit(1)):
        return
    down = outlets_taken_down(connection)
    rows = [_row(feed, context.now) for slug, feed in context.catalog.feeds.items() if slug not in down]
    upsert(connection, Feed, rows, ["feed"], keep=["registered_at"])
    gone = Feed.feed.not_in([row["feed"] for row in rows])
    connection.execute(update(Feed).where(gone, Feed.is_active).values(is_active=False))


def outlets_taken_down(connection: Connection) -> set[str]:
    """Slugs of the feeds that a person took down: they are not polled again."""
    return set(connection.scalars(select(Takedown.key).where(Takedown.kind == "outlet")))


def _row(feed: CatalogFeed, now: dt.datetime) -> dict[str, Any]:
    return {
        "feed": feed.slug, "title": feed.title, "url": feed.url, "lang": feed.lang, "country": feed.country, "timezone": feed.timezone,
        "is_local": False, "is_active": True, "cadence_minutes": feed.cadence_minutes, "silence_hours": feed.expected.silence_hours,
        "registered_at": now, "full_text": feed.full_text, "pages_url": None,
    }  # fmt: skip
