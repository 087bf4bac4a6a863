"""The tables of linking: companies, people, and whom the names in articles mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_company()
    create_company_alias()
    create_person()
    create_person_alias()
    create_resolution()
    create_mention_link()
    create_event_link()
    create_alias_sighting()
    create_alias_proposal()


def downgrade() -> None:
    op.drop_table("alias_proposal", schema="core")
    op.drop_table("alias_sighting", schema="core")
    op.drop_table("event_link", schema="core")
    op.drop_table("mention_link", schema="core")
    op.drop_table("resolution", schema="core")
    op.drop_table("person_alias", schema="core")
    op.drop_table("person", schema="core")
    op.drop_table("company_alias", schema="core")
    op.drop_table("company", schema="core")


def create_company() -> None:
    op.create_table(
        "company",
        sa.Column("company_id", sa.Text(), nullable=False, comment="Slug in the catalogue, or c- and a hash of the name"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166 code of the seat; null if unknown"),
        sa.Column("ticker", sa.Text(), nullable=True, comment="Main ticker; null for private or unknown companies"),
        sa.Column("is_listed", sa.Boolean(), nullable=True, comment="Listed on an exchange; null if unknown"),
        sa.Column("is_provisional", sa.Boolean(), nullable=False, comment="Known only from articles, not from the catalogue"),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="Counted up whenever a link to the company changes"),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company")),
        schema="core",
        comment="Companies: the catalogue's and provisional ones. Writer: resolve.",
    )
    op.create_index(op.f("ix_company_name"), "company", ["name"], schema="core")


def create_company_alias() -> None:
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
    op.create_index(op.f("ix_company_alias_folded"), "company_alias", ["folded"], schema="core")


def create_person() -> None:
    op.create_table(
        "person",
        sa.Column("person_id", sa.Text(), nullable=False, comment="Slug in the catalogue, or p- and a hash"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column("is_provisional", sa.Boolean(), nullable=False, comment="Known only from articles, not from the catalogue"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
        schema="core",
        comment="People: the catalogue's and provisional ones. Writer: resolve.",
    )
    op.create_index(op.f("ix_person_name"), "person", ["name"], schema="core")


def create_person_alias() -> None:
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
    op.create_index(op.f("ix_person_alias_folded"), "person_alias", ["folded"], schema="core")


def create_resolution() -> None:
    op.create_table(
        "resolution",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("extracted_at", sa.DateTime(timezone=True), nullable=False, comment="Time of the extraction that was linked"),
        sa.Column("extraction_version", sa.Text(), nullable=False, comment="Method version of that extraction"),
        sa.Column("link_version", sa.Text(), nullable=False, comment="Version of the linking method"),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=False, comment="When it was linked, on the run's clock"),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_resolution_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_resolution")),
        schema="core",
        comment="Which extraction of an article was linked, and how. Writer: resolve.",
    )


def create_mention_link() -> None:
    op.create_table(
        "mention_link",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Number of the mention in the article"),
        sa.Column("entity_id", sa.Text(), nullable=False, comment="company_id or person_id"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Rule that linked it"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Confidence of the link, 0 to 1"),
        sa.Column("alternatives", postgresql.JSONB(), nullable=False, comment="Ids of others that bear the name"),
        sa.ForeignKeyConstraint(
            ["article_id", "ordinal"], ["core.mention.article_id", "core.mention.ordinal"], name=op.f("fk_mention_link_article_id_ordinal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_mention_link")),
        schema="core",
        comment="Which company or person a mention means, and by which rule. Writer: resolve.",
    )
    op.create_index(op.f("ix_mention_link_entity_id"), "mention_link", ["entity_id"], schema="core")


def create_event_link() -> None:
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
            "alternatives", postgresql.JSONB(), nullable=False,
            comment="Ids of other companies and people that were considered, and of the judgements that hold",
        ),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the extraction and linking method"),
        sa.ForeignKeyConstraint(
            ["article_id", "ordinal"], ["core.article_event.article_id", "core.article_event.ordinal"],
            name=op.f("fk_event_link_article_id_ordinal"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["core.company.company_id"], name=op.f("fk_event_link_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["core.person.person_id"], name=op.f("fk_event_link_person_id")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("pk_event_link")),
        schema="core",
        comment="Which company and person an article's event means. Writer: resolve.",
    )
    op.create_index(op.f("ix_event_link_company_id_person_id"), "event_link", ["company_id", "person_id"], schema="core")


def create_alias_sighting() -> None:
    op.create_table(
        "alias_sighting",
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article"),
        sa.Column("kind", sa.Text(), nullable=False, comment="company or person"),
        sa.Column("name", sa.Text(), nullable=False, comment="A name as written"),
        sa.Column("alias", sa.Text(), nullable=False, comment="The other name as written, or a ticker"),
        sa.Column("rule", sa.Text(), nullable=False, comment="ticker, apposition, apposition_unread or parallel"),
        sa.Column(
            "scope", sa.Text(), nullable=False,
            comment="For parallel: the company or person that both stories name; empty where the article itself says it",
        ),
        sa.ForeignKeyConstraint(["article_id"], ["core.article.article_id"], name=op.f("fk_alias_sighting_article_id")),
        sa.PrimaryKeyConstraint("article_id", "kind", "name", "alias", "rule", "scope", name=op.f("pk_alias_sighting")),
        schema="core",
        comment="Places where an article puts two names as one. Writer: resolve.",
    )
    op.create_index(op.f("ix_alias_sighting_scope"), "alias_sighting", ["scope"], schema="core")


def create_alias_proposal() -> None:
    op.create_table(
        "alias_proposal",
        sa.Column("proposal_id", sa.Text(), nullable=False, comment="Stable id of the pair"),
        sa.Column("kind", sa.Text(), nullable=False, comment="company or person"),
        sa.Column("name", sa.Text(), nullable=False, comment="A name as written"),
        sa.Column("alias", sa.Text(), nullable=False, comment="The other name, or a ticker"),
        sa.Column("rules", postgresql.JSONB(), nullable=False, comment="Rules by which articles put both as one"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="Probability that both are one, by all independent stories"),
        sa.Column(
            "state", sa.Text(), nullable=False,
            comment="certain or accepted (linked as one), proposed (waits for review) or rejected",
        ),
        sa.Column("articles", postgresql.JSONB(), nullable=False, comment="Ids of the articles that put both as one"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the linking method"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_alias_proposal")),
        schema="core",
        comment="Pairs of names that may be one, by all sightings. Writer: resolve.",
    )
