"""The tasks of the DAGs, made of the stages of `etl.pipeline`, and the clock that they are given."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import Asset, Context, chain, task

from etl.pipeline import STAGES, Counts, Stage, run_task
from policy import POOLS, SHARDS, TASK_POLICY, TIMEOUTS, WINDOW


def stage_tasks(dag: str, outlet: Asset | None = None) -> dict[str, Any]:
    """The tasks of a DAG by stage, one after the other, mapped over shards where they are; the last feeds `outlet`."""
    stages = [stage for stage in STAGES if stage.dag == dag]
    tasks = {stage.name: _stage_task(stage, outlet if stage is stages[-1] else None) for stage in stages}
    chain(*tasks.values())
    return tasks


def clocks(context: Context) -> tuple[list[dt.datetime], dict[str, Any]]:
    """The clocks to run with, and the settings they come from: the parameters, else those of the asset that began the run."""
    said = {name: value for name, value in context["params"].items() if value is not None}
    for events in context["triggering_asset_events"].values() if not said else ():
        said = {name: value for event in events for name, value in event.extra.items() if name in WINDOW}
    if "since" in said:
        first, last = (dt.date.fromisoformat(said[name]) for name in ("since", "until"))
        days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
        return [dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC) for day in days], said
    now = dt.datetime.fromisoformat(said["now"]) if "now" in said else context["dag_run"].run_after
    return [now], {"now": now.isoformat()}


def _stage_task(stage: Stage, outlet: Asset | None) -> Any:
    @task(task_id=stage.name, doc_md=f"{stage.purpose} Writes {', '.join(stage.writes)}.",
          outlets=[outlet] if outlet else [], pool=POOLS.get(stage.name, "default_pool"),
          execution_timeout=TIMEOUTS.get(stage.name, TASK_POLICY["execution_timeout"]))
    def run(shard: int = 0, **context: Any) -> Counts:
        moments, said = clocks(context)
        total: Counts = {}
        for now in moments:
            counts = run_task(stage.name, now, shard, SHARDS if stage.is_sharded else 1, "since" in said)
            total = {name: total.get(name, 0) + counts.get(name, 0) for name in total | counts}
        if outlet:
            context["outlet_events"][outlet].extra = said
        return total

    return run.expand(shard=list(range(SHARDS))) if stage.is_sharded else run()
