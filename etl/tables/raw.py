"""Layer `raw`: feeds, what was asked of them and the bytes that came back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from etl.tables.base import Base


class Feed(Base):
    __tablename__ = "feed"
    __table_args__ = {"schema": "raw", "comment": "Feeds known to this home: the catalogue's and local ones. Writer: fetch."}

    feed: Mapped[str] = mapped_column(primary_key=True, comment="Slug of the feed, its file name in the catalogue")
    title: Mapped[str] = mapped_column(comment="Name of the outlet or channel")
    url: Mapped[str] = mapped_column(comment="Address that is polled")
    lang: Mapped[str] = mapped_column(comment="Main language: en, de or zh")
    country: Mapped[str] = mapped_column(comment="ISO 3166 code of the outlet's country")
    timezone: Mapped[str] = mapped_column(comment="IANA zone in which the outlet dates its articles")
    is_local: Mapped[bool] = mapped_column(comment="May be fetched from a private or loopback address")
    is_active: Mapped[bool] = mapped_column(comment="False once retired; its articles stay")
    cadence_minutes: Mapped[int] = mapped_column(comment="Minutes between polls when nothing is known of its rhythm")
    silence_hours: Mapped[int] = mapped_column(comment="Hours without a new item after which the feed counts as silent")
    full_text: Mapped[str] = mapped_column(server_default="never", comment="Whether pages are read too: never, when_snippet or always")
    pages_url: Mapped[str | None] = mapped_column(comment="Local feeds: where recorded pages lie; null: no page is asked")
    registered_at: Mapped[dt.datetime] = mapped_column(comment="When this home first knew the feed")


class FeedState(Base):
    __tablename__ = "feed_state"
    __table_args__ = {"schema": "raw", "comment": "What the next poll of a feed needs to know. Writer: fetch."}

    feed: Mapped[str] = mapped_column(ForeignKey("raw.feed.feed"), primary_key=True, comment="Slug of the feed")
    state: Mapped[str] = mapped_column(comment="Named state: new, ok, unchanged, silent, soft_failing, failing, blocked, gone")
    reason: Mapped[str | None] = mapped_column(comment="Why the feed is in this state, in words")
    etag: Mapped[str | None] = mapped_column(comment="ETag of the last full answer")
    last_modified: Mapped[str | None] = mapped_column(comment="Last-Modified of the last full answer")
    body_sha256: Mapped[str | None] = mapped_column(comment="Hash of the last full answer")
    last_attempt_at: Mapped[dt.datetime | None] = mapped_column(comment="Time of the last poll")
    last_success_at: Mapped[dt.datetime | None] = mapped_column(comment="Time of the last answer with status 200 or 304")
    next_due_at: Mapped[dt.datetime | None] = mapped_column(comment="Not polled again before this time")
    interval_minutes: Mapped[int] = mapped_column(comment="Present minutes between polls, adapted to the feed's rhythm")
    consecutive_failures: Mapped[int] = mapped_column(comment="Failures since the last success")
    redirected_to: Mapped[str | None] = mapped_column(comment="Target of a permanent redirect, used from then on")


class FeedAlert(Base):
    __tablename__ = "feed_alert"
    __table_args__ = {"schema": "raw", "comment": "Times in which a feed brought nothing, one row each. Writer: fetch."}

    feed: Mapped[str] = mapped_column(ForeignKey("raw.feed.feed"), primary_key=True, comment="Slug of the feed")
    opened_at: Mapped[dt.datetime] = mapped_column(primary_key=True, comment="When a run first saw the trouble")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="When a run saw that it was over; null while it lasts")
    state: Mapped[str] = mapped_column(comment="State of the feed when it began: silent, failing, blocked or gone")
    reason: Mapped[str] = mapped_column(comment="Why, in words")


class Body(Base):
    __tablename__ = "body"
    __table_args__ = {"schema": "raw", "comment": "Bytes as fetched, content-addressed and compressed. Writer: fetch."}

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the uncompressed bytes, hexadecimal")
    content: Mapped[bytes] = mapped_column(comment="The bytes, compressed with Zstandard")
    size: Mapped[int] = mapped_column(comment="Uncompressed size in bytes")
    first_fetched_at: Mapped[dt.datetime] = mapped_column(comment="When these bytes were first seen")


class Fetch(Base):
    __tablename__ = "fetch"
    __table_args__ = (
        Index(None, "feed", "requested_at"),
        Index(None, "requested_at"),
        Index("ix_fetch_ok", "feed", "requested_at", postgresql_where=text("outcome = 'ok'")),
        Index("ix_fetch_body_sha256", "body_sha256", postgresql_where=text("body_sha256 IS NOT NULL")),
        Index("ix_fetch_retry_at", "retry_at", postgresql_where=text("retry_at IS NOT NULL")),
        {"schema": "raw", "comment": "Every attempt to poll a feed, with its one outcome. Writer: fetch."},
    )

    fetch_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of feed and time of the poll")
    feed: Mapped[str] = mapped_column(ForeignKey("raw.feed.feed"), comment="Slug of the feed")
    run_id: Mapped[str] = mapped_column(comment="Pipeline run that made the attempt")
    requested_at: Mapped[dt.datetime] = mapped_column(comment="Time of the attempt on the run's clock")
    url: Mapped[str] = mapped_column(comment="Address asked, after permanent redirects")
    outcome: Mapped[str] = mapped_column(comment="ok, unchanged, http_error, timeout, too_large, refused_address, robots, opt_out, ...")
    http_status: Mapped[int | None] = mapped_column(comment="Status code; null where no answer came")
    content_type: Mapped[str | None] = mapped_column(comment="Content-Type as sent")
    body_sha256: Mapped[str | None] = mapped_column(ForeignKey("raw.body.sha256"), comment="The bytes; null unless ok and still kept")
    duration_ms: Mapped[int] = mapped_column(comment="Milliseconds that the attempt took")
    error: Mapped[str | None] = mapped_column(comment="What went wrong, in words; null on success")
    retry_at: Mapped[dt.datetime | None] = mapped_column(comment="Before this time the host wants no request; null: it did not say")


class Parse(Base):
    __tablename__ = "parse"
    __table_args__ = {
        "schema": "raw",
        "comment": "What became of the items of a fetched body; items = new + updated + unchanged + rejected. Writer: store.",
    }

    fetch_id: Mapped[str] = mapped_column(ForeignKey("raw.fetch.fetch_id"), primary_key=True, comment="The fetch that was parsed")
    parsed_at: Mapped[dt.datetime] = mapped_column(comment="Time of the parse on the run's clock")
    items: Mapped[int] = mapped_column(comment="Items found in the body")
    new: Mapped[int] = mapped_column(comment="Items stored as new articles")
    updated: Mapped[int] = mapped_column(comment="Items stored as a new version of a known article")
    unchanged: Mapped[int] = mapped_column(comment="Items already stored with the same content")
    rejected: Mapped[int] = mapped_column(comment="Items that could not be stored; each has a row in raw.rejected_item")
    error: Mapped[str | None] = mapped_column(comment="Why the body as a whole could not be parsed; null otherwise")
    entry_hashes: Mapped[bytes | None] = mapped_column(
        comment="16 bytes a well-formed entry, by which the next parse knows it; of a feed's last body only"
    )


class RejectedItem(Base):
    __tablename__ = "rejected_item"
    __table_args__ = {"schema": "raw", "comment": "Items that could not be stored, with the reason. Writer: store."}

    fetch_id: Mapped[str] = mapped_column(ForeignKey("raw.fetch.fetch_id"), primary_key=True, comment="The fetch that held the item")
    position: Mapped[int] = mapped_column(primary_key=True, comment="Place of the item in the feed, from 0")
    guid: Mapped[str | None] = mapped_column(comment="The item's own id, as far as it had one")
    reason: Mapped[str] = mapped_column(comment="Why it could not be stored, in words")


class PageBody(Base):
    __tablename__ = "page_body"
    __table_args__ = {"schema": "raw", "comment": "Bytes of articles' pages, content-addressed and compressed. Writer: store."}

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the uncompressed bytes, hexadecimal")
    content: Mapped[bytes] = mapped_column(comment="The bytes, compressed with Zstandard")
    size: Mapped[int] = mapped_column(comment="Uncompressed size in bytes")
    first_fetched_at: Mapped[dt.datetime] = mapped_column(comment="When these bytes were first seen")


class Page(Base):
    __tablename__ = "page"
    __table_args__ = (
        Index(None, "article_id", "requested_at"),
        Index("ix_page_body_sha256", "body_sha256", postgresql_where=text("body_sha256 IS NOT NULL")),
        Index("ix_page_reading_version", "reading_version", postgresql_where=text("body_sha256 IS NOT NULL")),
        Index("ix_page_retry_at", "retry_at", postgresql_where=text("retry_at IS NOT NULL")),
        {
            "schema": "raw",
            "comment": "Every attempt to read an article's page where its feed has a teaser only. Writer: store.",
        },
    )

    page_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of article and time of the attempt")
    article_id: Mapped[str] = mapped_column(ForeignKey("core.article.article_id"), comment="The article")
    run_id: Mapped[str] = mapped_column(comment="Pipeline run that made the attempt")
    requested_at: Mapped[dt.datetime] = mapped_column(comment="Time of the attempt on the run's clock")
    url: Mapped[str] = mapped_column(comment="Where the answer came from, after redirects; else the address asked")
    outcome: Mapped[str] = mapped_column(comment="ok, unchanged, not_needed, http_error, not_html, timeout, robots, opt_out, ...")
    http_status: Mapped[int | None] = mapped_column(comment="Status code; null where no answer came")
    content_type: Mapped[str | None] = mapped_column(comment="Content-Type as sent")
    body_sha256: Mapped[str | None] = mapped_column(ForeignKey("raw.page_body.sha256"), comment="The bytes; null unless ok and still kept")
    duration_ms: Mapped[int] = mapped_column(comment="Milliseconds that the attempt took")
    error: Mapped[str | None] = mapped_column(comment="What went wrong, in words; null on success")
    retry_at: Mapped[dt.datetime | None] = mapped_column(comment="Before this time the host wants no request; null: it did not say")
    etag: Mapped[str | None] = mapped_column(comment="ETag as sent")
    last_modified: Mapped[str | None] = mapped_column(comment="Last-Modified as sent")
    ask_again_at: Mapped[dt.datetime | None] = mapped_column(
        comment="When the page is asked for again after this attempt, by its reading or outcome; null: never, or not read yet"
    )
    reading: Mapped[str | None] = mapped_column(
        comment="text, no_more (than the feed has), paywall, consent, barrier, unrelated, too_short or no_html; null: not read"
    )
    reading_reason: Mapped[str | None] = mapped_column(comment="Why no text was read in it, in words")
    reading_version: Mapped[str | None] = mapped_column(comment="Version of the method that read it")
