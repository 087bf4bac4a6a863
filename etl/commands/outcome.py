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

PAGED_BY = text(
    """
    WITH chief AS (
        SELECT t.transition_date, least(o.announced_on, i.announced_on) AS announced_on,
               greatest(t.first_seen_at, t.transition_date::timestamp AT TIME ZONE 'UTC') AS known_at
          FROM mart.seat_transition t
          LEFT JOIN mart.leadership_event o ON o.event_id = t.out_event_id
          LEFT JOIN mart.leadership_event i ON i.event_id = t.in_event_id
         WHERE t.company = :company AND t.role = 'ceo')
    SELECT (SELECT min(computed_at) FROM core.daily_churn JOIN core.company USING (company_id) WHERE name = :company AND level = 'page'),
           (SELECT min(clock) FROM core.pipeline_run
             WHERE stage = 'signals'
               AND clock >= (SELECT min(known_at) FROM chief GROUP BY transition_date ORDER BY 1 OFFSET 1 LIMIT 1)
               AND clock >= (SELECT min(known_at) FROM chief GROUP BY announced_on ORDER BY 1 OFFSET 1 LIMIT 1))
    """
)
"""The run that first reached a page, and the one that first saw a second change of the chief: on another day, announced on another."""


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


def alert_fault(engine: Engine, company: str) -> str:
    """What is wrong with the alerts, where `company` alone should be paged once its chief executive changed twice; empty if nothing.

    Right is one episode of the company at level page, reached no later than in the run that first saw the second change, and
    no page for anybody else.
    """
    with engine.connect() as connection:
        paged = list(connection.scalars(text("SELECT company FROM mart.alert WHERE level = 'page' ORDER BY company")))
        reached, due = connection.execute(PAGED_BY, {"company": company}).one()
    if paged != [company]:
        return f"Paged were {', '.join(paged) or 'none'}; it should be {company}, once."
    if due is None or reached > due:
        return f"The page for {company} was reached in the run of {reached}; the second change of its chief was seen in that of {due}."
    return ""


def is_alert_raised(engine: Engine, company: str) -> bool:
    """Whether `company` alone is paged, once and in time."""
    return not alert_fault(engine, company)


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(*header, title=title, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    return table
