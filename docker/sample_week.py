"""The sample week through the Airflow of the compose file: serves the feeds to the other services, and waits for each day."""

from __future__ import annotations

import threading
from pathlib import Path

from rich.console import Console

from etl.commands.days import find_days
from etl.commands.feed_server import FeedServer
from etl.commands.outcome import is_alert_raised, show_outcome
from etl.commands.sample import COMPANY, SAMPLE, run_day
from etl.config import Settings
from etl.io import db
from etl.launcher.rest import Airflow

PORT = 8765
HOST = "sample"
"""The name under which the other services reach this one."""


def main() -> int:
    """Run all days; returns 0 only if the alert for the sample's company was raised."""
    settings, console = Settings.load(), Console(width=140)
    password = Path("/run/secrets/airflow_admin_password").read_text()
    airflow = Airflow("http://api-server:8080", password)
    engine = db.connect(settings)
    server = FeedServer(("0.0.0.0", PORT), HOST)  # noqa: S104 - the network of the compose file is internal
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for day in find_days(SAMPLE):
        run_day(engine, server, airflow, [], day, console)
    show_outcome(engine, settings, console)
    return 0 if is_alert_raised(engine, COMPANY) else 1


if __name__ == "__main__":
    raise SystemExit(main())
