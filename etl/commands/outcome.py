"""What came of a run, as a person wants to see it: events, churn, alerts, and where to look further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text

from etl.config import Settings

TABLES: tuple[tuple[str, str], ...] = (
    (
        "Seats that changed hands",
        """
        SELECT t.transition_date AS day, t.company, t.role, t.out_person AS "out", t.in_person AS "in",
               CASE WHEN t.reverses_transition_id IS NULL THEN '' ELSE 'reversal' END AS note
          FROM mart.seat_transition t ORDER BY t.transition_date, t.company, t.role, t.transition_id
        """,
    ),
    (
        "Leadership events, best attested first",
        """
        SELECT effective_date AS day, company, person, direction, post, status, article_count AS articles, source_count AS sources
          FROM mart.leadership_event ORDER BY article_count DESC, effective_date, company, person LIMIT 15
        """,
    ),
    (
        "Churn",
        """
        SELECT DISTINCT ON (company) company, day, transitions_7d AS "7d", transitions_30d AS "30d",
               round(expected::numeric, 4) AS expected, to_char(p_value, '9.9EEEE') AS p, level
          FROM mart.daily_churn WHERE level IN ('page', 'watch') ORDER BY company, (level = 'page') DESC, p_value, day
        """,
    ),
    (
        "Alerts",
        "SELECT company, level, opened_at::date AS opened, closed_at::date AS closed, reason FROM mart.alert ORDER BY opened_at, company",
    ),
)


def show_outcome(engine: Engine, settings: Settings, console: Console) -> None:
    """Print the tables, and where the report and more of it are."""
    with engine.connect() as connection:
        for title, query in TABLES:
            result = connection.execute(text(query))
            console.print(_table(title, list(result.keys()), result.all()))
    report = settings.home_path / "report" / "index.html"
    if report.exists():
        console.print(f"Report:  {report}")
    console.print("Ask:     .venv/bin/revdoor sql \"select * from mart.leadership_event where company = 'OpenAI'\"")
    console.print("Airflow: .venv/bin/revdoor sample --keep (its page stays up until Ctrl-C)")


def is_alert_raised(engine: Engine, company: str) -> bool:
    """Whether an alert at level `page` stands for `company`."""
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM mart.alert WHERE company = :company AND level = 'page'")
        return bool(connection.scalar(query, {"company": company}))


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(*header, title=title, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    return table
