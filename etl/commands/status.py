"""`revdoor status`: how the feeds are, when which stage ran last, and how much there is."""

from __future__ import annotations

from sqlalchemy import text

from etl.commands.screen import screen
from etl.commands.sql import as_table
from etl.config import Settings
from etl.io.session import open_database

QUERIES: tuple[tuple[str, str], ...] = (
    (
        "Feeds by state",
        """
        SELECT state, count(*) AS feeds, sum(articles) AS articles, max(last_success_at)::timestamp(0) AS "last success (UTC)"
          FROM mart.feed_health WHERE is_active GROUP BY state ORDER BY feeds DESC, state
        """,
    ),
    (
        "Feeds that need a look",
        """
        SELECT feed, state, reason, consecutive_failures AS failures, last_success_at::timestamp(0) AS "last success (UTC)"
          FROM mart.feed_health WHERE is_active AND state NOT IN ('new', 'ok', 'unchanged')
         ORDER BY consecutive_failures DESC, feed LIMIT 15
        """,
    ),
    (
        "Last run of each stage",
        """
        SELECT DISTINCT ON (stage) stage, clock::timestamp(0) AS "clock (UTC)", outcome,
               (finished_at - started_at)::interval(1) AS took, counts::text, error
          FROM mart.pipeline_run ORDER BY stage, started_at DESC
        """,
    ),
    (
        "Checks that failed in the last run; they block the alerts of its window",
        """
        SELECT c.name AS "check", c.observed AS found, c.run_id AS run
          FROM mart.check_result c
         WHERE NOT c.passed
           AND c.run_id = (SELECT run_id FROM mart.pipeline_run WHERE stage = 'checks' ORDER BY started_at DESC LIMIT 1)
         ORDER BY c.name
        """,
    ),
    (
        "What there is",
        """
        SELECT (SELECT count(*) FROM mart.article) AS articles, (SELECT count(*) FROM mart.article_event) AS readings,
               (SELECT count(*) FROM mart.leadership_event) AS events, (SELECT count(*) FROM mart.seat_transition) AS transitions,
               (SELECT count(*) FROM mart.alert) AS alerts, (SELECT count(*) FROM mart.alert WHERE closed_at IS NULL) AS "open alerts"
        """,
    ),
)


def show_status() -> None:
    """Print the tables of `QUERIES`."""
    console = screen()
    with open_database(Settings.load()) as engine, engine.connect() as connection:
        for title, query in QUERIES:
            result = connection.execute(text(query))
            table = as_table(result.keys(), result.all())
            table.title, table.title_justify = title, "left"
            console.print(table)
