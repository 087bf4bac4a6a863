"""`revdoor report`: write the report of what is stored and say where it lies."""

from __future__ import annotations

from etl.commands.clock import parse_clock
from etl.commands.screen import screen
from etl.config import Settings
from etl.io.session import open_database
from etl.pipeline import open_context


def write_report(now: str | None) -> None:
    """Write it with the clock at `now` and print its path."""
    from etl.serve.run import write_report as write

    with open_database(Settings.load()) as engine:
        screen().print(f"Written: {write(open_context(engine, parse_clock(now)))}", soft_wrap=True)
