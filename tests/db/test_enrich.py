"""The stage `enrich` against the migrated schema, with a reader that needs no model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update

from etl.context import Context, Shard
from etl.enrich import run as stage
from etl.tables.core import Article, ArticleEvent, Extraction, Mention
from etl.types import ArticleText, EventReading, Reading
from etl.types import Mention as Span

pytestmark = pytest.mark.db
TEXT = "Acme chief executive quits\nAnn Lee, chief executive of Acme, resigned."


class StubReader:
    """Finds Ann Lee's resignation wherever she is named; breaks on the word "broken"."""

    method_version = "m1"
    seen: list[str] = []

    def is_candidate(self, article: ArticleText) -> bool:
        return "resigned" in article.text

    def read(self, article: ArticleText) -> Reading:
        self.seen.append(article.article_id)
        if "broken" in article.text:
            raise ValueError("no such thing")
        start = article.text.index("Ann Lee")
        event = EventReading(
            "Ann Lee", "Acme", "out", "chief executive", "ceo", False, "resigned", article.published_at.date(), "confirmed",
            0.9, start, len(article.text),
        )  # fmt: skip
        mentions = (Span("PERSON", "Ann Lee", start, start + 7),)
        return Reading(mentions, (event,) if self.is_candidate(article) else ())


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> type[StubReader]:
    monkeypatch.setattr(stage, "Reader", StubReader)
    monkeypatch.setattr(StubReader, "seen", [])
    return StubReader


@pytest.fixture
def add(engine: Engine, context: Context) -> Callable[..., None]:
    """Stores an article; the feed and fetch that it hangs on are made as needed."""

    def _add(article_id: str, body: str = TEXT, **changes: Any) -> None:
        row = {
            "article_id": article_id, "feed": "f", "guid": article_id, "url": "u", "url_key": "u", "lang": "en",
            "title": body.partition("\n")[0], "text": body, "author": None, "published_at": context.now,
            "published_source": "feed", "utc_offset_minutes": 480, "first_seen_at": context.now, "updated_at": context.now,
            "version": 1, "content_sha256": "0", "fetch_id": "x",
        }  # fmt: skip
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(insert(Article).values(row | changes))

    return _add


def rows(engine: Engine, table: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(table).order_by(table.article_id)).all())


@pytest.fixture(autouse=True)
def as_superuser(engine: Engine, database_url: str, cluster: Any) -> None:
    """The owner may skip foreign keys to tables of other stages in these tests."""
    from sqlalchemy import create_engine

    admin = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("GRANT SET ON PARAMETER session_replication_role TO etl"))
    admin.dispose()


def test_reads_what_is_due_once(engine: Engine, context: Context, add: Callable[..., None]) -> None:
    add("a")
    assert stage.run(context) == {"articles": 1, "candidates": 1, "failed": 0, "mentions": 1, "events": 1}
    assert stage.run(context)["articles"] == 0
    (event,) = rows(engine, ArticleEvent)
    assert event.sentence == "Ann Lee, chief executive of Acme, resigned."
    assert TEXT[event.char_start : event.char_end] == event.sentence
    assert event.event_date == dt.date(2023, 11, 21), "the outlet's own day"
    assert [(e.outcome, e.method_version, e.extracted_at) for e in rows(engine, Extraction)] == [("ok", "m1", context.now)]


def test_a_new_version_replaces_what_was_read(engine: Engine, context: Context, add: Callable[..., None]) -> None:
    add("a")
    stage.run(context)
    with engine.begin() as connection:
        connection.execute(update(Article).values(text="Rain\nAnn Lee got wet.", title="Rain", version=2))
    assert stage.run(context)["articles"] == 1
    assert rows(engine, ArticleEvent) == []
    assert [m.char_start for m in rows(engine, Mention)] == [5]
    assert [(e.outcome, e.article_version) for e in rows(engine, Extraction)] == [("no_candidate", 2)]


def test_a_new_method_reads_all_again(
    engine: Engine, context: Context, add: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add("a")
    stage.run(context)
    monkeypatch.setattr(StubReader, "method_version", "m2")
    assert stage.run(context)["articles"] == 1
    assert [e.method_version for e in rows(engine, Extraction)] == ["m2"]
    assert len(rows(engine, Mention)) == 1


def test_a_failing_article_is_stored_and_the_rest_goes_on(
    engine: Engine, context: Context, add: Callable[..., None]
) -> None:
    add("a", "broken\nresigned")
    add("b")
    counts = stage.run(context)
    assert (counts["articles"], counts["failed"], counts["events"]) == (2, 1, 1)
    failed, read = rows(engine, Extraction)
    assert (failed.outcome, failed.error) == ("failed", "ValueError: no such thing")
    assert read.outcome == "ok"
    assert stage.run(context)["articles"] == 0


def test_candidates_come_first(context: Context, add: Callable[..., None], reader: type[StubReader]) -> None:
    add("old", "Rain\nAnn Lee got wet.", published_at=context.now - dt.timedelta(days=9))
    add("new")
    stage.run(context)
    assert reader.seen == ["new", "old"]


def test_shards_share_the_work(
    make_context: Callable[..., Context], add: Callable[..., None], reader: type[StubReader]
) -> None:
    for number in range(12):
        add(f"a{number}")
    counts = [stage.run(make_context(shard=Shard(index, 3)))["articles"] for index in range(3)]
    assert sum(counts) == 12
    assert len(set(reader.seen)) == 12
    assert max(counts) < 12


def test_batches_are_stored_one_by_one(
    engine: Engine, make_context: Callable[..., Context], add: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "BATCH", 2)
    for number in range(5):
        add(f"a{number}")
    seen: list[tuple[int, int]] = []
    stage.run(make_context(progress=lambda done, total: seen.append((done, total))))
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_what_another_run_holds_is_left_to_it(engine: Engine, context: Context, add: Callable[..., None]) -> None:
    add("a")
    with engine.begin() as other:
        other.execute(select(Article).with_for_update()).all()
        assert stage.run(context)["articles"] == 0
    assert stage.run(context)["articles"] == 1
