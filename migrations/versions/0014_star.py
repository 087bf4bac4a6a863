"""A star schema in mart for tools that build their own queries: dimensions of date, company, person and role, and facts with keys."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROLES = (
    ("ceo", "chief executive", True), ("chair", "chair", True), ("president", "president", True), ("cfo", "finance chief", True),
    ("coo", "operations chief", True), ("cto", "technology chief", True), ("cxo", "other chief officer", False),
    ("board", "board member", False), ("founder", "founder", False), ("head", "head of a unit", False), ("other", "other post", False),
)
ROLE_ROWS = ", ".join(f"('{role}', '{name}', {number}, {single})" for number, (role, name, single) in enumerate(ROLES, 1))

VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "dim_date": (
        "Dimension: the days from 2000 to 2049",
        """
        SELECT d.day::date AS date, extract(year FROM d.day)::int AS year, extract(quarter FROM d.day)::int AS quarter,
               extract(month FROM d.day)::int AS month, date_trunc('month', d.day)::date AS month_start,
               date_trunc('week', d.day)::date AS week_start, extract(isodow FROM d.day)::int AS day_of_week,
               extract(isodow FROM d.day) > 5 AS is_weekend
          FROM generate_series(timestamp '2000-01-01', timestamp '2049-12-31', interval '1 day') AS d(day)
        """,
        {
            "date": "The day, the key",
            "year": "Year",
            "quarter": "Quarter, 1 to 4",
            "month": "Month, 1 to 12",
            "month_start": "First day of its month",
            "week_start": "Monday of its week",
            "day_of_week": "1 for Monday to 7 for Sunday",
            "is_weekend": "Saturday or Sunday",
        },
    ),
    "dim_company": (
        "Dimension: companies",
        "SELECT company_id, name AS company, country, ticker, is_listed, is_provisional FROM core.company",
        {
            "company_id": "The key",
            "company": "Name as shown",
            "country": "ISO 3166 code of the seat; null if unknown",
            "ticker": "Main ticker; null for private or unknown companies",
            "is_listed": "Listed on an exchange; null if unknown",
            "is_provisional": "Known only from articles, not from the catalogue",
        },
    ),
    "dim_person": (
        "Dimension: people",
        "SELECT person_id, name AS person, is_provisional FROM core.person",
        {
            "person_id": "The key",
            "person": "Name as shown",
            "is_provisional": "Known only from articles, not from the catalogue",
        },
    ),
    "dim_role": (
        "Dimension: roles of posts, in the order of their weight",
        f"SELECT role, role_name, role_rank, is_single_seat FROM (VALUES {ROLE_ROWS}) AS r(role, role_name, role_rank, is_single_seat)",
        {
            "role": "The key",
            "role_name": "The role in words",
            "role_rank": "1 for the chief executive, then on",
            "is_single_seat": "One person holds it at a time",
        },
    ),
    "fact_leadership_event": (
        "Fact: one row a leadership event, with the keys of its dimensions",
        """
        SELECT e.event_id, coalesce(e.effective_date, e.announced_on) AS date, e.announced_on, e.company_id, e.person_id, e.role,
               e.direction, e.status, e.manner, e.interim AS is_interim, e.reverses_event_id IS NOT NULL AS is_reversal,
               e.confidence, e.article_count, e.source_count, 1 AS events
          FROM core.leadership_event e
        """,
        {
            "event_id": "The event, as in mart.leadership_event",
            "date": "Key to dim_date: the day it takes effect, else the day announced",
            "announced_on": "Key to dim_date: day of the first article that states it",
            "company_id": "Key to dim_company",
            "person_id": "Key to dim_person",
            "role": "Key to dim_role",
            "direction": "in: takes the post; out: leaves it",
            "status": "confirmed, reported or denied by all evidence so far",
            "manner": "resigned, dismissed, appointed ...; null if not said",
            "is_interim": "The post is held for an interim only",
            "is_reversal": "Takes an earlier event back",
            "confidence": "Probability that the event is right, from all evidence",
            "article_count": "Articles that state it",
            "source_count": "Independent stories that state it, copies not counted",
            "events": "1, to be summed",
        },
    ),
    "fact_seat_transition": (
        "Fact: one row a change of a seat's occupant, with the keys of its dimensions",
        """
        SELECT t.transition_id, t.transition_date AS date, t.company_id, t.role, o.person_id AS out_person_id, i.person_id AS in_person_id,
               t.reverses_transition_id IS NOT NULL AS is_reversal, 1 AS transitions
          FROM core.seat_transition t
          LEFT JOIN core.leadership_event o ON o.event_id = t.out_event_id
          LEFT JOIN core.leadership_event i ON i.event_id = t.in_event_id
        """,
        {
            "transition_id": "The transition, as in mart.seat_transition",
            "date": "Key to dim_date: day of the change",
            "company_id": "Key to dim_company",
            "role": "Key to dim_role",
            "out_person_id": "Key to dim_person: who left; null where only the arrival is known",
            "in_person_id": "Key to dim_person: who came; null where only the departure is known",
            "is_reversal": "Takes an earlier transition back",
            "transitions": "1, to be summed",
        },
    ),
    "fact_company_day": (
        "Fact: one row a company and day on which its churn was computed, with the keys of its dimensions",
        """
        SELECT d.day AS date, d.company_id, d.departures, d.appointments, d.transitions_7d, d.transitions_30d, d.transitions_90d,
               d.seat_exposure_years, d.expected, d.p_value, d.intensity, d.coverage, d.level
          FROM mart.daily_churn d
        """,
        {
            "date": "Key to dim_date: the day",
            "company_id": "Key to dim_company",
            "departures": "Confirmed departures dated on the day; may be summed",
            "appointments": "Confirmed appointments dated on the day; may be summed",
            "transitions_7d": "Seat transitions in the 7 days up to the day; not to be summed over days",
            "transitions_30d": "Seat transitions in the 30 days up to the day; not to be summed over days",
            "transitions_90d": "Seat transitions in the 90 days up to the day; not to be summed over days",
            "seat_exposure_years": "Seats times years observed for the prior rate",
            "expected": "Transitions expected in 30 days; null where coverage is too low",
            "p_value": "Probability of so many by chance; null where coverage is too low",
            "intensity": "Transitions of 30 days over expected; null as p_value",
            "coverage": "Share of the feeds that were healthy, 0 to 1",
            "level": "page, watch or none; null where coverage is too low",
        },
    ),
}


def upgrade() -> None:
    op.create_mart_views(VIEWS)
    for name in VIEWS:
        op.execute(f"GRANT SELECT ON mart.{name} TO analyst")


def downgrade() -> None:
    op.drop_mart_views(VIEWS)
