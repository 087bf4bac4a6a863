"""Linking and merging on the real database: order, repetition, judgements and the past as it was known."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, text, update

from etl.context import Context
from etl.events.run import run as merge_events
from etl.resolve.run import run as resolve
from etl.signals.run import run as signals
from etl.tables.core import Article, ArticleEvent, Extraction, Judgement, Mention, StoryMember
from etl.tables.raw import Feed, Fetch
from tests.conftest import MakeContext

DAY = dt.datetime(2023, 11, 17, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Told:
    """One article that states one event."""

    article: str
    day: int
    person: str
    direction: str
    status: str = "confirmed"
    interim: bool = False
    company: str = "OpenAI"


WEEK = (
    Told("a1", 17, "Sam Altman", "out"),
    Told("a2", 17, "Mira Murati", "in", interim=True),
    Told("a3", 18, "奥特曼", "out"),
    Told("a4", 20, "Emmett Shear", "in", interim=True),
    Told("a5", 20, "Murati", "out", interim=True),
    Told("a6", 22, "Sam Altman", "in"),
    Told("a7", 22, "埃米特·希尔", "out", interim=True),
)


def tell(connection: Connection, told: Told, seen_at: dt.datetime) -> None:
    """Store an article with its extraction, as the stages before would."""
    published = dt.datetime(2023, 11, told.day, 12, tzinfo=dt.UTC)
    article = {
        "article_id": told.article, "feed": "f", "guid": told.article, "url": f"https://f.example/{told.article}", "url_key": told.article,
        "lang": "en", "title": "t", "text": "t\nx", "published_at": published, "published_source": "feed", "utc_offset_minutes": 0,
        "first_seen_at": seen_at, "updated_at": seen_at, "version": 1, "content_sha256": told.article, "fetch_id": "f1",
    }  # fmt: skip
    connection.execute(insert(Article), article)
    connection.execute(
        insert(StoryMember),
        {"article_id": told.article, "version": 1, "story_id": told.article, "rule": "first", "decided_at": seen_at},
    )
    connection.execute(
        insert(Extraction),
        {
            "article_id": told.article,
            "article_version": 1,
            "method_version": "m1",
            "outcome": "ok",
            "is_machine_translated": False,
            "extracted_at": seen_at,
        },
    )
    connection.execute(
        insert(Mention),
        {
            "article_id": told.article,
            "ordinal": 0,
            "kind": "ORG",
            "text": told.company,
            "char_start": 0,
            "char_end": 1,
        },
    )
    connection.execute(
        insert(ArticleEvent),
        {
            "article_id": told.article, "ordinal": 0, "company": told.company, "person": told.person, "direction": told.direction,
            "post": "CEO", "role": "ceo", "interim": told.interim, "manner": None,
            "event_date": published.date() if told.status == "confirmed" else None,
            "status": told.status, "confidence": 0.9, "sentence": "x", "char_start": 2, "char_end": 3, "method_version": "m1",
        },
    )  # fmt: skip


def prepare(engine: Engine) -> None:
    feed = {
        "feed": "f", "title": "F", "url": "https://f.example/feed", "lang": "en", "country": "US", "timezone": "UTC", "is_local": True,
        "is_active": True, "cadence_minutes": 15, "silence_hours": 24, "registered_at": DAY,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(Feed), feed)
        connection.execute(
            insert(Fetch),
            {
                "fetch_id": "f1",
                "feed": "f",
                "run_id": "r",
                "requested_at": DAY,
                "url": "u",
                "outcome": "ok",
                "duration_ms": 1,
            },
        )


def run_on(context: Context, batches: Sequence[Sequence[Told]]) -> None:
    for batch in batches:
        with context.engine.begin() as connection:
            for told in batch:
                tell(connection, told, DAY)
        resolve(context)
        merge_events(context)


def rows(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


SEAT = "SELECT out_person, in_person, reverses_transition_id IS NOT NULL FROM mart.seat_transition ORDER BY transition_date"
EVENTS = "SELECT * FROM mart.leadership_event ORDER BY event_id"


def test_the_seat_timeline_reads_right_over_languages(context: Context) -> None:
    prepare(context.engine)
    run_on(context, [WEEK])
    assert rows(context.engine, SEAT) == [
        ("Sam Altman", "Mira Murati", False), ("Mira Murati", "Emmett Shear", False), ("Emmett Shear", "Sam Altman", True),
    ]  # fmt: skip


@pytest.mark.parametrize("order", [1, -1, 3])
def test_neither_order_nor_repetition_changes_the_tables(make_context: MakeContext, order: int) -> None:
    context = make_context()
    prepare(context.engine)
    arranged = list(WEEK)[:: order if order < 3 else 1]
    batches = [arranged[n : n + 1] for n in range(len(arranged))] if order != 3 else [WEEK[4:], WEEK[:4]]
    run_on(context, batches)
    after = {query: rows(context.engine, query) for query in (SEAT, EVENTS)}
    run_on(context, [[]])
    assert after == {query: rows(context.engine, query) for query in (SEAT, EVENTS)}
    assert len(after[EVENTS]) == 6
    assert after[SEAT][0] == ("Sam Altman", "Mira Murati", False)


def test_a_second_run_writes_nothing(context: Context) -> None:
    prepare(context.engine)
    run_on(context, [WEEK])
    assert resolve(context) == {"articles": 0, "companies": 0, "links": 0}
    assert merge_events(context) == {"companies": 0, "events": 0, "changes": 0}


def test_the_past_reads_as_it_was_stored(make_context: MakeContext) -> None:
    snapshots: dict[dt.datetime, list[tuple[Any, ...]]] = {}
    for day, told in itertools.groupby(WEEK, key=lambda t: t.day):
        now = dt.datetime(2023, 11, day, 23, 59, tzinfo=dt.UTC)
        context = make_context(now)
        if not snapshots:
            prepare(context.engine)
        with context.engine.begin() as connection:
            for one in told:
                tell(connection, one, now)
        resolve(context)
        merge_events(context)
        snapshots[now] = rows(context.engine, EVENTS)
    for now, snapshot in snapshots.items():
        query = "SELECT * FROM mart.leadership_event_as_of(:now) ORDER BY event_id"
        assert rows(context.engine, query, now=now) == snapshot
    assert len({len(snapshot) for snapshot in snapshots.values()}) > 1


def test_sources_are_counted_anew_when_a_later_article_joins_two_stories(context: Context) -> None:
    prepare(context.engine)
    run_on(context, [[Told("a1", 17, "Sam Altman", "out"), Told("a2", 17, "Sam Altman", "out")]])
    counts = "SELECT article_count, source_count FROM mart.leadership_event"
    assert rows(context.engine, counts) == [(2, 2)]
    with context.engine.begin() as connection:
        connection.execute(update(StoryMember).where(StoryMember.article_id == "a2").values(story_id="a1"))
    assert merge_events(context)["companies"] == 1
    assert rows(context.engine, counts) == [(2, 1)]
    assert rows(context.engine, "SELECT op FROM mart.event_change ORDER BY change_id") == [("insert",), ("update",)]
    assert merge_events(context)["companies"] == 0


def test_an_extraction_that_drops_an_event_takes_its_article_from_what_others_still_tell(context: Context) -> None:
    prepare(context.engine)
    run_on(context, [[Told("a1", 17, "Sam Altman", "out"), Told("a2", 17, "Sam Altman", "out")]])
    with context.engine.begin() as connection:
        connection.execute(delete(ArticleEvent).where(ArticleEvent.article_id == "a2"))
        connection.execute(update(Extraction).where(Extraction.article_id == "a2").values(method_version="m2"))
    resolve(context)
    merge_events(context)
    assert rows(context.engine, "SELECT article_count, source_count FROM mart.leadership_event") == [(1, 1)]


def test_a_past_churn_has_the_companys_name_of_its_time(make_context: MakeContext) -> None:
    early, late = (make_context(dt.datetime(2023, 11, day, 23, 59, tzinfo=dt.UTC)) for day in (17, 18))
    prepare(early.engine)
    run_on(early, [[Told("a1", 17, "Ida Brandvold", "out", company="Norvale")]])
    signals(early)
    churn = "SELECT * FROM mart.daily_churn{} ORDER BY company_id, day"
    before = rows(early.engine, churn.format(""))
    with late.engine.begin() as connection:
        connection.execute(text("UPDATE core.company SET name = 'Norvale Robotics', revision = revision + 1"))
    merge_events(late)
    assert {row[1] for row in rows(late.engine, churn.format(""))} == {"Norvale Robotics"}
    assert rows(late.engine, churn.format("_as_of(:now)"), now=early.now) == before != []


def test_a_new_extraction_without_the_event_takes_it_away(context: Context) -> None:
    prepare(context.engine)
    run_on(context, [WEEK[:1]])
    with context.engine.begin() as connection:
        connection.execute(delete(ArticleEvent))
        connection.execute(update(Extraction).values(method_version="m2"))
    resolve(context)
    merge_events(context)
    assert rows(context.engine, EVENTS) == []
    assert rows(context.engine, "SELECT op FROM mart.event_change ORDER BY change_id") == [("insert",), ("delete",)]


def test_judgements_survive_a_re_run_and_can_be_undone(context: Context) -> None:
    prepare(context.engine)
    run_on(context, [[Told("a1", 17, "Sam Altman", "out", status="reported")]])
    event_id, company_id = rows(context.engine, "SELECT event_id, company_id FROM mart.leadership_event")[0]
    judgement = {
        "judgement_id": "j1", "kind": "accept", "subject": event_id, "payload": {"company_id": company_id}, "note": None, "made_at": DAY,
    }  # fmt: skip
    status = "SELECT status, confidence FROM mart.leadership_event"
    with context.engine.begin() as connection:
        connection.execute(insert(Judgement), judgement)
    merge_events(context)
    assert rows(context.engine, status) == [("confirmed", 1.0)]
    run_on(context, [[Told("a2", 18, "Sam Altman", "out", status="reported")]])
    assert rows(context.engine, status) == [("confirmed", 1.0)]
    with context.engine.begin() as connection:
        connection.execute(update(Judgement).values(undone_at=DAY))
    merge_events(context)
    assert rows(context.engine, "SELECT status FROM mart.leadership_event") == [("reported",)]


def test_a_wrong_split_of_people_is_mended_by_one_judgement_and_undone_by_another(context: Context) -> None:
    prepare(context.engine)
    company = "Blauwerk"
    run_on(
        context,
        [
            [
                Told("a1", 17, "Hans Weber", "out", company=company),
                Told("a2", 17, "Johann Weber-Lutz", "out", company=company),
            ]
        ],
    )
    ids = dict(rows(context.engine, "SELECT name, person_id FROM mart.person"))
    assert len(rows(context.engine, EVENTS)) == 2
    merge = {
        "judgement_id": "j1", "kind": "merge_person", "subject": ids["Johann Weber-Lutz"], "payload": {"into": ids["Hans Weber"]},
        "note": "same man", "made_at": DAY,
    }  # fmt: skip
    with context.engine.begin() as connection:
        connection.execute(insert(Judgement), merge)
    run_on(context, [[]])
    assert len(rows(context.engine, EVENTS)) == 1
    with context.engine.begin() as connection:
        connection.execute(update(Judgement).values(undone_at=DAY))
    run_on(context, [[]])
    assert len(rows(context.engine, EVENTS)) == 2
