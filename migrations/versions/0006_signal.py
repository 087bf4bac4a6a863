"""The tables of the signal: churn a company and day, alerts and their delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_daily_churn()
    create_alert()
    create_alert_delivery()


def downgrade() -> None:
    op.drop_table("alert_delivery", schema="core")
    op.drop_table("alert", schema="core")
    op.drop_table("daily_churn", schema="core")


def create_daily_churn() -> None:
    op.create_table(
        "daily_churn",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("day", sa.Date(), nullable=False, comment="The day, in UTC"),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was computed, on the run's clock"),
        sa.Column("departures", sa.Integer(), nullable=False, comment="Confirmed departures dated on the day"),
        sa.Column("appointments", sa.Integer(), nullable=False, comment="Confirmed appointments dated on the day"),
        sa.Column("transitions_7d", sa.Integer(), nullable=False, comment="Seat transitions in the 7 days up to the day"),
        sa.Column("transitions_30d", sa.Integer(), nullable=False, comment="Seat transitions in the 30 days up to the day"),
        sa.Column("transitions_90d", sa.Integer(), nullable=False, comment="Seat transitions in the 90 days up to the day"),
        sa.Column("seat_exposure_years", sa.Double(), nullable=False, comment="Seats times years observed for the prior rate"),
        sa.Column("expected", sa.Double(), nullable=True, comment="Transitions expected in 30 days; null where coverage is too low"),
        sa.Column("p_value", sa.Double(), nullable=True, comment="Probability of so many by chance; null where coverage is too low"),
        sa.Column("intensity", sa.Double(), nullable=True, comment="Transitions of 30 days over expected; null as p_value"),
        sa.Column("ceo_occupants_30d", sa.Integer(), nullable=False, comment="Different people who held the CEO seat in the 30 days"),
        sa.Column("coverage", sa.Double(), nullable=False, comment="Share of the feeds that were healthy, 0 to 1"),
        sa.Column("level", sa.Text(), nullable=True, comment="page, watch or none; null where coverage is too low"),
        sa.Column("cusum", sa.Double(), nullable=True, comment="How much more likely, as a logarithm, a 24-fold rate since cusum_since is"),
        sa.Column("cusum_since", sa.Date(), nullable=True, comment="The change from which on the rate is most likely to be raised"),
        sa.Column(
            "q_value", sa.Double(), nullable=True,
            comment="Share of false ones among the companies of the day that are at least as improbable; null as p_value",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="The numbers in words"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the signal method"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_daily_churn_company_id")),
        sa.PrimaryKeyConstraint("company_id", "day", "computed_at", name=op.f("pk_daily_churn")),
        schema="core",
        comment="Churn a company and day; a new row at each change, none is overwritten. Writer: signals.",
    )
    op.create_index(op.f("ix_daily_churn_day"), "daily_churn", ["day"], schema="core")


def create_alert() -> None:
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.Text(), nullable=False, comment="Stable id of company and first transition"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("level", sa.Text(), nullable=False, comment="watch or page, the highest reached"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When the episode was opened, on the run's clock"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="When a transition was last added"),
        sa.Column(
            "closed_at", sa.DateTime(timezone=True), nullable=True,
            comment="When it was closed after 30 quiet days; null while open",
        ),
        sa.Column("transitions", postgresql.JSONB(), nullable=False, comment="Ids of the seat transitions of the episode, by date"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why the alert was raised, in words"),
        sa.Column("evidence", postgresql.JSONB(), nullable=False, comment="Who, when, the sentence and the link for each transition"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_alert_company_id")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert")),
        schema="core",
        comment="Episodes of unusual churn, one row an episode. Writer: alerts.",
    )
    op.create_index(op.f("ix_alert_company_id_opened_at"), "alert", ["company_id", "opened_at"], schema="core")


def create_alert_delivery() -> None:
    op.create_table(
        "alert_delivery",
        sa.Column("delivery_id", sa.Text(), nullable=False, comment="Idempotency key of alert, change and channel"),
        sa.Column("alert_id", sa.Text(), nullable=True, comment="The alert; null for news of a feed"),
        sa.Column("channel", sa.Text(), nullable=False, comment="Name of the channel"),
        sa.Column("kind", sa.Text(), nullable=False, comment="opened, updated or closed"),
        sa.Column("payload", postgresql.JSONB(), nullable=False, comment="The message"),
        sa.Column("state", sa.Text(), nullable=False, comment="pending, sent or failed"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="How often it was tried"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When it was put into the outbox"),
        sa.Column(
            "not_before", sa.DateTime(timezone=True), nullable=False,
            comment="Not sent before this time: the end of the receiver's quiet hours",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When the channel took it"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why the last try failed"),
        sa.ForeignKeyConstraint(["alert_id"], ["core.alert.alert_id"], name=op.f("fk_alert_delivery_alert_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_alert_delivery")),
        schema="core",
        comment="Outbox: what was or is to be sent, once a channel and change. Writer: alerts.",
    )
    op.create_index(op.f("ix_alert_delivery_alert_id"), "alert_delivery", ["alert_id"], schema="core")
