"""Which feeds a home knows: the catalogue's, or, in a home that replays recorded feeds, those alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.dialects.postgresql import insert

from etl.catalog.models import Feed as CatalogFeed
from etl.context import Context
from etl.tables.raw import Feed

LOCAL_SILENCE_HOURS = 24


def register_local(engine: Engine, slug: str, url: str, now: dt.datetime) -> None:
    """Make a feed on this machine known at `now`; a known one gets the new address.

    Its language is taken from each item's text, its zone from the dates that it writes.
    """
    row = {
        "feed": slug, "title": slug, "url": url, "lang": "en", "country": "ZZ", "timezone": "UTC", "is_local": True, "is_active": True,
        "cadence_minutes": 15, "silence_hours": LOCAL_SILENCE_HOURS, "registered_at": now,
    }  # fmt: skip
    statement = insert(Feed).values(row).on_conflict_do_update(index_elements=["feed"], set_={"url": url, "is_active": True})
    with engine.begin() as connection:
        connection.execute(statement)


def register_catalog(connection: Connection, context: Context) -> None:
    """Bring the catalogue's feeds into the table; those that left the catalogue are retired, their articles stay.

    A home with local feeds replays recorded days: the present web has no place in it.
    """
    if connection.scalar(select(Feed.feed).where(Feed.is_local).limit(1)):
        return
    rows = [_row(feed, context.now) for feed in context.catalog.feeds.values()]
    if rows:
        statement = insert(Feed)
        kept = {name: statement.excluded[name] for name in rows[0] if name not in ("feed", "registered_at")}
        connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=kept), rows)
    gone = Feed.feed.not_in(list(context.catalog.feeds))
    connection.execute(update(Feed).where(gone, Feed.is_active).values(is_active=False))


def _row(feed: CatalogFeed, now: dt.datetime) -> dict[str, Any]:
    return {
        "feed": feed.slug, "title": feed.title, "url": feed.url, "lang": feed.lang, "country": feed.country, "timezone": feed.timezone,
        "is_local": False, "is_active": True, "cadence_minutes": feed.cadence_minutes, "silence_hours": feed.expected.silence_hours,
        "registered_at": now,
    }  # fmt: skip
