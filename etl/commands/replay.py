"""`revdoor replay`: recorded feeds through all stages in this process, day by day."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from etl.commands.days import Day, find_days, finished_runs
from etl.commands.feed_server import FeedServer, feed_server
from etl.commands.screen import screen
from etl.config import Settings
from etl.io.session import open_database
from etl.log import configure
from etl.pipeline import open_context, run_all


def replay_folder(folder: Path) -> None:
    """Replay the days in `folder` that are not done yet, telling of each on standard output."""
    settings = Settings.load()
    configure(settings.log_level)
    console = screen()
    days = find_days(folder)
    with open_database(settings) as engine, feed_server() as server:
        done = finished_runs(engine)
        open_days = [day for day in days if day.run_id not in done]
        if len(open_days) < len(days):
            console.print(f"{len(days) - len(open_days)} of {len(days)} days are done already")
        for day in open_days:
            console.print(_replay_day(engine, server, day), soft_wrap=True)


def _replay_day(engine: Engine, server: FeedServer, day: Day) -> str:
    from etl.fetch.registry import register_local

    context = open_context(engine, day.clock)
    for slug, url in server.show(day.folder).items():
        register_local(engine, slug, url, day.clock, server.pages_url)
    results = run_all(context)
    return f"{day.date}  " + "  ".join(f"{stage} {_brief(counts)}" for stage, counts in results.items())


def _brief(counts: dict[str, int]) -> str:
    return ",".join(f"{name}={count}" for name, count in counts.items() if count and name != "milliseconds") or "-"
