"""The checks of a run on the migrated schema: each sees its damage, tolerates what it may, and blocks the alerts."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

import etl.alerts.run
import etl.signals.run
from etl.checks.questions import CHECKS, VOLUMES, Check
from etl.checks.run import run, run_checks
from etl.context import Context
from tests.conftest import MakeContext
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
    "references lead somewhere": "UPDATE core.leadership_event SET reverses_event_id = 'gone'",
    "events have evidence": "DELETE FROM core.event_evidence",
    "transitions are consistent": "UPDATE core.leadership_event SET status = 'reported' WHERE direction = 'in'",
    "an event is one leg": """
        INSERT INTO core.seat_transition (transition_id, company_id, role, out_event_id, transition_date, first_seen_at)
        SELECT transition_id || '-again', company_id, role, out_event_id, transition_date, first_seen_at FROM core.seat_transition
    """,
    "churn counts each event once": "UPDATE core.daily_churn SET departures = departures + 1",
    "alerts can be explained": "DELETE FROM core.seat_transition; DELETE FROM core.event_change",
    "feeds are fresh": """
        UPDATE raw.feed SET registered_at = registered_at - interval '9 days'; UPDATE raw.feed_state SET last_success_at = NULL
    """,
    "no stage was left half done": """
        INSERT INTO core.pipeline_run (run_id, stage, shard, clock, started_at, outcome, counts)
        VALUES ('20231120T235900Z', 'fetch', 0, now(), now(), 'failed', '{}')
    """,
}


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


def test_a_few_silent_feeds_are_told_and_tolerated(burst: Context, engine: Engine) -> None:
    for number in range(3):
        Filler(engine).feed(f"talkative-{number}")
    damage(engine, DAMAGE["feeds are fresh"])
    damage(engine, "UPDATE raw.feed_state SET last_success_at = '2023-11-20T23:00Z'")
    damage(engine, "UPDATE raw.feed SET is_active = false WHERE feed <> 'daily-mirror' AND feed <> 'talkative-0'")
    assert run_checks(burst)["feeds are fresh"] is True
    with engine.connect() as connection:
        observed = connection.scalar(text("SELECT observed FROM mart.check_result WHERE name = 'feeds are fresh'"))
    assert observed is not None
    assert observed.startswith("1 active feeds without an answer")


@pytest.mark.parametrize(("offenders", "total", "passes"), [(0, 0, True), (5, 10, True), (6, 10, False), (1, 0, False)])
def test_what_is_tolerated_is_a_share(offenders: int, total: int, passes: bool) -> None:
    assert Check("c", "good", "bad", "", tolerated=0.5).passes(offenders, total) is passes


def test_a_failing_check_blocks_the_alerts_of_its_window(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", TODAY - DAY)
    filler.change("ceo", "bo", "di", TODAY)
    etl.signals.run.run(make_context(NOW))
    damage(engine, "UPDATE core.article_event SET char_start = char_start + 1")
    assert run(make_context(NOW))["checks_failed"] == 1
    counts = etl.alerts.run.run(make_context(NOW))
    assert (counts["blocked_by"], counts["opened"], counts["sent"]) == (1, 0, 0)

    damage(engine, "UPDATE core.article_event SET char_start = char_start - 1")
    later = make_context(NOW + DAY / 2880)
    etl.signals.run.run(later)
    assert run(later)["checks_failed"] == 0
    assert etl.alerts.run.run(later)["opened"] == 1, "what was blocked is told once the data is good again"


def test_status_names_what_failed(burst: Context, engine: Engine) -> None:
    from etl.commands.status import QUERIES
    from etl.pipeline import BY_NAME, run_stage

    damage(engine, DAMAGE["sentences are verbatim"])
    run_stage(BY_NAME["checks"], burst)
    query = next(query for title, query in QUERIES if title.startswith("Checks that failed"))
    with engine.connect() as connection:
        assert [row.check for row in connection.execute(text(query))] == ["sentences are verbatim"]
