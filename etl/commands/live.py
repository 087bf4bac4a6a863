"""`revdoor live` and `revdoor stop`: Airflow with the feeds of the catalogue, and an end to what was left behind."""

from __future__ import annotations

import time

from rich.console import Console
from sqlalchemy import Engine, text

from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import ConfigError
from etl.io import db
from etl.io.session import open_database
from etl.launcher.house import running_airflow
from etl.launcher.processes import end_leftovers


def run_live() -> None:
    """Run the DAGs by the clock until Ctrl-C."""
    settings = Settings.load()
    console = screen()
    with open_database(settings) as engine:
        refuse_replays(engine, settings)
        _run_until_interrupt(settings, console)


def _run_until_interrupt(settings: Settings, console: Console) -> None:
    with running_airflow(settings, console.print, is_scheduled=True) as (airflow, components):
        password = settings.home_path / "secrets" / "password"
        console.print(f"Airflow is up: {airflow.base_url} (user admin, password in {password})", soft_wrap=True)
        console.print("Feeds are polled every 15 minutes, for the first time now. What there is:")
        console.print(f"REVDOOR_HOME={settings.home} .venv/bin/revdoor status", soft_wrap=True)
        airflow.trigger("ingest", f"live-{time.time_ns()}", {})
        try:
            while True:
                for component in components:
                    component.check()
                time.sleep(1)
        except KeyboardInterrupt:
            console.print("Interrupted")


def refuse_replays(engine: Engine, settings: Settings) -> None:
    """`ConfigError` for a home that replayed recorded days: the present would be mixed with them."""
    with engine.connect() as connection:
        if connection.scalar(text("SELECT count(*) FROM raw.feed WHERE is_local")):
            raise ConfigError(f"REVDOOR_HOME: {settings.home_path} holds replayed days; name another folder for the live feeds")


def stop_all() -> None:
    """End Airflow's processes of this home and its embedded Postgres, however they were started."""
    settings = Settings.load()
    ended = end_leftovers(settings.home_path / "airflow")
    cluster = db.embedded(settings)
    running = cluster.is_running()
    cluster.stop()
    screen().print(f"Ended {ended} processes of Airflow; Postgres {'was stopped' if running else 'did not run'}.")
