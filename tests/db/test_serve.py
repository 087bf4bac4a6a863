"""Checks and report on the migrated schema."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

import etl.alerts.run
import etl.signals.run
from etl.context import Context
from etl.io.db import ANALYST
from etl.serve.checks import CHECKS, VOLUMES, run_checks
from etl.serve.queries import QUERIES, read_all
from etl.serve.run import run, write_report
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db
TODAY = NOW.date()

DAMAGE = {
    "totals of items": "UPDATE raw.parse SET items = items + 1",
    "articles are read": "UPDATE core.extraction SET outcome = 'failed'",
    "sentences are verbatim": "UPDATE core.article_event SET char_start = char_start + 1",
    "mentions are verbatim": """
        INSERT INTO core.mention (article_id, ordinal, kind, text, char_start, char_end)
        SELECT article_id, 0, 'ORG', 'Not there', 0, 9 FROM core.article
    """,
    "events have evidence": "DELETE FROM core.event_evidence",
    "transitions are consistent": "UPDATE core.leadership_event SET status = 'reported' WHERE direction = 'in'",
    "an event is one leg": """
        INSERT INTO core.seat_transition (transition_id, company_id, role, out_event_id, transition_date, first_seen_at)
        SELECT transition_id || '-again', company_id, role, out_event_id, transition_date, first_seen_at FROM core.seat_transition
    """,
    "churn counts each event once": "UPDATE core.daily_churn SET departures = departures + 1",
    "alerts can be explained": "DELETE FROM core.seat_transition",
    "feeds are fresh": """
        UPDATE raw.feed SET registered_at = registered_at - interval '9 days'; UPDATE raw.feed_state SET last_success_at = NULL
    """,
    "no stage was left half done": """
        INSERT INTO core.pipeline_run (run_id, stage, shard, clock, started_at, outcome, counts)
        VALUES ('20231120T235900Z', 'fetch', 0, now(), now(), 'failed', '{}')
    """,
}


@pytest.fixture
def burst(engine: Engine, context: Context) -> Context:
    """A company in turmoil, with its churn and its alert."""
    filler = Filler(engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", TODAY - DAY)
    filler.change("ceo", "bo", "di", TODAY)
    etl.signals.run.run(context)
    etl.alerts.run.run(context)
    return context


def damage(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for part in statement.split(";"):
            connection.execute(text(part))


def test_a_good_run_passes_every_check(burst: Context, engine: Engine) -> None:
    counts = run(burst)
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT name, passed, observed FROM mart.check_result ORDER BY name")).all()
    assert [row.observed for row in stored if not row.passed] == []
    assert counts == {"checks_passed": len(CHECKS) + 1, "checks_failed": 0}
    assert [row.name for row in stored] == sorted(check.name for check in (*CHECKS, VOLUMES))
    assert run(burst)["checks_failed"] == 0


@pytest.mark.parametrize("check", [check.name for check in CHECKS])
def test_each_check_sees_its_damage(burst: Context, engine: Engine, check: str) -> None:
    damage(engine, DAMAGE[check])
    assert run_checks(burst)[check] is False
    with engine.connect() as connection:
        observed = connection.scalar(text("SELECT observed FROM mart.check_result WHERE name = :name"), {"name": check})
    assert observed is not None
    assert observed[0].isdigit()


def test_a_feed_of_the_catalogue_that_runs_dry_is_seen(burst: Context, engine: Engine) -> None:
    slug = next(slug for slug, feed in sorted(burst.catalog.feeds.items()) if feed.expected.min_per_day >= 5)
    Filler(engine, NOW - 9 * DAY).feed(slug)
    Filler(engine).poll(slug, days=2)
    assert run_checks(burst)[VOLUMES.name] is False


def test_checks_look_at_recent_rows_only(burst: Context, engine: Engine) -> None:
    damage(engine, "UPDATE core.extraction SET extracted_at = extracted_at - interval '3 days'")
    damage(engine, DAMAGE["sentences are verbatim"])
    assert run_checks(burst)["sentences are verbatim"] is True


def test_the_report_is_written_as_a_whole_and_tells_the_story(burst: Context) -> None:
    path = write_report(burst)
    page = path.read_text("utf-8")
    assert path == burst.home / "report" / "index.html"
    assert [each.name for each in path.parent.iterdir()] == ["index.html"]
    for words in ("<h3>Acme</h3>", "chief executive: Ada → Bo", "Di joins Acme as CEO.", "Churn on 20 Nov 2023"):
        assert words in page


def test_the_report_asks_the_schema_mart_only(burst: Context, database_url: str) -> None:
    analyst = create_engine(make_url(database_url).set(username=ANALYST))
    with analyst.connect() as connection:
        answers = read_all(connection, TODAY)
    analyst.dispose()
    assert set(answers) == set(QUERIES)
    assert [row["level"] for row in answers["churn"]] == ["page"]


def test_the_report_of_an_empty_database(context: Context) -> None:
    assert "No alert so far" in write_report(context).read_text("utf-8")
