"""Delivery of what lies in the outbox: each row is locked, sent and marked by itself, so that a crash resends one at most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from etl.alerts.feeds import deliveries
from etl.context import Context
from etl.io.notify import Channel, DeliveryError
from etl.tables.core import AlertDelivery
from etl.tables.raw import Feed, FeedAlert

MOST_ATTEMPTS = 20
"""After so many runs a delivery is given up, and stays as failed."""


def deliver(context: Context, channels: Mapping[str, Channel]) -> dict[str, int]:
    """Send what is pending; returns how many were sent and how many failed."""
    counts = {"sent": 0, "failed": 0}
    with context.engine.connect() as connection:
        pending = list(
            connection.scalars(
                select(AlertDelivery.delivery_id)
                .where(
                    AlertDelivery.state == "pending", AlertDelivery.channel.in_(channels), AlertDelivery.not_before <= context.now
                )
                .order_by(AlertDelivery.created_at, AlertDelivery.delivery_id)
            )
        )
    for delivery_id in pending:
        with context.engine.begin() as connection:
            outcome = _deliver_one(connection, context, channels, delivery_id)
        if outcome:
            counts[outcome] += 1
    return counts


def _deliver_one(connection: Connection, context: Context, channels: Mapping[str, Channel], delivery_id: str) -> str | None:
    """Send one row and mark it in the same transaction; null if another run has it."""
    row = connection.execute(
        select(AlertDelivery.channel, AlertDelivery.payload, AlertDelivery.attempts)
        .where(AlertDelivery.delivery_id == delivery_id, AlertDelivery.state == "pending")
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    mark = update(AlertDelivery).where(AlertDelivery.delivery_id == delivery_id)
    attempts = row.attempts + 1
    try:
        channels[row.channel].send({"delivery_id": delivery_id} | row.payload)
    except DeliveryError as error:
        state = "failed" if attempts >= MOST_ATTEMPTS else "pending"
        connection.execute(mark.values(state=state, attempts=attempts, error=str(error)))
        return "failed"
    connection.execute(mark.values(state="sent", attempts=attempts, sent_at=context.now, error=None))
    return "sent"


def tell_of_feeds(connection: Connection, targets: Collection[str], now: dt.datetime) -> None:
    """Put a message into the outbox for each channel and each feed alert that began or ended lately; twice the same is one."""
    query = (
        select(FeedAlert.feed, Feed.title, FeedAlert.opened_at, FeedAlert.closed_at, FeedAlert.state, FeedAlert.reason)
        .join(Feed, Feed.feed == FeedAlert.feed)
        .where(~Feed.is_local, FeedAlert.opened_at <= now)
    )
    rows = [row for alert in connection.execute(query) for row in deliveries(alert, targets, now)]
    if rows:
        connection.execute(insert(AlertDelivery).on_conflict_do_nothing(), rows)
