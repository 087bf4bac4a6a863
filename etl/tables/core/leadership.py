"""Layer `core`: what really happened: events over all articles, their evidence, changes of seats, the change feed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from etl.tables.base import Base

ARTICLE = "core.article.article_id"


class LeadershipEvent(Base):
    __tablename__ = "leadership_event"
    __table_args__ = (
        Index(None, "company_id", "effective_date"),
        Index(None, "person_id"),
        Index(None, "effective_date"),
        Index(None, "announced_on"),
        {"schema": "core", "comment": "One row a real event over all articles and languages. Writer: events."},
    )

    event_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of company, person, direction, role and time")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    person_id: Mapped[str] = mapped_column(ForeignKey("core.person.person_id"), comment="The person")
    direction: Mapped[str] = mapped_column(comment="in: takes the post; out: leaves it")
    post: Mapped[str] = mapped_column(comment="Post as most articles write it")
    role: Mapped[str] = mapped_column(comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other")
    interim: Mapped[bool] = mapped_column(comment="The post is held for an interim only")
    manner: Mapped[str | None] = mapped_column(comment="appointed, promoted, elected, returned, resigned, dismissed, ...")
    effective_date: Mapped[dt.date | None] = mapped_column(comment="Day it takes effect, else the day announced")
    announced_on: Mapped[dt.date] = mapped_column(comment="Day of the first article that states it")
    status: Mapped[str] = mapped_column(comment="confirmed, reported or denied by all evidence so far")
    confidence: Mapped[float] = mapped_column(comment="Probability that the event is right, from all evidence")
    article_count: Mapped[int] = mapped_column(comment="Articles that state it")
    source_count: Mapped[int] = mapped_column(comment="Independent stories that state it, copies and translations not counted")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run first saw evidence of it")
    last_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run last saw new evidence of it")
    reverses_event_id: Mapped[str | None] = mapped_column(comment="The event that this one takes back; null if none")
    method_version: Mapped[str] = mapped_column(comment="Version of the extraction and event method")


class EventEvidence(Base):
    __tablename__ = "event_evidence"
    __table_args__ = (
        Index(None, "event_id"),
        {"schema": "core", "comment": "Which article event is evidence of which leadership event. Writer: events."},
    )

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the event in the article")
    event_id: Mapped[str] = mapped_column(
        ForeignKey("core.leadership_event.event_id", deferrable=True, initially="DEFERRED"), comment="The leadership event"
    )
    story_id: Mapped[str] = mapped_column(comment="Story of the article when it was merged")
    translation_of: Mapped[str | None] = mapped_column(comment="Earlier story in another language as which it counts; null if none")
    is_taken_back: Mapped[bool] = mapped_column(comment="Its outlet denied the event later, or it copies one that did")


class EventState(Base):
    __tablename__ = "event_state"
    __table_args__ = {"schema": "core", "comment": "Up to where a company's events are merged. Writer: events."}

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    revision: Mapped[int] = mapped_column(BigInteger, comment="core.company.revision that the events are made of")
    judgements: Mapped[int] = mapped_column(comment="Judgements, taken back or not, that the events are made of")
    event_version: Mapped[str] = mapped_column(comment="Version of the event method")


class SeatTransition(Base):
    __tablename__ = "seat_transition"
    __table_args__ = (
        Index(None, "company_id", "transition_date"),
        Index(None, "transition_date"),
        Index(None, "reverses_transition_id", postgresql_where=text("reverses_transition_id IS NOT NULL")),
        {"schema": "core", "comment": "Changes of a seat's occupant, from confirmed events only. Writer: events."},
    )

    transition_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id made of its legs")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    role: Mapped[str] = mapped_column(comment="The seat's role")
    out_event_id: Mapped[str | None] = mapped_column(comment="The departure; null where only the arrival is known")
    in_event_id: Mapped[str | None] = mapped_column(comment="The arrival; null where only the departure is known")
    transition_date: Mapped[dt.date] = mapped_column(comment="Day of the change: the earlier of both legs")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run first knew of it")
    reverses_transition_id: Mapped[str | None] = mapped_column(comment="The transition that this one takes back")


class EventChange(Base):
    __tablename__ = "event_change"
    __table_args__ = (
        Index(None, "event_id", "changed_at"),
        Index(None, "changed_at"),
        Index("ix_event_change_company", text("(row ->> 'company')")),
        {"schema": "core", "comment": "Change feed of leadership events: the row after each change. Writer: events."},
    )

    change_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True, comment="Running number")
    event_id: Mapped[str] = mapped_column(comment="The leadership event")
    op: Mapped[str] = mapped_column(comment="insert, update or delete")
    changed_at: Mapped[dt.datetime] = mapped_column(comment="Time of the change on the run's clock")
    run_id: Mapped[str] = mapped_column(comment="Pipeline run that made the change")
    method_version: Mapped[str] = mapped_column(comment="Version of the method that made the change")
    row: Mapped[dict[str, Any]] = mapped_column(comment="The row after the change; before it, for a delete")


class SeatChange(Base):
    __tablename__ = "seat_change"
    __table_args__ = (
        Index(None, "transition_id", "changed_at"),
        Index(None, "changed_at"),
        {"schema": "core", "comment": "Change feed of seat transitions: the row after each change. Writer: events."},
    )

    change_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True, comment="Running number")
    transition_id: Mapped[str] = mapped_column(comment="The seat transition")
    op: Mapped[str] = mapped_column(comment="insert, update or delete")
    changed_at: Mapped[dt.datetime] = mapped_column(comment="Time of the change on the run's clock")
    run_id: Mapped[str] = mapped_column(comment="Pipeline run that made the change")
    method_version: Mapped[str] = mapped_column(comment="Version of the event method that made the change")
    row: Mapped[dict[str, Any]] = mapped_column(comment="The row after the change; before it, for a delete")


class CompanyName(Base):
    __tablename__ = "company_name"
    __table_args__ = (
        Index(None, "name"),
        {"schema": "core", "comment": "Names under which companies with events were shown over time. Writer: events."},
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the name, from 0")
    name: Mapped[str] = mapped_column(comment="Name as shown")
    since: Mapped[dt.datetime | None] = mapped_column(comment="When a run first showed it, on its clock; null for the first name")
    until: Mapped[dt.datetime | None] = mapped_column(comment="When a run showed another one; null for the present name")


class SeatTenure(Base):
    __tablename__ = "seat_tenure"
    __table_args__ = (
        Index(None, "company_id", "role", "held_from"),
        {"schema": "core", "comment": "Who held which seat from when to when, and when nobody did. Writer: events."},
    )

    tenure_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id made of the events that bound it")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    role: Mapped[str] = mapped_column(comment="The seat's role")
    state: Mapped[str] = mapped_column(comment="held; vacant: nobody is known to hold it; voided: it was told and never took effect")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("core.person.person_id"), comment="Who holds it; null if vacant")
    interim: Mapped[bool] = mapped_column(comment="Taken for an interim; permanent_on says since when no longer")
    is_shared: Mapped[bool] = mapped_column(comment="Held beside somebody else, as by two at the top")
    held_from: Mapped[dt.date | None] = mapped_column(comment="First day; null if before all that is known")
    held_to: Mapped[dt.date | None] = mapped_column(comment="Day of the end; null if it goes on, as far as is known")
    permanent_on: Mapped[dt.date | None] = mapped_column(comment="When an interim holder was made permanent; null otherwise")
    began_by: Mapped[str | None] = mapped_column(comment="The event that it begins with; null where none is known")
    ended_by: Mapped[str | None] = mapped_column(comment="The event that it ends with; null where none is known")
    end_known_by: Mapped[str | None] = mapped_column(comment="departure or successor, as its end is known; null while it goes on")
    reverses_event_id: Mapped[str | None] = mapped_column(comment="The departure that this return takes back; null if none")
