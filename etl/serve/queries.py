"""The report's questions to the schema `mart`; each is one statement, with the clock's day as `:today`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

Record = Mapping[str, Any]

EVIDENCE = """
    SELECT DISTINCT ON (e.event_id) e.event_id, e.sentence, e.url, e.lang
      FROM mart.article_event e
     WHERE e.event_id IS NOT NULL
     ORDER BY e.event_id, e.confidence DESC, e.published_at, e.article_id
"""

QUERIES: Mapping[str, str] = {
    "alerts": """
        SELECT * FROM mart.alert WHERE opened_at::date <= :today
         ORDER BY closed_at IS NOT NULL, level, updated_at DESC LIMIT 50
    """,
    "churn": """
        SELECT * FROM mart.daily_churn WHERE day = :today AND transitions_90d > 0
         ORDER BY CASE level WHEN 'page' THEN 0 WHEN 'watch' THEN 1 ELSE 2 END, p_value NULLS LAST, company LIMIT 60
    """,
    "history": """
        SELECT company_id, day, transitions_30d AS transitions, level FROM mart.daily_churn
         WHERE day BETWEEN CAST(:today AS date) - 119 AND :today
         ORDER BY company_id, day
    """,
    "transitions": f"""
        SELECT t.transition_id, t.company_id, t.company, t.role, t.transition_date AS date, t.out_person, t.in_person,
               t.reverses_transition_id IS NOT NULL AS is_reversal,
               coalesce(o.sentence, '') AS out_sentence, coalesce(o.url, '') AS out_url,
               coalesce(i.sentence, '') AS in_sentence, coalesce(i.url, '') AS in_url
          FROM mart.seat_transition t
          LEFT JOIN ({EVIDENCE}) o ON o.event_id = t.out_event_id
          LEFT JOIN ({EVIDENCE}) i ON i.event_id = t.in_event_id
         WHERE t.transition_date BETWEEN CAST(:today AS date) - 364 AND :today
         ORDER BY t.company, t.transition_date, t.role, t.transition_id
    """,
    "events": f"""
        SELECT e.event_id, e.company, e.person, e.direction, e.post, e.role, e.interim, e.manner, e.status, e.confidence,
               coalesce(e.effective_date, e.announced_on) AS date, e.article_count, e.source_count,
               e.reverses_event_id IS NOT NULL AS is_reversal, coalesce(s.sentence, '') AS sentence, coalesce(s.url, '') AS url,
               coalesce(s.lang, '') AS lang
          FROM mart.leadership_event e
          LEFT JOIN ({EVIDENCE}) s USING (event_id)
         WHERE e.announced_on <= :today
         ORDER BY date DESC, e.company, e.person, e.direction, e.event_id LIMIT 1000
    """,
    "feeds": """
        SELECT feed, title, lang, state, reason, last_success_at, last_new_article_at, consecutive_failures, articles
          FROM mart.feed_health WHERE is_active
         ORDER BY state IN ('ok', 'unchanged', 'new'), consecutive_failures DESC, feed
    """,
    "polls": """
        SELECT (requested_at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT feed) AS polled,
               count(DISTINCT feed) FILTER (WHERE outcome IN ('ok', 'unchanged') AND parse_error IS NULL) AS readable,
               coalesce(sum(new), 0) AS articles
          FROM mart.parse_outcome
         WHERE requested_at >= CAST(:today AS date) - 89 AND requested_at < CAST(:today AS date) + 1
         GROUP BY 1 ORDER BY 1
    """,
    "checks": """
        SELECT name, passed, observed FROM mart.check_result
         WHERE run_id = (SELECT run_id FROM mart.check_result ORDER BY checked_at DESC LIMIT 1)
         ORDER BY passed, name
    """,
    "runs": """
        SELECT DISTINCT ON (stage) stage, clock, outcome, counts, error FROM mart.pipeline_run ORDER BY stage, started_at DESC
    """,
}


def read_all(connection: Connection, today: dt.date) -> dict[str, list[Record]]:
    """The answer to each of `QUERIES`, by its name."""
    return {name: [dict(row) for row in connection.execute(text(query), {"today": today}).mappings()] for name, query in QUERIES.items()}


def last_clock(connection: Connection) -> dt.datetime | None:
    """Clock of the last run that computed churn; None before the first."""
    clock: dt.datetime | None = connection.scalar(
        text("SELECT max(clock) FROM mart.pipeline_run WHERE stage = 'signals' AND outcome = 'ok'")
    )
    return clock
