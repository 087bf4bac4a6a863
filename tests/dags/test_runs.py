"""Each DAG is run once, task by task, on a day of the sample: ingest, then extract and churn with the same clock, then maintenance."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl.commands.days import Day, find_days
from etl.commands.feed_server import feed_server
from etl.fetch.registry import register_local

pytestmark = [pytest.mark.dags, pytest.mark.timeout(600)]

SAMPLE = Path(__file__).resolve().parents[2] / "sample"


@pytest.fixture
def day(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    """The first day of the sample, served on loopback, in a home and a database of the test's own."""
    monkeypatch.setenv("REVDOOR_DATABASE_URL", database_url)
    monkeypatch.setenv("REVDOOR_HOME", str(tmp_path / "home"))
    first = find_days(SAMPLE)[0]
    with feed_server() as server:
        for slug, url in server.show(first.folder).items():
            register_local(engine, slug, url, first.clock)
        yield first


def run_dag(bag: Any, dag_id: str, **conf: str) -> dict[str, str]:
    """Run a DAG in this process; returns the state of each task instance."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = bag.dags[dag_id].test(run_conf=conf)
        instances = run.get_task_instances()
    assert run.state == "success", {task.task_id: task.state for task in instances}
    return {f"{task.task_id}[{task.map_index}]": str(task.state) for task in instances}


def count(engine: Engine, table: str) -> int:
    """Rows of a table."""
    with engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def test_the_dags_do_the_work_of_a_day_once(bag: Any, engine: Engine, day: Day, tmp_path: Path) -> None:
    now = day.clock.isoformat()
    ingested = run_dag(bag, "ingest", now=now)
    assert set(ingested) == {"fetch[0]", "fetch[1]", "store[-1]", "dedupe[-1]"}
    articles = count(engine, "core.article")
    assert articles == count(engine, "core.story_member") == 6
    assert count(engine, "core.extraction") == 0

    run_dag(bag, "extract", now=now)
    assert count(engine, "core.extraction") == articles
    assert count(engine, "core.leadership_event") > 0

    run_dag(bag, "churn", now=now)
    assert count(engine, "core.daily_churn") > 0
    assert (tmp_path / "home" / "report" / "index.html").exists()

    counted = ("raw.fetch", "core.article", "core.leadership_event", "core.daily_churn", "core.alert")
    before = {table: count(engine, table) for table in counted}
    for dag_id in ("ingest", "extract", "churn"):
        run_dag(bag, dag_id, now=now)
    assert {table: count(engine, table) for table in before} == before

    assert set(run_dag(bag, "maintenance", now=now)) == {"retention[-1]", "backup[-1]", "feed_health[-1]"}
    assert (tmp_path / "home" / "backups" / "revdoor-2023-11-17.dump").stat().st_size > 10_000


def test_a_backfill_sends_nothing(bag: Any, engine: Engine, day: Day, tmp_path: Path) -> None:
    run_dag(bag, "ingest", now=day.clock.isoformat())
    run_dag(bag, "extract", since="2023-11-17", until="2023-11-18")
    run_dag(bag, "churn", since="2023-11-17", until="2023-11-18")
    assert count(engine, "core.leadership_event") > 0
    assert count(engine, "core.alert_delivery") == 0
    assert not (tmp_path / "home" / "alerts" / "alerts.jsonl").exists()


def test_a_check_that_fails_fails_the_run_and_blocks_the_alerts(bag: Any, engine: Engine, day: Day) -> None:
    for dag_id in ("ingest", "extract"):
        run_dag(bag, dag_id, now=day.clock.isoformat())
    with engine.begin() as connection:
        connection.execute(text("UPDATE core.article_event SET char_start = char_start + 1"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = bag.dags["churn"].test(run_conf={"now": day.clock.isoformat()})
    states = {task.task_id: str(task.state) for task in run.get_task_instances()}
    assert (run.state, states["quality"], states["alerts"], states["serve"]) == ("failed", "failed", "success", "success")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT counts->>'blocked_by' FROM core.pipeline_run WHERE stage = 'alerts'")) == "1"
