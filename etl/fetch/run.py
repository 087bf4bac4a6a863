"""Stage `fetch`: poll what is due at the run's clock, and keep each outcome with the bytes.

No connection to the database is held while the network is waited for. Attempts are named by feed and clock: a run that is
repeated at the same clock polls only what it had not stored.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import zstandard
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from etl.context import Context
from etl.errors import FetchError
from etl.fetch.polling import Outcome, PollState, is_due, new_state, next_state
from etl.fetch.reading import rules_for
from etl.fetch.registry import register_catalog
from etl.fetch.robots import may_fetch
from etl.io.http import USER_AGENT, Answer, Client, Request, retry_seconds
from etl.tables.raw import Body, Feed, FeedState, Fetch

BATCH = 100
"""Feeds polled between two writes."""
COMPRESSION_LEVEL = 6
AGENT = USER_AGENT.partition("/")[0]
OK, NOT_MODIFIED = 200, 304


@dataclass(frozen=True, slots=True)
class Due:
    """A feed that is to be polled, with its state before."""

    feed: str
    url: str
    is_local: bool
    min_seconds: float
    state: PollState


@dataclass(frozen=True, slots=True)
class Attempt:
    """One poll with its outcome; `body` is empty unless the outcome is ok."""

    due: Due
    outcome: Outcome
    body: bytes
    content_type: str | None
    duration_ms: int


def run(context: Context) -> dict[str, int]:
    """Poll all feeds of the shard that are due; returns the count of attempts by outcome."""
    with context.engine.begin() as connection:
        register_catalog(connection, context)
        todo = due_feeds(connection, context)
    totals: Counter[str] = Counter(polled=len(todo))
    for start in range(0, len(todo), BATCH):
        attempts = asyncio.run(poll_all(todo[start : start + BATCH], context))
        with context.engine.begin() as connection:
            store_attempts(connection, context, attempts)
        totals.update(attempt.outcome.kind for attempt in attempts)
        context.progress(min(start + BATCH, len(todo)), len(todo))
    return dict(totals)


def due_feeds(connection: Connection, context: Context) -> list[Due]:
    """The shard's feeds that are due and were not polled at this very clock; local ones are due in every run."""
    query = (
        select(Feed, FeedState)
        .outerjoin(FeedState, FeedState.feed == Feed.feed)
        .where(Feed.is_active, context.shard.owns(Feed.feed))
        .order_by(Feed.feed)
        .with_only_columns(Feed.feed, Feed.url, Feed.is_local, Feed.cadence_minutes, *_state_columns())
    )
    found = []
    for row in connection.execute(query).mappings():
        state = PollState(**{name: row[name] for name in PollState.__slots__}) if row["state"] else new_state(row["cadence_minutes"])
        if state.last_attempt_at != context.now and (row["is_local"] or is_due(state, context.now)):
            url = row["url"] if row["is_local"] else state.redirected_to or row["url"]
            found.append(Due(row["feed"], url, row["is_local"], _min_seconds(context, row["feed"]), state))
    return found


async def poll_all(todo: Sequence[Due], context: Context) -> list[Attempt]:
    """Poll the feeds at the same time, one request at a time a host."""
    settings = context.settings
    async with Client(settings.fetch_timeout_seconds, settings.fetch_max_bytes, settings.fetch_concurrency) as client:
        return list(await asyncio.gather(*(_poll(due, client, context) for due in todo)))


def store_attempts(connection: Connection, context: Context, attempts: Sequence[Attempt]) -> None:
    """Keep bytes, attempts and the feeds' new states."""
    bodies = {attempt.outcome.body_sha256: attempt for attempt in attempts if attempt.outcome.kind == "ok"}
    known = set(connection.scalars(select(Body.sha256).where(Body.sha256.in_(bodies))))
    fresh = [_body_row(attempt, context) for sha256, attempt in bodies.items() if sha256 not in known]
    if fresh:
        connection.execute(insert(Body).on_conflict_do_nothing(), fresh)
    if attempts:
        connection.execute(insert(Fetch).on_conflict_do_nothing(), [_fetch_row(attempt, context) for attempt in attempts])
        _put_states(connection, context, attempts)


async def _poll(due: Due, client: Client, context: Context) -> Attempt:
    started = time.monotonic()
    body, content_type = b"", None
    try:
        await _ask_robots(due, client, context)
        answer = await client.get(
            Request(due.url, due.is_local, due.state.etag, due.state.last_modified, due.min_seconds)
        )
        outcome = _outcome(answer, due.state, context)
        body, content_type = answer.body if outcome.kind == "ok" else b"", answer.content_type
    except FetchError as error:
        outcome = Outcome(kind=error.reason, error=str(error))
    return Attempt(due, outcome, body, content_type, int((time.monotonic() - started) * 1000))


async def _ask_robots(due: Due, client: Client, context: Context) -> None:
    if due.is_local:
        return
    rules = await rules_for(due.url, client, context.home / "cache" / "robots", context.now)
    if not may_fetch(rules, due.url, AGENT):
        raise FetchError("robots", f"robots.txt does not allow {due.url}")


def _outcome(answer: Answer, state: PollState, context: Context) -> Outcome:
    sha256 = hashlib.sha256(answer.body).hexdigest() if answer.status == OK else None
    error = None if answer.status in (OK, NOT_MODIFIED) else f"HTTP status {answer.status}"
    kind = "http_error" if error else "ok" if sha256 and sha256 != state.body_sha256 else "unchanged"
    return Outcome(
        kind=kind,
        status=answer.status,
        error=error,
        body_sha256=sha256,
        etag=answer.etag,
        last_modified=answer.last_modified,
        moved_to=answer.moved_to,
        retry_seconds=retry_seconds(answer.retry_after, context.now.timestamp()),
    )


def fetch_id(feed: str, context: Context) -> str:
    """Id of the poll of a feed at the run's clock."""
    return "f-" + hashlib.sha256(f"{feed}\x1f{context.now.isoformat()}".encode()).hexdigest()[:16]


def _min_seconds(context: Context, feed: str) -> float:
    entry = context.catalog.feeds.get(feed)
    return entry.politeness.min_seconds if entry else 0.0


def _state_columns() -> list[InstrumentedAttribute[Any]]:
    return [getattr(FeedState, name) for name in PollState.__slots__]


def _body_row(attempt: Attempt, context: Context) -> dict[str, object]:
    content = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL).compress(attempt.body)
    return {
        "sha256": attempt.outcome.body_sha256, "content": content, "size": len(attempt.body), "first_fetched_at": context.now,
    }  # fmt: skip


def _fetch_row(attempt: Attempt, context: Context) -> dict[str, object]:
    outcome = attempt.outcome
    return {
        "fetch_id": fetch_id(attempt.due.feed, context), "feed": attempt.due.feed, "run_id": context.run_id,
        "requested_at": context.now, "url": attempt.due.url, "outcome": outcome.kind, "http_status": outcome.status,
        "content_type": attempt.content_type, "body_sha256": outcome.body_sha256 if outcome.kind == "ok" else None,
        "duration_ms": attempt.duration_ms, "error": outcome.error,
    }  # fmt: skip


def _put_states(connection: Connection, context: Context, attempts: Sequence[Attempt]) -> None:
    rows = [
        {"feed": attempt.due.feed} | asdict(next_state(attempt.due.state, attempt.outcome, context.now)) for attempt in attempts
    ]
    statement = insert(FeedState)
    columns = {name: statement.excluded[name] for name in PollState.__slots__}
    connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=columns), rows)
