"""Feeds to stories, every 15 minutes: fetch (mapped over shards of feeds), store, dedupe."""

from __future__ import annotations

from airflow.sdk import dag

from policy import ARTICLES, DAG_POLICY, IS_SCHEDULED, NOW
from stages import stage_tasks


@dag(**DAG_POLICY, schedule="*/15 * * * *" if IS_SCHEDULED else None, params=NOW, doc_md=__doc__)
def ingest() -> None:
    """Poll what is due and keep every version of every article; a run twice with one clock stores nothing twice."""
    stage_tasks("ingest", outlet=ARTICLES)


ingest()
