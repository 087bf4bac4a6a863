"""Views of the signal: churn a company and day, and alerts."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "daily_churn": (
        "Leadership churn a company and day, as computed last",
        """
        SELECT d.company_id, c.name AS company, d.day, d.departures, d.appointments, d.transitions_7d,
               d.transitions_30d, d.transitions_90d, d.seat_exposure_years, d.expected, d.p_value, d.intensity,
               d.ceo_occupants_30d, d.coverage, d.level, d.method_version, d.computed_at, d.reason,
               d.cusum, d.cusum_since, d.q_value
          FROM core.daily_churn d
          JOIN core.company c USING (company_id)
         WHERE NOT EXISTS (SELECT FROM core.daily_churn later
                            WHERE later.company_id = d.company_id AND later.day = d.day AND later.computed_at > d.computed_at)
        """,
        {
            "company_id": "The company",
            "company": "Its name",
            "day": "The day, in UTC",
            "departures": "Confirmed departures dated on the day, each event once",
            "appointments": "Confirmed appointments dated on the day, each event once",
            "transitions_7d": "Seat transitions in the 7 days up to the day",
            "transitions_30d": "Seat transitions in the 30 days up to the day",
            "transitions_90d": "Seat transitions in the 90 days up to the day",
            "seat_exposure_years": "Seats times years observed for the prior rate",
            "expected": "Transitions expected in 30 days; null where coverage is too low",
            "p_value": "Probability of so many by chance; null where coverage is too low",
            "intensity": "Transitions of 30 days over expected; null as p_value",
            "ceo_occupants_30d": "Different people who held the CEO seat in the 30 days",
            "coverage": "Share of the feeds that were healthy, 0 to 1",
            "level": "page, watch or none; null where coverage is too low",
            "method_version": "Version of the signal method",
            "computed_at": "When it was computed, on the run's clock",
            "reason": "The numbers in words",
            "cusum": "How much more likely, as a logarithm, a 24-fold rate since cusum_since is; 3.3 with three decisions is a slow burst",
            "cusum_since": "The change from which on the rate is most likely to be raised; null where nothing changed in 90 days",
            "q_value": "Share of false ones to be expected among the companies of the day that are at least as improbable; null as p_value",
        },
    ),
    "alert": (
        "Episodes of unusual churn, one row an episode",
        """
        SELECT a.alert_id, a.company_id, c.name AS company, a.level, a.opened_at, a.closed_at, a.transitions, a.reason,
               a.evidence,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('channel', d.channel, 'kind', d.kind, 'state', d.state,
                                                             'attempts', d.attempts, 'sent_at', d.sent_at)
                                          ORDER BY d.created_at, d.channel, d.kind), '[]'::jsonb)
                  FROM core.alert_delivery d WHERE d.alert_id = a.alert_id) AS deliveries,
               a.updated_at
          FROM core.alert a
          JOIN core.company c USING (company_id)
        """,
        {
            "alert_id": "Stable id of the episode",
            "company_id": "The company",
            "company": "Its name",
            "level": "watch or page, the highest reached",
            "opened_at": "When the episode was opened",
            "closed_at": "When it was closed after 30 quiet days; null while open",
            "transitions": "Ids of the seat transitions of the episode, by date",
            "reason": "Why the alert was raised, in words",
            "evidence": "Who, when, the sentence and the link for each transition",
            "deliveries": "What was sent through which channel, and when",
            "updated_at": "When a transition was last added",
        },
    ),
}

CHURN_COLUMNS = VIEWS["daily_churn"][2]
VIEWS["daily_churn_change"] = (
    "Change feed of mart.daily_churn: every row that was ever computed, the last one of a company and day included",
    f"""
    SELECT d.company_id, c.name AS company, {", ".join(f"d.{name}" for name in CHURN_COLUMNS if name not in ("company_id", "company"))}
      FROM core.daily_churn d
      JOIN core.company c USING (company_id)
    """,
    CHURN_COLUMNS,
)


def upgrade() -> None:
    op.create_mart_views(VIEWS)


def downgrade() -> None:
    op.drop_mart_views(VIEWS)
