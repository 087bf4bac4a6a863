"""What a person does by hand: judging an event, and taking an article down."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import zstandard
from sqlalchemy import Engine, insert, select, text

from etl.checks.run import run_checks
from etl.commands import review, takedown
from etl.config import Settings
from etl.context import Context
from etl.enrich.run import due_articles
from etl.errors import ConfigError
from etl.events.run import run as merge_events
from etl.fetch.registry import register_catalog, register_local
from etl.resolve.run import run as resolve
from etl.tables.core import Article
from etl.tables.raw import Body, Feed, Fetch
from tests.conftest import MakeContext
from tests.db.test_resolve_and_events import Told, tell
from tests.web import catalog_of, feed_of

pytestmark = pytest.mark.db

ALTMAN = Told("a1", 17, "Sam Altman", "out")
MURATI = Told("a2", 17, "Mira Murati", "in", interim=True)
URL = "https://f.example/a1"


@pytest.fixture
def week(engine: Engine, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Two articles of one feed, linked and merged; the commands work on the test's database."""

    @contextmanager
    def opened(settings: Settings) -> Iterator[Engine]:
        yield engine

    monkeypatch.setattr(review, "open_database", opened)
    monkeypatch.setattr(takedown, "open_database", opened)
    context = make_context()
    body = f"<rss><item><link>{URL}</link></item></rss>".encode()
    feed = {
        "feed": "f", "title": "f", "url": "https://f.example/", "lang": "en", "country": "US", "timezone": "UTC", "is_local": False,
        "is_active": True, "cadence_minutes": 60, "silence_hours": 24, "registered_at": context.now,
    }  # fmt: skip
    fetch = {
        "fetch_id": "f1", "feed": "f", "run_id": "r", "requested_at": context.now, "url": "https://f.example/", "outcome": "ok",
        "http_status": 200, "body_sha256": "b1", "duration_ms": 1,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(Feed), feed)
        connection.execute(
            insert(Body), {"sha256": "b1", "content": zstandard.compress(body), "size": len(body), "first_fetched_at": context.now}
        )
        connection.execute(insert(Fetch), fetch)
        for told in (ALTMAN, MURATI):
            tell(connection, told, context.now)
    resolve(context)
    merge_events(context)
    return context


def events(engine: Engine) -> dict[str, tuple[str, str, str]]:
    """event_id -> person, role and status."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT event_id, person, role, status FROM mart.leadership_event"))
        return {row.event_id: (row.person, row.role, row.status) for row in rows}


def event_of(engine: Engine, person: str) -> str:
    """Id of the one event about `person`."""
    (found,) = [event_id for event_id, row in events(engine).items() if row[0] == person]
    return found


def test_a_rejected_event_is_gone_until_the_word_is_taken_back(engine: Engine, week: Context) -> None:
    event_id, before = event_of(engine, "Mira Murati"), events(engine)
    review.judge(event_id, "reject", [], "no")
    merge_events(week)
    assert event_id not in events(engine)
    review.judge(event_id, "undo", [], None)
    merge_events(week)
    assert events(engine) == before


def test_a_correction_outlives_the_next_run(engine: Engine, week: Context) -> None:
    event_id = event_of(engine, "Sam Altman")
    review.judge(event_id, "correct", ["role=chair", "status=reported"], None)
    for _ in range(2):
        merge_events(week)
        assert events(engine)[event_id] == ("Sam Altman", "chair", "reported")


def test_judging_what_there_is_not_is_an_error(week: Context) -> None:
    with pytest.raises(ConfigError, match="There is no event"):
        review.judge("e-none", "accept", [], None)


def test_a_verdict_must_be_one(week: Context, engine: Engine) -> None:
    with pytest.raises(ConfigError, match="is no verdict"):
        review.judge(event_of(engine, "Sam Altman"), "perhaps", [], None)
    with pytest.raises(ConfigError, match="needs --set"):
        review.judge(event_of(engine, "Sam Altman"), "correct", [], None)


def test_a_takedown_removes_words_and_bytes_and_keeps_what_was_counted(engine: Engine, week: Context) -> None:
    before = events(engine)
    takedown.take_down(URL, None, confirmed=True)
    merge_events(week)
    assert events(engine) == before
    with engine.connect() as connection:
        assert connection.execute(select(Article.title, Article.text, Article.content_sha256).where(Article.url == URL)).one() == (
            takedown.REMOVED, takedown.REMOVED, "a1",
        )  # fmt: skip
        assert connection.scalar(text("SELECT count(*) FROM raw.body")) == 0
        assert connection.scalar(text("SELECT sentence FROM core.article_event WHERE article_id = 'a1'")) == takedown.REMOVED
        assert connection.scalar(text("SELECT sentence FROM core.article_event WHERE article_id = 'a2'")) == "x"
        for table in takedown.WORDS:
            assert connection.scalar(text(f"SELECT count(*) FROM core.{table} WHERE article_id = 'a1'")) == 0, table
    assert run_checks(week)["sentences are verbatim"]


def test_what_was_taken_down_is_not_read_again_by_a_later_method(engine: Engine, week: Context) -> None:
    assert sum(len(lane) for lane in due_articles(week, "m2")) == 2
    takedown.take_down(URL, None, confirmed=True)
    assert due_articles(week, "m2")[0] + due_articles(week, "m2")[1] == ["a2"]
    takedown.take_down(None, "f", confirmed=True)
    assert due_articles(week, "m2") == ([], [])


def test_an_outlet_is_taken_down_as_a_whole_and_asked_no_more(engine: Engine, week: Context) -> None:
    before = events(engine)
    takedown.take_down(None, "f", confirmed=True)
    takedown.take_down(None, "f", confirmed=True)
    merge_events(week)
    assert events(engine) == before
    with engine.begin() as connection:
        assert list(connection.scalars(text("SELECT DISTINCT text FROM core.article"))) == [takedown.REMOVED]
        assert connection.scalar(text("SELECT count(*) FROM raw.body")) == 0
        assert connection.execute(text("SELECT kind, key FROM core.takedown")).one() == ("outlet", "f")
        register_catalog(connection, dataclasses.replace(week, catalog=catalog_of(feed_of("f", "https://f.example/"))))
        assert connection.scalar(text("SELECT is_active FROM raw.feed WHERE feed = 'f'")) is False
    register_local(engine, "f", "http://127.0.0.1:9/f.xml", week.now)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT is_active FROM raw.feed WHERE feed = 'f'")) is False


@pytest.mark.parametrize(
    ("url", "outlet", "message"),
    [
        ("https://f.example/none", None, "No article has the link"),
        (None, "none", "No feed has the slug"),
        (None, None, "one of them"),
        (URL, "f", "one of them"),
    ],
)
def test_taking_down_what_there_is_not_is_an_error(week: Context, url: str | None, outlet: str | None, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        takedown.take_down(url, outlet, confirmed=True)
