"""What the merging reads from the tables: companies with work to do, their evidence, and what reviewers decided."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from etl.events.evidence import EVENT_VERSION, Evidence
from etl.events.judging import Verdict
from etl.tables.core import (
    Article,
    ArticleEvent,
    Company,
    EventEvidence,
    EventLink,
    EventState,
    Extraction,
    Judgement,
    LeadershipEvent,
    StoryMember,
)

EVENT_VERDICTS = ("accept", "reject", "correct")


def companies_to_merge(connection: Connection, limit: int) -> list[Row[Any]]:
    """company_id, its revision and its count of judgements, for companies whose events are not up to date."""
    judgements = _judgement_counts()
    count = func.coalesce(judgements.c.count, 0)
    moved = _companies_of_moved_evidence().subquery()
    query = (
        select(Company.company_id, Company.revision, count.label("judgements"))
        .outerjoin(judgements, judgements.c.company_id == Company.company_id)
        .outerjoin(EventState, EventState.company_id == Company.company_id)
        .where(
            or_(Company.revision > 0, EventState.company_id.is_not(None)),
            or_(
                EventState.company_id.is_(None),
                EventState.revision != Company.revision,
                EventState.judgements != count,
                EventState.event_version != EVENT_VERSION,
                Company.company_id.in_(select(moved.c.company_id)),
            ),
        )
        .order_by(Company.company_id)
        .limit(limit)
    )
    return list(connection.execute(query))


def evidence_of(connection: Connection, companies: Sequence[str]) -> dict[str, list[Evidence]]:
    """company_id -> all evidence of its events."""
    grouped: dict[str, list[Evidence]] = defaultdict(list)
    same_event = and_(EventLink.article_id == ArticleEvent.article_id, EventLink.ordinal == ArticleEvent.ordinal)
    query = (
        select(ArticleEvent.__table__, EventLink.company_id, EventLink.person_id, EventLink.confidence.label("link_confidence"),
               Article.feed, Article.published_at, Article.first_seen_at, Article.utc_offset_minutes,
               _story().label("story_id"), Article.lang, Extraction.is_machine_translated)
        .join(EventLink, same_event)
        .join(Article, Article.article_id == ArticleEvent.article_id)
        .join(Extraction, Extraction.article_id == ArticleEvent.article_id)
        .outerjoin(StoryMember, StoryMember.article_id == ArticleEvent.article_id)
        .where(EventLink.company_id.in_(companies))
    )  # fmt: skip
    for row in connection.execute(query):
        grouped[row.company_id].append(_evidence(row))
    return grouped


def verdicts_of(connection: Connection, companies: Sequence[str]) -> dict[str, list[Verdict]]:
    """company_id -> the judgements of its events that hold, in the order in which they were made."""
    grouped: dict[str, list[Verdict]] = defaultdict(list)
    reach = _companies_judged()
    query = (
        select(reach.c.company_id, Judgement.subject, Judgement.kind, Judgement.payload)
        .select_from(Judgement)
        .join(reach, reach.c.judgement_id == Judgement.judgement_id)
        .where(reach.c.company_id.in_(companies), Judgement.undone_at.is_(None))
        .order_by(Judgement.made_at, Judgement.judgement_id)
    )
    for company_id, subject, kind, payload in connection.execute(query):
        grouped[company_id].append(Verdict(subject, kind, payload))
    return grouped


def _evidence(row: Row[Any]) -> Evidence:
    zone = dt.timezone(dt.timedelta(minutes=row.utc_offset_minutes))
    return Evidence(
        article_id=row.article_id,
        ordinal=row.ordinal,
        story_id=row.story_id,
        feed=row.feed,
        published_on=row.published_at.astimezone(zone).date(),
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        company_id=row.company_id,
        person_id=row.person_id,
        direction=row.direction,
        post=row.post,
        role=row.role,
        interim=row.interim,
        manner=row.manner,
        event_date=row.event_date,
        status=row.status,
        confidence=row.confidence * row.link_confidence,
        method_version=row.method_version,
        lang=row.lang,
        is_machine_translated=row.is_machine_translated,
    )


def _story() -> ColumnElement[str]:
    """The independent story that an article counts as; articles that are not compared yet are their own."""
    return func.coalesce(StoryMember.story_id, ArticleEvent.article_id)


def _companies_of_moved_evidence() -> Select[str]:
    """Companies with evidence that its article no longer gives, or that became part of another story since it was merged."""
    same_event = and_(EventLink.article_id == EventEvidence.article_id, EventLink.ordinal == EventEvidence.ordinal)
    story = func.coalesce(StoryMember.story_id, EventEvidence.article_id)
    return (
        select(LeadershipEvent.company_id)
        .join(EventEvidence, EventEvidence.event_id == LeadershipEvent.event_id)
        .outerjoin(EventLink, same_event)
        .outerjoin(StoryMember, StoryMember.article_id == EventEvidence.article_id)
        .where(or_(EventLink.article_id.is_(None), EventEvidence.story_id != story))
    )


def _companies_judged() -> Any:
    """judgement_id, company_id: the company of the judged event, and those that its articles speak of now."""
    company_id: ColumnElement[str] = Judgement.payload["company_id"].astext
    is_verdict = and_(Judgement.kind.in_(EVENT_VERDICTS), company_id.is_not(None))
    articles = func.jsonb_array_elements_text(func.coalesce(Judgement.payload["articles"], type_coerce([], JSONB))).table_valued("value")
    named = select(Judgement.judgement_id, company_id.label("company_id")).where(is_verdict)
    told = (
        select(Judgement.judgement_id, EventLink.company_id)
        .select_from(Judgement)
        .join(articles, true())
        .join(EventLink, EventLink.article_id == articles.c.value)
        .where(is_verdict)
    )
    return named.union(told).subquery()


def _judgement_counts() -> Any:
    reach = _companies_judged()
    # A judgement that is taken back counts once more, so that the number moves with it.
    count = (func.count() + func.count(Judgement.undone_at)).label("count")
    query = select(reach.c.company_id, count).select_from(reach).join(Judgement, Judgement.judgement_id == reach.c.judgement_id)
    return query.group_by(reach.c.company_id).subquery()
