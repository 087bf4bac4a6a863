"""Stage `signals`: a row of churn for each company and day whose values changed; no row is ever overwritten.

A company is touched if one of its events changed since the last run; all its days are computed again then. Of the
others only the days since the last run are new, because the past depends on nothing that came since.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from etl.context import Context
from etl.signals import reading
from etl.signals.churn import Company, churn_on, days_with_rows
from etl.signals.coverage import Coverage, daily_shares
from etl.signals.exposure import TEAMS
from etl.signals.records import METHOD, ChurnRow, History
from etl.tables.core import DailyChurn

COMPANIES_AT_ONCE = 500
UNKNOWN = Company(TEAMS[None])

Days = Mapping[dt.date, ChurnRow]


@dataclass(frozen=True, slots=True)
class Scope:
    """What this run computes: all days of the touched companies, of the others those from `since` on."""

    today: dt.date
    since: dt.date | None
    touched: frozenset[str]

    def days(self, company_id: str, history: History, present: Days) -> list[dt.date]:
        """Days of a company to be computed, in order."""
        days = days_with_rows(history, self.today)
        if self.since is not None and company_id not in self.touched:
            return sorted(day for day in days if day >= self.since)
        # What has a row keeps one, so that a change that was taken back leaves zeros and not the old values.
        return sorted(days | set(present))


def run(context: Context) -> dict[str, int]:
    """Compute what changed; returns the number of companies looked at and of rows written."""
    catalogued = {each.company_id: Company(TEAMS[each.segment], each.seats) for each in context.catalog.companies}
    scope, companies, coverage = _begin(context)
    written = done = 0
    for chunk in _chunks(companies):
        with context.engine.begin() as connection:
            written += _write_changes(connection, context.now, scope, coverage, {each: catalogued.get(each, UNKNOWN) for each in chunk})
        done += len(chunk)
        context.progress(done, len(companies))
    return {"companies": len(companies), "rows": written, "method": METHOD}


def _write_changes(
    connection: Connection, now: dt.datetime, scope: Scope, coverage: Coverage, companies: Mapping[str, Company]
) -> int:
    """Compute the days in scope of the companies and append the rows whose values changed; returns their number."""
    histories = reading.histories(connection, companies, now)
    present = reading.latest_rows(connection, companies)
    changed = [
        {"company_id": company_id, "day": day, "computed_at": now} | dataclasses.asdict(row)
        for company_id, company in companies.items()
        for day in scope.days(company_id, histories[company_id], present[company_id])
        if (row := churn_on(day, company, histories[company_id], coverage)) != present[company_id].get(day)
    ]
    if changed:
        _append(connection, changed)
    return len(changed)


def _begin(context: Context) -> tuple[Scope, list[str], Coverage]:
    today = context.now.astimezone(dt.UTC).date()
    with context.engine.connect() as connection:
        last = reading.last_run(connection, context)
        since = last.astimezone(dt.UTC).date() if last else None
        touched = reading.touched_companies(connection, last)
        recent = reading.recent_companies(connection, since or today, today)
        coverage = Coverage(daily_shares(reading.last_polls(connection, context.now)))
    return Scope(today, since, frozenset(touched)), sorted(touched | recent), coverage


def _append(connection: Connection, records: Sequence[dict[str, Any]]) -> None:
    """Add the rows; a run repeated at the same clock replaces its own."""
    statement = insert(DailyChurn)
    values = {name: statement.excluded[name] for name in reading.ROW_COLUMNS}
    key = ["company_id", "day", "computed_at"]
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=values), records)


def _chunks(companies: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(companies), COMPANIES_AT_ONCE):
        yield companies[start : start + COMPANIES_AT_ONCE]
