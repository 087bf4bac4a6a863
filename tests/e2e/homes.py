"""A home of its own for a run in a process of its own, and what its tables hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from etl.config import Settings
from etl.io import db

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample"
REVDOOR = Path(sys.executable).parent / "revdoor"

WALL_CLOCK: Mapping[str, frozenset[str]] = {
    "raw.feed": frozenset({"url"}),
    "raw.fetch": frozenset({"url", "duration_ms"}),
    "core.pipeline_run": frozenset({"started_at", "finished_at", "counts"}),
    "core.event_change": frozenset({"change_id"}),
}
"""Columns that hold the wall clock, a port or a running number, and so differ between two runs of the same work."""


@dataclass(frozen=True, slots=True)
class Home:
    """A folder of all state and the processes that work in it."""

    path: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a process of this home."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REVDOOR_", "AIRFLOW"))}
        return kept | {"REVDOOR_HOME": str(self.path), "REVDOOR_LOG_LEVEL": "WARNING", "COLUMNS": "200"}

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start `revdoor WORDS`; its output goes into a file of the home.

        Ctrl-C must reach it even where the tests were started in the background, whose children inherit an ignored SIGINT.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "output.txt").open("a") as output:
            return subprocess.Popen(
                [str(REVDOOR), *map(str, words)], env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, text=True, start_new_session=True,
                preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            )

    def run(self, *words: str | Path, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run `revdoor WORDS` to its end."""
        return subprocess.run(
            [str(REVDOOR), *map(str, words)], env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=timeout, check=False,
        )

    def engine(self) -> Engine:
        """An engine on the embedded Postgres of the home, which must run."""
        cluster = db.embedded(Settings(home=self.path))
        return create_engine(cluster.url(db.DATABASE, db.OWNER), connect_args={"options": "-c timezone=UTC"})

    def is_up(self) -> bool:
        """Whether the embedded Postgres of the home answers."""
        return db.embedded(Settings(home=self.path)).is_running()

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table in a fixed order, less the columns of `WALL_CLOCK`; starts and stops Postgres."""
        cluster = db.embedded(Settings(home=self.path))
        cluster.start()
        engine = self.engine()
        try:
            return read_tables(engine)
        finally:
            engine.dispose()
            cluster.stop()


def read_tables(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows, in a fixed order."""
    import etl.tables.core
    import etl.tables.raw  # noqa: F401
    from etl.tables.base import Base

    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            name = f"{table.schema}.{table.name}"
            hidden = WALL_CLOCK.get(name, frozenset())
            rows = [{k: v for k, v in row._mapping.items() if k not in hidden} for row in connection.execute(table.select())]
            found[name] = sorted(rows, key=lambda row: repr(sorted(row.items())))
    return found


def row_counts(engine: Engine) -> dict[str, int]:
    """Table -> how many rows it has."""
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('raw', 'core')"))
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}
