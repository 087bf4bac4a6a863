"""The report's questions to the schema `mart`; each is one statement, with the clock's day as `:today`.

Each looks at the newest part of the tables or at few companies, so that a page costs the same after ten years.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

Record = Mapping[str, Any]

COMPANIES = "churn"
"""The question whose companies the later ones ask of, as `:companies`."""

_BEST_SENTENCE = """
    LEFT JOIN LATERAL (SELECT a.sentence, a.url, a.lang FROM mart.article_event a WHERE a.event_id = {event}
                        ORDER BY a.confidence DESC, a.published_at, a.article_id LIMIT 1) {name} ON true
"""

QUERIES: Mapping[str, str] = {
    COMPANIES: """
        SELECT * FROM mart.daily_churn WHERE day = :today AND transitions_90d > 0
         ORDER BY CASE level WHEN 'page' THEN 0 WHEN 'watch' THEN 1 ELSE 2 END, p_value NULLS LAST, company LIMIT 60
    """,
    "alerts": """
        SELECT * FROM mart.alert WHERE opened_at::date <= :today
         ORDER BY closed_at IS NOT NULL, level, updated_at DESC LIMIT 50
    """,
    "history": """
        SELECT company_id, day, transitions_30d AS transitions, expected, level, coverage FROM mart.daily_churn
         WHERE company_id = ANY(:companies) AND day BETWEEN CAST(:today AS date) - 119 AND :today
         ORDER BY company_id, day
    """,
    "week": """
        SELECT count(*) AS transitions, count(DISTINCT company_id) AS companies FROM mart.seat_transition
         WHERE transition_date BETWEEN CAST(:today AS date) - 6 AND :today
    """,
    "weeks": """
        WITH weekly AS (
            SELECT company_id, company, date_trunc('week', transition_date)::date AS week, count(*) AS transitions
              FROM mart.seat_transition
             WHERE transition_date BETWEEN date_trunc('week', CAST(:today AS date))::date - 25 * 7 AND :today
             GROUP BY 1, 2, 3),
        most AS (SELECT company_id, sum(transitions) AS total FROM weekly GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40)
        SELECT company_id, company, week, transitions FROM weekly JOIN most USING (company_id) ORDER BY total DESC, company, week
    """,
    "transitions": f"""
        SELECT t.transition_id, t.company_id, t.company, t.role, t.transition_date AS date, t.out_person, t.in_person,
               t.reverses_transition_id IS NOT NULL AS is_reversal,
               coalesce(o.sentence, '') AS out_sentence, coalesce(o.url, '') AS out_url, coalesce(o.lang, '') AS out_lang,
               coalesce(i.sentence, '') AS in_sentence, coalesce(i.url, '') AS in_url, coalesce(i.lang, '') AS in_lang
          FROM mart.seat_transition t
          {_BEST_SENTENCE.format(event="t.out_event_id", name="o")} {_BEST_SENTENCE.format(event="t.in_event_id", name="i")}
         WHERE t.company_id = ANY(:companies) AND t.transition_date BETWEEN CAST(:today AS date) - 364 AND :today
         ORDER BY t.company, t.transition_date, t.role, t.transition_id
    """,
    "events": f"""
        SELECT e.event_id, e.company, e.person, e.direction, e.post, e.role, e.interim, e.manner, e.status, e.confidence,
               coalesce(e.effective_date, e.announced_on) AS date, e.article_count, e.source_count,
               e.reverses_event_id IS NOT NULL AS is_reversal, coalesce(s.sentence, '') AS sentence, coalesce(s.url, '') AS url,
               coalesce(s.lang, '') AS lang
          FROM (SELECT * FROM mart.leadership_event WHERE announced_on <= :today ORDER BY announced_on DESC LIMIT 1000) e
          {_BEST_SENTENCE.format(event="e.event_id", name="s")}
         ORDER BY date DESC, e.company, e.person, e.direction, e.event_id
    """,
    "feeds": """
        SELECT feed, title, lang, state, reason, last_success_at, last_new_article_at, consecutive_failures, articles_30d
          FROM mart.feed_health WHERE is_active
         ORDER BY state IN ('ok', 'unchanged', 'new'), consecutive_failures DESC, feed
    """,
    "polls": """
        SELECT day, count(*) AS polled, count(*) FILTER (WHERE readable) AS readable, coalesce(sum(new), 0) AS articles
          FROM (SELECT (requested_at AT TIME ZONE 'UTC')::date AS day, feed, sum(new) AS new,
                       bool_or(outcome IN ('ok', 'unchanged') AND parse_error IS NULL) AS readable
                  FROM mart.parse_outcome
                 WHERE requested_at >= CAST(:today AS date) - 9 AND requested_at < CAST(:today AS date) + 1
                 GROUP BY 1, 2) AS feed_days
         GROUP BY 1 ORDER BY 1
    """,
    "checks": """
        SELECT name, passed, observed FROM mart.check_result
         WHERE run_id = (SELECT run_id FROM mart.check_result ORDER BY checked_at DESC LIMIT 1)
         ORDER BY passed, name
    """,
    "runs": """
        SELECT DISTINCT ON (stage) stage, clock, outcome, counts, error FROM mart.pipeline_run
         WHERE started_at >= (SELECT max(started_at) FROM mart.pipeline_run) - interval '7 days'
         ORDER BY stage, started_at DESC
    """,
}


def read_all(connection: Connection, today: dt.date) -> dict[str, list[Record]]:
    """The answer to each of `QUERIES`, by its name."""
    found: dict[str, list[Record]] = {}
    for name, query in QUERIES.items():
        values = {"today": today, "companies": [row["company_id"] for row in found.get(COMPANIES, ())]}
        found[name] = [dict(row) for row in connection.execute(text(query), values).mappings()]
    return found


def last_clock(connection: Connection) -> dt.datetime | None:
    """Clock of the last run that computed churn; None before the first."""
    clock: dt.datetime | None = connection.scalar(
        text("SELECT max(clock) FROM mart.pipeline_run WHERE stage = 'signals' AND outcome = 'ok'")
    )
    return clock
