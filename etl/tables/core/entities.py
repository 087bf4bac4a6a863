"""Layer `core`: who is who: companies, people, and what their names in the articles mean."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from etl.tables.base import Base

ARTICLE = "core.article.article_id"


class Company(Base):
    __tablename__ = "company"
    __table_args__ = (
        Index(None, "name"),
        {"schema": "core", "comment": "Companies: the catalogue's and provisional ones. Writer: resolve."},
    )

    company_id: Mapped[str] = mapped_column(primary_key=True, comment="Slug in the catalogue, or c- and a hash of the name")
    name: Mapped[str] = mapped_column(comment="Name as shown")
    country: Mapped[str | None] = mapped_column(comment="ISO 3166 code of the seat; null if unknown")
    ticker: Mapped[str | None] = mapped_column(comment="Main ticker; null for private or unknown companies")
    is_listed: Mapped[bool | None] = mapped_column(comment="Listed on an exchange; null if unknown")
    is_provisional: Mapped[bool] = mapped_column(comment="Known only from articles, not from the catalogue")
    revision: Mapped[int] = mapped_column(BigInteger, comment="Counted up whenever a link to the company changes")


class CompanyAlias(Base):
    __tablename__ = "company_alias"
    __table_args__ = (
        Index(None, "folded"),
        {"schema": "core", "comment": "Names under which a company is known. Writer: resolve."},
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="A name in any language and script")
    folded: Mapped[str] = mapped_column(comment="The name folded for comparison")
    source: Mapped[str] = mapped_column(comment="catalog, article or learned (see alias_proposal)")


class Person(Base):
    __tablename__ = "person"
    __table_args__ = (
        Index(None, "name"),
        {"schema": "core", "comment": "People: the catalogue's and provisional ones. Writer: resolve."},
    )

    person_id: Mapped[str] = mapped_column(primary_key=True, comment="Slug in the catalogue, or p- and a hash")
    name: Mapped[str] = mapped_column(comment="Name as shown")
    is_provisional: Mapped[bool] = mapped_column(comment="Known only from articles, not from the catalogue")


class PersonAlias(Base):
    __tablename__ = "person_alias"
    __table_args__ = (
        Index(None, "folded"),
        {"schema": "core", "comment": "Names under which a person is known. Writer: resolve."},
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("core.person.person_id"), primary_key=True, comment="The person")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="A name in any language and script")
    folded: Mapped[str] = mapped_column(comment="The name folded for comparison")
    source: Mapped[str] = mapped_column(comment="catalog, article or learned (see alias_proposal)")


class MentionLink(Base):
    __tablename__ = "mention_link"
    __table_args__ = (
        Index(None, "entity_id"),
        ForeignKeyConstraint(["article_id", "ordinal"], ["core.mention.article_id", "core.mention.ordinal"], ondelete="CASCADE"),
        {"schema": "core", "comment": "Which company or person a mention means, and by which rule. Writer: resolve."},
    )

    article_id: Mapped[str] = mapped_column(primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the mention in the article")
    entity_id: Mapped[str] = mapped_column(comment="company_id or person_id")
    rule: Mapped[str] = mapped_column(comment="Rule that linked it")
    confidence: Mapped[float] = mapped_column(comment="Confidence of the link, 0 to 1")
    alternatives: Mapped[list[Any]] = mapped_column(comment="Ids of others that bear the name")


class EventLink(Base):
    __tablename__ = "event_link"
    __table_args__ = (
        Index(None, "company_id", "person_id"),
        ForeignKeyConstraint(
            ["article_id", "ordinal"], ["core.article_event.article_id", "core.article_event.ordinal"], ondelete="CASCADE"
        ),
        {"schema": "core", "comment": "Which company and person an article's event means. Writer: resolve."},
    )

    article_id: Mapped[str] = mapped_column(primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the event in the article")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    person_id: Mapped[str] = mapped_column(ForeignKey("core.person.person_id"), comment="The person")
    company_rule: Mapped[str] = mapped_column(comment="Rule that linked the company")
    person_rule: Mapped[str] = mapped_column(comment="Rule that linked the person")
    confidence: Mapped[float] = mapped_column(comment="Confidence of both links together, 0 to 1")
    alternatives: Mapped[dict[str, Any]] = mapped_column(
        comment="Ids of other companies and people that were considered, and of the judgements that hold"
    )
    method_version: Mapped[str] = mapped_column(comment="Version of the extraction and linking method")


class AliasSighting(Base):
    __tablename__ = "alias_sighting"
    __table_args__ = (
        Index(None, "scope"),
        {"schema": "core", "comment": "Places where an article puts two names as one. Writer: resolve."},
    )

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    kind: Mapped[str] = mapped_column(primary_key=True, comment="company or person")
    name: Mapped[str] = mapped_column(primary_key=True, comment="A name as written")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="The other name as written, or a ticker")
    rule: Mapped[str] = mapped_column(primary_key=True, comment="ticker, apposition, apposition_unread or parallel")
    scope: Mapped[str] = mapped_column(
        primary_key=True, comment="For parallel: the company or person that both stories name; empty where the article itself says it"
    )


class AliasProposal(Base):
    __tablename__ = "alias_proposal"
    __table_args__ = {"schema": "core", "comment": "Pairs of names that may be one, by all sightings. Writer: resolve."}

    proposal_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of the pair")
    kind: Mapped[str] = mapped_column(comment="company or person")
    name: Mapped[str] = mapped_column(comment="A name as written")
    alias: Mapped[str] = mapped_column(comment="The other name, or a ticker")
    rules: Mapped[list[Any]] = mapped_column(comment="Rules by which articles put both as one")
    confidence: Mapped[float] = mapped_column(comment="Probability that both are one, by all independent stories")
    state: Mapped[str] = mapped_column(comment="certain or accepted (linked as one), proposed (waits for review) or rejected")
    articles: Mapped[list[Any]] = mapped_column(comment="Ids of the articles that put both as one")
    method_version: Mapped[str] = mapped_column(comment="Version of the linking method")


class Resolution(Base):
    __tablename__ = "resolution"
    __table_args__ = {"schema": "core", "comment": "Which extraction of an article was linked, and how. Writer: resolve."}

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    extracted_at: Mapped[dt.datetime] = mapped_column(comment="Time of the extraction that was linked")
    extraction_version: Mapped[str] = mapped_column(comment="Method version of that extraction")
    link_version: Mapped[str] = mapped_column(comment="Version of the linking method")
    resolved_at: Mapped[dt.datetime] = mapped_column(comment="When it was linked, on the run's clock")


class Judgement(Base):
    __tablename__ = "judgement"
    __table_args__ = {"schema": "core", "comment": "What a person decided in review; re-runs never override it. Writer: review."}

    judgement_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of the decision")
    kind: Mapped[str] = mapped_column(comment="accept, reject, correct, merge_person, merge_company, split_person or link")
    subject: Mapped[str] = mapped_column(comment="Id of the event, entity, pair of names or article that was judged")
    payload: Mapped[dict[str, Any]] = mapped_column(comment="What was decided (columns, the other entity), and what it was decided on")
    note: Mapped[str | None] = mapped_column(comment="Reason given by the reviewer")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was decided")
    undone_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was taken back; null while it holds")
