"""The pipeline: one ordered tuple of stages, from which the DAGs, the command line and the docs derive.

`run_stage` is the one way to run a stage: it gives the stage its context, and stores the outcome in
`core.pipeline_run` whatever happens.
"""

from __future__ import annotations

import datetime as dt
import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from etl.context import Context

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: the folder of `etl/` of the same name, the DAG that runs it, the tables that only it writes."""

    name: str
    dag: str
    purpose: str
    writes: tuple[str, ...]
    is_sharded: bool = False

    def load(self) -> Callable[[Context], Counts]:
        """Import the stage's `run` function; heavy libraries are imported here and not before."""
        return cast("Callable[[Context], Counts]", importlib.import_module(f"etl.{self.name}.run").run)


STAGES: tuple[Stage, ...] = (
    Stage("fetch", "ingest", "Poll the feeds that are due and keep the bytes.",
          ("raw.feed", "raw.feed_state", "raw.feed_alert", "raw.body", "raw.fetch"), is_sharded=True),
    Stage("store", "ingest", "Parse the bytes into articles, read the page where the feed has a teaser only, keep every version.",
          ("raw.parse", "raw.rejected_item", "raw.page", "raw.page_body", "core.article", "core.article_version")),
    Stage("dedupe", "ingest", "Join copies and updates of one text into stories.",
          ("core.story_member", "core.near_key")),
    Stage("enrich", "extract", "Read people, companies, posts and leadership events out of each article.",
          ("core.extraction", "core.mention", "core.article_event"), is_sharded=True),
    Stage("resolve", "extract", "Decide which company and which person is meant.",
          ("core.company", "core.company_alias", "core.person", "core.person_alias", "core.mention_link",
           "core.event_link", "core.resolution", "core.alias_sighting", "core.alias_proposal")),
    Stage("events", "extract", "Merge what the articles say into one row a real event, and pair the legs of a change.",
          ("core.leadership_event", "core.event_evidence", "core.seat_transition", "core.seat_tenure", "core.event_change",
           "core.seat_change", "core.company_name", "core.event_state")),
    Stage("signals", "churn", "Compute the churn of each company and day.", ("core.daily_churn",)),
    Stage("checks", "churn", "Check the data of the run; what fails blocks its alerts.", ("core.check_result",)),
    Stage("alerts", "churn", "Open, update and close episodes, and deliver each alert once.",
          ("core.alert", "core.alert_delivery")),
    Stage("serve", "churn", "Write the report.", ()),
)
BY_NAME: dict[str, Stage] = {stage.name: stage for stage in STAGES}
CHORES: dict[str, str] = {
    "retention": "Remove logs, backups and fetched bytes that are older than they need to be.",
    "backup": "Write a copy of the database.",
    "feed_health": "Count the feeds by state and name those that bring nothing.",
}
"""The chores of the DAG `maintenance`: the functions of `etl.maintenance.run`, and what each does."""


def run_id_of(now: dt.datetime) -> str:
    """Id of the run whose clock stands at `now` (aware): the time in UTC, the same again for a repeated run."""
    return now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def run_stage(stage: Stage, context: Context) -> Counts:
    """Run one stage and store its outcome; the error of a stage that fails is stored and raised again."""
    from etl.io import runs

    started = time.monotonic()
    runs.begin(context, stage.name)
    try:
        counts = stage.load()(context)
    except BaseException as error:
        runs.fail(context, stage.name, f"{type(error).__name__}: {error}")
        raise
    runs.finish(context, stage.name, counts | {"milliseconds": int((time.monotonic() - started) * 1000)})
    return counts


def run_all(context: Context, announce: Callable[[Stage, Counts], None] = lambda stage, counts: None) -> dict[str, Counts]:
    """Run all stages in order; `announce` is told of each when it is done."""
    results: dict[str, Counts] = {}
    for stage in STAGES:
        results[stage.name] = run_stage(stage, context)
        announce(stage, results[stage.name])
    return results


def open_context(engine: Engine, now: dt.datetime) -> Context:
    """A context for the whole work at `now`, with the settings of the environment and the catalogue they name."""
    from etl.catalog.loader import home_catalog
    from etl.config import Settings
    from etl.context import Context

    settings = Settings.load()
    return Context(engine, settings, home_catalog(settings.catalog, settings.home_path), now, run_id_of(now))


def run_task(name: str, now: dt.datetime, shard: int = 0, shards: int = 1, is_backfill: bool = False) -> Counts:
    """Run the stage `name` as a process of its own, on the database that the environment names; for the DAGs."""
    import dataclasses

    from etl.config import Settings
    from etl.context import Shard
    from etl.io import db

    engine = db.connect(Settings.load())
    try:
        context = dataclasses.replace(open_context(engine, now), shard=Shard(shard, shards), is_backfill=is_backfill)
        return run_stage(BY_NAME[name], context)
    finally:
        engine.dispose()


def open_connection() -> Any:
    """A connection of the driver to the tables that the environment names, as their owner; for the checks of the DAGs."""
    from etl.config import Settings
    from etl.io import db

    return db.connect(Settings.load()).raw_connection().driver_connection


def run_chore(name: str, now: dt.datetime) -> Counts:
    """Do one of the `CHORES` with the clock at `now`, on the home and the database that the environment names."""
    from etl.config import Settings

    return cast("Counts", getattr(importlib.import_module("etl.maintenance.run"), name)(Settings.load(), now))
