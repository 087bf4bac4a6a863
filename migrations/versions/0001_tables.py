"""Schemas raw, core and mart, and the tables of the first two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema, comment in SCHEMAS.items():
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        op.execute(f"COMMENT ON SCHEMA {schema} IS '{comment}'")
    create_tables()


def downgrade() -> None:
    for schema in SCHEMAS:
        op.execute(f"DROP SCHEMA {schema} CASCADE")


SCHEMAS = {
    "raw": "Feeds and what they sent, as fetched",
    "core": "Articles, what each says, who is who and what really happened",
    "mart": "What analysts read: views and functions, a contract",
}


def create_tables() -> None:
    op.create_table(
        "check_result",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the check"),
        sa.Column("passed", sa.Boolean(), nullable=False, comment="Whether it passed"),
        sa.Column("observed", sa.Text(), nullable=False, comment="What was found, in words"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False, comment="When, on the run's clock"),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_check_result")),
        schema="core",
        comment="Data-quality checks, one row a check and run. Writer: checks.",
    )
    op.create_table(
        "company",
        sa.Column(
            "company_id", sa.Text(), nullable=False, comment="Slug in the catalogue, or c- and a hash of the name"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166 code of the seat; null if unknown"),
        sa.Column("ticker", sa.Text(), nullable=True, comment="Main ticker; null for private or unknown companies"),
        sa.Column("is_listed", sa.Boolean(), nullable=True, comment="Listed on an exchange; null if unknown"),
        sa.Column(
            "is_provisional", sa.Boolean(), nullable=False, comment="Known only from articles, not from the catalogue"
        ),
        sa.Column(
            "revision", sa.BigInteger(), nullable=False, comment="Counted up whenever a link to the company changes"
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company")),
        schema="core",
        comment="Companies: the catalogue's and provisional ones. Writer: resolve.",
    )
    op.create_index(op.f("ix_company_name"), "company", ["name"], unique=False, schema="core")
    op.create_table(
        "event_change",
        sa.Column("change_id", sa.BigInteger(), autoincrement=True, nullable=False, comment="Running number"),
        sa.Column("event_id", sa.Text(), nullable=False, comment="The leadership event"),
        sa.Column("op", sa.Text(), nullable=False, comment="insert, update or delete"),
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the change on the run's clock"
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the change"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method that made the change"),
        sa.Column(
            "row", postgresql.JSONB(), nullable=False, comment="The row after the change; before it, for a delete"
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_event_change")),
        schema="core",
        comment="Change feed of leadership events: the row after each change. Writer: events.",
    )
    op.create_index("ix_event_change_company", "event_change", [sa.text("(row ->> 'company')")], unique=False, schema="core")
    op.create_index(op.f("ix_event_change_changed_at"), "event_change", ["changed_at"], unique=False, schema="core")
    op.create_index(
        op.f("ix_event_change_event_id_changed_at"),
        "event_change",
        ["event_id", "changed_at"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "judgement",
        sa.Column("judgement_id", sa.Text(), nullable=False, comment="Stable id of the decision"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="accept, reject, correct, merge_person, merge_company, split_person or link",
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="Id of the event, entity, pair of names or article that was judged"),
        sa.Column(
            "payload",
            postgresql.JSONB(),
            nullable=False,
            comment="What was decided (columns, the other entity), and what it was decided on",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="Reason given by the reviewer"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided"),
        sa.Column(
            "undone_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken back; null while it holds",
        ),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_judgement")),
        schema="core",
        comment="What a person decided in review; re-runs never override it. Writer: review.",
    )
    op.create_table(
        "person",
        sa.Column("person_id", sa.Text(), nullable=False, comment="Slug in the catalogue, or p- and a hash"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column(
            "is_provisional", sa.Boolean(), nullable=False, comment="Known only from articles, not from the catalogue"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
        schema="core",
        comment="People: the catalogue's and provisional ones. Writer: resolve.",
    )
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False, schema="core")
    op.create_table(
        "pipeline_run",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Id of the run: its clock time and window"),
        sa.Column("stage", sa.Text(), nullable=False, comment="Name of the stage"),
        sa.Column("shard", sa.Integer(), nullable=False, comment="Number of the shard, from 0"),
        sa.Column(
            "clock",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The run's clock: the time that the stage was given",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="Wall-clock start"),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Wall-clock end; null while running or if killed",
        ),
        sa.Column("outcome", sa.Text(), nullable=False, comment="running, ok or failed"),
        sa.Column("counts", postgresql.JSONB(), nullable=False, comment="What the stage did, by name"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null on success"),
        sa.PrimaryKeyConstraint("run_id", "stage", "shard", name=op.f("pk_pipeline_run")),
        schema="core",
        comment="Every run of a stage with its outcome and counts. Writer: pipeline.",
    )
    op.create_index(op.f("ix_pipeline_run_started_at"), "pipeline_run", ["started_at"], unique=False, schema="core")
    op.create_table(
        "body",
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the uncompressed bytes, hexadecimal"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The bytes, compressed with Zstandard"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Uncompressed size in bytes"),
        sa.Column(
            "first_fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When these bytes were first seen"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_body")),
        schema="raw",
        comment="Bytes as fetched, content-addressed and compressed. Writer: fetch.",
    )
    op.create_table(
        "feed",
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed, its file name in the catalogue"),
        sa.Column("title", sa.Text(), nullable=False, comment="Name of the outlet or channel"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address that is polled"),
        sa.Column("lang", sa.Text(), nullable=False, comment="Main language: en, de or zh"),
        sa.Column("country", sa.Text(), nullable=False, comment="ISO 3166 code of the outlet's country"),
        sa.Column("timezone", sa.Text(), nullable=False, comment="IANA zone in which the outlet dates its articles"),
        sa.Column(
            "is_local", sa.Boolean(), nullable=False, comment="May be fetched from a private or loopback address"
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="False once retired; its articles stay"),
        sa.Column(
            "cadence_minutes",
            sa.Integer(),
            nullable=False,
            comment="Minutes between polls when nothing is known of its rhythm",
        ),
        sa.Column(
            "silence_hours",
            sa.Integer(),
            nullable=False,
            comment="Hours without a new item after which the feed counts as silent",
        ),
        sa.Column(
            "full_text",
            sa.Text(),
            server_default="never",
            nullable=False,
            comment="Whether pages are read too: never, when_snippet or always",
        ),
        sa.Column(
            "pages_url",
            sa.Text(),
            nullable=True,
            comment="Local feeds: where recorded pages lie; null: no page is asked",
        ),
        sa.Column(
            "registered_at", sa.DateTime(timezone=True), nullable=False, comment="When this home first knew the feed"
        ),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed")),
        schema="raw",
        comment="Feeds known to this home: the catalogue's and local ones. Writer: fetch.",
    )
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.Text(), nullable=False, comment="Stable id of company and first transition"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("level", sa.Text(), nullable=False, comment="watch or page, the highest reached"),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the episode was opened, on the run's clock",
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="When a transition was last added"),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was closed after 30 quiet days; null while open",
        ),
        sa.Column(
            "transitions",
            postgresql.JSONB(),
            nullable=False,
            comment="Ids of the seat transitions of the episode, by date",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why the alert was raised, in words"),
        sa.Column(
            "evidence",
            postgresql.JSONB(),
            nullable=False,
            comment="Who, when, the sentence and the link for each transition",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_alert_company_id")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert")),
        schema="core",
        comment="Episodes of unusual churn, one row an episode. Writer: alerts.",
    )
    op.create_index(
        op.f("ix_alert_company_id_opened_at"), "alert", ["company_id", "opened_at"], unique=False, schema="core"
    )
    op.create_table(
        "company_alias",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("alias", sa.Text(), nullable=False, comment="A name in any language and script"),
        sa.Column("folded", sa.Text(), nullable=False, comment="The name folded for comparison"),
        sa.Column("source", sa.Text(), nullable=False, comment="catalog, article or learned (see alias_proposal)"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_company_alias_company_id")),
        sa.PrimaryKeyConstraint("company_id", "alias", name=op.f("pk_company_alias")),
        schema="core",
        comment="Names under which a company is known. Writer: resolve.",
    )
    op.create_index(op.f("ix_company_alias_folded"), "company_alias", ["folded"], unique=False, schema="core")
    op.create_table(
        "daily_churn",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("day", sa.Date(), nullable=False, comment="The day, in UTC"),
        sa.Column(
            "computed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was computed, on the run's clock",
        ),
        sa.Column("departures", sa.Integer(), nullable=False, comment="Confirmed departures dated on the day"),
        sa.Column("appointments", sa.Integer(), nullable=False, comment="Confirmed appointments dated on the day"),
        sa.Column(
            "transitions_7d", sa.Integer(), nullable=False, comment="Seat transitions in the 7 days up to the day"
        ),
        sa.Column(
            "transitions_30d", sa.Integer(), nullable=False, comment="Seat transitions in the 30 days up to the day"
        ),
        sa.Column(
            "transitions_90d", sa.Integer(), nullable=False, comment="Seat transitions in the 90 days up to the day"
        ),
        sa.Column(
            "seat_exposure_years", sa.Double(), nullable=False, comment="Seats times years observed for the prior rate"
        ),
        sa.Column(
            "expected",
            sa.Double(),
            nullable=True,
            comment="Transitions expected in 30 days; null where coverage is too low",
        ),
        sa.Column(
            "p_value",
            sa.Double(),
            nullable=True,
            comment="Probability of so many by chance; null where coverage is too low",
        ),
        sa.Column(
            "intensity", sa.Double(), nullable=True, comment="Transitions of 30 days over expected; null as p_value"
        ),
        sa.Column(
            "ceo_occupants_30d",
            sa.Integer(),
            nullable=False,
            comment="Different people who held the CEO seat in the 30 days",
        ),
        sa.Column("coverage", sa.Double(), nullable=False, comment="Share of the feeds that were healthy, 0 to 1"),
        sa.Column("level", sa.Text(), nullable=True, comment="page, watch or none; null where coverage is too low"),
        sa.Column(
            "cusum",
            sa.Double(),
            nullable=True,
            comment="How much more likely, as a logarithm, a 24-fold rate since cusum_since is",
        ),
        sa.Column(
            "cusum_since",
            sa.Date(),
            nullable=True,
            comment="The change from which on the rate is most likely to be raised",
        ),
        sa.Column(
            "q_value",
            sa.Double(),
            nullable=True,
            comment="Share of false ones among the companies of the day that are at least as improbable; null as p_value",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="The numbers in words"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the signal method"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_daily_churn_company_id")),
        sa.PrimaryKeyConstraint("company_id", "day", "computed_at", name=op.f("pk_daily_churn")),
        schema="core",
        comment="Churn a company and day; a new row at each change, none is overwritten. Writer: signals.",
    )
    op.create_index(op.f("ix_daily_churn_day"), "daily_churn", ["day"], unique=False, schema="core")
    op.create_table(
        "event_state",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column(
            "revision", sa.BigInteger(), nullable=False, comment="core.company.revision that the events are made of"
        ),
        sa.Column(
            "judgements",
            sa.Integer(),
            nullable=False,
            comment="Judgements, taken back or not, that the events are made of",
        ),
        sa.Column("event_version", sa.Text(), nullable=False, comment="Version of the event method"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_event_state_company_id")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_event_state")),
        schema="core",
        comment="Up to where a company's events are merged. Writer: events.",
    )
    op.create_table(
        "leadership_event",
        sa.Column(
            "event_id", sa.Text(), nullable=False, comment="Stable id of company, person, direction, role and time"
        ),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("person_id", sa.Text(), nullable=False, comment="The person"),
        sa.Column("direction", sa.Text(), nullable=False, comment="in: takes the post; out: leaves it"),
        sa.Column("post", sa.Text(), nullable=False, comment="Post as most articles write it"),
        sa.Column(
            "role",
            sa.Text(),
            nullable=False,
            comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other",
        ),
        sa.Column("interim", sa.Boolean(), nullable=False, comment="The post is held for an interim only"),
        sa.Column(
            "manner",
            sa.Text(),
            nullable=True,
            comment="appointed, promoted, elected, returned, resigned, dismissed, ...",
        ),
        sa.Column("effective_date", sa.Date(), nullable=True, comment="Day it takes effect, else the day announced"),
        sa.Column("announced_on", sa.Date(), nullable=False, comment="Day of the first article that states it"),
        sa.Column("status", sa.Text(), nullable=False, comment="confirmed, reported or denied by all evidence so far"),
        sa.Column(
            "confidence", sa.Double(), nullable=False, comment="Probability that the event is right, from all evidence"
        ),
        sa.Column("article_count", sa.Integer(), nullable=False, comment="Articles that state it"),
        sa.Column(
            "source_count",
            sa.Integer(),
            nullable=False,
            comment="Independent stories that state it, copies and translations not counted",
        ),
        sa.Column(
            "first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw evidence of it"
        ),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run last saw new evidence of it"
        ),
        sa.Column(
            "reverses_event_id", sa.Text(), nullable=True, comment="The event that this one takes back; null if none"
        ),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction and event method"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["core.company.company_id"], name=op.f("fk_leadership_event_company_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_leadership_event_person_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_leadership_event")),
        schema="core",
        comment="One row a real event over all articles and languages. Writer: events.",
    )
    op.create_index(
        op.f("ix_leadership_event_company_id_effective_date"),
        "leadership_event",
        ["company_id", "effective_date"],
        unique=False,
        schema="core",
    )
    op.create_index(
        op.f("ix_leadership_event_effective_date"), "leadership_event", ["effective_date"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_leadership_event_announced_on"), "leadership_event", ["announced_on"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_leadership_event_person_id"), "leadership_event", ["person_id"], unique=False, schema="core"
    )
    op.create_table(
        "person_alias",
        sa.Column("person_id", sa.Text(), nullable=False, comment="The person"),
        sa.Column("alias", sa.Text(), nullable=False, comment="A name in any language and script"),
        sa.Column("folded", sa.Text(), nullable=False, comment="The name folded for comparison"),
        sa.Column("source", sa.Text(), nullable=False, comment="catalog, article or learned (see alias_proposal)"),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_person_alias_person_id")),
        sa.PrimaryKeyConstraint("person_id", "alias", name=op.f("pk_person_alias")),
        schema="core",
        comment="Names under which a person is known. Writer: resolve.",
    )
    op.create_index(op.f("ix_person_alias_folded"), "person_alias", ["folded"], unique=False, schema="core")
    op.create_table(
        "seat_transition",
        sa.Column("transition_id", sa.Text(), nullable=False, comment="Stable id made of its legs"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("role", sa.Text(), nullable=False, comment="The seat's role"),
        sa.Column(
            "out_event_id", sa.Text(), nullable=True, comment="The departure; null where only the arrival is known"
        ),
        sa.Column(
            "in_event_id", sa.Text(), nullable=True, comment="The arrival; null where only the departure is known"
        ),
        sa.Column("transition_date", sa.Date(), nullable=False, comment="Day of the change: the earlier of both legs"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first knew of it"),
        sa.Column(
            "reverses_transition_id", sa.Text(), nullable=True, comment="The transition that this one takes back"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["core.company.company_id"], name=op.f("fk_seat_transition_company_id")
        ),
        sa.PrimaryKeyConstraint("transition_id", name=op.f("pk_seat_transition")),
        schema="core",
        comment="Changes of a seat's occupant, from confirmed events only. Writer: events.",
    )
    op.create_index(
        op.f("ix_seat_transition_transition_date"), "seat_transition", ["transition_date"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_seat_transition_reverses_transition_id"),
        "seat_transition",
        ["reverses_transition_id"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("reverses_transition_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_seat_transition_company_id_transition_date"),
        "seat_transition",
        ["company_id", "transition_date"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "company_name",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the name, from 0"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a run first showed it, on its clock; null for the first name",
        ),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a run showed another one; null for the present name",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_company_name_company_id")),
        sa.PrimaryKeyConstraint("company_id", "ordinal", name=op.f("pk_company_name")),
        schema="core",
        comment="Names under which companies with events were shown over time. Writer: events.",
    )
    op.create_index(op.f("ix_company_name_name"), "company_name", ["name"], unique=False, schema="core")
    op.create_table(
        "seat_tenure",
        sa.Column("tenure_id", sa.Text(), nullable=False, comment="Stable id made of the events that bound it"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("role", sa.Text(), nullable=False, comment="The seat's role"),
        sa.Column(
            "state", sa.Text(), nullable=False,
            comment="held; vacant: nobody is known to hold it; voided: it was told and never took effect",
        ),
        sa.Column("person_id", sa.Text(), nullable=True, comment="Who holds it; null if vacant"),
        sa.Column(
            "interim", sa.Boolean(), nullable=False,
            comment="Taken for an interim; permanent_on says since when no longer",
        ),
        sa.Column(
            "is_shared", sa.Boolean(), nullable=False,
            comment="Held beside somebody else, as by two at the top",
        ),
        sa.Column("held_from", sa.Date(), nullable=True, comment="First day; null if before all that is known"),
        sa.Column(
            "held_to", sa.Date(), nullable=True,
            comment="Day of the end; null if it goes on, as far as is known",
        ),
        sa.Column(
            "permanent_on", sa.Date(), nullable=True,
            comment="When an interim holder was made permanent; null otherwise",
        ),
        sa.Column(
            "began_by", sa.Text(), nullable=True,
            comment="The event that it begins with; null where none is known",
        ),
        sa.Column(
            "ended_by", sa.Text(), nullable=True,
            comment="The event that it ends with; null where none is known",
        ),
        sa.Column(
            "end_known_by", sa.Text(), nullable=True,
            comment="departure or successor, as its end is known; null while it goes on",
        ),
        sa.Column(
            "reverses_event_id", sa.Text(), nullable=True,
            comment="The departure that this return takes back; null if none",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_seat_tenure_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_seat_tenure_person_id")),
        sa.PrimaryKeyConstraint("tenure_id", name=op.f("pk_seat_tenure")),
        schema="core",
        comment="Who held which seat from when to when, and when nobody did. Writer: events.",
    )
    op.create_index(
        op.f("ix_seat_tenure_company_id_role_held_from"), "seat_tenure", ["company_id", "role", "held_from"], unique=False, schema="core"
    )
    op.create_table(
        "seat_change",
        sa.Column("change_id", sa.BigInteger(), autoincrement=True, nullable=False, comment="Running number"),
        sa.Column("transition_id", sa.Text(), nullable=False, comment="The seat transition"),
        sa.Column("op", sa.Text(), nullable=False, comment="insert, update or delete"),
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), nullable=False,
            comment="Time of the change on the run's clock",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the change"),
        sa.Column(
            "method_version", sa.Text(), nullable=False,
            comment="Version of the event method that made the change",
        ),
        sa.Column(
            "row", postgresql.JSONB(), nullable=False,
            comment="The row after the change; before it, for a delete",
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_seat_change")),
        schema="core",
        comment="Change feed of seat transitions: the row after each change. Writer: events.",
    )
    op.create_index(
        op.f("ix_seat_change_changed_at"), "seat_change", ["changed_at"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_seat_change_transition_id_changed_at"), "seat_change", ["transition_id", "changed_at"], unique=False, schema="core"
    )
    op.create_table(
        "feed_alert",
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed"),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw the trouble"
        ),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a run saw that it was over; null while it lasts",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="State of the feed when it began: silent, failing, blocked or gone",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in words"),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_feed_alert_feed")),
        sa.PrimaryKeyConstraint("feed", "opened_at", name=op.f("pk_feed_alert")),
        schema="raw",
        comment="Times in which a feed brought nothing, one row each. Writer: fetch.",
    )
    op.create_table(
        "feed_state",
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="Named state: new, ok, unchanged, silent, soft_failing, failing, blocked, gone",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why the feed is in this state, in words"),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the last full answer"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Last-Modified of the last full answer"),
        sa.Column("body_sha256", sa.Text(), nullable=True, comment="Hash of the last full answer"),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True, comment="Time of the last poll"),
        sa.Column(
            "last_success_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Time of the last answer with status 200 or 304",
        ),
        sa.Column(
            "next_due_at", sa.DateTime(timezone=True), nullable=True, comment="Not polled again before this time"
        ),
        sa.Column(
            "interval_minutes",
            sa.Integer(),
            nullable=False,
            comment="Present minutes between polls, adapted to the feed's rhythm",
        ),
        sa.Column("consecutive_failures", sa.Integer(), nullable=False, comment="Failures since the last success"),
        sa.Column(
            "redirected_to", sa.Text(), nullable=True, comment="Target of a permanent redirect, used from then on"
        ),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_feed_state_feed")),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_state")),
        schema="raw",
        comment="What the next poll of a feed needs to know. Writer: fetch.",
    )
    op.create_table(
        "fetch",
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="Stable id of feed and time of the poll"),
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the attempt"),
        sa.Column(
            "requested_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the attempt on the run's clock"
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="Address asked, after permanent redirects"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="ok, unchanged, http_error, timeout, too_large, refused_address, robots, opt_out, ...",
        ),
        sa.Column("http_status", sa.Integer(), nullable=True, comment="Status code; null where no answer came"),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type as sent"),
        sa.Column(
            "body_sha256", sa.Text(), nullable=True, comment="The bytes; null unless ok and still kept"
        ),
        sa.Column("duration_ms", sa.Integer(), nullable=False, comment="Milliseconds that the attempt took"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null on success"),
        sa.Column(
            "retry_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Before this time the host wants no request; null: it did not say",
        ),
        sa.ForeignKeyConstraint(["body_sha256"], ["raw.body.sha256"], name=op.f("fk_fetch_body_sha256")),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_fetch_feed")),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("pk_fetch")),
        schema="raw",
        comment="Every attempt to poll a feed, with its one outcome. Writer: fetch.",
    )
    op.create_index(op.f("ix_fetch_requested_at"), "fetch", ["requested_at"], unique=False, schema="raw")
    op.create_index(op.f("ix_fetch_feed_requested_at"), "fetch", ["feed", "requested_at"], unique=False, schema="raw")
    op.create_index(
        "ix_fetch_ok",
        "fetch",
        ["feed", "requested_at"],
        unique=False,
        schema="raw",
        postgresql_where=sa.text("outcome = 'ok'"),
    )
    op.create_index(
        "ix_fetch_body_sha256",
        "fetch",
        ["body_sha256"],
        unique=False,
        schema="raw",
        postgresql_where=sa.text("body_sha256 IS NOT NULL"),
    )
    op.create_index(
        "ix_fetch_retry_at",
        "fetch",
        ["retry_at"],
        unique=False,
        schema="raw",
        postgresql_where=sa.text("retry_at IS NOT NULL"),
    )
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
            "not_before",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Not sent before this time: the end of the receiver's quiet hours",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When the channel took it"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why the last try failed"),
        sa.ForeignKeyConstraint(["alert_id"], ["core.alert.alert_id"], name=op.f("fk_alert_delivery_alert_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_alert_delivery")),
        schema="core",
        comment="Outbox: what was or is to be sent, once a channel and change. Writer: alerts.",
    )
    op.create_index(op.f("ix_alert_delivery_alert_id"), "alert_delivery", ["alert_id"], unique=False, schema="core")
    op.create_table(
        "article",
        sa.Column(
            "article_id", sa.Text(), nullable=False, comment="Stable id made of the feed and the item's identity"
        ),
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed that brought it first"),
        sa.Column("guid", sa.Text(), nullable=False, comment="The item's own id, or what stands in for it"),
        sa.Column("url", sa.Text(), nullable=False, comment="Link to the article as the feed gives it"),
        sa.Column(
            "url_key", sa.Text(), nullable=False, comment="The link without tracking, fragment and mobile or AMP forms"
        ),
        sa.Column("lang", sa.Text(), nullable=False, comment="Language of the text: en, de or zh"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline as plain text"),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="Title, newline, then the paragraphs of the body as plain text, one a line",
        ),
        sa.Column("author", sa.Text(), nullable=True, comment="Byline as the feed gives it"),
        sa.Column(
            "published_at", sa.DateTime(timezone=True), nullable=False, comment="When it was published, as far as known"
        ),
        sa.Column(
            "published_source",
            sa.Text(),
            nullable=False,
            comment="Where published_at is from: feed, page or inferred (first seen)",
        ),
        sa.Column(
            "utc_offset_minutes",
            sa.Integer(),
            nullable=False,
            comment="Offset of the outlet's local time at publication, in minutes",
        ),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw the item"),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw the present version"
        ),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="1 for the first version, counted up at each change of text",
        ),
        sa.Column("content_sha256", sa.Text(), nullable=False, comment="Hash of the text in this version"),
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch whose bytes hold this version"),
        sa.Column(
            "page_id",
            sa.Text(),
            nullable=True,
            comment="The attempt in raw.page whose bytes hold the body; null: the feed's own",
        ),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_article_feed")),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_article_fetch_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article")),
        schema="core",
        comment="One item of a feed in its present version. Writer: store.",
    )
    op.create_index(op.f("ix_article_content_sha256"), "article", ["content_sha256"], unique=False, schema="core")
    op.create_index(op.f("ix_article_feed_guid"), "article", ["feed", "guid"], unique=False, schema="core")
    op.create_index(op.f("ix_article_first_seen_at"), "article", ["first_seen_at"], unique=False, schema="core")
    op.create_index(op.f("ix_article_feed_first_seen_at"), "article", ["feed", "first_seen_at"], unique=False, schema="core")
    op.create_index(op.f("ix_article_published_at"), "article", ["published_at"], unique=False, schema="core")
    op.create_index(op.f("ix_article_url_key"), "article", ["url_key"], unique=False, schema="core")
    op.create_table(
        "parse",
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch that was parsed"),
        sa.Column(
            "parsed_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the parse on the run's clock"
        ),
        sa.Column("items", sa.Integer(), nullable=False, comment="Items found in the body"),
        sa.Column("new", sa.Integer(), nullable=False, comment="Items stored as new articles"),
        sa.Column("updated", sa.Integer(), nullable=False, comment="Items stored as a new version of a known article"),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="Items already stored with the same content"),
        sa.Column(
            "rejected",
            sa.Integer(),
            nullable=False,
            comment="Items that could not be stored; each has a row in raw.rejected_item",
        ),
        sa.Column(
            "error", sa.Text(), nullable=True, comment="Why the body as a whole could not be parsed; null otherwise"
        ),
        sa.Column(
            "entry_hashes",
            sa.LargeBinary(),
            nullable=True,
            comment="16 bytes a well-formed entry, by which the next parse knows it; of a feed's last body only",
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_parse_fetch_id")),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("pk_parse")),
        schema="raw",
        comment="What became of the items of a fetched body; items = new + updated + unchanged + rejected. Writer: store.",
    )
    op.create_table(
        "rejected_item",
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch that held the item"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place of the item in the feed, from 0"),
        sa.Column("guid", sa.Text(), nullable=True, comment="The item's own id, as far as it had one"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it could not be stored, in words"),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_rejected_item_fetch_id")),
        sa.PrimaryKeyConstraint("fetch_id", "position", name=op.f("pk_rejected_item")),
        schema="raw",
        comment="Items that could not be stored, with the reason. Writer: store.",
    )
    op.create_table(
        "article_event",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the event in the article, from 0"),
        sa.Column("company", sa.Text(), nullable=False, comment="Company in its fullest form in the article"),
        sa.Column("person", sa.Text(), nullable=False, comment="Person in the fullest form of the name in the article"),
        sa.Column("direction", sa.Text(), nullable=False, comment="in: takes the post; out: leaves it"),
        sa.Column("post", sa.Text(), nullable=False, comment="Post as written; empty where the article names none"),
        sa.Column(
            "role",
            sa.Text(),
            nullable=False,
            comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other",
        ),
        sa.Column("interim", sa.Boolean(), nullable=False, comment="The post is held for an interim only"),
        sa.Column(
            "manner",
            sa.Text(),
            nullable=True,
            comment="appointed, promoted, elected, returned, resigned, dismissed, ...",
        ),
        sa.Column(
            "event_date",
            sa.Date(),
            nullable=True,
            comment="Day it takes effect, else the day announced; null if unknown",
        ),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="confirmed, reported or denied by this article as a whole"
        ),
        sa.Column(
            "confidence",
            sa.Double(),
            nullable=False,
            comment="Probability that company, person, direction and role are right",
        ),
        sa.Column(
            "sentence", sa.Text(), nullable=False, comment="The sentence that carries it, a verbatim span of the text"
        ),
        sa.Column("char_start", sa.Integer(), nullable=False, comment="Start of the sentence in core.article.text"),
        sa.Column("char_end", sa.Integer(), nullable=False, comment="End of the sentence, exclusive"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction method"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_article_event_article_id")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_article_event")),
        schema="core",
        comment="Leadership events as one article states them. Writer: enrich.",
    )
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("version", sa.Integer(), nullable=False, comment="1 for the first version"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline of this version"),
        sa.Column("text", sa.Text(), nullable=False, comment="Text of this version"),
        sa.Column("content_sha256", sa.Text(), nullable=False, comment="Hash of the text"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw this version"),
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch whose bytes hold it"),
        sa.Column(
            "page_id",
            sa.Text(),
            nullable=True,
            comment="The attempt in raw.page whose bytes hold the body; null: the feed's own",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["core.article.article_id"], name=op.f("fk_article_version_article_id")
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_article_version_fetch_id")),
        sa.PrimaryKeyConstraint("article_id", "version", name=op.f("pk_article_version")),
        schema="core",
        comment="Every version of every article, never deleted. Writer: store.",
    )
    op.create_table(
        "takedown",
        sa.Column("kind", sa.Text(), nullable=False, comment="article or outlet"),
        sa.Column("key", sa.Text(), nullable=False, comment="The article's url_key, or the feed's slug"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="When it was taken down"),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_takedown")),
        schema="core",
        comment="Articles and outlets whose words are kept no more; what is counted of them stays. Writer: the command takedown.",
    )
    op.create_table(
        "page_body",
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the uncompressed bytes, hexadecimal"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The bytes, compressed with Zstandard"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Uncompressed size in bytes"),
        sa.Column(
            "first_fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When these bytes were first seen"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_page_body")),
        schema="raw",
        comment="Bytes of articles' pages, content-addressed and compressed. Writer: store.",
    )
    op.create_table(
        "page",
        sa.Column("page_id", sa.Text(), nullable=False, comment="Stable id of article and time of the attempt"),
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the attempt"),
        sa.Column(
            "requested_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the attempt on the run's clock"
        ),
        sa.Column(
            "url",
            sa.Text(),
            nullable=False,
            comment="Where the answer came from, after redirects; else the address asked",
        ),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="ok, not_needed, http_error, not_html, timeout, robots, opt_out, ...",
        ),
        sa.Column("http_status", sa.Integer(), nullable=True, comment="Status code; null where no answer came"),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type as sent"),
        sa.Column(
            "body_sha256", sa.Text(), nullable=True, comment="The bytes; null unless ok and still kept"
        ),
        sa.Column("duration_ms", sa.Integer(), nullable=False, comment="Milliseconds that the attempt took"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null on success"),
        sa.Column(
            "retry_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Before this time the host wants no request; null: it did not say",
        ),
        sa.Column(
            "ask_again_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the page is asked again; null: never",
        ),
        sa.Column(
            "reading",
            sa.Text(),
            nullable=True,
            comment="text, paywall, consent, barrier, unrelated, too_short or no_html; null: not read",
        ),
        sa.Column("reading_reason", sa.Text(), nullable=True, comment="Why no text was read in it, in words"),
        sa.Column("reading_version", sa.Text(), nullable=True, comment="Version of the method that read it"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_page_article_id")),
        sa.ForeignKeyConstraint(["body_sha256"], ["raw.page_body.sha256"], name=op.f("fk_page_body_sha256")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page")),
        schema="raw",
        comment="Every attempt to read an article's page where its feed has a teaser only. Writer: store.",
    )
    op.create_index(
        op.f("ix_page_article_id_requested_at"), "page", ["article_id", "requested_at"], unique=False, schema="raw"
    )
    op.create_index(
        "ix_page_body_sha256",
        "page",
        ["body_sha256"],
        unique=False,
        schema="raw",
        postgresql_where=sa.text("body_sha256 IS NOT NULL"),
    )
    op.create_index(
        "ix_page_reading_version",
        "page",
        ["reading_version"],
        unique=False,
        schema="raw",
        postgresql_where=sa.text("body_sha256 IS NOT NULL"),
    )
    op.create_index(
        "ix_page_retry_at",
        "page",
        ["retry_at"],
        unique=False,
        schema="raw",
        postgresql_where=sa.text("retry_at IS NOT NULL"),
    )
    op.create_table(
        "event_evidence",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the event in the article"),
        sa.Column("event_id", sa.Text(), nullable=False, comment="The leadership event"),
        sa.Column("story_id", sa.Text(), nullable=False, comment="Story of the article when it was merged"),
        sa.Column(
            "translation_of",
            sa.Text(),
            nullable=True,
            comment="Earlier story in another language as which it counts; null if none",
        ),
        sa.Column(
            "is_taken_back",
            sa.Boolean(),
            nullable=False,
            comment="Its outlet denied the event later, or it copies one that did",
        ),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_event_evidence_article_id")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["core.leadership_event.event_id"],
            name=op.f("fk_event_evidence_event_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_event_evidence")),
        schema="core",
        comment="Which article event is evidence of which leadership event. Writer: events.",
    )
    op.create_index(op.f("ix_event_evidence_event_id"), "event_evidence", ["event_id"], unique=False, schema="core")
    op.create_table(
        "extraction",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("article_version", sa.Integer(), nullable=False, comment="Version of the article that was read"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction method"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="ok, no_candidate (gate: mentions only) or failed"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null unless failed"),
        sa.Column("is_machine_translated", sa.Boolean(), nullable=False, comment="The text looks machine-translated"),
        sa.Column(
            "extracted_at", sa.DateTime(timezone=True), nullable=False, comment="When it was read, on the run's clock"
        ),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_extraction_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_extraction")),
        schema="core",
        comment="What was read of an article, by which method; one row an article. Writer: enrich.",
    )
    op.create_index(
        op.f("ix_extraction_method_version_article_version"),
        "extraction",
        ["method_version", "article_version"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "mention",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the mention in the article, from 0"),
        sa.Column("kind", sa.Text(), nullable=False, comment="PERSON, ORG, POST or LOC"),
        sa.Column("text", sa.Text(), nullable=False, comment="The words, equal to the slice of the article's text"),
        sa.Column(
            "char_start",
            sa.Integer(),
            nullable=False,
            comment="Start of the span in core.article.text, in characters from 0",
        ),
        sa.Column("char_end", sa.Integer(), nullable=False, comment="End of the span, exclusive"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_mention_article_id")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_mention")),
        schema="core",
        comment="Spans that name a person, company, post or place. Writer: enrich.",
    )
    op.create_table(
        "near_key",
        sa.Column("band", sa.Integer(), nullable=False, comment="Number of the band"),
        sa.Column("key", sa.BigInteger(), nullable=False, comment="Hash of the band's rows"),
        sa.Column(
            "article_id",
            sa.Text(),
            nullable=False,
            comment="The article; no foreign key, which would cost a look-up a row",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the article came; rows leave the window by it",
        ),
        sa.PrimaryKeyConstraint("band", "key", "article_id", name=op.f("pk_near_key")),
        schema="core",
        comment="MinHash bands of recent articles, the index for near-duplicates. Writer: dedupe.",
    )
    op.create_index(
        op.f("ix_near_key_first_seen_at"),
        "near_key",
        ["first_seen_at"],
        unique=False,
        schema="core",
        postgresql_using="brin",
    )
    op.create_table(
        "resolution",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column(
            "extracted_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the extraction that was linked"
        ),
        sa.Column("extraction_version", sa.Text(), nullable=False, comment="Method version of that extraction"),
        sa.Column("link_version", sa.Text(), nullable=False, comment="Version of the linking method"),
        sa.Column(
            "resolved_at", sa.DateTime(timezone=True), nullable=False, comment="When it was linked, on the run's clock"
        ),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_resolution_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_resolution")),
        schema="core",
        comment="Which extraction of an article was linked, and how. Writer: resolve.",
    )
    op.create_table(
        "story_member",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the article that was compared"),
        sa.Column(
            "story_id", sa.Text(), nullable=False, comment="Id of the story: that of its first published article"
        ),
        sa.Column("dup_of", sa.Text(), nullable=True, comment="The earlier article it is a copy of; null if none"),
        sa.Column("rule", sa.Text(), nullable=False, comment="first, url, content or near"),
        sa.Column(
            "similarity", sa.Double(), nullable=True, comment="Jaccard similarity of word 3-shingles with dup_of"
        ),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided, on the run's clock"
        ),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_story_member_article_id")),
        sa.ForeignKeyConstraint(["dup_of"], ["core.article.article_id"], name=op.f("fk_story_member_dup_of")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_member")),
        schema="core",
        comment="Near-duplicates of one text form a story; one row an article. Writer: dedupe.",
    )
    op.create_index(op.f("ix_story_member_story_id"), "story_member", ["story_id"], unique=False, schema="core")
    op.create_table(
        "event_link",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the event in the article"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("person_id", sa.Text(), nullable=False, comment="The person"),
        sa.Column("company_rule", sa.Text(), nullable=False, comment="Rule that linked the company"),
        sa.Column("person_rule", sa.Text(), nullable=False, comment="Rule that linked the person"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Confidence of both links together, 0 to 1"),
        sa.Column(
            "alternatives",
            postgresql.JSONB(),
            nullable=False,
            comment="Ids of other companies and people that were considered, and of the judgements that hold",
        ),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction and linking method"),
        sa.ForeignKeyConstraint(
            ["article_id", "ordinal"],
            ["core.article_event.article_id", "core.article_event.ordinal"],
            name=op.f("fk_event_link_article_id_ordinal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_event_link_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_event_link_person_id")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_event_link")),
        schema="core",
        comment="Which company and person an article's event means. Writer: resolve.",
    )
    op.create_index(
        op.f("ix_event_link_company_id_person_id"),
        "event_link",
        ["company_id", "person_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "mention_link",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the mention in the article"),
        sa.Column("entity_id", sa.Text(), nullable=False, comment="company_id or person_id"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Rule that linked it"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Confidence of the link, 0 to 1"),
        sa.Column("alternatives", postgresql.JSONB(), nullable=False, comment="Ids of others that bear the name"),
        sa.ForeignKeyConstraint(
            ["article_id", "ordinal"],
            ["core.mention.article_id", "core.mention.ordinal"],
            name=op.f("fk_mention_link_article_id_ordinal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_mention_link")),
        schema="core",
        comment="Which company or person a mention means, and by which rule. Writer: resolve.",
    )
    op.create_index(op.f("ix_mention_link_entity_id"), "mention_link", ["entity_id"], unique=False, schema="core")
    op.create_table(
        "alias_sighting",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("kind", sa.Text(), nullable=False, comment="company or person"),
        sa.Column("name", sa.Text(), nullable=False, comment="A name as written"),
        sa.Column("alias", sa.Text(), nullable=False, comment="The other name as written, or a ticker"),
        sa.Column("rule", sa.Text(), nullable=False, comment="ticker, apposition, apposition_unread or parallel"),
        sa.Column(
            "scope",
            sa.Text(),
            nullable=False,
            comment="For parallel: the company or person that both stories name; empty where the article itself says it",
        ),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_alias_sighting_article_id")),
        sa.PrimaryKeyConstraint("article_id", "kind", "name", "alias", "rule", "scope", name=op.f("pk_alias_sighting")),
        schema="core",
        comment="Places where an article puts two names as one. Writer: resolve.",
    )
    op.create_index(op.f("ix_alias_sighting_scope"), "alias_sighting", ["scope"], unique=False, schema="core")
    op.create_table(
        "alias_proposal",
        sa.Column("proposal_id", sa.Text(), nullable=False, comment="Stable id of the pair"),
        sa.Column("kind", sa.Text(), nullable=False, comment="company or person"),
        sa.Column("name", sa.Text(), nullable=False, comment="A name as written"),
        sa.Column("alias", sa.Text(), nullable=False, comment="The other name, or a ticker"),
        sa.Column("rules", postgresql.JSONB(), nullable=False, comment="Rules by which articles put both as one"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Probability that both are one, by all independent stories"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="certain or accepted (linked as one), proposed (waits for review) or rejected"
        ),
        sa.Column("articles", postgresql.JSONB(), nullable=False, comment="Ids of the articles that put both as one"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the linking method"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_alias_proposal")),
        schema="core",
        comment="Pairs of names that may be one, by all sightings. Writer: resolve.",
    )
