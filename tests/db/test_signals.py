"""The stage `signals` on the migrated schema: as-of, append-only, and the same by increments as all at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, text

from etl.pipeline import BY_NAME, run_stage
from etl.signals.run import run
from etl.tables.core import DailyChurn
from tests.conftest import MakeContext
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db
TODAY = NOW.date()


def rows(engine: Engine, company: str = "acme") -> dict[dt.date, Any]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM mart.daily_churn WHERE company_id = :c ORDER BY day"), {"c": company})
        return {row.day: row for row in found}


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(DailyChurn)) or 0


def step(make_context: MakeContext, now: dt.datetime) -> dict[str, int]:
    context = make_context(now)
    return run_stage(BY_NAME["signals"], context)


def turmoil(filler: Filler) -> None:
    filler.poll(days=30)
    filler.change("ceo", "ada", "bo", TODAY - 3 * DAY)
    filler.change("chair", "cy", None, TODAY - 3 * DAY)
    filler.change("ceo", "bo", "di", TODAY)


def test_turmoil_is_a_page_on_its_day_and_each_event_counts_once(engine: Engine, make_context: MakeContext) -> None:
    turmoil(Filler(engine))
    run(make_context(NOW))
    found = rows(engine)
    assert list(found) == [TODAY - offset * DAY for offset in (3, 2, 1, 0)]
    today = found[TODAY]
    assert (today.departures, today.appointments, today.transitions_7d, today.ceo_occupants_30d) == (1, 1, 3, 3)
    assert (today.level, today.coverage, today.method_version) == ("page", 1.0, "gamma-poisson-2")
    assert sum(row.departures + row.appointments for row in found.values()) == 5


def test_single_stories_of_little_confidence_do_not_page(engine: Engine, make_context: MakeContext) -> None:
    turmoil(Filler(engine))
    with engine.begin() as connection:
        connection.execute(text("UPDATE core.leadership_event SET source_count = 1, confidence = 0.6"))
    run(make_context(NOW))
    assert rows(engine)[TODAY].level == "watch"


def test_a_second_run_writes_nothing(engine: Engine, make_context: MakeContext) -> None:
    turmoil(Filler(engine))
    step(make_context, NOW)
    before = count(engine)
    assert step(make_context, NOW + dt.timedelta(seconds=1))["rows"] == 0
    assert run(make_context(NOW))["rows"] == 0
    assert count(engine) == before


def test_the_next_day_adds_its_row_only(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    turmoil(filler)
    step(make_context, NOW)
    filler.at(NOW + DAY).poll()
    assert step(make_context, NOW + DAY)["rows"] == 1
    assert rows(engine)[TODAY + DAY].transitions_7d == 3


def test_what_is_not_known_yet_does_not_count(engine: Engine, make_context: MakeContext) -> None:
    Filler(engine).change("ceo", "ada", "bo", TODAY)
    Filler(engine, NOW + DAY).change("cfo", "eve", "flo", TODAY)
    run(make_context(NOW))
    assert rows(engine)[TODAY].transitions_7d == 1
    run(make_context(NOW + DAY))
    assert rows(engine)[TODAY].transitions_7d == 2
    with engine.connect() as connection:
        then = connection.execute(text("SELECT transitions_7d FROM mart.daily_churn_as_of(:t) WHERE day = :d"), {"t": NOW, "d": TODAY})
        assert then.scalars().all() == [1]


def test_reported_and_denied_events_do_not_count(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    filler.event("ada", "out", TODAY, status="reported")
    filler.event("bo", "in", TODAY, status="denied")
    filler.event("cy", "out", TODAY, "cfo")
    run(make_context(NOW))
    assert (rows(engine)[TODAY].departures, rows(engine)[TODAY].appointments) == (1, 0)


def test_a_denial_leaves_zeros(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    filler.change("ceo", "ada", None, TODAY)
    step(make_context, NOW)
    filler.at(NOW + DAY).deny(f"acme-ada-out-ceo-{TODAY}")
    step(make_context, NOW + DAY)
    today = rows(engine)[TODAY]
    assert (today.departures, today.transitions_7d, today.level) == (0, 0, "none")


def test_a_day_of_outage_is_null(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    turmoil(filler)
    for feed in ("two", "three"):
        filler.poll(feed, is_healthy=False)
    run(make_context(NOW))
    today = rows(engine)[TODAY]
    assert (today.coverage, today.level, today.p_value, today.expected) == (0.3333, None, None, None)
    assert today.transitions_7d == 3


def test_a_body_that_can_not_be_parsed_is_no_coverage(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    turmoil(filler)
    filler.poll("two", parse_error="not well-formed")
    run(make_context(NOW))
    assert rows(engine)[TODAY].coverage == 0.5


def test_a_day_without_a_poll_is_not_judged(engine: Engine, make_context: MakeContext) -> None:
    turmoil(Filler(engine))
    run(make_context(NOW + DAY))
    tomorrow = rows(engine)[TODAY + DAY]
    assert (tomorrow.coverage, tomorrow.level) == (0.0, None)


def test_the_companies_of_a_day_are_set_against_each_other(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    turmoil(filler)
    step(make_context, NOW)
    alone = rows(engine)[TODAY]
    watched = len(make_context().catalog.companies) + 1
    assert alone.q_value == pytest.approx(min(1.0, alone.p_value * watched), rel=0.01)
    assert f"Among all {watched:,} companies of the day" in alone.reason

    for number in range(40):
        filler.at(NOW + DAY / 24).change("ceo", f"x{number}", f"y{number}", TODAY, company=f"peer-{number}")
        filler.at(NOW + DAY / 24).change("cfo", f"v{number}", f"w{number}", TODAY, company=f"peer-{number}")
    step(make_context, NOW + DAY / 24)
    together = rows(engine)[TODAY]
    assert together.q_value != alone.q_value
    assert together.computed_at > alone.computed_at
    assert step(make_context, NOW + DAY / 12)["rows"] == 0


def test_increments_equal_all_at_once(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    script = {
        0: lambda f: f.change("ceo", "ada", "bo", TODAY - 200 * DAY),
        1: lambda f: f.change("cfo", "cy", "di", f.now.date()),
        2: lambda f: f.change("coo", None, "eve", f.now.date() - 40 * DAY, company="bolt"),
        5: lambda f: f.change("ceo", "bo", "flo", f.now.date() - 2 * DAY),
        6: lambda f: f.poll("two", is_healthy=False),
        7: lambda f: f.deny(f"acme-di-in-cfo-{TODAY + DAY}"),
        9: lambda f: f.event("gus", "in", f.now.date() + 3 * DAY, "board"),
    }
    for offset in range(16):
        now = NOW + offset * DAY
        filler.at(now).poll()
        script.get(offset, lambda f: None)(filler.at(now))
        if offset not in (3, 4, 10, 11):
            step(make_context, now)
    by_increments = {company: rows(engine, company) for company in ("acme", "bolt")}
    with engine.begin() as connection:
        connection.execute(delete(DailyChurn))
    run(make_context(NOW + 15 * DAY, is_backfill=True))
    for company, increments in by_increments.items():
        anew = rows(engine, company)
        values = {day: dict(row._mapping) | {"computed_at": None} for day, row in increments.items() if row.transitions_90d or day in anew}
        assert values == {day: dict(row._mapping) | {"computed_at": None} for day, row in anew.items()}


def test_a_run_with_another_clock_in_the_past_computes_anew(engine: Engine, make_context: MakeContext) -> None:
    turmoil(Filler(engine, NOW - DAY))
    step(make_context, NOW)
    assert step(make_context, NOW - DAY)["companies"] == 1
