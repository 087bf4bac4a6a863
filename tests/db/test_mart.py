"""What the views of mart promise beyond their columns: facts find their dimensions, history finds its index."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, text

import etl.signals.run
from etl.context import Context
from etl.serve.timeline import SINGLE_SEATS
from etl.types import ROLES
from etl.words import ROLE_WORDS
from tests.conftest import MakeContext
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db

DIMENSIONS = {
    "dim_date": ("date", {
        "fact_leadership_event": ("date", "announced_on"), "fact_seat_transition": ("date",), "fact_company_day": ("date",),
    }),
    "dim_company": ("company_id", dict.fromkeys(("fact_leadership_event", "fact_seat_transition", "fact_company_day"), ("company_id",))),
    "dim_person": ("person_id", {
        "fact_leadership_event": ("person_id",), "fact_seat_transition": ("out_person_id", "in_person_id"),
    }),
    "dim_role": ("role", {"fact_leadership_event": ("role",), "fact_seat_transition": ("role",)}),
}
KEYS = [
    (fact, key, dimension, target)
    for dimension, (target, facts) in DIMENSIONS.items() for fact, keys in facts.items() for key in keys
]


@pytest.fixture
def filled(context: Context) -> Engine:
    """Two companies with changes and their churn."""
    filler = Filler(context.engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", NOW.date() - DAY)
    filler.change("board", None, "cy", NOW.date(), company="bolt")
    etl.signals.run.run(context)
    return context.engine


@pytest.mark.parametrize(("fact", "key", "dimension", "target"), KEYS)
def test_every_key_of_a_fact_is_in_its_dimension(filled: Engine, fact: str, key: str, dimension: str, target: str) -> None:
    with filled.connect() as connection:
        found = connection.scalar(text(f"SELECT count({key}) FROM mart.{fact}"))
        joined = connection.scalar(text(f"SELECT count(*) FROM mart.{fact} f JOIN mart.{dimension} d ON f.{key} = d.{target}"))
    assert found == joined
    assert found


def test_the_roles_are_those_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT role, role_name, is_single_seat FROM mart.dim_role ORDER BY role_rank")).all()
    assert [row.role for row in rows] == list(ROLES)
    assert {row.role: row.role_name for row in rows} == dict(ROLE_WORDS)
    assert {row.role for row in rows if row.is_single_seat} == SINGLE_SEATS


def test_a_day_has_its_week_and_month(engine: Engine) -> None:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM mart.dim_date WHERE date = '2023-11-19'")).mappings().one()
    assert dict(row) == {
        "date": dt.date(2023, 11, 19), "year": 2023, "quarter": 4, "month": 11, "month_start": dt.date(2023, 11, 1),
        "week_start": dt.date(2023, 11, 13), "day_of_week": 7, "is_weekend": True,
    }


def test_churn_shows_the_row_computed_last_and_keeps_the_others(make_context: MakeContext) -> None:
    first = make_context()
    filler = Filler(first.engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", NOW.date())
    etl.signals.run.run(first)
    later = make_context(NOW + DAY)
    filler.at(later.now).poll()
    filler.at(later.now).change("cfo", "cy", None, NOW.date())
    etl.signals.run.run(later)
    query = "SELECT departures FROM mart.{} WHERE company = 'Acme' AND day = '2023-11-20' ORDER BY computed_at"
    with first.engine.connect() as connection:
        assert list(connection.scalars(text(query.format("daily_churn")))) == [2]
        assert list(connection.scalars(text(query.format("daily_churn_change")))) == [1, 2]
        assert list(connection.scalars(text(query.format("daily_churn_as_of('2023-11-20 23:59:59+00')")))) == [1]
        assert list(connection.scalars(text(query.format("daily_churn_as_of('2023-11-21 23:59:59+00')")))) == [2]
        assert list(connection.scalars(text(query.format("daily_churn_as_of('2023-11-19 23:59:59+00')")))) == []


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT person FROM mart.leadership_event_as_of('2023-11-20') WHERE company = 'Acme'", "ix_event_change_company"),
        ("SELECT level FROM mart.daily_churn_as_of('2023-11-20') WHERE company_id = 'acme' AND day = '2023-11-20'", "pk_daily_churn"),
        ("SELECT level FROM mart.daily_churn WHERE company = 'Acme'", "pk_daily_churn"),
        ("SELECT person FROM mart.leadership_event WHERE company = 'Acme'", "ix_leadership_event_company_id_effective_date"),
        ("SELECT sentence FROM mart.article_event WHERE event_id = 'e'", "ix_event_evidence_event_id"),
    ],
)
def test_a_condition_finds_its_index_through_the_views(filled: Engine, query: str, index: str) -> None:
    with filled.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        plan = "\n".join(connection.scalars(text(f"EXPLAIN {query}")))
    assert index in plan
    assert "Function Scan" not in plan
