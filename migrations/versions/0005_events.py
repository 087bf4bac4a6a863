"""The tables of events: what really happened, who holds which seat, and what people decided in review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_leadership_event()
    create_event_evidence()
    create_event_change()
    create_event_state()
    create_seat_transition()
    create_seat_change()
    create_seat_tenure()
    create_company_name()
    create_judgement()


def downgrade() -> None:
    op.drop_table("judgement", schema="core")
    op.drop_table("company_name", schema="core")
    op.drop_table("seat_tenure", schema="core")
    op.drop_table("seat_change", schema="core")
    op.drop_table("seat_transition", schema="core")
    op.drop_table("event_state", schema="core")
    op.drop_table("event_change", schema="core")
    op.drop_table("event_evidence", schema="core")
    op.drop_table("leadership_event", schema="core")


def create_leadership_event() -> None:
    op.create_table(
        "leadership_event",
        sa.Column("event_id", sa.Text(), nullable=False, comment="Stable id of company, person, direction, role and time"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("person_id", sa.Text(), nullable=False, comment="The person"),
        sa.Column("direction", sa.Text(), nullable=False, comment="in: takes the post; out: leaves it"),
        sa.Column("post", sa.Text(), nullable=False, comment="Post as most articles write it"),
        sa.Column("role", sa.Text(), nullable=False, comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other"),
        sa.Column("interim", sa.Boolean(), nullable=False, comment="The post is held for an interim only"),
        sa.Column("manner", sa.Text(), nullable=True, comment="appointed, promoted, elected, returned, resigned, dismissed, ..."),
        sa.Column("effective_date", sa.Date(), nullable=True, comment="Day it takes effect, else the day announced"),
        sa.Column("announced_on", sa.Date(), nullable=False, comment="Day of the first article that states it"),
        sa.Column("status", sa.Text(), nullable=False, comment="confirmed, reported or denied by all evidence so far"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Probability that the event is right, from all evidence"),
        sa.Column("article_count", sa.Integer(), nullable=False, comment="Articles that state it"),
        sa.Column(
            "source_count", sa.Integer(), nullable=False,
            comment="Independent stories that state it, copies and translations not counted",
        ),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw evidence of it"),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run last saw new evidence of it"),
        sa.Column("reverses_event_id", sa.Text(), nullable=True, comment="The event that this one takes back; null if none"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction and event method"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_leadership_event_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_leadership_event_person_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_leadership_event")),
        schema="core",
        comment="One row a real event over all articles and languages. Writer: events.",
    )
    op.create_index(
        op.f("ix_leadership_event_company_id_effective_date"), "leadership_event", ["company_id", "effective_date"], schema="core",
    )
    op.create_index(op.f("ix_leadership_event_effective_date"), "leadership_event", ["effective_date"], schema="core")
    op.create_index(op.f("ix_leadership_event_announced_on"), "leadership_event", ["announced_on"], schema="core")
    op.create_index(op.f("ix_leadership_event_person_id"), "leadership_event", ["person_id"], schema="core")


def create_event_evidence() -> None:
    op.create_table(
        "event_evidence",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the event in the article"),
        sa.Column("event_id", sa.Text(), nullable=False, comment="The leadership event"),
        sa.Column("story_id", sa.Text(), nullable=False, comment="Story of the article when it was merged"),
        sa.Column("translation_of", sa.Text(), nullable=True, comment="Earlier story in another language as which it counts; null if none"),
        sa.Column("is_taken_back", sa.Boolean(), nullable=False, comment="Its outlet denied the event later, or it copies one that did"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_event_evidence_article_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["core.leadership_event.event_id"], name=op.f("fk_event_evidence_event_id"), initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_event_evidence")),
        schema="core",
        comment="Which article event is evidence of which leadership event. Writer: events.",
    )
    op.create_index(op.f("ix_event_evidence_event_id"), "event_evidence", ["event_id"], schema="core")


def create_event_change() -> None:
    op.create_table(
        "event_change",
        sa.Column("change_id", sa.BigInteger(), autoincrement=True, nullable=False, comment="Running number"),
        sa.Column("event_id", sa.Text(), nullable=False, comment="The leadership event"),
        sa.Column("op", sa.Text(), nullable=False, comment="insert, update or delete"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the change on the run's clock"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the change"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method that made the change"),
        sa.Column("row", postgresql.JSONB(), nullable=False, comment="The row after the change; before it, for a delete"),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_event_change")),
        schema="core",
        comment="Change feed of leadership events: the row after each change. Writer: events.",
    )
    op.create_index("ix_event_change_company", "event_change", [sa.text("(row ->> 'company')")], schema="core")
    op.create_index(op.f("ix_event_change_changed_at"), "event_change", ["changed_at"], schema="core")
    op.create_index(op.f("ix_event_change_event_id_changed_at"), "event_change", ["event_id", "changed_at"], schema="core")


def create_event_state() -> None:
    op.create_table(
        "event_state",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="core.company.revision that the events are made of"),
        sa.Column("judgements", sa.Integer(), nullable=False, comment="Judgements, taken back or not, that the events are made of"),
        sa.Column("event_version", sa.Text(), nullable=False, comment="Version of the event method"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_event_state_company_id")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_event_state")),
        schema="core",
        comment="Up to where a company's events are merged. Writer: events.",
    )


def create_seat_transition() -> None:
    op.create_table(
        "seat_transition",
        sa.Column("transition_id", sa.Text(), nullable=False, comment="Stable id made of its legs"),
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("role", sa.Text(), nullable=False, comment="The seat's role"),
        sa.Column("out_event_id", sa.Text(), nullable=True, comment="The departure; null where only the arrival is known"),
        sa.Column("in_event_id", sa.Text(), nullable=True, comment="The arrival; null where only the departure is known"),
        sa.Column("transition_date", sa.Date(), nullable=False, comment="Day of the change: the earlier of both legs"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first knew of it"),
        sa.Column("reverses_transition_id", sa.Text(), nullable=True, comment="The transition that this one takes back"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_seat_transition_company_id")),
        sa.PrimaryKeyConstraint("transition_id", name=op.f("pk_seat_transition")),
        schema="core",
        comment="Changes of a seat's occupant, from confirmed events only. Writer: events.",
    )
    op.create_index(op.f("ix_seat_transition_transition_date"), "seat_transition", ["transition_date"], schema="core")
    op.create_index(
        op.f("ix_seat_transition_reverses_transition_id"), "seat_transition", ["reverses_transition_id"], schema="core",
        postgresql_where=sa.text("reverses_transition_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_seat_transition_company_id_transition_date"), "seat_transition", ["company_id", "transition_date"], schema="core",
    )


def create_seat_change() -> None:
    op.create_table(
        "seat_change",
        sa.Column("change_id", sa.BigInteger(), autoincrement=True, nullable=False, comment="Running number"),
        sa.Column("transition_id", sa.Text(), nullable=False, comment="The seat transition"),
        sa.Column("op", sa.Text(), nullable=False, comment="insert, update or delete"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the change on the run's clock"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the change"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the event method that made the change"),
        sa.Column("row", postgresql.JSONB(), nullable=False, comment="The row after the change; before it, for a delete"),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_seat_change")),
        schema="core",
        comment="Change feed of seat transitions: the row after each change. Writer: events.",
    )
    op.create_index(op.f("ix_seat_change_changed_at"), "seat_change", ["changed_at"], schema="core")
    op.create_index(op.f("ix_seat_change_transition_id_changed_at"), "seat_change", ["transition_id", "changed_at"], schema="core")


def create_seat_tenure() -> None:
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
        sa.Column("interim", sa.Boolean(), nullable=False, comment="Taken for an interim; permanent_on says since when no longer"),
        sa.Column("is_shared", sa.Boolean(), nullable=False, comment="Held beside somebody else, as by two at the top"),
        sa.Column("held_from", sa.Date(), nullable=True, comment="First day; null if before all that is known"),
        sa.Column("held_to", sa.Date(), nullable=True, comment="Day of the end; null if it goes on, as far as is known"),
        sa.Column("permanent_on", sa.Date(), nullable=True, comment="When an interim holder was made permanent; null otherwise"),
        sa.Column("began_by", sa.Text(), nullable=True, comment="The event that it begins with; null where none is known"),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="The event that it ends with; null where none is known"),
        sa.Column("end_known_by", sa.Text(), nullable=True, comment="departure or successor, as its end is known; null while it goes on"),
        sa.Column("reverses_event_id", sa.Text(), nullable=True, comment="The departure that this return takes back; null if none"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_seat_tenure_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_seat_tenure_person_id")),
        sa.PrimaryKeyConstraint("tenure_id", name=op.f("pk_seat_tenure")),
        schema="core",
        comment="Who held which seat from when to when, and when nobody did. Writer: events.",
    )
    op.create_index(op.f("ix_seat_tenure_company_id_role_held_from"), "seat_tenure", ["company_id", "role", "held_from"], schema="core")


def create_company_name() -> None:
    op.create_table(
        "company_name",
        sa.Column("company_id", sa.Text(), nullable=False, comment="The company"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the name, from 0"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column(
            "since", sa.DateTime(timezone=True), nullable=True,
            comment="When a run first showed it, on its clock; null for the first name",
        ),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True, comment="When a run showed another one; null for the present name"),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_company_name_company_id")),
        sa.PrimaryKeyConstraint("company_id", "ordinal", name=op.f("pk_company_name")),
        schema="core",
        comment="Names under which companies with events were shown over time. Writer: events.",
    )
    op.create_index(op.f("ix_company_name_name"), "company_name", ["name"], schema="core")


def create_judgement() -> None:
    op.create_table(
        "judgement",
        sa.Column("judgement_id", sa.Text(), nullable=False, comment="Stable id of the decision"),
        sa.Column("kind", sa.Text(), nullable=False, comment="accept, reject, correct, merge_person, merge_company, split_person or link"),
        sa.Column("subject", sa.Text(), nullable=False, comment="Id of the event, entity, pair of names or article that was judged"),
        sa.Column(
            "payload", postgresql.JSONB(), nullable=False,
            comment="What was decided (columns, the other entity), and what it was decided on",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="Reason given by the reviewer"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided"),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="When it was taken back; null while it holds"),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_judgement")),
        schema="core",
        comment="What a person decided in review; re-runs never override it. Writer: review.",
    )
