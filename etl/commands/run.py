"""`revdoor run` and `revdoor backfill`: the stages in this process."""

from __future__ import annotations

import dataclasses
import datetime as dt

from etl.commands.clock import end_of_day, parse_clock, parse_day
from etl.commands.screen import screen
from etl.config import Settings
from etl.context import Context
from etl.errors import ConfigError
from etl.io.session import open_database
from etl.log import configure
from etl.pipeline import STAGES, Counts, Stage, open_context, run_stage

FETCH = "fetch"


def run_once(now: str | None, *, skip_fetch: bool) -> None:
    """Run all stages with the clock at `now`, telling of each on standard output."""
    settings = Settings.load()
    configure(settings.log_level)
    with open_database(settings) as engine:
        context = dataclasses.replace(open_context(engine, parse_clock(now)), is_offline=skip_fetch)
        _run_stages(context, skip_fetch=skip_fetch)


def run_backfill(since: str, until: str) -> None:
    """Run all stages but the fetch for each day from `since` to `until`, both included; alerts are never sent."""
    first, last = parse_day(since), parse_day(until)
    if last < first:
        raise ConfigError(f"--until {until} lies before --since {since}")
    settings = Settings.load()
    configure(settings.log_level)
    with open_database(settings) as engine:
        for offset in range((last - first).days + 1):
            context = open_context(engine, end_of_day(first + dt.timedelta(days=offset)))
            _run_stages(dataclasses.replace(context, is_backfill=True, is_offline=True), skip_fetch=True)


def _run_stages(context: Context, *, skip_fetch: bool) -> None:
    console = screen()
    for stage in STAGES:
        if not (skip_fetch and stage.name == FETCH):
            console.print(describe(context.now, stage, run_stage(stage, context)), soft_wrap=True)


def describe(now: dt.datetime, stage: Stage, counts: Counts) -> str:
    """One line that says what a stage did."""
    numbers = ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing to do"
    return f"{now:%Y-%m-%d %H:%M}  {stage.name:<8} {numbers}"
