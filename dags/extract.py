"""Stories to events, whenever there are new articles: enrich (mapped over shards of articles), resolve, events."""

from __future__ import annotations

from airflow.sdk import dag

from policy import ARTICLES, DAG_POLICY, EVENTS, WINDOW
from stages import stage_tasks


@dag(**DAG_POLICY, schedule=[ARTICLES], params=WINDOW, doc_md=__doc__)
def extract() -> None:
    """Read what has no reading by the present method; with `since` and `until`, a backfill that never alerts."""
    stage_tasks("extract", outlet=EVENTS)


extract()
