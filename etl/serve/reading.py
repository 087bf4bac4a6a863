"""The page of what the tables hold, read as whoever the engine connects as."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from etl.serve import queries
from etl.serve.report import Page, render


def page_of(engine: Engine, now: dt.datetime) -> Page:
    """The page with the clock at `now`."""
    with engine.connect() as connection:
        return render(queries.read_all(connection, now.astimezone(dt.UTC).date()), now)


def current_page(engine: Engine, now: dt.datetime) -> Page:
    """The page at the clock of the last run that computed churn, so that a replayed week shows its own days; at `now` before any."""
    with engine.connect() as connection:
        clock = queries.last_clock(connection)
    return page_of(engine, clock or now)
