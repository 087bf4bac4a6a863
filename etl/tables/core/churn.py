"""Layer `core`: what follows: churn a company and day, alerts, and the keeping of runs and checks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from etl.tables.base import Base


class DailyChurn(Base):
    __tablename__ = "daily_churn"
    __table_args__ = (
        Index(None, "day"),
        {"schema": "core", "comment": "Churn a company and day; a new row at each change, none is overwritten. Writer: signals."},
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    day: Mapped[dt.date] = mapped_column(primary_key=True, comment="The day, in UTC")
    computed_at: Mapped[dt.datetime] = mapped_column(primary_key=True, comment="When it was computed, on the run's clock")
    departures: Mapped[int] = mapped_column(comment="Confirmed departures dated on the day")
    appointments: Mapped[int] = mapped_column(comment="Confirmed appointments dated on the day")
    transitions_7d: Mapped[int] = mapped_column(comment="Seat transitions in the 7 days up to the day")
    transitions_30d: Mapped[int] = mapped_column(comment="Seat transitions in the 30 days up to the day")
    transitions_90d: Mapped[int] = mapped_column(comment="Seat transitions in the 90 days up to the day")
    seat_exposure_years: Mapped[float] = mapped_column(comment="Seats times years observed for the prior rate")
    expected: Mapped[float | None] = mapped_column(comment="Transitions expected in 30 days; null where coverage is too low")
    p_value: Mapped[float | None] = mapped_column(comment="Probability of so many by chance; null where coverage is too low")
    intensity: Mapped[float | None] = mapped_column(comment="Transitions of 30 days over expected; null as p_value")
    ceo_occupants_30d: Mapped[int] = mapped_column(comment="Different people who held the CEO seat in the 30 days")
    coverage: Mapped[float] = mapped_column(comment="Share of the feeds that were healthy, 0 to 1")
    level: Mapped[str | None] = mapped_column(comment="page, watch or none; null where coverage is too low")
    cusum: Mapped[float | None] = mapped_column(comment="How much more likely, as a logarithm, a 24-fold rate since cusum_since is")
    cusum_since: Mapped[dt.date | None] = mapped_column(comment="The change from which on the rate is most likely to be raised")
    q_value: Mapped[float | None] = mapped_column(
        comment="Share of false ones among the companies of the day that are at least as improbable; null as p_value"
    )
    reason: Mapped[str] = mapped_column(comment="The numbers in words")
    method_version: Mapped[str] = mapped_column(comment="Version of the signal method")


class Alert(Base):
    __tablename__ = "alert"
    __table_args__ = (
        Index(None, "company_id", "opened_at"),
        {"schema": "core", "comment": "Episodes of unusual churn, one row an episode. Writer: alerts."},
    )

    alert_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of company and first transition")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    level: Mapped[str] = mapped_column(comment="watch or page, the highest reached")
    opened_at: Mapped[dt.datetime] = mapped_column(comment="When the episode was opened, on the run's clock")
    updated_at: Mapped[dt.datetime] = mapped_column(comment="When a transition was last added")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was closed after 30 quiet days; null while open")
    transitions: Mapped[list[Any]] = mapped_column(comment="Ids of the seat transitions of the episode, by date")
    reason: Mapped[str] = mapped_column(comment="Why the alert was raised, in words")
    evidence: Mapped[list[Any]] = mapped_column(comment="Who, when, the sentence and the link for each transition")


class AlertDelivery(Base):
    __tablename__ = "alert_delivery"
    __table_args__ = (
        Index(None, "alert_id"),
        {"schema": "core", "comment": "Outbox: what was or is to be sent, once a channel and change. Writer: alerts."},
    )

    delivery_id: Mapped[str] = mapped_column(primary_key=True, comment="Idempotency key of alert, change and channel")
    alert_id: Mapped[str | None] = mapped_column(ForeignKey("core.alert.alert_id"), comment="The alert; null for news of a feed")
    channel: Mapped[str] = mapped_column(comment="Name of the channel")
    kind: Mapped[str] = mapped_column(comment="opened, updated or closed")
    payload: Mapped[dict[str, Any]] = mapped_column(comment="The message")
    state: Mapped[str] = mapped_column(comment="pending, sent or failed")
    attempts: Mapped[int] = mapped_column(comment="How often it was tried")
    created_at: Mapped[dt.datetime] = mapped_column(comment="When it was put into the outbox")
    not_before: Mapped[dt.datetime] = mapped_column(comment="Not sent before this time: the end of the receiver's quiet hours")
    sent_at: Mapped[dt.datetime | None] = mapped_column(comment="When the channel took it")
    error: Mapped[str | None] = mapped_column(comment="Why the last try failed")


class CheckResult(Base):
    __tablename__ = "check_result"
    __table_args__ = {"schema": "core", "comment": "Data-quality checks, one row a check and run. Writer: checks."}

    run_id: Mapped[str] = mapped_column(primary_key=True, comment="Pipeline run")
    name: Mapped[str] = mapped_column(primary_key=True, comment="Name of the check")
    passed: Mapped[bool] = mapped_column(comment="Whether it passed")
    observed: Mapped[str] = mapped_column(comment="What was found, in words")
    checked_at: Mapped[dt.datetime] = mapped_column(comment="When, on the run's clock")


class PipelineRun(Base):
    __tablename__ = "pipeline_run"
    __table_args__ = (
        Index(None, "started_at"),
        {"schema": "core", "comment": "Every run of a stage with its outcome and counts. Writer: pipeline."},
    )

    run_id: Mapped[str] = mapped_column(primary_key=True, comment="Id of the run: its clock time and window")
    stage: Mapped[str] = mapped_column(primary_key=True, comment="Name of the stage")
    shard: Mapped[int] = mapped_column(primary_key=True, comment="Number of the shard, from 0")
    clock: Mapped[dt.datetime] = mapped_column(comment="The run's clock: the time that the stage was given")
    started_at: Mapped[dt.datetime] = mapped_column(comment="Wall-clock start")
    finished_at: Mapped[dt.datetime | None] = mapped_column(comment="Wall-clock end; null while running or if killed")
    outcome: Mapped[str] = mapped_column(comment="running, ok or failed")
    counts: Mapped[dict[str, Any]] = mapped_column(comment="What the stage did, by name")
    error: Mapped[str | None] = mapped_column(comment="What went wrong, in words; null on success")
