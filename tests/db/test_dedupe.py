"""Stage `dedupe` on a real Postgres: stories, whatever the order in which the articles came."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import random
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select, update

from etl.dedupe import run as stage
from etl.dedupe.signatures import BANDS
from etl.tables.core import Article, NearKey, StoryMember
from etl.tables.raw import Body, Feed, Fetch
from tests.conftest import MakeContext

pytestmark = pytest.mark.db
NOW = dt.datetime(2023, 11, 20, 23, 59, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FETCH = "fetch-1"


def sentences(seed: int, count: int = 12) -> list[str]:
    """Sentences of invented words, the same for the same seed."""
    source = random.Random(seed)
    words = ["".join(source.choices("abcdefghijklmnop", k=6)) for _ in range(400)]
    return [" ".join(source.choices(words, k=12)) + "." for _ in range(count)]


@dataclasses.dataclass
class Desk:
    """Stores articles as the stage `store` would."""

    engine: Engine

    def open(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(Feed).values(
                feed="mirror", title="Mirror", url="https://mirror.example/rss", lang="en", country="US", timezone="UTC",
                is_local=False, is_active=True, cadence_minutes=15, silence_hours=48, registered_at=NOW,
            ))
            connection.execute(insert(Body).values(sha256="0" * 64, content=b"", size=0, first_fetched_at=NOW))
            connection.execute(insert(Fetch).values(
                fetch_id=FETCH, feed="mirror", run_id="r", requested_at=NOW, url="https://mirror.example/rss", outcome="ok",
                body_sha256="0" * 64, duration_ms=5,
            ))

    def put(self, article_id: str, body: str, hours: float = 0, **changes: Any) -> None:
        """An article published `hours` after NOW."""
        title = changes.pop("title", f"Headline {article_id}")
        text = f"{title}\n{body}"
        values = {
            "article_id": article_id, "feed": "mirror", "guid": article_id, "url": f"https://mirror.example/{article_id}",
            "url_key": f"mirror.example/{article_id}", "lang": "en", "title": title, "text": text, "author": None,
            "published_at": NOW + hours * HOUR, "published_source": "feed", "utc_offset_minutes": 0, "first_seen_at": NOW,
            "updated_at": NOW, "version": 1, "content_sha256": hashlib.sha256(text.encode()).hexdigest(), "fetch_id": FETCH,
        } | changes
        with self.engine.begin() as connection:
            connection.execute(insert(Article).values(values))

    def change(self, article_id: str, body: str) -> None:
        """A new version of the article's text."""
        with self.engine.begin() as connection:
            connection.execute(update(Article).where(Article.article_id == article_id).values(
                text=body, version=Article.version + 1, content_sha256=hashlib.sha256(body.encode()).hexdigest(),
            ))

    def rows(self) -> list[tuple[Any, ...]]:
        """All members but for the time of the decision."""
        columns = [c for c in StoryMember.__table__.columns if c.name != "decided_at"]
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(StoryMember.article_id))]

    def stories(self) -> dict[str, str]:
        """article_id -> story_id."""
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(select(StoryMember.article_id, StoryMember.story_id))}

    def key_count(self) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(NearKey)) or 0


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A feed with one fetch, and no article yet."""
    desk = Desk(engine)
    desk.open()
    return desk


def test_a_text_that_stands_alone_is_a_story_of_its_own(desk: Desk, make_context: MakeContext) -> None:
    desk.put("a", " ".join(sentences(1)))
    desk.put("b", " ".join(sentences(2)))
    assert stage.run(make_context()) == {"articles": 2, "compared": 0, "copies": 0, "changed": 2}
    assert desk.rows() == [("a", 1, "a", None, "first", None), ("b", 1, "b", None, "first", None)]


def test_each_rule_is_named(desk: Desk, make_context: MakeContext) -> None:
    body = sentences(1)
    desk.put("a", " ".join(body), title="One")
    desk.put("b", " ".join(body), 1, title="One")
    desk.put("c", " ".join([*body[:4], *sentences(3, 8)]), 2, title="One", url_key="mirror.example/a")
    desk.put("d", " ".join(body[:-1]), 3, title="Another headline")
    stage.run(make_context())
    rows = {row[0]: row[2:] for row in desk.rows()}
    assert {article: row[0] for article, row in rows.items()} == dict.fromkeys("abcd", "a")
    assert {article: row[2] for article, row in rows.items()} == {"a": "first", "b": "content", "c": "url", "d": "near"}
    assert rows["b"][3] == 1.0
    assert 0.7 < rows["d"][3] < 1.0


def test_a_second_run_changes_nothing(desk: Desk, make_context: MakeContext) -> None:
    body = sentences(1)
    desk.put("a", " ".join(body))
    desk.put("b", " ".join(body[:-2]), 1)
    stage.run(make_context())
    before, keys = desk.rows(), desk.key_count()
    assert stage.run(make_context()) == {"articles": 0, "compared": 0, "copies": 0, "changed": 0}
    assert (desk.rows(), desk.key_count()) == (before, keys)
    assert keys == 2 * BANDS
