"""Stage `signals`: a row of churn for each company and day whose values changed; no row is ever overwritten.

A company is touched if one of its events changed since the last run; all its days are computed again then. Of the
others only the days since the last run are new, because the past depends on nothing that came since. What is told of a day as
a whole, the q-values, is computed again where a row of the day changed. All is one transaction: a run that dies leaves nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from etl.catalog.models import Company as CatalogCompany
from etl.context import Context
from etl.signals import reading
from etl.signals.churn import Company, churn_on, days_with_rows
from etl.signals.discoveries import own_reason, q_values, q_words
from etl.signals.exposure import TEAMS, team_of
from etl.signals.home import Coverages, home_language
from etl.signals.records import ChurnRow, History
from etl.tables.core import DailyChurn
from etl.tables.rows import upsert

COMPANIES_AT_ONCE = 500
DAYS_AT_ONCE = 30
UNKNOWN = Company(TEAMS[None])

ALARMING = ("watch", "page")

Days = Mapping[dt.date, ChurnRow]


@dataclass(frozen=True, slots=True)
class Scope:
    """What this run computes: all days of the touched companies, of the others those from `since` on."""

    today: dt.date
    since: dt.date | None
    touched: frozenset[str]
    is_backfill: bool = False

    def days(self, company_id: str, history: History, present: Days) -> list[dt.date]:
        """Days of a company to be computed, in order."""
        days = days_with_rows(history, self.today)
        if self.is_backfill:
            # Old days get what they lack; what was computed of them stands, or the past would read otherwise than it was.
            return sorted(days - set(present))
        if self.since is not None and company_id not in self.touched:
            return sorted(day for day in days if day >= self.since)
        # What has a row keeps one, so that a change that was taken back leaves zeros and not the old values.
        return sorted(days | set(present))


def run(context: Context) -> dict[str, int]:
    """Compute what changed; returns the number of companies looked at and of rows written."""
    catalogued = {each.company_id: _company(each) for each in context.catalog.companies}
    scope, companies, coverages = _begin(context)
    written, changed_days = 0, set[dt.date]()
    with context.engine.begin() as connection:
        for start in range(0, len(companies), COMPANIES_AT_ONCE):
            chunk = {each: catalogued.get(each, UNKNOWN) for each in companies[start : start + COMPANIES_AT_ONCE]}
            changed = _changes(connection, context.now, scope, coverages, chunk)
            _append(connection, changed)
            written += len(changed)
            changed_days |= {record["day"] for record in changed}
            context.progress(start + len(chunk), len(companies))
        written += _rank(connection, context.now, sorted(changed_days), catalogued)
    return {"companies": len(companies), "rows": written} | reading.method_of(context)


def _company(entry: CatalogCompany) -> Company:
    return Company(team_of(entry.segment, entry.listed), entry.seats, home_language(entry.country))


def _changes(
    connection: Connection, now: dt.datetime, scope: Scope, coverages: Coverages, companies: Mapping[str, Company]
) -> list[dict[str, Any]]:
    """The days in scope of the companies whose values changed."""
    histories = reading.histories(connection, companies, now)
    present = reading.latest_rows(connection, companies)
    return [
        {"company_id": company_id, "day": day, "computed_at": now} | dataclasses.asdict(row)
        for company_id, company in companies.items()
        for day in scope.days(company_id, histories[company_id], present[company_id])
        if (row := churn_on(day, company, histories[company_id], coverages.of(company.lang)))
        != _unranked(present[company_id].get(day))
    ]


def _unranked(row: ChurnRow | None) -> ChurnRow | None:
    """The row by its company's own numbers."""
    return dataclasses.replace(row, q_value=None, reason=own_reason(row.reason)) if row else None


def _rank(connection: Connection, now: dt.datetime, days: Sequence[dt.date], catalogued: Collection[str]) -> int:
    """Set the companies of each day against each other; returns how many rows of unchanged companies that changed."""
    written = 0
    for start in range(0, len(days), DAYS_AT_ONCE):
        for day, rows in reading.rows_of_days(connection, days[start : start + DAYS_AT_ONCE]).items():
            ranked = _ranked(rows, catalogued)
            changed = {company_id: row for company_id, row in ranked.items() if row != rows[company_id]}
            _append(
                connection,
                [{"company_id": each, "day": day, "computed_at": now} | dataclasses.asdict(row) for each, row in changed.items()],
            )
            written += sum(rows[company_id].q_value is not None for company_id in changed)
    return written


def _ranked(rows: Mapping[str, ChurnRow], catalogued: Collection[str]) -> dict[str, ChurnRow]:
    """The judged rows of a day with their q-values; the companies of the catalogue are watched even where nothing happens."""
    judged = {company_id: row.p_value for company_id, row in rows.items() if row.p_value is not None}
    found, watched = q_values(judged, catalogued)
    return {
        company_id: dataclasses.replace(
            rows[company_id],
            q_value=q_value,
            reason=own_reason(rows[company_id].reason) + (q_words(q_value, watched) if rows[company_id].level in ALARMING else ""),
        )
        for company_id, q_value in found.items()
    }


def _begin(context: Context) -> tuple[Scope, list[str], Coverages]:
    today = context.now.astimezone(dt.UTC).date()
    with context.engine.connect() as connection:
        last = reading.last_run(connection, context)
        since = last.astimezone(dt.UTC).date() if last else None
        touched = reading.touched_companies(connection, last)
        recent = reading.recent_companies(connection, since or today, today)
        coverages = Coverages(reading.last_polls(connection, context.now))
    return Scope(today, since, frozenset(touched), context.is_backfill), sorted(touched | recent), coverages


def _append(connection: Connection, records: Sequence[dict[str, Any]]) -> None:
    """Add the rows; a run repeated at the same clock replaces its own."""
    upsert(connection, DailyChurn, records, ["company_id", "day", "computed_at"])

