"""Stage `alerts`: decide on each company's episode, store it with its messages in one transaction, then deliver."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from etl.alerts import reading
from etl.alerts.desk import Desk
from etl.alerts.episodes import Intent, decide
from etl.alerts.evidence import as_json, doubts
from etl.alerts.message import delivery_id, payload
from etl.alerts.outbox import deliver, tell_of_feeds
from etl.alerts.routing import News, targets
from etl.context import Context
from etl.io.notify import Channel, DeliveryError
from etl.tables.core import Alert, AlertDelivery

log = logging.getLogger(__name__)

ONE_AT_A_TIME = 0x616C657274
"""Key of the advisory lock: two runs at once must not open the same episode twice."""


def run(context: Context) -> dict[str, int]:
    """Open, update and close episodes and deliver what is pending; a backfill stores its episodes and sends nothing.

    Where a check of this run failed, its data is told to nobody: what was put into the outbox before is delivered, no more.
    """
    desk = Desk.open(context.settings)
    known = {} if context.is_backfill else desk.channels
    counts = {"opened": 0, "updated": 0, "closed": 0}
    with context.engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        failed = reading.failed_checks(connection, context.run_id)
        if failed:
            log.warning("The alerts of this window are blocked; checks that failed: %s", ", ".join(failed))
            counts["blocked_by"] = len(failed)
        for intent in _intents(connection, context.now) if not failed else ():
            _store(connection, intent, None if context.is_backfill else desk, context.now)
            counts[intent.kind] += 1
        if not context.is_backfill:
            tell_of_feeds(connection, desk.always, context.now)
    return counts | deliver(context, known)


def send_test(context: Context) -> list[tuple[str, str | None]]:
    """Send a test message through every channel; returns each channel's name with its error, null if it was taken."""
    moment = context.now.isoformat(timespec="seconds")
    message = {
        "delivery_id": f"test-{moment}",
        "kind": "test",
        "subject": "Revolving Door: test of the alert channels",
        "text": f"This is a test, sent at {moment}. Nothing has happened.",
    }
    return [(channel.name, _error_of(channel, message)) for channel in Desk.open(context.settings).channels.values()]


def _intents(connection: Connection, now: dt.datetime) -> Iterable[Intent]:
    companies = reading.candidates(connection, now.astimezone(dt.UTC).date())
    episodes = reading.last_episodes(connection, companies)
    for company_id, situation in sorted(reading.situations(connection, companies, now).items()):
        intent = decide(episodes.get(company_id), situation, now)
        if intent:
            yield intent


def _store(connection: Connection, intent: Intent, desk: Desk | None, now: dt.datetime) -> None:
    """Write the episode, and a row into the outbox for each channel that is told; without a desk nobody is."""
    episode = intent.episode
    members = reading.members(connection, episode.members)
    evidence = [as_json(member) for member in members]
    _put_alert(connection, intent, evidence)
    if desk is None:
        return
    standing = reading.standing(connection, episode.company_id, now.astimezone(dt.UTC).date())
    message = payload(intent, standing.name, evidence, doubts(members, standing.coverage))
    news = News(episode.company_id, standing.country, episode.level, standing.p_value, now)
    rows = [
        {
            "delivery_id": delivery_id(intent, target), "alert_id": episode.alert_id, "channel": target, "kind": intent.kind,
            "payload": message, "state": "pending", "attempts": 0, "created_at": now, "not_before": not_before,
        }
        for target, not_before in targets(desk.routing, desk.always, news).items()
    ]
    connection.execute(insert(AlertDelivery).on_conflict_do_nothing(), rows)


def _put_alert(connection: Connection, intent: Intent, evidence: list[dict[str, Any]]) -> None:
    """Write the episode; closing it leaves its transitions and evidence as they were told last."""
    episode = intent.episode
    key = {"alert_id": episode.alert_id, "company_id": episode.company_id, "opened_at": episode.opened_at}
    told: dict[str, Any] = {"transitions": list(episode.members), "evidence": evidence}
    state = {
        "level": episode.level, "updated_at": episode.updated_at, "closed_at": episode.closed_at, "reason": episode.reason,
    }
    statement = insert(Alert).values(key | told | state)
    changes = state if intent.kind == "closed" else state | told
    connection.execute(statement.on_conflict_do_update(index_elements=["alert_id"], set_=changes))


def _error_of(channel: Channel, message: dict[str, Any]) -> str | None:
    try:
        channel.send(message)
    except DeliveryError as error:
        return str(error)
    return None
