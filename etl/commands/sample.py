"""`revdoor sample`: the sample week through the real Airflow, then what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from sqlalchemy import Engine, text

from etl.commands.days import Day, find_days, finished_runs
from etl.commands.feed_server import FeedServer, feed_server
from etl.commands.outcome import alert_fault, show_outcome
from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import RevdoorError
from etl.io.session import open_database
from etl.launcher.house import running_airflow
from etl.launcher.processes import Component
from etl.launcher.rest import Airflow

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
COMPANY = "OpenAI"
DAY_SECONDS = 600.0
POLL_SECONDS = 0.3
ASKED_IN_A_ROW = 10


def run_sample(folder: Path, *, keep: bool) -> int:
    """Run the days in `folder` that are not done yet; returns 0 only if the alert for the sample's company was raised."""
    settings = Settings.load()
    console = screen()
    days = find_days(folder)
    with open_database(settings) as engine:
        done = finished_runs(engine)
        open_days = [day for day in days if day.run_id not in done]
        if open_days or keep:
            _run_days(settings, engine, console, open_days, keep=keep)
        else:
            console.print("The sample week is done already; nothing to add.")
        show_outcome(engine, settings, console)
        fault = alert_fault(engine, COMPANY)
    if not fault:
        return 0
    console.print(f"[red]{fault} Something in the pipeline is wrong.[/red]")
    return 1


def _run_days(settings: Settings, engine: Engine, console: Console, days: Sequence[Day], *, keep: bool) -> None:
    with feed_server() as server, running_airflow(settings, console.print, is_scheduled=False) as (airflow, components):
        password = settings.home_path / "secrets" / "password"
        console.print(f"Airflow is up: {airflow.base_url} (user admin, password in {password})", soft_wrap=True)
        for day in days:
            run_day(engine, server, airflow, components, day, console)
        if keep:
            console.print("Airflow stays up until Ctrl-C")
            _wait_for_interrupt(components)


def run_day(
    engine: Engine, server: FeedServer, airflow: Airflow, components: Sequence[Component], day: Day, console: Console
) -> None:
    """One run of `ingest` with the clock at the day's end; `extract` and `churn` follow by their assets."""
    from etl.fetch.registry import register_local

    for slug, url in server.show(day.folder).items():
        register_local(engine, slug, url, day.clock, server.pages_url)
    started = time.monotonic()
    failed_before = airflow.failed_runs()
    airflow.trigger("ingest", f"sample-{day.run_id}-{time.time_ns()}", {"now": day.clock.isoformat()})
    while time.monotonic() - started < DAY_SECONDS:
        for component in components:
            component.check()
        _refuse_failures(engine, airflow, failed_before, day)
        if _is_finished(engine, day):
            console.print(f"{day.date}  {_summary(engine, day)}  [dim]{time.monotonic() - started:.0f} s[/dim]")
            return
    raise RevdoorError(f"{day.date} is not done after {DAY_SECONDS:.0f} seconds; look at {airflow.base_url}")


def _is_finished(engine: Engine, day: Day) -> bool:
    """Ask the tables some times, waiting in between: they are asked more often than Airflow, since that costs less."""
    for _ in range(ASKED_IN_A_ROW):
        if day.run_id in finished_runs(engine):
            return True
        time.sleep(POLL_SECONDS)
    return False


def _refuse_failures(engine: Engine, airflow: Airflow, before: set[tuple[str, str]], day: Day) -> None:
    for dag, run in airflow.failed_runs() - before:
        with engine.connect() as connection:
            query = text("SELECT stage || ': ' || error FROM core.pipeline_run WHERE run_id = :run AND outcome = 'failed'")
            errors = "; ".join(connection.scalars(query, {"run": day.run_id}))
        raise RevdoorError(f"The run {run} of the DAG {dag} failed. {errors or 'Its log is in the folder airflow/logs of the home.'}")


def _summary(engine: Engine, day: Day) -> str:
    query = text("""
        SELECT (SELECT count(*) FROM core.article WHERE first_seen_at = :clock) || ' articles, '
            || (SELECT count(*) FROM core.article_event e JOIN core.article a USING (article_id) WHERE a.first_seen_at = :clock)
            || ' readings of events, '
            || (SELECT count(*) FROM core.leadership_event WHERE first_seen_at = :clock) || ' new events'""")
    with engine.connect() as connection:
        return str(connection.scalar(query, {"clock": day.clock}))


def _wait_for_interrupt(components: Sequence[Component]) -> None:
    try:
        while True:
            for component in components:
                component.check()
            time.sleep(1)
    except KeyboardInterrupt:
        return
