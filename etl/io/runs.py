"""Bookkeeping of runs in `core.pipeline_run`; written in transactions of its own, so that a failure is stored too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from etl.context import Context
from etl.tables.core import PipelineRun


def begin(context: Context, stage: str) -> None:
    """Store that the stage began; a repeated run of the same id overwrites its row."""
    _put(context, stage, started_at=_wall_clock(), finished_at=None, outcome="running", counts={}, error=None)


def finish(context: Context, stage: str, counts: dict[str, int]) -> None:
    """Store that the stage ended well, and what it did."""
    _put(context, stage, finished_at=_wall_clock(), outcome="ok", counts=counts)


def fail(context: Context, stage: str, error: str) -> None:
    """Store that the stage failed, and why."""
    _put(context, stage, finished_at=_wall_clock(), outcome="failed", error=error[:2000])


def _put(context: Context, stage: str, **columns: Any) -> None:
    key = {"run_id": context.run_id, "stage": stage, "shard": context.shard.index}
    row = {"clock": context.now, "started_at": _wall_clock(), "outcome": "running", "counts": {}} | key | columns
    statement = insert(PipelineRun).values(row).on_conflict_do_update(index_elements=list(key), set_=columns)
    with context.engine.begin() as connection:
        connection.execute(statement)


def _wall_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
