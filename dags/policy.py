"""What all DAGs have in common: assets, schedules, retries, timeouts, pools, parameters."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from airflow.sdk import Asset, Param

ARTICLES = Asset("articles")
EVENTS = Asset("events")
START = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
SHARDS = int(os.environ.get("REVDOOR_SHARDS", "4"))
IS_SCHEDULED = os.environ.get("REVDOOR_SCHEDULE", "on") == "on"
"""False where only a person or a program starts runs, as in the sample week."""

POOLS = {"fetch": "feeds", "enrich": "nlp"}
TIMEOUTS = {"fetch": dt.timedelta(minutes=12), "enrich": dt.timedelta(hours=2)}
TASK_POLICY: dict[str, Any] = {
    "owner": "revolving-door",
    "retries": 3,
    "retry_delay": dt.timedelta(seconds=20),
    "retry_exponential_backoff": True,
    "max_retry_delay": dt.timedelta(minutes=10),
    "execution_timeout": dt.timedelta(minutes=30),
}
DAG_POLICY: dict[str, Any] = {
    "start_date": START, "catchup": False, "max_active_runs": 1, "default_args": TASK_POLICY,
    "is_paused_upon_creation": False, "dagrun_timeout": dt.timedelta(hours=4), "tags": ["revolving-door"],
}
NOW = {"now": Param(None, type=["null", "string"], description="The run's clock; default: the run's own time")}
WINDOW = NOW | {
    "since": Param(None, type=["null", "string"], description="First day of a backfill, as 2023-11-17; it never alerts"),
    "until": Param(None, type=["null", "string"], description="Last day of the backfill"),
}
