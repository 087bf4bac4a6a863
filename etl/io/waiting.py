"""Hosts that asked for patience, as the tables remember it over runs, for feeds and pages alike."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from etl.io.http import PATIENCE, host_of
from etl.tables.raw import Fetch, Page

LONGEST = dt.timedelta(days=1)
"""No host is waited for longer, whatever it asks for."""


def hosts_that_wait(connection: Connection, now: dt.datetime) -> set[str]:
    """Hosts that in an answer before `now` asked for no request until a time that is still to come."""
    queries = [select(table.url).where(table.retry_at > now, table.requested_at < now) for table in (Fetch, Page)]
    return {host_of(url) for query in queries for url in connection.scalars(query)}


def retry_at(status: int | None, seconds: float | None, now: dt.datetime) -> dt.datetime | None:
    """When the host of an answer with this status may be asked again, if it asked to wait for `seconds`; None if it did not."""
    if status not in PATIENCE or not seconds:
        return None
    return now + dt.timedelta(seconds=min(seconds, LONGEST.total_seconds()))
