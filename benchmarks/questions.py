"""`make bench-questions`: the sample questions and those of the page, timed on generated rows.

The rows are made once in the folder that `--data` names and used again; without one they are thrown away. Each question
is asked as the analyst, once to warm up and then `--rounds` times; the median is what is shown.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

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
LIMIT_SECONDS = 60
LONG_SECONDS = 5
"""What takes longer is not asked again."""
GOAL_SECONDS = 1.0


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
            connection.commit()
            questions = {name: query for name, query in _questions().items() if options.only in name}
            _print(console, connection, {name: _timed(connection, query, options.rounds) for name, query in questions.items()})
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
    """The sample questions, their month moved to the last of the generated rows, and the page's."""
    files = sorted(QUESTIONS.glob("*.sql"))
    asked = {file.stem: file.read_text("utf-8").rstrip().rstrip(";").replace("2023-11", LAST_DAY[:7]) for file in files}
    companies = f"(SELECT array_agg(company_id) FROM ({QUERIES[COMPANIES]}) AS shown)"
    page = {f"page: {name}": query.replace(":companies", companies) for name, query in QUERIES.items()}
    return asked | {name: query.replace(":today", f"date '{LAST_DAY}'") for name, query in page.items()}


def _timed(connection: Connection, query: str, rounds: int) -> tuple[float, int]:
    """Median seconds to have all rows, and how many; the limit where it took longer."""
    times, rows = [], 0
    for _ in range(rounds + 1):
        started = time.perf_counter()
        try:
            rows = len(connection.execute(text(query.replace(":", "\\:"))).all())
        except OperationalError:
            connection.rollback()
            return float("inf"), 0
        times.append(time.perf_counter() - started)
        connection.rollback()
        if times[-1] > LONG_SECONDS:
            break
    return statistics.median(times[1:] or times), rows


def _print(console: Console, connection: Connection, found: Mapping[str, tuple[float, int]]) -> None:
    counts = {name: connection.scalar(text(f"SELECT count(*) FROM mart.{name}")) for name in ("leadership_event", "daily_churn", "article")}
    said = ", ".join(f"{number:,} {name.replace('_', ' ')} rows" for name, number in counts.items())
    table = Table("question", "ms", "rows", title=f"As the analyst, on {said}", title_justify="left")
    for name, (seconds, rows) in sorted(found.items(), key=lambda item: -item[1][0]):
        table.add_row(name, f"{seconds * 1000:,.0f}" if seconds < LIMIT_SECONDS else f"> {LIMIT_SECONDS} s", f"{rows:,}")
    console.print(table)
    slow = [name for name, (seconds, _) in found.items() if seconds >= GOAL_SECONDS]
    console.print(f"{len(found) - len(slow)} of {len(found)} within {GOAL_SECONDS:.0f} s" + (f"; not: {', '.join(slow)}" if slow else ""))


if __name__ == "__main__":
    main()
