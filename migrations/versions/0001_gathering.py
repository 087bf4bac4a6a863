"""The schemas, and the tables of gathering: feeds, what they sent and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = {
    "raw": "Feeds and what they sent, as fetched",
    "core": "Articles, what each says, who is who and what really happened",
    "mart": "What analysts read: views and functions, a contract",
}


def upgrade() -> None:
    for schema, comment in SCHEMAS.items():
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        op.execute(f"COMMENT ON SCHEMA {schema} IS '{comment}'")
    create_feed()
    create_feed_state()
    create_feed_alert()
    create_body()
    create_fetch()
    create_parse()
    create_rejected_item()


def downgrade() -> None:
    op.drop_table("rejected_item", schema="raw")
    op.drop_table("parse", schema="raw")
    op.drop_table("fetch", schema="raw")
    op.drop_table("body", schema="raw")
    op.drop_table("feed_alert", schema="raw")
    op.drop_table("feed_state", schema="raw")
    op.drop_table("feed", schema="raw")
    for schema in SCHEMAS:
        op.execute(f"DROP SCHEMA {schema}")


def create_feed() -> None:
    op.create_table(
        "feed",
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed, its file name in the catalogue"),
        sa.Column("title", sa.Text(), nullable=False, comment="Name of the outlet or channel"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address that is polled"),
        sa.Column("lang", sa.Text(), nullable=False, comment="Main language: en, de or zh"),
        sa.Column("country", sa.Text(), nullable=False, comment="ISO 3166 code of the outlet's country"),
        sa.Column("timezone", sa.Text(), nullable=False, comment="IANA zone in which the outlet dates its articles"),
        sa.Column("is_local", sa.Boolean(), nullable=False, comment="May be fetched from a private or loopback address"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="False once retired; its articles stay"),
        sa.Column("cadence_minutes", sa.Integer(), nullable=False, comment="Minutes between polls when nothing is known of its rhythm"),
        sa.Column("silence_hours", sa.Integer(), nullable=False, comment="Hours without a new item after which the feed counts as silent"),
        sa.Column(
            "full_text", sa.Text(), server_default="never", nullable=False,
            comment="Whether pages are read too: never, when_snippet or always",
        ),
        sa.Column("pages_url", sa.Text(), nullable=True, comment="Local feeds: where recorded pages lie; null: no page is asked"),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="When this home first knew the feed"),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed")),
        schema="raw",
        comment="Feeds known to this home: the catalogue's and local ones. Writer: fetch.",
    )


def create_feed_state() -> None:
    op.create_table(
        "feed_state",
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed"),
        sa.Column(
            "state", sa.Text(), nullable=False,
            comment="Named state: new, ok, unchanged, silent, soft_failing, failing, blocked, gone",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why the feed is in this state, in words"),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the last full answer"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Last-Modified of the last full answer"),
        sa.Column("body_sha256", sa.Text(), nullable=True, comment="Hash of the last full answer"),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True, comment="Time of the last poll"),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True, comment="Time of the last answer with status 200 or 304"),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True, comment="Not polled again before this time"),
        sa.Column("interval_minutes", sa.Integer(), nullable=False, comment="Present minutes between polls, adapted to the feed's rhythm"),
        sa.Column("consecutive_failures", sa.Integer(), nullable=False, comment="Failures since the last success"),
        sa.Column("redirected_to", sa.Text(), nullable=True, comment="Target of a permanent redirect, used from then on"),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_feed_state_feed")),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_state")),
        schema="raw",
        comment="What the next poll of a feed needs to know. Writer: fetch.",
    )


def create_feed_alert() -> None:
    op.create_table(
        "feed_alert",
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw the trouble"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When a run saw that it was over; null while it lasts"),
        sa.Column("state", sa.Text(), nullable=False, comment="State of the feed when it began: silent, failing, blocked or gone"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in words"),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_feed_alert_feed")),
        sa.PrimaryKeyConstraint("feed", "opened_at", name=op.f("pk_feed_alert")),
        schema="raw",
        comment="Times in which a feed brought nothing, one row each. Writer: fetch.",
    )


def create_body() -> None:
    op.create_table(
        "body",
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the uncompressed bytes, hexadecimal"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The bytes, compressed with Zstandard"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Uncompressed size in bytes"),
        sa.Column("first_fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When these bytes were first seen"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_body")),
        schema="raw",
        comment="Bytes as fetched, content-addressed and compressed. Writer: fetch.",
    )


def create_fetch() -> None:
    op.create_table(
        "fetch",
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="Stable id of feed and time of the poll"),
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the attempt"),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the attempt on the run's clock"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address asked, after permanent redirects"),
        sa.Column(
            "outcome", sa.Text(), nullable=False,
            comment="ok, unchanged, http_error, timeout, too_large, refused_address, robots, opt_out, ...",
        ),
        sa.Column("http_status", sa.Integer(), nullable=True, comment="Status code; null where no answer came"),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type as sent"),
        sa.Column("body_sha256", sa.Text(), nullable=True, comment="The bytes; null unless ok and still kept"),
        sa.Column("duration_ms", sa.Integer(), nullable=False, comment="Milliseconds that the attempt took"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null on success"),
        sa.Column(
            "retry_at", sa.DateTime(timezone=True), nullable=True,
            comment="Before this time the host wants no request; null: it did not say",
        ),
        sa.ForeignKeyConstraint(["body_sha256"], ["raw.body.sha256"], name=op.f("fk_fetch_body_sha256")),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_fetch_feed")),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("pk_fetch")),
        schema="raw",
        comment="Every attempt to poll a feed, with its one outcome. Writer: fetch.",
    )
    op.create_index(op.f("ix_fetch_requested_at"), "fetch", ["requested_at"], schema="raw")
    op.create_index(op.f("ix_fetch_feed_requested_at"), "fetch", ["feed", "requested_at"], schema="raw")
    op.create_index("ix_fetch_ok", "fetch", ["feed", "requested_at"], schema="raw", postgresql_where=sa.text("outcome = 'ok'"))
    op.create_index("ix_fetch_body_sha256", "fetch", ["body_sha256"], schema="raw", postgresql_where=sa.text("body_sha256 IS NOT NULL"))
    op.create_index("ix_fetch_retry_at", "fetch", ["retry_at"], schema="raw", postgresql_where=sa.text("retry_at IS NOT NULL"))


def create_parse() -> None:
    op.create_table(
        "parse",
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch that was parsed"),
        sa.Column("parsed_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the parse on the run's clock"),
        sa.Column("items", sa.Integer(), nullable=False, comment="Items found in the body"),
        sa.Column("new", sa.Integer(), nullable=False, comment="Items stored as new articles"),
        sa.Column("updated", sa.Integer(), nullable=False, comment="Items stored as a new version of a known article"),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="Items already stored with the same content"),
        sa.Column("rejected", sa.Integer(), nullable=False, comment="Items that could not be stored; each has a row in raw.rejected_item"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why the body as a whole could not be parsed; null otherwise"),
        sa.Column(
            "entry_hashes", sa.LargeBinary(), nullable=True,
            comment="16 bytes a well-formed entry, by which the next parse knows it; of a feed's last body only",
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_parse_fetch_id")),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("pk_parse")),
        schema="raw",
        comment="What became of the items of a fetched body; items = new + updated + unchanged + rejected. Writer: store.",
    )


def create_rejected_item() -> None:
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
