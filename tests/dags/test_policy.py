"""What every DAG must be: read without an error, owned, documented, bounded, and made of the stages and nothing else."""

from __future__ import annotations

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from etl.pipeline import CHORES, STAGES

pytestmark = pytest.mark.dags

DAG_IDS = ("churn", "extract", "ingest", "maintenance")


def test_all_files_are_read(bag: Any) -> None:
    assert bag.import_errors == {}
    assert sorted(bag.dag_ids) == list(DAG_IDS)


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_a_dag_is_documented_and_runs_once_at_a_time(bag: Any, dag_id: str) -> None:
    dag = bag.dags[dag_id]
    assert dag.doc_md
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    assert dag.dagrun_timeout
    assert "now" in dag.params


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_a_task_is_owned_documented_bounded_and_tried_again(bag: Any, dag_id: str) -> None:
    for task in bag.dags[dag_id].tasks:
        settings = task.partial_kwargs if hasattr(task, "partial_kwargs") else vars(task)
        assert task.owner == "revolving-door", task.task_id
        assert task.doc_md, task.task_id
        assert settings["execution_timeout"], task.task_id
        assert settings["retries"] == 3, task.task_id
        assert settings["retry_exponential_backoff"], task.task_id


@pytest.mark.parametrize("dag_id", ["ingest", "extract", "churn"])
def test_the_tasks_are_the_stages_in_their_order(bag: Any, dag_id: str) -> None:
    tasks = [task for task in bag.dags[dag_id].topological_sort() if task.task_id != "quality"]
    assert [task.task_id for task in tasks] == [stage.name for stage in STAGES if stage.dag == dag_id]
    for first, second in itertools.pairwise(tasks):
        assert second.task_id in first.downstream_task_ids
    assert {task.task_id for task in tasks if task.is_mapped} == {s.name for s in STAGES if s.dag == dag_id and s.is_sharded}


def test_the_checks_are_told_to_airflow(bag: Any) -> None:
    from airflow.providers.common.sql.operators.sql import SQLTableCheckOperator

    gate = bag.dags["churn"].get_task("quality")
    assert isinstance(gate, SQLTableCheckOperator)
    assert gate.upstream_task_ids == {"checks"}


def test_maintenance_is_made_of_the_chores(bag: Any) -> None:
    assert {task.task_id for task in bag.dags["maintenance"].tasks} == set(CHORES)


def test_the_assets_join_the_dags(bag: Any) -> None:
    def outlets(dag_id: str, task_id: str) -> list[str]:
        return [asset.name for asset in bag.dags[dag_id].get_task(task_id).outlets]

    assert outlets("ingest", "dedupe") == ["articles"]
    assert outlets("extract", "events") == ["events"]
    assert [asset.name for asset in bag.dags["extract"].timetable.asset_condition.objects] == ["articles"]
    assert [asset.name for asset in bag.dags["churn"].timetable.asset_condition.objects] == ["events"]


def test_heavy_tasks_wait_in_pools(bag: Any) -> None:
    assert bag.dags["extract"].get_task("enrich").partial_kwargs["pool"] == "nlp"
    assert bag.dags["ingest"].get_task("fetch").partial_kwargs["pool"] == "feeds"


class TestClocks:
    """From where a run has its clock."""

    NOON = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)

    def context(self, params: dict[str, Any], *extras: dict[str, Any]) -> Any:
        return {
            "params": {"now": None, "since": None, "until": None} | params,
            "triggering_asset_events": {"articles": [SimpleNamespace(extra=extra) for extra in extras]},
            "dag_run": SimpleNamespace(run_after=self.NOON),
        }

    def test_the_run_itself_where_nothing_is_said(self, bag: Any) -> None:
        from stages import clocks

        assert clocks(self.context({}))[0] == [self.NOON]

    def test_a_parameter_wins_over_the_asset(self, bag: Any) -> None:
        from stages import clocks

        said = {"now": "2023-11-18T00:00:00+00:00"}
        moments, passed_on = clocks(self.context(said, {"now": "2023-11-17T00:00:00+00:00"}))
        assert moments == [dt.datetime(2023, 11, 18, tzinfo=dt.UTC)]
        assert passed_on == said

    def test_the_newest_event_of_the_asset_counts(self, bag: Any) -> None:
        from stages import clocks

        events = ({"now": "2023-11-17T00:00:00+00:00"}, {"now": "2023-11-18T00:00:00+00:00"})
        assert clocks(self.context({}, *events))[0] == [dt.datetime(2023, 11, 18, tzinfo=dt.UTC)]

    def test_a_window_is_each_of_its_days_at_its_end(self, bag: Any) -> None:
        from stages import clocks

        moments, passed_on = clocks(self.context({"since": "2023-11-17", "until": "2023-11-18"}))
        assert moments == [dt.datetime(2023, 11, day, 23, 59, 59, tzinfo=dt.UTC) for day in (17, 18)]
        assert passed_on == {"since": "2023-11-17", "until": "2023-11-18"}
