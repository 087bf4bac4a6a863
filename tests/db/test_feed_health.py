"""Silent feeds, their alerts and who is told; what of a company's news could be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update

from etl.alerts.outbox import tell_of_feeds
from etl.fetch.writing import judge
from etl.tables.core import AlertDelivery, Article, Company, Mention, MentionLink
from etl.tables.raw import Feed, FeedAlert, FeedState, Fetch, Parse

pytestmark = pytest.mark.db
NOW = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def put_feed(engine: Engine, slug: str, days_with_news: Sequence[int], *, state: str = "unchanged", is_local: bool = False) -> None:
    """A feed that brought something new so many days before NOW, and was polled in vain on the last day."""
    with engine.begin() as connection:
        connection.execute(insert(Feed).values(
            feed=slug, title=slug.title(), url=f"https://{slug}.example/", lang="en", country="US", timezone="UTC", is_local=is_local,
            is_active=True, cadence_minutes=15, silence_hours=24, registered_at=NOW - 60 * DAY,
        ))
        connection.execute(insert(FeedState).values(feed=slug, state=state, interval_minutes=15, consecutive_failures=0))
        connection.execute(text("INSERT INTO raw.body VALUES (repeat('0', 64), '', 0, :now) ON CONFLICT DO NOTHING"), {"now": NOW})
        for ago, new in [*((day, 2) for day in days_with_news), (0, 0)]:
            fetch = f"{slug}-{ago}"
            connection.execute(insert(Fetch).values(
                fetch_id=fetch, feed=slug, run_id="r", requested_at=NOW - ago * DAY - dt.timedelta(hours=1), url="u", outcome="ok",
                body_sha256="0" * 64, duration_ms=1,
            ))
            connection.execute(insert(Parse).values(
                fetch_id=fetch, parsed_at=NOW, items=2, new=new, updated=0, unchanged=2 - new, rejected=0,
            ))


def states(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(select(FeedState.feed, FeedState.state))}


def alerts(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        columns = (FeedAlert.feed, FeedAlert.state, FeedAlert.opened_at, FeedAlert.closed_at)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(FeedAlert.feed, FeedAlert.opened_at))]


def test_a_feed_that_should_have_spoken_is_silent_until_it_speaks(engine: Engine) -> None:
    put_feed(engine, "daily", [4, 5, 6, 7])
    put_feed(engine, "weekly", [8, 15, 22, 29])
    with engine.begin() as connection:
        assert judge(connection, NOW) == 1
    assert states(engine) == {"daily": "silent", "weekly": "unchanged"}
    assert alerts(engine) == [("daily", "silent", NOW, None)]
    with engine.begin() as connection:
        connection.execute(update(Parse).where(Parse.fetch_id == "daily-0").values(new=1, unchanged=1))
        assert judge(connection, NOW + DAY / 2) == 0
    assert states(engine) == {"daily": "ok", "weekly": "unchanged"}
    assert alerts(engine) == [("daily", "silent", NOW, NOW + DAY / 2)]


def test_one_alert_lasts_as_long_as_the_trouble_whatever_its_name(engine: Engine) -> None:
    put_feed(engine, "paper", [1], state="failing")
    for hours, state in enumerate(("failing", "gone", "soft_failing", "blocked")):
        with engine.begin() as connection:
            connection.execute(update(FeedState).values(state=state))
            judge(connection, NOW + dt.timedelta(hours=hours))
    assert alerts(engine) == [("paper", "failing", NOW, None)]
    with engine.begin() as connection:
        connection.execute(update(Feed).values(is_active=False))
        judge(connection, NOW + DAY)
    assert alerts(engine) == [("paper", "failing", NOW, NOW + DAY)]


def test_each_channel_is_told_once_of_the_beginning_and_of_the_end(engine: Engine) -> None:
    put_feed(engine, "daily", [4, 5, 6, 7])
    put_feed(engine, "replayed", [4, 5, 6, 7], is_local=True)
    with engine.begin() as connection:
        assert judge(connection, NOW) == 2
        for _ in range(2):
            tell_of_feeds(connection, ["file", "console"], NOW)
        connection.execute(update(FeedAlert).values(closed_at=NOW + DAY))
        tell_of_feeds(connection, ["file", "console"], NOW + DAY)
        told = connection.execute(select(AlertDelivery.channel, AlertDelivery.kind, AlertDelivery.alert_id)).all()
    assert sorted(map(tuple, told)) == [
        ("console", "closed", None), ("console", "opened", None), ("file", "closed", None), ("file", "opened", None),
    ]  # fmt: skip


def test_what_lies_back_too_far_is_told_no_more(engine: Engine) -> None:
    put_feed(engine, "daily", [1])
    with engine.begin() as connection:
        connection.execute(insert(FeedAlert).values(feed="daily", opened_at=NOW - 30 * DAY, state="gone", reason="x"))
        tell_of_feeds(connection, ["file"], NOW)
        assert connection.execute(select(AlertDelivery)).all() == []


def test_a_companys_coverage_weighs_each_feed_by_what_it_told(engine: Engine) -> None:
    put_feed(engine, "well", [1])
    put_feed(engine, "broken", [1])
    with engine.begin() as connection:
        connection.execute(update(Fetch).where(Fetch.fetch_id == "broken-0").values(outcome="timeout"))
        connection.execute(insert(Company).values(company_id="acme", name="Acme", is_provisional=False, revision=1))
        for number, feed in enumerate(("well", "broken", "broken", "broken")):
            put_article(connection, f"a{number}", feed)
        query = text("SELECT day, feeds, articles, coverage FROM mart.company_coverage('2023-11-19', '2023-11-20') ORDER BY day")
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [(dt.date(2023, 11, 19), 2, 4, 1.0), (dt.date(2023, 11, 20), 2, 4, 0.25)]


def put_article(connection: Any, article_id: str, feed: str) -> None:
    connection.execute(insert(Article).values(
        article_id=article_id, feed=feed, guid=article_id, url="u", url_key=article_id, lang="en", title="T", text="T\nAcme", author=None,
        published_at=NOW, published_source="feed", utc_offset_minutes=0, first_seen_at=NOW - DAY, updated_at=NOW, version=1,
        content_sha256=article_id, fetch_id=f"{feed}-0",
    ))
    connection.execute(insert(Mention).values(article_id=article_id, ordinal=0, kind="ORG", text="Acme", char_start=2, char_end=6))
    connection.execute(insert(MentionLink).values(
        article_id=article_id, ordinal=0, entity_id="acme", rule="name", confidence=1.0, alternatives={},
    ))




def test_feeds_that_bring_the_same_are_found(engine: Engine) -> None:
    put_feed(engine, "first", [1])
    put_feed(engine, "mirror", [1])
    put_feed(engine, "other", [1])
    with engine.begin() as connection:
        connection.execute(insert(Company).values(company_id="acme", name="Acme", is_provisional=False, revision=1))
        for number in range(6):
            for feed in ("first", "mirror", "other"):
                put_article(connection, f"{feed}-{number}", feed)
        same = text("UPDATE core.article SET content_sha256 = replace(content_sha256, 'mirror', 'first') WHERE feed = 'mirror'")
        connection.execute(same)
        rows = [tuple(row) for row in connection.execute(text("SELECT feed, other_feed, shared, share FROM mart.feed_overlap"))]
    assert rows == [("first", "mirror", 6, 1.0)]
