"""What the linking reads from the tables: articles that are not linked yet, and all that was written with a company."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from etl.resolve import judging
from etl.resolve.words import LINK_VERSION, Written
from etl.tables.core import (
    Article,
    ArticleEvent,
    EventEvidence,
    EventLink,
    Extraction,
    Judgement,
    LeadershipEvent,
    Mention,
    PersonAlias,
    Resolution,
)


def articles_to_link(connection: Connection, limit: int) -> dict[str, Row[Any]]:
    """article_id -> its extraction (time and version), for extractions that were not linked by the present method."""
    query = (
        select(Extraction.article_id, Extraction.extracted_at, Extraction.method_version)
        .outerjoin(Resolution, Resolution.article_id == Extraction.article_id)
        .where(
            or_(
                Resolution.article_id.is_(None),
                Resolution.extracted_at != Extraction.extracted_at,
                Resolution.extraction_version != Extraction.method_version,
                Resolution.link_version != LINK_VERSION,
            )
        )
        .order_by(Extraction.article_id)
        .limit(limit)
    )
    rows: Iterable[Row[Any]] = connection.execute(query)
    return {row.article_id: row for row in rows}


def written_in(connection: Connection, articles: Collection[str]) -> list[Written]:
    """All events of the given articles as written."""
    return [_written(row) for row in connection.execute(_events().where(ArticleEvent.article_id.in_(articles)))]


def written_with(connection: Connection, companies: Collection[str], except_in: Collection[str]) -> dict[str, list[Written]]:
    """company_id -> the events linked to it so far, those of the articles `except_in` left out."""
    query = (
        _events()
        .add_columns(EventLink.company_id)
        .join(EventLink, and_(EventLink.article_id == ArticleEvent.article_id, EventLink.ordinal == ArticleEvent.ordinal))
        .where(EventLink.company_id.in_(companies), ArticleEvent.article_id.not_in(except_in))
    )
    grouped: dict[str, list[Written]] = defaultdict(list)
    for row in connection.execute(query):
        grouped[row.company_id].append(_written(row))
    return grouped


def linked_events(connection: Connection, scope: str, ids: Collection[str]) -> dict[str, list[tuple[str, Written]]]:
    """Company id -> (person id, event) of its events; with scope "person" the other way round."""
    inside, named = (EventLink.company_id, EventLink.person_id) if scope == "company" else (EventLink.person_id, EventLink.company_id)
    same_event = and_(EventLink.article_id == ArticleEvent.article_id, EventLink.ordinal == ArticleEvent.ordinal)
    query = _events().add_columns(inside.label("inside"), named.label("named")).join(EventLink, same_event).where(inside.in_(ids))
    grouped: dict[str, list[tuple[str, Written]]] = defaultdict(list)
    for row in connection.execute(query):
        grouped[row.inside].append((row.named, _written(row)))
    return grouped


def companies_linked_before(connection: Connection, articles: Collection[str]) -> set[str]:
    """Companies whose events rest on an earlier extraction of these articles; their events change with it."""
    links = select(EventLink.company_id).where(EventLink.article_id.in_(articles))
    evidence = (
        select(LeadershipEvent.company_id)
        .join(EventEvidence, EventEvidence.event_id == LeadershipEvent.event_id)
        .where(EventEvidence.article_id.in_(articles))
    )
    return set(connection.scalars(links.union(evidence)))


def links_of(connection: Connection, companies: Collection[str]) -> dict[tuple[str, int], Row[Any]]:
    """(article_id, ordinal) -> link as stored, for all links to the companies."""
    rows = connection.execute(select(EventLink.__table__).where(EventLink.company_id.in_(companies)))
    return {(row.article_id, row.ordinal): row for row in rows}


def names_in(connection: Connection, articles: Collection[str], kind: str) -> dict[str, list[tuple[int, str]]]:
    """article_id -> (ordinal, text) of its mentions of one kind."""
    grouped: dict[str, list[tuple[int, str]]] = defaultdict(list)
    query = select(Mention.article_id, Mention.ordinal, Mention.text).where(Mention.article_id.in_(articles), Mention.kind == kind)
    for article_id, ordinal, text in connection.execute(query):
        grouped[article_id].append((ordinal, text))
    return grouped


def forms_of(connection: Connection, entity: str, ids: Iterable[str]) -> dict[str, list[str]]:
    """Entity id -> the forms in which articles write it, one an event; `entity` is "company" or "person"."""
    key = EventLink.company_id if entity == "company" else EventLink.person_id
    form = ArticleEvent.company if entity == "company" else ArticleEvent.person
    query = (
        select(key, form)
        .join(ArticleEvent, and_(EventLink.article_id == ArticleEvent.article_id, EventLink.ordinal == ArticleEvent.ordinal))
        .where(key.in_(list(ids)))
    )
    grouped: dict[str, list[str]] = defaultdict(list)
    for entity_id, text in connection.execute(query):
        grouped[entity_id].append(text)
    return grouped


def judgements(connection: Connection) -> list[judging.Judgement]:
    """All judgements of links that hold, in the order in which they were made."""
    columns = (Judgement.judgement_id, Judgement.kind, Judgement.subject, Judgement.payload)
    query = select(*columns).where(Judgement.kind.in_(judging.KINDS), Judgement.undone_at.is_(None))
    return [judging.Judgement(*row) for row in connection.execute(query.order_by(Judgement.made_at, Judgement.judgement_id))]


def verdicts_on_aliases(connection: Connection) -> dict[str, str]:
    """proposal_id -> accept or reject, where a reviewer said so."""
    query = select(Judgement.subject, Judgement.kind).where(Judgement.payload["alias"].is_not(None), Judgement.undone_at.is_(None))
    rows = connection.execute(query.order_by(Judgement.made_at, Judgement.judgement_id))
    return {row.subject: row.kind for row in rows}


def companies_to_judge(connection: Connection, holding: Sequence[judging.Judgement]) -> set[str]:
    """Companies with links that a judgement changes and did not yet, or that rest on one that was taken back."""
    heeded = EventLink.alternatives["judgement"]
    stale = heeded.is_not(None) & ~heeded.contained_by([each.judgement_id for each in holding])
    conditions: list[ColumnElement[bool]] = [stale]
    for each in holding:
        reached = {
            "merge_company": EventLink.company_id == each.subject,
            "merge_person": EventLink.person_id == each.subject,
            judging.SPLIT: and_(EventLink.person_id == each.subject, ArticleEvent.person == each.payload.get("name")),
            judging.LINK: and_(EventLink.article_id == each.subject, _named(each)),
        }[each.kind]
        conditions.append(reached & (heeded.is_(None) | ~heeded.contains([each.judgement_id])))
    same_event = and_(EventLink.article_id == ArticleEvent.article_id, EventLink.ordinal == ArticleEvent.ordinal)
    query = select(EventLink.company_id).join(ArticleEvent, same_event).where(or_(*conditions))
    return set(connection.scalars(query.distinct()))


def _named(judgement: judging.Judgement) -> ColumnElement[bool]:
    column = ArticleEvent.company if judgement.payload.get("entity") == judging.COMPANY else ArticleEvent.person
    return column == judgement.payload.get("name")


def articles_of(connection: Connection, companies: Collection[str]) -> list[str]:
    """Articles with an event that is linked to one of the companies."""
    return list(connection.scalars(select(EventLink.article_id).where(EventLink.company_id.in_(companies)).distinct()))


def companies_naming(connection: Connection, names: Collection[str]) -> set[str]:
    """Companies with which a person is linked who is known by one of the folded names."""
    query = select(EventLink.company_id).join(PersonAlias, PersonAlias.person_id == EventLink.person_id)
    return set(connection.scalars(query.where(PersonAlias.folded.in_(names)).distinct()))


def _events() -> Any:
    local_time = Article.published_at + func.make_interval(0, 0, 0, 0, 0, Article.utc_offset_minutes)
    return (
        select(
            ArticleEvent.article_id, ArticleEvent.ordinal, ArticleEvent.company, ArticleEvent.person, ArticleEvent.direction,
            ArticleEvent.role, ArticleEvent.event_date, local_time.label("local_time"), Extraction.is_machine_translated,
        )
        .join(Article, Article.article_id == ArticleEvent.article_id)
        .join(Extraction, Extraction.article_id == ArticleEvent.article_id)
    )  # fmt: skip


def _written(row: Row[Any]) -> Written:
    day: dt.date = row.event_date or row.local_time.astimezone(dt.UTC).date()
    return Written(
        row.article_id, row.ordinal, row.company, row.person, row.direction, row.role, day, row.is_machine_translated
    )
