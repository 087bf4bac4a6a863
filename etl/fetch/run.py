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
from dataclasses import dataclass
from typing import Any

import zstandard
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import InstrumentedAttribute

from etl.context import Context
from etl.errors import FetchError
from etl.fetch.polling import Outcome, PollState, is_due, new_state, next_state
from etl.fetch.registry import register_catalog
from etl.fetch.writing import judge
from etl.io.hosts import HostBook
from etl.io.http import Answer, Client, Request, host_of, retry_seconds
from etl.io.sites import Sites
from etl.io.waiting import hosts_that_wait, retry_at
from etl.tables.raw import Body, Feed, FeedState, Fetch
from etl.tables.rows import insert_new, put_plain

BATCH = 200
"""Attempts written at one time."""
BATCH_BYTES = 50_000_000
"""Bytes of bodies at which they are written however few they are."""
COMPRESSION_LEVEL = 6
OK, NOT_MODIFIED = 200, 304
HOST = func.lower(func.substring(Feed.url, "^[a-zA-Z]+://([^/?#]+)"))
"""Feeds are shared out by their host: only then can one shard keep its distance from it."""

STATE: list[InstrumentedAttribute[Any]] = [getattr(FeedState, name) for name in PollState.__slots__]
"""Columns of a feed's state, in the order of the fields of `PollState`."""


@dataclass(frozen=True, slots=True)
class Due:
    """A feed that is to be polled, with its state before."""

    feed: str
    url: str
    is_local: bool
    min_seconds: float
    max_per_host: int
    state: PollState

    @property
    def request(self) -> Request:
        """What is asked, with the validators of the last answer."""
        return Request(self.url, self.is_local, self.state.etag, self.state.last_modified, self.min_seconds, self.max_per_host)


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
        silent = judge(connection, context.now) if context.shard.index == 0 else 0
        todo = due_feeds(connection, context)
    counts = asyncio.run(poll_all(todo, context))
    return counts | {"silent": silent} if silent else counts


def due_feeds(connection: Connection, context: Context) -> list[Due]:
    """The shard's feeds that are due and were not polled at this very clock, the longest due first; local ones are due in every run.

    A host that asked for patience is left alone with all its feeds until the time that it said.
    """
    query = (
        select(Feed, FeedState)
        .outerjoin(FeedState, FeedState.feed == Feed.feed)
        .where(Feed.is_active, context.shard.owns(HOST))
        .order_by(FeedState.next_due_at.asc().nulls_first(), Feed.feed)
        .with_only_columns(Feed.feed, Feed.url, Feed.is_local, Feed.cadence_minutes, *STATE)
    )
    waiting = hosts_that_wait(connection, context.now)
    due = (_due(*row, context=context) for row in connection.execute(query))
    return [feed for feed in due if feed and (feed.is_local or host_of(feed.url) not in waiting)]


def _due(slug: str, url: str, is_local: bool, cadence_minutes: int, *known: Any, context: Context) -> Due | None:
    state = PollState(*known) if known[0] else new_state(cadence_minutes)
    if state.last_attempt_at == context.now or not (is_local or is_due(state, context.now)):
        return None
    entry = context.catalog.feeds.get(slug)
    min_seconds, max_per_host = (entry.politeness.min_seconds, entry.politeness.max_per_host) if entry else (0.0, 1)
    return Due(slug, url if is_local else state.redirected_to or url, is_local, min_seconds, max_per_host, state)


async def poll_all(todo: Sequence[Due], context: Context) -> dict[str, int]:
    """Poll the feeds at the same time, as many at a time a host as it allows, and keep what comes; returns counts by outcome."""
    settings = context.settings
    book = HostBook(context.home / "cache" / "hosts")
    keeper = Keeper(context, len(todo))
    limits = (settings.fetch_timeout_seconds, settings.fetch_max_bytes, settings.fetch_concurrency)
    async with Client(*limits, book, settings.contact) as client:
        sites = Sites(client, context.home / "cache" / "sites", context.now)
        await asyncio.gather(*(_poll(due, client, sites, keeper) for due in todo))
    keeper.flush()
    return {kind: count for kind, count in keeper.counts.items() if count or kind == "polled"}


class Keeper:
    """Writes attempts in batches as they end: the database is held for the write alone, and no bytes pile up meanwhile."""

    def __init__(self, context: Context, total: int) -> None:
        self.context = context
        self.counts: Counter[str] = Counter(polled=total)
        self._waiting: list[Attempt] = []
        self._bytes = 0

    def add(self, attempt: Attempt) -> None:
        """Take an attempt; a full batch is written at once."""
        self.counts[attempt.outcome.kind] += 1
        self._waiting.append(attempt)
        self._bytes += len(attempt.body)
        if len(self._waiting) >= BATCH or self._bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        with self.context.engine.begin() as connection:
            store_attempts(connection, self.context, self._waiting)
        self._waiting.clear()
        self._bytes = 0
        done = self.counts.total() - self.counts["polled"]
        self.context.progress(done, self.counts["polled"])


def store_attempts(connection: Connection, context: Context, attempts: Sequence[Attempt]) -> None:
    """Keep bytes, attempts and the feeds' new states."""
    bodies = {attempt.outcome.body_sha256: attempt for attempt in attempts if attempt.outcome.kind == "ok"}
    known = set(connection.scalars(select(Body.sha256).where(Body.sha256.in_(bodies))))
    fresh = [_body_row(attempt, context) for sha256, attempt in bodies.items() if sha256 not in known]
    if fresh:
        insert_new(connection, Body, fresh)
    put_plain(connection, Fetch, [_fetch_row(attempt, context) for attempt in attempts])
    put_plain(connection, FeedState, [_state_row(attempt, context) for attempt in attempts], ["feed"])


async def _poll(due: Due, client: Client, sites: Sites, keeper: Keeper) -> None:
    """One attempt; none is kept where the host wants patience, so that the feed stays due."""
    started = time.monotonic()
    body, content_type = b"", None
    try:
        if not due.is_local:
            await sites.check_feed(due.request)
        answer = await client.get(due.request)
        outcome = _outcome(answer, due.state, keeper.context)
        body, content_type = answer.body if outcome.kind == "ok" else b"", answer.content_type
    except FetchError as error:
        if error.reason == "host_waits":
            keeper.counts["deferred"] += 1
            return
        outcome = Outcome(kind=error.reason, error=str(error))
    keeper.add(Attempt(due, outcome, body, content_type, int((time.monotonic() - started) * 1000)))


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
        "retry_at": retry_at(outcome.status, outcome.retry_seconds, context.now),
    }  # fmt: skip


def _state_row(attempt: Attempt, context: Context) -> dict[str, Any]:
    """As `dataclasses.asdict`, but without a deep copy of each value: which is a good part of what a poll without news costs."""
    state = next_state(attempt.due.state, attempt.outcome, context.now)
    return {"feed": attempt.due.feed} | {name: getattr(state, name) for name in PollState.__slots__}
