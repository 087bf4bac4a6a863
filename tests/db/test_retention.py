"""Old bytes go, articles and outcomes stay; what a feed sent last and what nobody has read yet stays too."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, insert, select, text

from etl.maintenance.raw_bytes import drop_old_bytes
from etl.tables.raw import Body, Feed, FeedState, Fetch, Parse

pytestmark = pytest.mark.db
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAYS = 30


def put(engine: Engine, name: str, days_ago: int, *, is_parsed: bool = True, sha256: str | None = None) -> None:
    at = NOW - dt.timedelta(days=days_ago)
    sha256 = sha256 or name
    with engine.begin() as connection:
        if not connection.scalar(select(Body.sha256).where(Body.sha256 == sha256)):
            connection.execute(insert(Body).values(sha256=sha256, content=b"x", size=1, first_fetched_at=at))
        connection.execute(insert(Fetch).values(
            fetch_id=name, feed="paper", run_id="r", requested_at=at, url="u", outcome="ok", body_sha256=sha256, duration_ms=1,
        ))
        if is_parsed:
            connection.execute(insert(Parse).values(
                fetch_id=name, parsed_at=at, items=1, new=1, updated=0, unchanged=0, rejected=0,
            ))


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Feed).values(
            feed="paper", title="P", url="u", lang="en", country="US", timezone="UTC", is_local=False, is_active=True,
            cadence_minutes=15, silence_hours=24, registered_at=NOW,
        ))
        connection.execute(insert(FeedState).values(
            feed="paper", state="ok", body_sha256="last", interval_minutes=15, consecutive_failures=0,
        ))
    put(engine, "old", 40)
    put(engine, "young", 20)
    put(engine, "unread", 40, is_parsed=False)
    put(engine, "last", 40)
    put(engine, "again-1", 40, sha256="again")
    put(engine, "again-2", 10, sha256="again")
    return engine


def bodies(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(Body.sha256)))


def test_only_what_is_old_read_and_not_the_last_goes(shelf: Engine) -> None:
    assert drop_old_bytes(shelf, NOW, DAYS) == 1
    assert bodies(shelf) == {"young", "unread", "last", "again"}
    with shelf.connect() as connection:
        row = connection.execute(select(Fetch.outcome, Fetch.body_sha256).where(Fetch.fetch_id == "old")).one()
        assert tuple(row) == ("ok", None)
        assert connection.scalar(text("SELECT new FROM raw.parse WHERE fetch_id = 'old'")) == 1
    assert drop_old_bytes(shelf, NOW, DAYS) == 0


def test_zero_days_keep_all(shelf: Engine) -> None:
    assert drop_old_bytes(shelf, NOW, 0) == 0
    assert len(bodies(shelf)) == 5
