"""`make bench-questions`: the sample questions and those of the page, timed on generated rows.

The rows are made once in the folder that `--data` names and used again; without one they are thrown away. Each question
is asked as the analyst, once to warm up and then `--rounds` times; the median is what is shown. It is the CPU of the one
server process that answers, without parallel workers: on a machine with nothing else to do that is about the time that
one waits, or less than that where Postgres uses more cores.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from benchmarks.many_events import LAST_DAY, fill
from etl.io import db
from etl.io.postgres import EmbeddedPostgres
from etl.serve.queries import COMPANIES, QUERIES

QUESTIONS = Path(__file__).resolve().parents[1] / "docs" / "queries"
SETTINGS = {
    "fsync": "off", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "maintenance_work_mem": "1GB",
    "shared_buffers": "2GB", "effective_cache_size": "8GB", "work_mem": "64MB", "random_page_cost": "1.1",
}
"""For loading, and what is usual for a Postgres of some size."""
MONTHS = {"2022-12": "2025-01", "2023-09": "2025-10", "2023-11": LAST_DAY[:7]}
LIMIT_SECONDS = 120
LONG_SECONDS = 5
"""What takes longer is not asked again."""
GOAL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What it took to answer a question; infinite where it was given up."""

    seconds: float
    rows: int

    @property
    def words(self) -> str:
        """The seconds as shown."""
        return f"{self.seconds:.2f}" if self.seconds < LIMIT_SECONDS else f"given up after {LIMIT_SECONDS} s of waiting"


def main() -> None:
    """Fill if there is nothing, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="leadership events to make")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, help="folder of the rows, kept")
    parser.add_argument("--only", default="", help="questions whose name holds this")
    options = parser.parse_args()
    console = Console(width=120)
    with _folder(options.data) as folder, _cluster(folder) as cluster:
        _fill_once(cluster, folder, options.events, console)
        engine = create_engine(cluster.url(db.DATABASE, db.ANALYST), connect_args={"options": "-c timezone=UTC"})
        with engine.connect() as connection:
            connection.execute(text(f"SET statement_timeout = '{LIMIT_SECONDS}s'"))
            connection.execute(text("SET max_parallel_workers_per_gather = 0"))
            connection.commit()
            found: dict[str, Answer] = {}
            for name, query in _questions().items():
                if options.only in name:
                    found[name] = _timed(connection, query, options.rounds)
                    console.print(f"{name}: {found[name].words}")
            _print(console, connection, found)
        engine.dispose()


@contextmanager
def _folder(wish: Path | None) -> Iterator[Path]:
    if wish:
        wish.mkdir(parents=True, exist_ok=True)
        yield wish.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="revdoor-bench-") as name:
        yield Path(name)


@contextmanager
def _cluster(folder: Path) -> Iterator[EmbeddedPostgres]:
    cluster = EmbeddedPostgres(folder / "postgres" / "data")
    cluster.start()
    admin = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for name, value in SETTINGS.items():
            connection.execute(text(f"ALTER SYSTEM SET {name} = '{value}'"))
    admin.dispose()
    cluster.stop()
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def _fill_once(cluster: EmbeddedPostgres, folder: Path, events: int, console: Console) -> None:
    stamp = folder / "events"
    if stamp.exists():
        console.print(f"The rows in {folder} are used again: {stamp.read_text()} events")
        return
    db.ensure_database(cluster, db.DATABASE, db.OWNER)
    engine = create_engine(cluster.url(db.DATABASE, db.OWNER), connect_args={"options": "-c timezone=UTC"})
    db.upgrade(engine)
    fill(engine, events, console.print)
    engine.dispose()
    stamp.write_text(str(events))


def _questions() -> Mapping[str, str]:
    """The sample questions, their months moved to the last of the generated rows, and the page's."""
    files = sorted(QUESTIONS.glob("*.sql"))
    asked = {file.stem: _moved(file.read_text("utf-8").rstrip().rstrip(";")) for file in files}
    companies = f"CAST((SELECT array_agg(company_id) FROM ({QUERIES[COMPANIES]}) AS shown) AS text[])"
    page = {f"page: {name}": query.replace(":companies", companies) for name, query in QUERIES.items()}
    return asked | {name: query.replace(":today", f"date '{LAST_DAY}'") for name, query in page.items()}


def _moved(query: str) -> str:
    for month, moved in MONTHS.items():
        query = query.replace(month, moved)
    return query


def _timed(connection: Connection, query: str, rounds: int) -> Answer:
    """Median CPU seconds to have all rows."""
    server = psutil.Process(connection.scalar(text("SELECT pg_backend_pid()")))
    times, rows = [], 0
    for _ in range(rounds + 1):
        before = server.cpu_times()
        try:
            rows = len(connection.execute(text(query.replace(":", "\\:"))).all())
        except OperationalError:
            connection.rollback()
            return Answer(float("inf"), 0)
        after = server.cpu_times()
        times.append(after.user + after.system - before.user - before.system)
        connection.rollback()
        if times[-1] > LONG_SECONDS:
            break
    return Answer(statistics.median(times[1:] or times), rows)


def _print(console: Console, connection: Connection, found: Mapping[str, Answer]) -> None:
    sizes = text("SELECT relname, reltuples::bigint FROM pg_class WHERE relname IN ('leadership_event', 'daily_churn') AND relkind = 'r'")
    said = ", ".join(f"{number:,} rows of {name}" for name, number in connection.execute(sizes))
    table = Table("question", "CPU s", "rows", title=f"As the analyst, on about {said}", title_justify="left")
    for name, answer in sorted(found.items(), key=lambda item: -item[1].seconds):
        table.add_row(name, answer.words, f"{answer.rows:,}")
    console.print(table)
    slow = [name for name, answer in found.items() if answer.seconds >= GOAL_SECONDS]
    console.print(f"{len(found) - len(slow)} of {len(found)} within {GOAL_SECONDS:.0f} s" + (f"; not: {', '.join(slow)}" if slow else ""))


if __name__ == "__main__":
    main()
