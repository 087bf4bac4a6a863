"""Stage `checks`: ask every question of the tables and store the answers; what fails blocks the alerts of this run."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

from etl.checks.questions import CHECKS, VOLUMES, Check, observed, off_volume
from etl.context import Context
from etl.tables.core import CheckResult
from etl.tables.rows import upsert

LOOKBACK = dt.timedelta(days=2)
"""What the checks look at, so that their cost does not grow with the archive."""

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


def run(context: Context) -> dict[str, int]:
    """Run the checks; returns how many passed and failed."""
    results = run_checks(context)
    passed = sum(results.values())
    return {"checks_passed": passed, "checks_failed": len(results) - passed}


def run_checks(context: Context) -> dict[str, bool]:
    """Run every check and store its result; returns whether each passed."""
    times = {"now": context.now, "since": context.now - LOOKBACK, "run_id": context.run_id}
    results: dict[str, bool] = {}
    with context.engine.begin() as connection:
        for check in CHECKS:
            offenders = list(connection.scalars(text(f"{check.query} ORDER BY offender LIMIT 1000"), times))
            total = connection.scalar(text(check.total), times) if check.total and offenders else 0
            results[check.name] = _store(connection, check, offenders, total or 0, context)
        counts = {row.feed: int(row.new) for row in connection.execute(WEEKLY_NEW, {"now": context.now})}
        known = context.catalog.feeds
        off = off_volume(known, counts)
        results[VOLUMES.name] = _store(connection, VOLUMES, off, len(counts.keys() & known.keys()), context)
    return results


def _store(connection: Connection, check: Check, offenders: list[str], total: int, context: Context) -> bool:
    passed = check.passes(len(offenders), total)
    row = {
        "run_id": context.run_id, "name": check.name, "passed": passed, "observed": observed(check, offenders),
        "checked_at": context.now,
    }
    upsert(connection, CheckResult, [row], ["run_id", "name"])
    return passed
