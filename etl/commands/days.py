"""Folders of recorded feeds, one a day, and which of the days are done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from etl.commands.clock import end_of_day
from etl.errors import ConfigError
from etl.pipeline import STAGES, run_id_of


@dataclass(frozen=True, slots=True)
class Day:
    """The feeds of one day and the clock at which they are read."""

    date: dt.date
    folder: Path

    @property
    def clock(self) -> dt.datetime:
        """The day's last second, UTC."""
        return end_of_day(self.date)

    @property
    def run_id(self) -> str:
        """Id of the pipeline run for this day."""
        return run_id_of(self.clock)


def find_days(folder: Path) -> list[Day]:
    """The days in `folder` in order; other names are left alone. `ConfigError` if there is none."""
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no folder; name one that holds YYYY-MM-DD/*.xml")
    days = [Day(date, path) for path in sorted(folder.iterdir()) if path.is_dir() and (date := _date(path.name))]
    if not days:
        raise ConfigError(f"{folder} holds no folder named as a day, like 2023-11-20")
    return days


def finished_runs(engine: Engine) -> set[str]:
    """Ids of the runs of which every stage ended well."""
    query = text("SELECT run_id FROM core.pipeline_run GROUP BY run_id HAVING bool_and(outcome = 'ok') AND count(DISTINCT stage) = :stages")
    with engine.connect() as connection:
        return set(connection.scalars(query, {"stages": len(STAGES)}))


def _date(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None
