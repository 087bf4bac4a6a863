"""Functions of the schema mart: its views as they were at a moment, and how much of what is told of a company could be read."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EVENT = {
    "event_id": "text", "company_id": "text", "company": "text", "person_id": "text", "person": "text", "direction": "text",
    "post": "text", "role": "text", "interim": "boolean", "manner": "text", "effective_date": "date", "announced_on": "date",
    "status": "text", "confidence": "double precision", "article_count": "integer", "source_count": "integer",
    "first_seen_at": "timestamptz", "last_seen_at": "timestamptz", "reverses_event_id": "text", "method_version": "text",
}

SEAT = {
    "transition_id": "text", "company_id": "text", "company": "text", "role": "text", "out_event_id": "text", "in_event_id": "text",
    "out_person": "text", "in_person": "text", "transition_date": "date", "reverses_transition_id": "text",
    "first_seen_at": "timestamptz",
}

CHURN = (
    "company_id", "company", "day", "departures", "appointments", "transitions_7d", "transitions_30d", "transitions_90d",
    "seat_exposure_years", "expected", "p_value", "intensity", "ceo_occupants_30d", "coverage", "level", "method_version",
    "computed_at", "reason", "cusum", "cusum_since", "q_value",
)


def stored(columns: dict[str, str]) -> str:
    """The columns, by name and type, of a row that a change feed keeps as JSON."""
    return ", ".join(f"(c.row ->> '{name}')::{type_}" for name, type_ in columns.items())


# Postgres puts the body of such a function into the query that calls it, so that a condition on a company finds the index
# behind the change feeds: what the body reads must then be in the analyst's reach, and it must set nothing.
FUNCTIONS = {
    "leadership_event_as_of": (
        "mart.leadership_event",
        "Rows of mart.leadership_event as they were stored at that moment",
        f"""
        SELECT {stored(EVENT)}
          FROM mart.event_change c
         WHERE c.changed_at <= moment AND c.op <> 'delete'
           AND NOT EXISTS (SELECT FROM mart.event_change later
                            WHERE later.event_id = c.event_id AND later.changed_at <= moment AND later.change_id > c.change_id)
        """,
    ),
    "seat_transition_as_of": (
        "mart.seat_transition",
        "Rows of mart.seat_transition as they were stored at that moment",
        f"""
        SELECT {stored(SEAT)}
          FROM mart.seat_change c
         WHERE c.changed_at <= moment AND c.op <> 'delete'
           AND NOT EXISTS (SELECT FROM mart.seat_change later
                            WHERE later.transition_id = c.transition_id AND later.changed_at <= moment
                              AND later.change_id > c.change_id)
        """,
    ),
    "daily_churn_as_of": (
        "mart.daily_churn",
        "Rows of mart.daily_churn as they were stored at that moment",
        f"""
        SELECT {", ".join("n.name" if name == "company" else f"c.{name}" for name in CHURN)}
          FROM mart.daily_churn_change c
          JOIN mart.company_name n ON n.company_id = c.company_id
               AND (n.since IS NULL OR n.since <= moment) AND (n.until IS NULL OR n.until > moment)
         WHERE c.computed_at <= moment
           AND NOT EXISTS (SELECT FROM mart.daily_churn_change later
                            WHERE later.company_id = c.company_id AND later.day = c.day
                              AND later.computed_at <= moment AND later.computed_at > c.computed_at)
        """,
    ),
}

COMPANY_COVERAGE = """
    WITH days AS (SELECT d::date AS day FROM generate_series(first::timestamp, last::timestamp, interval '1 day') d),
    polled AS (
        SELECT days.day, f.feed, latest.is_healthy
          FROM days CROSS JOIN raw.feed f
         CROSS JOIN LATERAL (
               SELECT (a.outcome IN ('ok', 'unchanged') AND p.error IS NULL)::int AS is_healthy
                 FROM raw.fetch a LEFT JOIN raw.parse p USING (fetch_id)
                WHERE a.feed = f.feed AND a.requested_at < (days.day + 1)::timestamp AT TIME ZONE 'UTC'
                  AND a.requested_at >= (days.day - 6)::timestamp AT TIME ZONE 'UTC'
                ORDER BY a.requested_at DESC LIMIT 1) AS latest),
    told AS (
        SELECT m.entity_id AS company_id, a.feed, count(DISTINCT a.article_id) AS articles
          FROM core.mention_link m JOIN core.company c ON c.company_id = m.entity_id JOIN core.article a USING (article_id)
         WHERE a.first_seen_at >= (first - 90)::timestamp AT TIME ZONE 'UTC'
           AND a.first_seen_at < (last + 1)::timestamp AT TIME ZONE 'UTC'
         GROUP BY 1, 2)
    SELECT told.company_id, polled.day, count(*)::int, sum(told.articles)::int,
           round(sum(told.articles * polled.is_healthy) / sum(told.articles), 4)::float8
      FROM told JOIN polled USING (feed)
     GROUP BY told.company_id, polled.day
"""


def upgrade() -> None:
    for name, (row_type, comment, query) in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION mart.{name}(moment timestamptz) RETURNS SETOF {row_type} LANGUAGE sql STABLE PARALLEL SAFE "
            f"AS $body${query}$body$"
        )
        describe(f"{name}(timestamptz)", comment)
    op.execute(
        "CREATE FUNCTION mart.company_coverage(first date, last date) "
        "RETURNS TABLE (company_id text, day date, feeds int, articles int, coverage float8) LANGUAGE sql STABLE "
        f"SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body${COMPANY_COVERAGE}$body$"
    )
    describe(
        "company_coverage(date, date)",
        "By company and day: how much of what its feeds tell of it could be read; each feed weighs as much as it told",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION mart.company_coverage(date, date)")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION mart.{name}(timestamptz)")


def describe(signature: str, comment: str) -> None:
    """Comment a function, and take it from everybody: only the analyst is to call it."""
    op.execute(f"COMMENT ON FUNCTION mart.{signature} IS '{comment}'")
    op.execute(f"REVOKE ALL ON FUNCTION mart.{signature} FROM PUBLIC")
