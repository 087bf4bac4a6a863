"""The tables of articles: their versions, the pages behind them, copies of one text, and what was taken down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_article()
    create_article_version()
    create_page_body()
    create_page()
    create_takedown()
    create_story_member()
    create_near_key()


def downgrade() -> None:
    op.drop_table("near_key", schema="core")
    op.drop_table("story_member", schema="core")
    op.drop_table("takedown", schema="core")
    op.drop_table("page", schema="raw")
    op.drop_table("page_body", schema="raw")
    op.drop_table("article_version", schema="core")
    op.drop_table("article", schema="core")


def create_article() -> None:
    op.create_table(
        "article",
        sa.Column("article_id", sa.Text(), nullable=False, comment="Stable id made of the feed and the item's identity"),
        sa.Column("feed", sa.Text(), nullable=False, comment="Slug of the feed that brought it first"),
        sa.Column("guid", sa.Text(), nullable=False, comment="The item's own id, or what stands in for it"),
        sa.Column("url", sa.Text(), nullable=False, comment="Link to the article as the feed gives it"),
        sa.Column("url_key", sa.Text(), nullable=False, comment="The link without tracking, fragment and mobile or AMP forms"),
        sa.Column("lang", sa.Text(), nullable=False, comment="Language of the text: en, de or zh"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline as plain text"),
        sa.Column("text", sa.Text(), nullable=False, comment="Title, newline, then the paragraphs of the body as plain text, one a line"),
        sa.Column("author", sa.Text(), nullable=True, comment="Byline as the feed gives it"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False, comment="When it was published, as far as known"),
        sa.Column("published_source", sa.Text(), nullable=False, comment="Where published_at is from: feed, page or inferred (first seen)"),
        sa.Column(
            "utc_offset_minutes", sa.Integer(), nullable=False,
            comment="Offset of the outlet's local time at publication, in minutes",
        ),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw the item"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw the present version"),
        sa.Column("version", sa.Integer(), nullable=False, comment="1 for the first version, counted up at each change of text"),
        sa.Column("content_sha256", sa.Text(), nullable=False, comment="Hash of the text in this version"),
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch whose bytes hold this version"),
        sa.Column("page_id", sa.Text(), nullable=True, comment="The attempt in raw.page whose bytes hold the body; null: the feed's own"),
        sa.ForeignKeyConstraint(["feed"], ["raw.feed.feed"], name=op.f("fk_article_feed")),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_article_fetch_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article")),
        schema="core",
        comment="One item of a feed in its present version. Writer: store.",
    )
    op.create_index(op.f("ix_article_content_sha256"), "article", ["content_sha256"], schema="core")
    op.create_index(op.f("ix_article_feed_guid"), "article", ["feed", "guid"], schema="core")
    op.create_index(op.f("ix_article_first_seen_at"), "article", ["first_seen_at"], schema="core")
    op.create_index(op.f("ix_article_feed_first_seen_at"), "article", ["feed", "first_seen_at"], schema="core")
    op.create_index(op.f("ix_article_published_at"), "article", ["published_at"], schema="core")
    op.create_index(op.f("ix_article_url_key"), "article", ["url_key"], schema="core")


def create_article_version() -> None:
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("version", sa.Integer(), nullable=False, comment="1 for the first version"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline of this version"),
        sa.Column("text", sa.Text(), nullable=False, comment="Text of this version"),
        sa.Column("content_sha256", sa.Text(), nullable=False, comment="Hash of the text"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="When a run first saw this version"),
        sa.Column("fetch_id", sa.Text(), nullable=False, comment="The fetch whose bytes hold it"),
        sa.Column("page_id", sa.Text(), nullable=True, comment="The attempt in raw.page whose bytes hold the body; null: the feed's own"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_article_version_article_id")),
        sa.ForeignKeyConstraint(["fetch_id"], ["raw.fetch.fetch_id"], name=op.f("fk_article_version_fetch_id")),
        sa.PrimaryKeyConstraint("article_id", "version", name=op.f("pk_article_version")),
        schema="core",
        comment="Every version of every article, never deleted. Writer: store.",
    )


def create_page_body() -> None:
    op.create_table(
        "page_body",
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the uncompressed bytes, hexadecimal"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The bytes, compressed with Zstandard"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Uncompressed size in bytes"),
        sa.Column("first_fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When these bytes were first seen"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_page_body")),
        schema="raw",
        comment="Bytes of articles' pages, content-addressed and compressed. Writer: store.",
    )


def create_page() -> None:
    op.create_table(
        "page",
        sa.Column("page_id", sa.Text(), nullable=False, comment="Stable id of article and time of the attempt"),
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run that made the attempt"),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the attempt on the run's clock"),
        sa.Column("url", sa.Text(), nullable=False, comment="Where the answer came from, after redirects; else the address asked"),
        sa.Column(
            "outcome", sa.Text(), nullable=False,
            comment="ok, unchanged, not_needed, http_error, not_html, timeout, robots, opt_out, ...",
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
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag as sent"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Last-Modified as sent"),
        sa.Column(
            "ask_again_at", sa.DateTime(timezone=True), nullable=True,
            comment="When the page is asked for again after this attempt, by its reading or outcome; null: never, or not read yet",
        ),
        sa.Column(
            "reading", sa.Text(), nullable=True,
            comment="text, no_more (than the feed has), paywall, consent, barrier, unrelated, too_short or no_html; null: not read",
        ),
        sa.Column("reading_reason", sa.Text(), nullable=True, comment="Why no text was read in it, in words"),
        sa.Column("reading_version", sa.Text(), nullable=True, comment="Version of the method that read it"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_page_article_id")),
        sa.ForeignKeyConstraint(["body_sha256"], ["raw.page_body.sha256"], name=op.f("fk_page_body_sha256")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page")),
        schema="raw",
        comment="Every attempt to read an article's page where its feed has a teaser only. Writer: store.",
    )
    op.create_index(op.f("ix_page_article_id_requested_at"), "page", ["article_id", "requested_at"], schema="raw")
    op.create_index("ix_page_body_sha256", "page", ["body_sha256"], schema="raw", postgresql_where=sa.text("body_sha256 IS NOT NULL"))
    op.create_index(
        "ix_page_reading_version", "page", ["reading_version"], schema="raw", postgresql_where=sa.text("body_sha256 IS NOT NULL"),
    )
    op.create_index("ix_page_retry_at", "page", ["retry_at"], schema="raw", postgresql_where=sa.text("retry_at IS NOT NULL"))


def create_takedown() -> None:
    op.create_table(
        "takedown",
        sa.Column("kind", sa.Text(), nullable=False, comment="article or outlet"),
        sa.Column("key", sa.Text(), nullable=False, comment="The article's url_key, or the feed's slug"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="When it was taken down"),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_takedown")),
        schema="core",
        comment="Articles and outlets whose words are kept no more; what is counted of them stays. Writer: the command takedown.",
    )


def create_story_member() -> None:
    op.create_table(
        "story_member",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the article that was compared"),
        sa.Column("story_id", sa.Text(), nullable=False, comment="Id of the story: that of its first published article"),
        sa.Column("dup_of", sa.Text(), nullable=True, comment="The earlier article it is a copy of; null if none"),
        sa.Column("rule", sa.Text(), nullable=False, comment="first, url, content or near"),
        sa.Column("similarity", sa.Double(), nullable=True, comment="Jaccard similarity of word 3-shingles with dup_of"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided, on the run's clock"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_story_member_article_id")),
        sa.ForeignKeyConstraint(["dup_of"], ["core.article.article_id"], name=op.f("fk_story_member_dup_of")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_member")),
        schema="core",
        comment="Near-duplicates of one text form a story; one row an article. Writer: dedupe.",
    )
    op.create_index(op.f("ix_story_member_story_id"), "story_member", ["story_id"], schema="core")


def create_near_key() -> None:
    op.create_table(
        "near_key",
        sa.Column("band", sa.Integer(), nullable=False, comment="Number of the band"),
        sa.Column("key", sa.BigInteger(), nullable=False, comment="Hash of the band's rows"),
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article; no foreign key, which would cost a look-up a row"),
        sa.Column(
            "first_seen_at", sa.DateTime(timezone=True), nullable=False,
            comment="When the article came; rows leave the window by it",
        ),
        sa.PrimaryKeyConstraint("band", "key", "article_id", name=op.f("pk_near_key")),
        schema="core",
        comment="MinHash bands of recent articles, the index for near-duplicates. Writer: dedupe.",
    )
    op.create_index(op.f("ix_near_key_first_seen_at"), "near_key", ["first_seen_at"], schema="core", postgresql_using="brin")
