"""The migrated schema: models and migrations agree, all is commented, and the analyst reads mart only."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

import etl.tables.core
import etl.tables.raw
from etl.io import db
from etl.tables.base import Base

TABLES = (etl.tables.core, etl.tables.raw)

CONTRACT = {
    "company": "company_id name aliases country ticker is_listed",
    "person": "person_id name aliases",
    "article": "article_id url feed title lang published_at published_source first_seen_at story_id is_machine_translated",
    "entity_mention": "article_id kind text char_start char_end entity_id link_rule link_confidence",
    "article_event": "article_id url published_at lang event_id company person direction post role interim manner event_date "
    "status confidence sentence char_start char_end method_version",
    "leadership_event": "event_id company_id company person_id person direction post role interim manner effective_date "
    "announced_on status confidence article_count source_count first_seen_at last_seen_at reverses_event_id method_version",
    "seat_transition": "transition_id company_id company role out_event_id in_event_id out_person in_person transition_date "
    "reverses_transition_id",
    "daily_churn": "company_id company day departures appointments transitions_7d transitions_30d transitions_90d "
    "seat_exposure_years expected p_value intensity ceo_occupants_30d coverage level method_version computed_at",
    "alert": "alert_id company_id company level opened_at closed_at transitions reason evidence deliveries",
    "feed_health": "feed state",
    "pipeline_run": "run_id stage outcome",
}


CONSTANT = {"dim_date", "dim_role"}
"""Views that have rows before anything is known."""


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"include_schemas": True, "version_table_schema": "public"}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert [d for d in differences if getattr(d[1], "name", "") != "alembic_version"] == []


def test_a_second_upgrade_does_nothing(engine: Engine) -> None:
    assert db.upgrade(engine) is False


@pytest.mark.parametrize("view", CONTRACT)
def test_mart_begins_with_the_columns_of_the_contract(engine: Engine, view: str) -> None:
    with engine.connect() as connection:
        columns = list(connection.execute(text(f"SELECT * FROM mart.{view} LIMIT 0")).keys())
    assert set(CONTRACT[view].split()) <= set(columns)


def test_everything_is_commented(engine: Engine) -> None:
    query = """
        SELECT c.oid::regclass::text || coalesce('.' || a.attname, '')
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('raw', 'core', 'mart')
          LEFT JOIN LATERAL (SELECT attname, attnum FROM pg_attribute
                              WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                              UNION ALL SELECT NULL, 0) a ON true
         WHERE c.relkind IN ('r', 'v', 'm', 'p')
           AND coalesce(col_description(c.oid, a.attnum), CASE WHEN a.attnum = 0 THEN obj_description(c.oid) END) IS NULL
    """
    with engine.connect() as connection:
        assert list(connection.scalars(text(query))) == []
        assert connection.scalar(text("SELECT count(*) FROM pg_views WHERE schemaname = 'mart'")) >= len(CONTRACT)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM core.article",
        "SELECT * FROM raw.fetch",
        "INSERT INTO mart.company (company_id, name) VALUES ('x', 'x')",
        "DELETE FROM mart.pipeline_run",
        "CREATE TABLE public.mine (a int)",
        "CREATE TABLE mart.mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
    ],
)
def test_the_analyst_can_neither_write_nor_see_more(database_url: str, statement: str) -> None:
    engine = create_engine(make_url(database_url).set(username=db.ANALYST))
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(statement))
    engine.dispose()


def test_the_analyst_reads_every_view_and_function(database_url: str) -> None:
    engine = create_engine(make_url(database_url).set(username=db.ANALYST))
    with engine.connect() as connection:
        views = list(connection.scalars(text("SELECT viewname FROM pg_views WHERE schemaname = 'mart'")))
        assert {view for view in views if connection.execute(text(f"SELECT * FROM mart.{view} LIMIT 1")).first()} == CONSTANT
        for function in ("leadership_event_as_of", "seat_transition_as_of", "daily_churn_as_of"):
            assert connection.execute(text(f"SELECT * FROM mart.{function}(now())")).fetchall() == []
    engine.dispose()
