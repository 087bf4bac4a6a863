"""What a stage is given: the clock, the database, the catalogue and its share of the work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, func
from sqlalchemy.orm import InstrumentedAttribute

from etl.catalog.loader import Catalog
from etl.config import Settings


@dataclass(frozen=True, slots=True)
class Shard:
    """Share `index` of `count` of the work; the whole of it by default."""

    index: int = 0
    count: int = 1

    def owns(self, column: InstrumentedAttribute[str] | ColumnElement[str]) -> ColumnElement[bool]:
        """SQL condition for the rows whose text `column` falls to this shard."""
        return func.mod(func.abs(func.hashtext(column)), self.count) == self.index


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one stage.

    `now` is the run's clock: aware, and the only time that a stage knows.
    `is_backfill` is set where old days are worked on again; alerts are never sent then.
    `is_offline` is set where only what is stored is worked on: nothing is asked of the web.
    `progress` takes (done, total) for whoever watches.
    """

    engine: Engine
    settings: Settings
    catalog: Catalog
    now: dt.datetime
    run_id: str
    shard: Shard = Shard()
    is_backfill: bool = False
    is_offline: bool = False
    progress: Callable[[int, int], None] = field(default=lambda done, total: None)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("Context.now must carry a time zone")

    @property
    def home(self) -> Path:
        """Folder of all state, absolute."""
        return self.settings.home_path
