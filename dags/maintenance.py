"""The house's chores, once a day: what is too old is removed, a backup is written, silent feeds are named."""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from etl.pipeline import CHORES, Counts, run_chore
from policy import DAG_POLICY, IS_SCHEDULED, NOW
from stages import clocks


@dag(**DAG_POLICY, schedule="40 3 * * *" if IS_SCHEDULED else None, params=NOW, doc_md=__doc__)
def maintenance() -> None:
    """Each chore stands alone: one that fails keeps no other from being done."""
    for name, purpose in CHORES.items():

        @task(task_id=name, doc_md=purpose)
        def run(chore: str, **context: Any) -> Counts:
            (now,), _ = clocks(context)
            return run_chore(chore, now)

        run(name)


maintenance()
