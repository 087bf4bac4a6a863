"""`make bench`: the whole pipeline on 2,000 articles against a naive script, in one run.

All three CPU figures are taken in this run on this machine, of the same feeds and the same Postgres; what counts is
their ratio.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

from benchmarks.articles import build_replay
from benchmarks.cpu import command_cpu
from etl.io import db
from etl.io.postgres import EmbeddedPostgres

NAIVE_GOAL, SAME_GOAL, OTHER_GOAL = 20, 0.02, 0.12
"""How many times as fast as the naive script; shares of the first run, at most: with the same bytes, with other bytes and no news."""
REVDOOR = [sys.executable, "-c", "from etl.cli import main; main()"]


def main() -> None:
    """Build the replay, run both programs on it, print what came out."""
    console = Console(width=110)
    with tempfile.TemporaryDirectory(prefix="revdoor-bench-") as name:
        folder = Path(name)
        cluster = EmbeddedPostgres(folder / "postgres" / "data")
        cluster.start()
        try:
            _compare(folder, cluster, console)
        finally:
            cluster.stop()


def _compare(folder: Path, cluster: EmbeddedPostgres, console: Console) -> None:
    db.ensure_database(cluster, db.DATABASE, db.OWNER)
    url = cluster.url(db.DATABASE, db.OWNER)
    articles = build_replay(folder / "first", days=1)
    build_replay(folder / "both", days=2)
    environment = {"REVDOOR_HOME": str(folder / "home"), "REVDOOR_DATABASE_URL": url}
    console.print(f"{articles} articles; the naive script first")
    day = next((folder / "first").iterdir())
    naive = command_cpu([sys.executable, "-m", "benchmarks.naive", str(day), url], environment, cluster.data)
    console.print("now the pipeline")
    first = command_cpu([*REVDOOR, "replay", str(folder / "first")], environment, cluster.data)
    second = command_cpu([*REVDOOR, "replay", str(folder / "both")], environment, cluster.data)
    build_replay(folder / "three", days=2, stamped_days=1)
    third = command_cpu([*REVDOOR, "replay", str(folder / "three")], environment, cluster.data)
    _print(console, articles, naive, (first, second, third))
    _print_stages(console, url)


def _print(console: Console, articles: int, naive: float, runs: tuple[float, float, float]) -> None:
    first, second, third = runs
    table = Table("what", "CPU s", "articles a CPU s", "ratio", title="Whole pipeline against the naive script", title_justify="left")
    table.add_row("naive script", f"{naive:.1f}", f"{articles / naive:.1f}", "1.00")
    table.add_row("pipeline, first run", f"{first:.1f}", f"{articles / first:.1f}", f"{naive / first:.2f} times (goal: {NAIVE_GOAL})")
    table.add_row("pipeline, next day, same bytes", f"{second:.1f}", "", f"{second / first:.1%} of its first run (goal: {SAME_GOAL:.0%})")
    table.add_row("pipeline, day after, other bytes", f"{third:.1f}", "", f"{third / first:.1%} of its first run (goal: {OTHER_GOAL:.0%})")
    console.print(table)


def _print_stages(console: Console, url: str) -> None:
    query = """
        SELECT stage, sum((counts->>'milliseconds')::int) FILTER (WHERE clock = first_clock) AS first_ms,
               sum((counts->>'milliseconds')::int) FILTER (WHERE clock <> first_clock) AS second_ms
          FROM core.pipeline_run, (SELECT min(clock) AS first_clock FROM core.pipeline_run) AS f
         GROUP BY stage ORDER BY first_ms DESC
    """
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(query)).all()
    engine.dispose()
    total = sum(row.first_ms for row in rows)
    table = Table("stage", "first run", "share", "both later days", title="Where the time goes (wall clock)", title_justify="left")
    for row in rows:
        table.add_row(row.stage, f"{row.first_ms / 1000:.2f} s", f"{row.first_ms / total:.1%}", f"{row.second_ms / 1000:.2f} s")
    console.print(table)


if __name__ == "__main__":
    main()
