"""Events to churn and alerts, whenever events changed and once a day: signals, checks, alerts, serve."""

from __future__ import annotations

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag

from policy import DAG_POLICY, EVENTS, IS_SCHEDULED, WINDOW
from quality import quality_gate
from stages import stage_tasks

DAILY = AssetOrTimeSchedule(timetable=CronTriggerTimetable("10 0 * * *", timezone="UTC"), assets=[EVENTS])


@dag(**DAG_POLICY, schedule=DAILY if IS_SCHEDULED else [EVENTS], params=WINDOW, doc_md=__doc__)
def churn() -> None:
    """Recompute the company-days that changed, deliver each alert once, write the report."""
    stages = stage_tasks("churn")
    stages["checks"] >> quality_gate()


churn()
