"""What the signal reads from the tables; everything as it was known at the run's clock."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, and_, func, or_, select, text, union
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from etl.context import Context
from etl.signals.coverage import LastPoll
from etl.signals.measure import LONGEST_WINDOW
from etl.signals.records import METHOD, ChurnRow, History, Transition
from etl.tables.core import DailyChurn, EventChange, LeadershipEvent, PipelineRun, SeatTransition

EVENT_DATE = LeadershipEvent.effective_date
"""An event of which no day is known is counted on none."""
SURE = 0.8
"""Confidence from which a single story is enough to wake somebody."""
ROW_COLUMNS = tuple(ChurnRow.__dataclass_fields__)

LAST_POLLS = text(
    """
    SELECT days.day::date, (latest.requested_at AT TIME ZONE 'UTC')::date, latest.is_healthy, f.lang
      FROM generate_series(CAST(:first AS timestamp), CAST(:last AS timestamp), interval '1 day') AS days(day)
     CROSS JOIN raw.feed f
     CROSS JOIN LATERAL (
           SELECT a.requested_at, a.outcome IN ('ok', 'unchanged') AND p.error IS NULL AS is_healthy
             FROM raw.fetch a LEFT JOIN raw.parse p USING (fetch_id)
            WHERE a.feed = f.feed AND a.requested_at <= :now
              AND a.requested_at < (days.day + interval '1 day') AT TIME ZONE 'UTC'
            ORDER BY a.requested_at DESC LIMIT 1) AS latest
    """
)
"""One look into the index a feed and day, whatever the number of polls."""


def method_of(context: Context) -> dict[str, int]:
    """What a run's rows hang on besides the tables: where it differs, all is computed anew."""
    return {"method": METHOD, "catalogued": len(context.catalog.companies)}


def last_run(connection: Connection, context: Context) -> dt.datetime | None:
    """Clock of the last good run with this method; null where all must be computed anew."""
    if context.is_backfill:
        return None
    newest = (
        select(PipelineRun.clock, PipelineRun.counts)
        .where(PipelineRun.stage == "signals", PipelineRun.outcome == "ok", PipelineRun.run_id != context.run_id)
        .order_by(PipelineRun.started_at.desc())
        .limit(1)
    )
    found = connection.execute(newest).one_or_none()
    usable = found is not None and found.clock <= context.now and method_of(context).items() <= found.counts.items()
    return found.clock if found is not None and usable else None


def touched_companies(connection: Connection, since: dt.datetime | None) -> set[str]:
    """Companies with an event or transition that changed since then; all that have any if `since` is null."""
    if since is None:
        return set(connection.scalars(union(select(SeatTransition.company_id), select(LeadershipEvent.company_id))))
    changed = select(EventChange.event_id).where(EventChange.changed_at >= since)
    return set(
        connection.scalars(
            union(
                select(EventChange.row["company_id"].astext).where(EventChange.changed_at >= since),
                select(LeadershipEvent.company_id).where(LeadershipEvent.event_id.in_(changed)),
                select(SeatTransition.company_id).where(SeatTransition.first_seen_at >= since),
            )
        )
    ) - {None}


def recent_companies(connection: Connection, since: dt.date, today: dt.date) -> set[str]:
    """Companies with anything within the longest window up to any day from `since` to `today`."""
    first = since - dt.timedelta(days=LONGEST_WINDOW)
    return set(
        connection.scalars(
            union(
                select(SeatTransition.company_id).where(SeatTransition.transition_date.between(first, today)),
                select(LeadershipEvent.company_id).where(EVENT_DATE.between(first, today)),
            )
        )
    )


def histories(connection: Connection, companies: Collection[str], now: dt.datetime) -> dict[str, History]:
    """What was known of the companies at `now`; denied and voided changes are left out."""
    transitions = _transitions(connection, companies, now)
    dates = _event_dates(connection, companies, now)
    return {
        company: History(tuple(transitions[company]), tuple(dates[company, "out"]), tuple(dates[company, "in"]))
        for company in companies
    }


def latest_rows(connection: Connection, companies: Collection[str]) -> dict[str, dict[dt.date, ChurnRow]]:
    """The present row of each company and day; companies without any are empty."""
    query = (
        select(DailyChurn.company_id, DailyChurn.day, *(getattr(DailyChurn, name) for name in ROW_COLUMNS))
        .where(DailyChurn.company_id.in_(companies))
        .ext(distinct_on(DailyChurn.company_id, DailyChurn.day))
        .order_by(DailyChurn.company_id, DailyChurn.day, DailyChurn.computed_at.desc())
    )
    found: dict[str, dict[dt.date, ChurnRow]] = {company: {} for company in companies}
    for company, day, *values in connection.execute(query):
        found[company][day] = ChurnRow(*values)
    return found


def rows_of_days(connection: Connection, days: Collection[dt.date]) -> dict[dt.date, dict[str, ChurnRow]]:
    """The present rows of all companies on these days."""
    query = (
        select(DailyChurn.day, DailyChurn.company_id, *(getattr(DailyChurn, name) for name in ROW_COLUMNS))
        .where(DailyChurn.day.in_(days))
        .ext(distinct_on(DailyChurn.day, DailyChurn.company_id))
        .order_by(DailyChurn.day, DailyChurn.company_id, DailyChurn.computed_at.desc())
    )
    found: dict[dt.date, dict[str, ChurnRow]] = {day: {} for day in days}
    for day, company_id, *values in connection.execute(query):
        found[day][company_id] = ChurnRow(*values)
    return found


def last_polls(connection: Connection, now: dt.datetime) -> list[LastPoll]:
    """The last poll of each feed up to each day since the first poll."""
    first: dt.datetime | None = connection.scalar(text("SELECT min(requested_at) FROM raw.fetch"))
    if first is None:
        return []
    times = {"first": _utc_day(first), "last": _utc_day(now), "now": now}
    return [LastPoll(*row) for row in connection.execute(LAST_POLLS, times)]


def _transitions(connection: Connection, companies: Collection[str], now: dt.datetime) -> dict[str, list[Transition]]:
    out, into = aliased(LeadershipEvent), aliased(LeadershipEvent)
    query = (
        select(
            SeatTransition.company_id, SeatTransition.transition_id, SeatTransition.role, SeatTransition.transition_date,
            func.least(out.announced_on, into.announced_on), out.person_id, into.person_id,
            or_(
                func.greatest(out.source_count, into.source_count) > 1,
                func.greatest(out.confidence, into.confidence) >= SURE,
            ),
        )
        .outerjoin(out, out.event_id == SeatTransition.out_event_id)
        .outerjoin(into, into.event_id == SeatTransition.in_event_id)
        .where(
            SeatTransition.company_id.in_(companies),
            SeatTransition.first_seen_at <= now,
            or_(out.status == "confirmed", into.status == "confirmed"),
        )
        .order_by(SeatTransition.transition_date, SeatTransition.transition_id)
    )
    found: dict[str, list[Transition]] = defaultdict(list)
    for company, transition_id, role, date, announced_on, leaver, comer, is_sure in connection.execute(query):
        found[company].append(Transition(transition_id, role, date, announced_on, leaver, comer, is_sure))
    return found


def _event_dates(
    connection: Connection, companies: Collection[str], now: dt.datetime
) -> dict[tuple[str, str], list[dt.date]]:
    known = and_(LeadershipEvent.status == "confirmed", LeadershipEvent.first_seen_at <= now)
    query = (
        select(LeadershipEvent.company_id, LeadershipEvent.direction, EVENT_DATE)
        .where(LeadershipEvent.company_id.in_(companies), known)
        .order_by(EVENT_DATE)
    )
    found: dict[tuple[str, str], list[dt.date]] = defaultdict(list)
    for company, direction, date in connection.execute(query):
        if date:
            found[company, direction].append(date)
    return found


def _utc_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()
