"""What the alerts read from the tables; everything as it was known at the run's clock."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select, union
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from etl.alerts.episodes import ALARMING, Change, Episode, Situation
from etl.alerts.evidence import Leg, Member, dates_of
from etl.tables.core import (
    Alert,
    Article,
    ArticleEvent,
    CheckResult,
    Company,
    DailyChurn,
    EventEvidence,
    Extraction,
    LeadershipEvent,
    Person,
    SeatTransition,
)


def failed_checks(connection: Connection, run_id: str) -> list[str]:
    """Names of the checks of this run that failed."""
    failed = select(CheckResult.name).where(CheckResult.run_id == run_id, CheckResult.passed.is_(False))
    return list(connection.scalars(failed.order_by(CheckResult.name)))


def candidates(connection: Connection, today: dt.date) -> set[str]:
    """Companies with an open episode, or with a level today that may open one."""
    alarming = select(DailyChurn.company_id).where(DailyChurn.day == today, DailyChurn.level.in_(ALARMING))
    return set(connection.scalars(union(select(Alert.company_id).where(Alert.closed_at.is_(None)), alarming)))


def last_episodes(connection: Connection, companies: Collection[str]) -> dict[str, Episode]:
    """The last episode of each company that has one."""
    query = (
        select(Alert)
        .where(Alert.company_id.in_(companies))
        .ext(distinct_on(Alert.company_id))
        .order_by(Alert.company_id, Alert.opened_at.desc())
    )
    found = {}
    for row in connection.execute(query):
        dates = dates_of(row.evidence)
        found[row.company_id] = Episode(
            row.alert_id, row.company_id, row.level, row.opened_at, row.updated_at, row.closed_at,
            tuple(row.transitions), dates[0], dates[-1], row.reason,
        )
    return found


def situations(connection: Connection, companies: Collection[str], now: dt.datetime) -> dict[str, Situation]:
    """Level, reason and transitions of each company; without a row of today the level is null."""
    today = now.astimezone(dt.UTC).date()
    query = (
        select(DailyChurn.company_id, DailyChurn.level, DailyChurn.reason)
        .where(DailyChurn.company_id.in_(companies), DailyChurn.day == today)
        .ext(distinct_on(DailyChurn.company_id))
        .order_by(DailyChurn.company_id, DailyChurn.computed_at.desc())
    )
    levels = {row.company_id: (row.level, row.reason) for row in connection.execute(query)}
    changes = _changes(connection, companies, now)
    return {each: Situation(each, *levels.get(each, (None, "")), changes[each]) for each in companies}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a message says of the company besides its changes; coverage is 0 and the p-value null where today has no row."""

    name: str
    country: str | None
    coverage: float
    p_value: float | None


def standing(connection: Connection, company_id: str, today: dt.date) -> Standing:
    """The company's name and home, and how its latest row of today stands."""
    latest = (
        select(Company.name, Company.country, func.coalesce(DailyChurn.coverage, 0.0), DailyChurn.p_value)
        .outerjoin(DailyChurn, and_(DailyChurn.company_id == Company.company_id, DailyChurn.day == today))
        .where(Company.company_id == company_id)
        .order_by(DailyChurn.computed_at.desc().nulls_last())
        .limit(1)
    )
    return Standing(*connection.execute(latest).one())


def members(connection: Connection, transition_ids: Collection[str]) -> list[Member]:
    """The transitions with people and best evidence, by date."""
    query = (
        select(SeatTransition)
        .where(SeatTransition.transition_id.in_(transition_ids))
        .order_by(SeatTransition.transition_date, SeatTransition.transition_id)
    )
    rows = connection.execute(query).all()
    legs = _legs(connection, {each for row in rows for each in (row.out_event_id, row.in_event_id) if each})
    return [
        Member(row.transition_id, row.role, row.transition_date, legs.get(row.out_event_id), legs.get(row.in_event_id))
        for row in rows
    ]


def _changes(connection: Connection, companies: Collection[str], now: dt.datetime) -> dict[str, list[Change]]:
    out, into = aliased(LeadershipEvent), aliased(LeadershipEvent)
    query = (
        select(SeatTransition.company_id, SeatTransition.transition_id, SeatTransition.transition_date, SeatTransition.first_seen_at)
        .outerjoin(out, out.event_id == SeatTransition.out_event_id)
        .outerjoin(into, into.event_id == SeatTransition.in_event_id)
        .where(
            SeatTransition.company_id.in_(companies),
            SeatTransition.first_seen_at <= now,
            or_(out.status == "confirmed", into.status == "confirmed"),
        )
    )
    found: dict[str, list[Change]] = defaultdict(list)
    for company_id, transition_id, date, first_seen_at in connection.execute(query):
        found[company_id].append(Change(transition_id, date, first_seen_at))
    return found


def _legs(connection: Connection, event_ids: Collection[str]) -> dict[str | None, Leg]:
    """Each event with the sentence that states it most surely; of equals the first published one."""
    evidence = and_(
        ArticleEvent.article_id == EventEvidence.article_id,
        ArticleEvent.ordinal == EventEvidence.ordinal,
        ArticleEvent.status == LeadershipEvent.status,
    )
    query = (
        select(
            LeadershipEvent.event_id, Person.name, LeadershipEvent.post, LeadershipEvent.interim,
            LeadershipEvent.confidence, LeadershipEvent.source_count,
            ArticleEvent.sentence, Article.url, Article.lang, Extraction.is_machine_translated,
        )
        .join(Person, Person.person_id == LeadershipEvent.person_id)
        .outerjoin(EventEvidence, EventEvidence.event_id == LeadershipEvent.event_id)
        .outerjoin(ArticleEvent, evidence)
        .outerjoin(Article, Article.article_id == ArticleEvent.article_id)
        .outerjoin(Extraction, Extraction.article_id == Article.article_id)
        .where(LeadershipEvent.event_id.in_(event_ids))
        .ext(distinct_on(LeadershipEvent.event_id))
        .order_by(
            LeadershipEvent.event_id, ArticleEvent.confidence.desc().nulls_last(), Article.published_at, Article.article_id
        )
    )
    return {
        event_id: Leg(event_id, person, post, interim, confidence, sources, sentence or "", url or "", lang or "", bool(translated))
        for event_id, person, post, interim, confidence, sources, sentence, url, lang, translated in connection.execute(query)
    }
