"""Asks for the pages that are wanted, keeps their bytes, and reads the articles' texts in them.

The two halves meet in the tables: what was asked for and not read yet is read by the next run, and what was read by an
earlier version of the method is read again without asking anybody.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Sequence

from etl.context import Context
from etl.errors import FetchError
from etl.io.hosts import HostBook
from etl.io.http import PAGES, Answer, Client, Request, host_of, retry_seconds
from etl.io.objections import markup_objection
from etl.io.sites import Sites
from etl.io.waiting import hosts_that_wait, retry_at
from etl.store.pages.policy import Ask, ask_again_at, is_wanted
from etl.store.pages.reading import Unread, Wish, unread, wishes
from etl.store.pages.text import READING_VERSION, PageReading, read_page
from etl.store.pages.writing import Asked, write_asked, write_readings

MAX_PAGES = 1000
"""Articles looked at in one run."""
MAX_PER_HOST = 20
"""Pages asked of one host in one run; at five seconds between two of them it takes as long as polling the feeds does."""
PUT_OFF = "pages_deferred"
"""What the pages are counted as that are left to the next run: their host wants patience, or has had its share of this one."""
MAX_BYTES = 4_000_000
BATCH = 50
"""Pages between two writes."""
HTML_TYPES = ("text/html", "application/xhtml+xml")
OK, NOT_MODIFIED = 200, 304


def take_in_pages(context: Context) -> dict[str, int]:
    """Ask for pages (unless the context is offline), read them; returns counts by outcome and of the versions made.

    Pages wanted (`pages_wanted`) are those put off (`pages_deferred`) and those asked for, by outcome (`pages_ok`, ...).
    """
    counts: Counter[str] = Counter()
    if not context.is_offline:
        with context.engine.connect() as connection:
            wanted = wishes(connection, context.now, MAX_PAGES)
            waiting = hosts_that_wait(connection, context.now)
        counts += asyncio.run(_ask_all(context, wanted, waiting))
    counts += _read_all(context)
    return dict(counts)


async def _ask_all(context: Context, wanted: Sequence[Wish], waiting: set[str]) -> Counter[str]:
    needs = {wish.article_id: wish.has_page_text or is_wanted(wish.policy, wish.body, wish.lang) for wish in wanted}
    spared = [Asked(_row(context, wish, "not_needed")) for wish in wanted if not needs[wish.article_id]]
    _write(context, spared)
    needed = [wish for wish in wanted if needs[wish.article_id]]
    todo = share_out(needed, waiting)
    counts = Counter({"pages_wanted": len(needed), PUT_OFF: len(needed) - len(todo)})
    settings = context.settings
    book = HostBook(context.home / "cache" / "hosts")
    async with Client(settings.fetch_timeout_seconds, MAX_BYTES, settings.fetch_concurrency, book, settings.contact) as client:
        sites = Sites(client, context.home / "cache" / "sites", context.now)
        for start in range(0, len(todo), BATCH):
            attempts = await asyncio.gather(*(_ask(context, wish, client, sites) for wish in todo[start : start + BATCH]))
            _write(context, [attempt for attempt in attempts if attempt])
            counts.update(f"pages_{attempt.row['outcome']}" if attempt else PUT_OFF for attempt in attempts)
    return +counts


def _write(context: Context, asked: Sequence[Asked]) -> None:
    with context.engine.begin() as connection:
        write_asked(connection, asked, context.now)


def share_out(wanted: Sequence[Wish], waiting: set[str]) -> list[Wish]:
    """The pages of this run: at most `MAX_PER_HOST` of a host, none of one that waits; the hosts in turn, so that none is kept."""
    turns: Counter[str] = Counter()
    chosen: list[tuple[int, Wish]] = []
    for wish in wanted:
        host = host_of(wish.url)
        if wish.is_local or (host not in waiting and turns[host] < MAX_PER_HOST):
            chosen.append((turns[host], wish))
            turns[host] += 1
    return [wish for _, wish in sorted(chosen, key=lambda pair: pair[0])]


async def _ask(context: Context, wish: Wish, client: Client, sites: Sites) -> Asked | None:
    """One attempt; None where the host wants patience, so that the page stays to be asked for."""
    entry = context.catalog.feeds.get(wish.feed)
    politeness = (entry.politeness.min_seconds, entry.politeness.max_per_host) if entry else (0.0, 1)
    request = Request(wish.url, wish.is_local, *wish.validators, *politeness, accept=PAGES)
    started = time.monotonic()
    try:
        if not wish.is_local:
            await sites.check_page(request)
        answer = await client.get(request)
    except FetchError as error:
        if error.reason == "host_waits":
            return None
        row = _row(context, wish, error.reason, error=str(error))
        return Asked(row | {"duration_ms": int((time.monotonic() - started) * 1000)})
    asked = _answered(context, wish, answer)
    return dataclasses.replace(asked, row=asked.row | {"duration_ms": int((time.monotonic() - started) * 1000)})


def _answered(context: Context, wish: Wish, answer: Answer) -> Asked:
    outcome, error = _outcome(answer, wish)
    body = answer.body if outcome == "ok" else b""
    patience = retry_at(answer.status, retry_seconds(answer.retry_after, context.now.timestamp()), context.now)
    row = _row(context, wish, outcome, answer.status, error, patience)
    row |= {
        "url": answer.url, "content_type": answer.content_type, "etag": answer.etag, "last_modified": answer.last_modified,
        "body_sha256": hashlib.sha256(body).hexdigest() if body else None,
    }  # fmt: skip
    return Asked(row, body)


def _outcome(answer: Answer, wish: Wish) -> tuple[str, str | None]:
    if answer.status == NOT_MODIFIED and any(wish.validators):
        return "unchanged", None
    if answer.status != OK:
        return "http_error", f"HTTP status {answer.status}"
    kind = (answer.content_type or "").partition(";")[0].strip().lower()
    if kind not in HTML_TYPES or not answer.body:
        return "not_html", f"{len(answer.body)} bytes of {kind or 'no type'}"
    objection = markup_objection(answer.body)
    return ("opt_out", f"{answer.url}: {objection}") if objection else ("ok", None)


def _row(
    context: Context, wish: Wish, outcome: str, status: int | None = None, error: str | None = None, patience: dt.datetime | None = None
) -> dict[str, object]:
    # A page without change is what was read in it.
    result = wish.reading if outcome == "unchanged" and wish.reading else outcome
    again = ask_again_at(Ask(wish.asks + 1, context.now, wish.first_seen_at), result, status, patience)
    page_id = "p-" + hashlib.sha256(f"{wish.article_id}\x1f{context.now.isoformat()}".encode()).hexdigest()[:16]
    return {
        "page_id": page_id, "article_id": wish.article_id, "run_id": context.run_id, "requested_at": context.now, "url": wish.url,
        "outcome": outcome, "http_status": status, "content_type": None, "etag": None, "last_modified": None, "body_sha256": None,
        "duration_ms": 0, "error": error, "retry_at": patience, "ask_again_at": again,
    }  # fmt: skip


def _read_all(context: Context) -> Counter[str]:
    counts: Counter[str] = Counter()
    while True:
        with context.engine.begin() as connection:
            pages = unread(connection, READING_VERSION, BATCH)
            readings = [(page, _read(page)) for page in pages]
            versions = write_readings(connection, readings, context.now)
        if not pages:
            return counts
        counts.update(f"read_{reading.outcome}" for _, reading in readings)
        counts.update(full_texts=versions)


def _read(page: Unread) -> PageReading:
    """The text in a page; the teaser to compare it with is the article's body, unless that is from a page already."""
    teaser = "" if page.in_use_since else page.body
    return read_page(page.content, page.content_type, page.url, page.title, teaser, page.lang)
