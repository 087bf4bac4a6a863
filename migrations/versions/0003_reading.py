"""The tables of reading: names, posts and events as each article states them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_extraction()
    create_mention()
    create_article_event()


def downgrade() -> None:
    op.drop_table("article_event", schema="core")
    op.drop_table("mention", schema="core")
    op.drop_table("extraction", schema="core")


def create_extraction() -> None:
    op.create_table(
        "extraction",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("article_version", sa.Integer(), nullable=False, comment="Version of the article that was read"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction method"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="ok, no_candidate (gate: mentions only) or failed"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null unless failed"),
        sa.Column("is_machine_translated", sa.Boolean(), nullable=False, comment="The text looks machine-translated"),
        sa.Column("extracted_at", sa.DateTime(timezone=True), nullable=False, comment="When it was read, on the run's clock"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_extraction_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_extraction")),
        schema="core",
        comment="What was read of an article, by which method; one row an article. Writer: enrich.",
    )
    op.create_index(
        op.f("ix_extraction_method_version_article_version"), "extraction", ["method_version", "article_version"], schema="core",
    )


def create_mention() -> None:
    op.create_table(
        "mention",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the mention in the article, from 0"),
        sa.Column("kind", sa.Text(), nullable=False, comment="PERSON, ORG, POST or LOC"),
        sa.Column("text", sa.Text(), nullable=False, comment="The words, equal to the slice of the article's text"),
        sa.Column("char_start", sa.Integer(), nullable=False, comment="Start of the span in core.article.text, in characters from 0"),
        sa.Column("char_end", sa.Integer(), nullable=False, comment="End of the span, exclusive"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_mention_article_id")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_mention")),
        schema="core",
        comment="Spans that name a person, company, post or place. Writer: enrich.",
    )


def create_article_event() -> None:
    op.create_table(
        "article_event",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the event in the article, from 0"),
        sa.Column("company", sa.Text(), nullable=False, comment="Company in its fullest form in the article"),
        sa.Column("person", sa.Text(), nullable=False, comment="Person in the fullest form of the name in the article"),
        sa.Column("direction", sa.Text(), nullable=False, comment="in: takes the post; out: leaves it"),
        sa.Column("post", sa.Text(), nullable=False, comment="Post as written; empty where the article names none"),
        sa.Column("role", sa.Text(), nullable=False, comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other"),
        sa.Column("interim", sa.Boolean(), nullable=False, comment="The post is held for an interim only"),
        sa.Column("manner", sa.Text(), nullable=True, comment="appointed, promoted, elected, returned, resigned, dismissed, ..."),
        sa.Column("event_date", sa.Date(), nullable=True, comment="Day it takes effect, else the day announced; null if unknown"),
        sa.Column("status", sa.Text(), nullable=False, comment="confirmed, reported or denied by this article as a whole"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Probability that company, person, direction and role are right"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="The sentence that carries it, a verbatim span of the text"),
        sa.Column("char_start", sa.Integer(), nullable=False, comment="Start of the sentence in core.article.text"),
        sa.Column("char_end", sa.Integer(), nullable=False, comment="End of the sentence, exclusive"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction method"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_article_event_article_id")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_article_event")),
        schema="core",
        comment="Leadership events as one article states them. Writer: enrich.",
    )
