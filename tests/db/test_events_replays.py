"""Whole replays, told by a perfect reader: neither the order of arrival nor repetition nor a backfill changes what is known."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from benchmarks.gold_checks import Snapshots, seat_lines
from etl.commands.clock import end_of_day
from etl.pipeline import STAGES, run_stage
from tests.conftest import MakeContext
from tests.db.replays import Text, ask, replay, said

pytestmark = pytest.mark.db

ORDERS = int(os.environ.get("REVDOOR_ORDERS", "3"))
"""How many orders of arrival are tried."""
LAB = {"company": "Microsoft", "role": "head", "post": "head of the lab"}
INTERIM = {"interim": True}
OUSTED = (
    "OpenAI parts with its chief",
    "OpenAI's directors removed Sam Altman on Friday; Mira Murati leads the company for the time being.",
)
RETURNS = (said("Sam Altman", "in", "2023-11-22", 1), said("Emmett Shear", "out", "2023-11-22", 1, **INTERIM),
           *(said(name, "in", None, 2, status="denied", **LAB) for name in ("Sam Altman", "Greg Brockman")))  # fmt: skip
WEEK = (
    Text("ousted", "north-en", "2023-11-17T21:00", OUSTED, (
        said("Sam Altman", "out", "2023-11-17", 1, manner="dismissed"), said("Mira Murati", "in", "2023-11-17", 1, **INTERIM),
    )),
    Text("ousted-copy", "west-en", "2023-11-17T21:30", OUSTED, (
        said("Sam Altman", "out", "2023-11-17", 1, manner="dismissed"), said("Mira Murati", "in", "2023-11-17", 1, **INTERIM),
    )),
    Text("stunned", "south-en", "2023-11-17T22:00", (
        "A blog post of nine sentences shakes the valley",
        "Sam Altman stepped down from the top of OpenAI, its research boss Mira Murati stands in.",
    ), (said("Sam Altman", "out", "2023-11-17", 1, manner="resigned"), said("Mira Murati", "in", "2023-11-17", 1, **INTERIM))),
    Text("zuoye", "east-zh", "2023-11-18T06:00", (
        "OpenAI 突然换帅", "OpenAI 董事会今天解除了奥特曼的首席执行官职务，由 Mira Murati 临时代理。",
    ), (said("Sam Altman", "out", "2023-11-18", 1, manner="dismissed"), said("Mira Murati", "in", "2023-11-18", 1, **INTERIM))),
    Text("shear", "south-en", "2023-11-20T07:00", (
        "OpenAI hires the man who ran a streaming site",
        "Emmett Shear takes over as interim chief of OpenAI from Mira Murati, who goes back to her laboratory.",
    ), (said("Emmett Shear", "in", "2023-11-20", 1, **INTERIM), said("Mira Murati", "out", "2023-11-20", 1, **INTERIM))),
    Text("lab", "north-en", "2023-11-20T08:30", (
        "Redmond picks up the pieces", "Microsoft said that Sam Altman and Greg Brockman will head a new lab of its own.",
    ), tuple(said(name, "in", "2023-11-20", 1, **LAB) for name in ("Sam Altman", "Greg Brockman"))),
    Text("mistaken", "west-en", "2023-11-20T09:00", (
        "Brockman to the helm, staff cheer", "Greg Brockman is the new interim chief executive of OpenAI, three employees rejoiced.",
    ), (said("Greg Brockman", "in", "2023-11-20", 1, **INTERIM),)),
    Text("corrected", "west-en", "2023-11-21T09:00", (
        "Correction", "We wrote that Greg Brockman was made chief of OpenAI. That was wrong; we apologise to our readers.",
    ), (said("Greg Brockman", "in", None, 1, status="denied", **INTERIM),)),
    Text("back", "south-en", "2023-11-22T06:00", (
        "Five days that shook the valley are over",
        "OpenAI has agreed that Sam Altman comes back as chief executive; Emmett Shear clears the desk.",
        "Nothing came of the lab that he and Greg Brockman were to lead at Microsoft.",
    ), RETURNS),
    Text("return", "north-en", "2023-11-22T07:00", (
        "The deposed chief wins", "Sam Altman is again the chief executive of OpenAI, and Emmett Shear ends his short spell.",
        "Microsoft gives up its plan of a lab under Sam Altman and Greg Brockman.",
    ), RETURNS),
)  # fmt: skip
FINAL = {
    "events": "SELECT to_jsonb(e) - 'first_seen_at' - 'last_seen_at' FROM mart.leadership_event e ORDER BY event_id",
    "transitions": "SELECT to_jsonb(t) - 'first_seen_at' FROM mart.seat_transition t ORDER BY transition_id",
    "timeline": "SELECT * FROM mart.seat_timeline ORDER BY tenure_id",
    "readings": "SELECT * FROM mart.article_event ORDER BY article_id, sentence, person, direction, company",
    "contradictions": "SELECT * FROM mart.contradiction ORDER BY event_id, kind, value, rival_event_id",
    "stories": "SELECT article_id, story_id, dup_of FROM mart.article ORDER BY article_id",
    "companies": "SELECT * FROM mart.company WHERE company_id IN (SELECT company_id FROM mart.leadership_event) ORDER BY company_id",
    "people": "SELECT * FROM mart.person ORDER BY person_id",
    "churn": "SELECT company_id, company, day, departures, appointments, transitions_7d, transitions_30d, transitions_90d, "
             "ceo_occupants_30d FROM mart.daily_churn WHERE departures + appointments + transitions_90d > 0 ORDER BY company_id, day",
}  # fmt: skip
UNTIL = dt.date(2023, 11, 27)


def final(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """The tables as they stand, without the times at which this run happened to see things."""
    return {name: ask(engine, query) for name, query in FINAL.items()}


def by_day(articles: Sequence[Text]) -> dict[str, list[Text]]:
    """Each article on the day of its publication."""
    days: dict[str, list[Text]] = {}
    for article in sorted(articles, key=lambda each: each.published):
        days.setdefault(str(article.published.astimezone(dt.UTC).date()), []).append(article)
    return days


def at_random(seed: int) -> dict[str, list[Text]]:
    """The articles in a random order, in three batches of random size, all of them after the week."""
    rnd = random.Random(seed)
    shuffled = rnd.sample(WEEK, len(WEEK))
    cuts = [0, *sorted(rnd.sample(range(1, len(WEEK)), 2)), len(WEEK)]
    return {f"2023-11-{24 + n}": shuffled[cuts[n] : cuts[n + 1]] for n in range(3)}


@pytest.fixture(scope="module")
def in_order() -> dict[str, dict[str, list[tuple[object, ...]]]]:
    """What the first replay of this module found, which the others are compared with."""
    return {}


@pytest.mark.parametrize("seed", [None, *range(ORDERS)])
def test_the_order_of_arrival_changes_no_table(
    engine: Engine, make_context: MakeContext, tmp_path: Path, in_order: dict[str, dict[str, list[tuple[object, ...]]]], seed: int | None
) -> None:
    days = by_day(WEEK) if seed is None else at_random(seed)
    replay(engine, make_context().settings, tmp_path, days, until=UNTIL)
    found = final(engine)
    expected = in_order.setdefault("found", found)
    assert {name: rows for name, rows in found.items() if rows != expected[name]} == {}
    assert len(found["events"]) == 9


def test_the_seats_read_as_they_were_held(engine: Engine, make_context: MakeContext, tmp_path: Path) -> None:
    replay(engine, make_context().settings, tmp_path, by_day(WEEK))
    assert seat_lines(engine, "OpenAI", "ceo") == [
        "Sam Altman: before to 2023-11-17 [-/3 stories]",
        "Mira Murati (interim): 2023-11-17 to 2023-11-20 [3/1 stories]",
        "Emmett Shear (interim): 2023-11-20 to 2023-11-22 [1/2 stories]",
        "Sam Altman: 2023-11-22 to now, takes the departure back [2/- stories]",
        "Greg Brockman: told, never took effect",
    ]
    assert sorted(seat_lines(engine, "Microsoft", "head")) == [
        "Greg Brockman: told, never took effect", "Sam Altman: told, never took effect",
    ]  # fmt: skip
    chain = "SELECT person, predecessor, successor FROM mart.seat_timeline WHERE role = 'ceo' AND state = 'held' "
    assert ask(engine, chain + "ORDER BY held_from NULLS FIRST") == [
        ("Sam Altman", None, "Mira Murati"), ("Mira Murati", "Sam Altman", "Emmett Shear"),
        ("Emmett Shear", "Mira Murati", "Sam Altman"), ("Sam Altman", "Emmett Shear", None),
    ]  # fmt: skip


def test_contradictions_stand_side_by_side_with_their_evidence(engine: Engine, make_context: MakeContext, tmp_path: Path) -> None:
    replay(engine, make_context().settings, tmp_path, by_day(WEEK))
    query = (
        "SELECT value, is_kept, sources, outlets, is_taken_back, sentence <> '' FROM mart.contradiction "
        "WHERE company = 'OpenAI' AND person = :person AND direction = :direction AND kind = :kind ORDER BY value"
    )
    assert ask(engine, query, person="Sam Altman", direction="out", kind="day") == [
        ("2023-11-17", True, 2, 3, False, True), ("2023-11-18", False, 1, 1, False, True),
    ]  # fmt: skip
    assert ask(engine, query, person="Sam Altman", direction="out", kind="manner") == [
        ("dismissed", True, 2, 3, False, True), ("resigned", False, 1, 1, False, True),
    ]  # fmt: skip
    assert ask(engine, query, person="Greg Brockman", direction="in", kind="status") == [
        ("confirmed", False, 1, 1, True, True), ("denied", True, 1, 1, False, True),
    ]  # fmt: skip
    assert ask(engine, query, person="Greg Brockman", direction="in", kind="person") == [("Greg Brockman", False, 2, 1, False, True)]
    assert ask(engine, query, person="Emmett Shear", direction="in", kind="person") == [("Emmett Shear", True, 1, 1, False, True)]


def test_the_past_reads_on_each_day_as_it_was_stored_also_after_a_backfill(
    engine: Engine, make_context: MakeContext, tmp_path: Path
) -> None:
    snapshots = Snapshots()
    replay(engine, make_context().settings, tmp_path, by_day(WEEK), after=lambda now: snapshots.take(engine, now))
    assert list(snapshots.differences(engine)) == []
    assert len({str(views["leadership_event"]) for views in snapshots.taken.values()}) == len(by_day(WEEK))
    before = final(engine)
    feeds = ask(engine, "SELECT count(*) FROM mart.event_change UNION ALL SELECT count(*) FROM mart.seat_change")
    for day in by_day(WEEK):
        backfill(make_context, dt.date.fromisoformat(day))
    assert final(engine) == before
    assert ask(engine, "SELECT count(*) FROM mart.event_change UNION ALL SELECT count(*) FROM mart.seat_change") == feeds
    assert list(snapshots.differences(engine)) == []


def backfill(make_context: MakeContext, day: dt.date) -> None:
    """What is stored through every stage again that asks nothing of the web, with the clock at the end of the day."""
    context = dataclasses.replace(make_context(end_of_day(day)), is_backfill=True, is_offline=True)
    for stage in STAGES:
        if stage.name not in ("fetch", "enrich"):
            run_stage(stage, context)


def test_a_backfill_by_another_method_adds_to_what_was_known_and_does_not_rewrite_it(
    engine: Engine, make_context: MakeContext, tmp_path: Path
) -> None:
    snapshots = Snapshots()
    replay(engine, make_context().settings, tmp_path, by_day(WEEK), after=lambda now: snapshots.take(engine, now))
    with engine.begin() as connection:
        connection.execute(text("UPDATE core.article_event SET confidence = 0.6"))
        connection.execute(text("UPDATE core.event_state SET event_version = 'event-0'"))
    backfill(make_context, dt.date(2023, 11, 17))
    last = max(snapshots.taken)
    assert ask(engine, "SELECT DISTINCT changed_at FROM mart.event_change WHERE run_id = '20231117T235959Z' AND op = 'update'") == [(last,)]
    rewritten = [words for words in snapshots.differences(engine) if f"{last:%Y-%m-%d}" not in words]
    assert rewritten == []


def test_an_article_that_no_longer_says_it_takes_its_evidence_away(engine: Engine, make_context: MakeContext, tmp_path: Path) -> None:
    told = next(article for article in WEEK if article.name == "ousted")
    second = next(article for article in WEEK if article.name == "stunned")
    silent = dataclasses.replace(told, sentences=(told.sentences[0], "This report was withdrawn by the editors this morning."), events=())
    names = "SELECT person, direction, article_count, source_count, status FROM mart.leadership_event ORDER BY person"
    replay(engine, make_context().settings, tmp_path, {"2023-11-17": [told, second]})
    assert ask(engine, names) == [("Mira Murati", "in", 2, 2, "confirmed"), ("Sam Altman", "out", 2, 2, "confirmed")]
    replay(engine, make_context().settings, tmp_path / "later", {"2023-11-18": [silent, second]})
    assert ask(engine, names) == [("Mira Murati", "in", 1, 1, "confirmed"), ("Sam Altman", "out", 1, 1, "confirmed")]
