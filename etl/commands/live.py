"""`revdoor live` and `revdoor stop`: Airflow with the feeds of the catalogue, and an end to what was left behind."""

from __future__ import annotations

import time

from etl.commands.screen import screen
from etl.config import Settings
from etl.io import db
from etl.io.session import open_database
from etl.launcher.house import running_airflow
from etl.launcher.processes import end_leftovers


def run_live() -> None:
    """Run the DAGs by the clock until Ctrl-C."""
    settings = Settings.load()
    console = screen()
    with open_database(settings), running_airflow(settings, console.print, is_scheduled=True) as (airflow, components):
        console.print(f"Airflow is up: {airflow.base_url} (user admin, password in {settings.home_path / 'secrets' / 'password'})")
        console.print("Feeds are polled every 15 minutes, for the first time now; 'revdoor status' shows what there is. Ctrl-C stops all.")
        airflow.trigger("ingest", f"live-{time.time_ns()}", {})
        try:
            while True:
                for component in components:
                    component.check()
                time.sleep(1)
        except KeyboardInterrupt:
            console.print("Interrupted")


def stop_all() -> None:
    """End Airflow's processes of this home and its embedded Postgres, however they were started."""
    settings = Settings.load()
    ended = end_leftovers(settings.home_path / "airflow")
    cluster = db.embedded(settings)
    running = cluster.is_running()
    cluster.stop()
    screen().print(f"Ended {ended} processes of Airflow; Postgres {'was stopped' if running else 'did not run'}.")
