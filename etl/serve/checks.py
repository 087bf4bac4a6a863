"""Checks of the tables after a run: each asks for what must not be there, and says what it found.

A check looks at what the last two days brought, so that its cost does not grow with the archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from etl.catalog.models import Feed
from etl.context import Context
from etl.tables.core import CheckResult

LOOKBACK = dt.timedelta(days=2)
WORKING_DAYS = 5
SHOWN = 3
"""How many offenders a result names."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question for offenders: one row each, with its name in the column `offender`; `:now` and `:since` are bound."""

    name: str
    good: str
    bad: str
    query: str


CHECKS: tuple[Check, ...] = (
    Check(
        "totals of items", "Every item of every feed ended in exactly one outcome", "fetches whose items do not add up",
        """
        SELECT p.fetch_id AS offender FROM raw.parse p
         WHERE p.parsed_at BETWEEN :since AND :now
           AND (p.items <> p.new + p.updated + p.unchanged + p.rejected
                OR p.rejected <> (SELECT count(*) FROM raw.rejected_item r WHERE r.fetch_id = p.fetch_id))
        """,
    ),
    Check(
        "articles are read", "Every article of the last days could be read", "articles whose reading failed",
        """
        SELECT x.article_id AS offender FROM core.extraction x
         WHERE x.extracted_at BETWEEN :since AND :now AND x.outcome = 'failed'
        """,
    ),
    Check(
        "sentences are verbatim", "Every sentence is the slice of its article's text that it says it is",
        "article events whose sentence is not in the text",
        """
        SELECT e.article_id || ' event ' || e.ordinal AS offender
          FROM core.extraction x JOIN core.article a USING (article_id) JOIN core.article_event e USING (article_id)
         WHERE x.extracted_at BETWEEN :since AND :now AND x.article_version = a.version
           AND e.sentence <> substr(a.text, e.char_start + 1, e.char_end - e.char_start)
        """,
    ),
    Check(
        "mentions are verbatim", "Every mention is the slice of its article's text that it says it is",
        "mentions whose words are not in the text",
        """
        SELECT m.article_id || ' mention ' || m.ordinal AS offender
          FROM core.extraction x JOIN core.article a USING (article_id) JOIN core.mention m USING (article_id)
         WHERE x.extracted_at BETWEEN :since AND :now AND x.article_version = a.version
           AND m.text <> substr(a.text, m.char_start + 1, m.char_end - m.char_start)
        """,
    ),
    Check(
        "events have evidence", "Every leadership event leads back to an article", "leadership events without an article",
        """
        SELECT l.event_id AS offender FROM core.leadership_event l
         WHERE l.last_seen_at BETWEEN :since AND :now
           AND NOT EXISTS (SELECT FROM core.event_evidence v WHERE v.event_id = l.event_id)
        """,
    ),
    Check(
        "transitions are consistent", "Every transition has confirmed legs of its own company and seat",
        "transitions with a leg that is missing, denied, reversed in direction or of another company",
        """
        SELECT t.transition_id AS offender
          FROM core.seat_transition t
          LEFT JOIN core.leadership_event o ON o.event_id = t.out_event_id
          LEFT JOIN core.leadership_event i ON i.event_id = t.in_event_id
         WHERE (o.event_id IS NULL AND i.event_id IS NULL)
            OR (t.out_event_id IS NOT NULL AND (o.status, o.direction, o.company_id) IS DISTINCT FROM ('confirmed', 'out', t.company_id))
            OR (t.in_event_id IS NOT NULL AND (i.status, i.direction, i.company_id) IS DISTINCT FROM ('confirmed', 'in', t.company_id))
        """,
    ),
    Check(
        "an event is one leg", "No event is a leg of two transitions", "events that are legs of two transitions",
        """
        SELECT leg AS offender
          FROM core.seat_transition, LATERAL (VALUES (out_event_id), (in_event_id)) AS legs(leg)
         WHERE leg IS NOT NULL GROUP BY leg HAVING count(*) > 1
        """,
    ),
    Check(
        "churn counts each event once", "Departures and appointments of the last days equal the confirmed events",
        "company-days whose counts differ from the events",
        """
        WITH events AS (
            SELECT company_id, effective_date AS day, count(*) AS number
              FROM core.leadership_event
             WHERE status = 'confirmed' AND first_seen_at <= :now
               AND effective_date BETWEEN (:since)::date AND ((:now) AT TIME ZONE 'UTC')::date
             GROUP BY 1, 2)
        SELECT e.company_id || ' ' || e.day AS offender
          FROM events e
         WHERE e.number IS DISTINCT FROM (
               SELECT d.departures + d.appointments FROM core.daily_churn d
                WHERE d.company_id = e.company_id AND d.day = e.day ORDER BY d.computed_at DESC LIMIT 1)
        """,
    ),
    Check(
        "alerts can be explained", "Every open alert names transitions that still stand", "open alerts with a transition that is gone",
        """
        SELECT DISTINCT a.alert_id AS offender
          FROM core.alert a, LATERAL jsonb_array_elements_text(a.transitions) AS member(transition_id)
         WHERE a.closed_at IS NULL
           AND NOT EXISTS (SELECT FROM core.seat_transition t WHERE t.transition_id = member.transition_id)
        """,
    ),
    Check(
        "feeds are fresh", "Every active feed answered within its time", "active feeds without an answer for a day and two polls",
        """
        SELECT f.feed AS offender FROM raw.feed f LEFT JOIN raw.feed_state s USING (feed)
         WHERE f.is_active AND f.registered_at < :since
           AND (s.last_success_at IS NULL
                OR s.last_success_at < CAST(:now AS timestamptz) - interval '1 day' - 2 * f.cadence_minutes * interval '1 minute')
        """,
    ),
    Check(
        "no stage was left half done", "Every stage of this run ended well", "stages of this run that failed or never ended",
        """
        SELECT stage || ' (' || outcome || ')' AS offender FROM core.pipeline_run
         WHERE run_id = :run_id AND outcome <> 'ok' AND stage NOT IN ('serve')
        """,
    ),
)


VOLUMES = Check(
    "feeds bring what is expected", "Every feed of the catalogue brought as much as is expected of it",
    "feeds that brought far less or more in the last week than is expected of them", "",
)

WEEKLY_NEW = text(
    """
    SELECT f.feed, coalesce(sum(p.new), 0) AS new
      FROM raw.feed f
      JOIN raw.fetch a ON a.feed = f.feed AND a.requested_at > CAST(:now AS timestamptz) - interval '7 days'
                      AND a.requested_at <= :now
      LEFT JOIN raw.parse p ON p.fetch_id = a.fetch_id
     WHERE f.is_active AND f.registered_at < CAST(:now AS timestamptz) - interval '8 days'
     GROUP BY f.feed
    """
)


def run_checks(context: Context) -> dict[str, bool]:
    """Run every check and store its result; returns whether each passed."""
    times = {"now": context.now, "since": context.now - LOOKBACK, "run_id": context.run_id}
    results: dict[str, bool] = {}
    with context.engine.begin() as connection:
        for check in CHECKS:
            offenders = list(connection.scalars(text(f"{check.query} ORDER BY offender LIMIT 1000"), times))
            results[check.name] = _store(connection, check, offenders, context)
        counts = {row.feed: int(row.new) for row in connection.execute(WEEKLY_NEW, {"now": context.now})}
        results[VOLUMES.name] = _store(connection, VOLUMES, off_volume(context.catalog.feeds, counts), context)
    return results


def off_volume(feeds: Mapping[str, Feed], weekly_new: Mapping[str, int]) -> list[str]:
    """Feeds that in a week brought less than half of what five working days should, or more than seven days may."""
    return [
        f"{slug} ({weekly_new[slug]})"
        for slug, feed in sorted(feeds.items())
        if slug in weekly_new
        and not feed.expected.min_per_day * WORKING_DAYS / 2 <= weekly_new[slug] <= feed.expected.max_per_day * 7
    ]


def _store(connection: Connection, check: Check, offenders: list[str], context: Context) -> bool:
    row = {
        "run_id": context.run_id, "name": check.name, "passed": not offenders, "observed": observed(check, offenders),
        "checked_at": context.now,
    }
    changes = {name: row[name] for name in ("passed", "observed", "checked_at")}
    statement = insert(CheckResult).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["run_id", "name"], set_=changes))
    return not offenders


def observed(check: Check, offenders: list[str]) -> str:
    """What was found, in words."""
    if not offenders:
        return f"{check.good}."
    more = f" and {len(offenders) - SHOWN} more" if len(offenders) > SHOWN else ""
    return f"{len(offenders)} {check.bad}: {', '.join(offenders[:SHOWN])}{more}."
