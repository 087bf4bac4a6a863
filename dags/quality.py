"""The gate of the data's quality: one of Airflow's SQL checks, on what the stage `checks` stored of its run.

It fails where a check failed, so that the run is seen to have failed; the alerts of that window are blocked by the stage
`alerts` itself, which asks the same table.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.common.sql.hooks.sql import DbApiHook
from airflow.providers.common.sql.operators.sql import SQLTableCheckOperator

from etl.pipeline import open_connection

OF_THIS_RUN = "run_id = (SELECT run_id FROM mart.pipeline_run WHERE stage = 'checks' ORDER BY started_at DESC LIMIT 1)"


class TablesHook(DbApiHook):
    """The tables of the home, without a connection stored in Airflow."""

    conn_name_attr = "tables"
    default_conn_name = "tables"

    def get_conn(self) -> Any:
        """A connection of the driver."""
        return open_connection()


class QualityGate(SQLTableCheckOperator):
    """`SQLTableCheckOperator` on the tables of the home; what it finds does not change by trying again."""

    def get_db_hook(self) -> DbApiHook:
        """Where the tables are."""
        return TablesHook()


def quality_gate() -> QualityGate:
    """The task: every check that this run stored has passed."""
    return QualityGate(
        task_id="quality", table="mart.check_result", partition_clause=OF_THIS_RUN,
        checks={"every_check_passed": {"check_statement": "passed"}}, retry_on_failure=False, doc_md=__doc__,
    )
