"""Stage `dedupe` on a real Postgres: stories, whatever the order in which the articles came."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import random
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from etl.dedupe import reading
from etl.dedupe import run as stage
from etl.dedupe.signatures import BANDS, SENTENCES
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

    def clear(self) -> None:
        """Forget all articles."""
        with self.engine.begin() as connection:
            for table in (NearKey, StoryMember, Article):
                connection.execute(delete(table))

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
    assert keys == 2 * (BANDS + SENTENCES)


def chain() -> list[tuple[str, str, float]]:
    """Id, body and hours of texts of which only neighbours are alike, with a copy of each end and a stranger."""
    body = sentences(5, 30)
    cuts = [body[start : start + 14] for start in (0, 5, 10)]
    whole = [" ".join(cut) for cut in cuts]
    return [
        ("c", whole[0], 0), ("b", whole[1], 3), ("a", whole[2], 2), ("d", whole[2] + " One more line at the end of it.", 4),
        ("e", whole[0], 1), ("f", " ".join(sentences(6)), -1),
    ]  # fmt: skip


@pytest.mark.parametrize("batch", [2, 500])
def test_the_order_of_arrival_does_not_change_the_stories(
    desk: Desk, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(stage, "BATCH", batch)
    orders = list(itertools.permutations(chain()))
    outcomes = []
    for order in random.Random(1).sample(orders, 25):
        for article_id, body, hours in order:
            desk.put(article_id, body, hours, title="Headline")
            stage.run(make_context())
        outcomes.append(desk.rows())
        desk.clear()
    for article_id, body, hours in chain():
        desk.put(article_id, body, hours, title="Headline")
    stage.run(make_context())
    assert all(outcome == desk.rows() for outcome in outcomes)
    assert desk.stories() == {"a": "c", "b": "c", "c": "c", "d": "c", "e": "c", "f": "f"}


def test_an_earlier_copy_that_comes_later_becomes_the_first(desk: Desk, make_context: MakeContext) -> None:
    body = " ".join(sentences(1))
    desk.put("a", body, 5)
    desk.put("b", body + " An update.", 6)
    stage.run(make_context())
    assert desk.stories() == {"a": "a", "b": "a"}
    desk.put("z", body, 0)
    counts = stage.run(make_context(NOW + HOUR))
    assert counts["changed"] == 3
    assert [row[2:5] for row in desk.rows()] == [("z", "z", "near"), ("z", "z", "near"), ("z", None, "first")]


def test_a_story_falls_apart_when_what_held_it_together_changes(desk: Desk, make_context: MakeContext) -> None:
    for article_id, body, hours in chain()[:3]:
        desk.put(article_id, body, hours, title="Headline")
    stage.run(make_context())
    assert set(desk.stories().values()) == {"c"}
    desk.change("b", " ".join(sentences(9)))
    stage.run(make_context())
    assert desk.stories() == {"a": "a", "b": "b", "c": "c"}
    assert {row[0]: row[1] for row in desk.rows()} == {"a": 1, "b": 2, "c": 1}


def test_a_text_that_changed_and_waits_is_compared_in_a_later_batch(
    desk: Desk, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = sentences(1)
    desk.put("m", " ".join(body), 0)
    desk.put("z", " ".join(body), 1, first_seen_at=NOW + HOUR)
    stage.run(make_context())
    desk.change("z", " ".join(sentences(2)))
    desk.put("a", " ".join(body[:-1]), 2)
    monkeypatch.setattr(stage, "BATCH", 1)
    stage.run(make_context())
    assert desk.stories() == {"m": "m", "a": "m", "z": "z"}
    assert {row[0]: row[1] for row in desk.rows()} == {"m": 1, "a": 1, "z": 2}


def test_other_languages_and_older_articles_are_never_joined(desk: Desk, make_context: MakeContext) -> None:
    body = " ".join(sentences(1))
    desk.put("a", body, title="T", first_seen_at=NOW - dt.timedelta(days=31))
    desk.put("b", body, title="T", first_seen_at=NOW)
    desk.put("c", body, title="T", lang="de", url_key="mirror.example/b")
    stage.run(make_context())
    assert desk.stories() == {"a": "a", "b": "b", "c": "c"}


def test_keys_leave_with_the_window(desk: Desk, make_context: MakeContext) -> None:
    desk.put("a", " ".join(sentences(1)))
    desk.put("empty", "", title="")
    stage.run(make_context())
    assert desk.key_count() > 0
    stage.run(make_context(NOW + dt.timedelta(days=31)))
    assert desk.key_count() == 0


def test_a_sentence_that_very_many_have_is_no_reason_to_compare(
    desk: Desk, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = "This notice stands below every article of this feed and says nothing at all."
    monkeypatch.setattr(reading, "WORN", 3)
    for number in range(3):
        desk.put(f"a{number}", " ".join([*sentences(number, 3), notice]))
    assert stage.run(make_context())["compared"] == 3
    for number in range(3, 6):
        desk.put(f"a{number}", " ".join([*sentences(number, 3), notice]))
    assert stage.run(make_context())["compared"] == 0
