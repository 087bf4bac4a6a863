"""What is written of pages: each attempt with its bytes, what was read in them, and the article's new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import zstandard
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from etl.store.articles import content_hash
from etl.store.dates import published
from etl.store.pages.policy import Ask, ask_again_at
from etl.store.pages.reading import Unread
from etl.store.pages.text import READING_VERSION, PageReading
from etl.store.textual import article_text
from etl.tables.core import Article, ArticleVersion
from etl.tables.raw import Page, PageBody

COMPRESSION_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """One attempt; `body` is empty unless its outcome is ok."""

    row: dict[str, Any]
    body: bytes = b""


def write_asked(connection: Connection, asked: Sequence[Asked], now: dt.datetime) -> None:
    """Keep attempts, and the bytes that are not kept yet."""
    if not asked:
        return
    bodies = {attempt.row["body_sha256"]: attempt.body for attempt in asked if attempt.body}
    known = set(connection.scalars(select(PageBody.sha256).where(PageBody.sha256.in_(bodies)))) if bodies else set()
    fresh = [_body_row(sha256, body, now) for sha256, body in bodies.items() if sha256 not in known]
    if fresh:
        connection.execute(insert(PageBody).on_conflict_do_nothing(), fresh)
    connection.execute(insert(Page).on_conflict_do_nothing(), [attempt.row for attempt in asked])


def _body_row(sha256: str, body: bytes, now: dt.datetime) -> dict[str, Any]:
    content = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL).compress(body)
    return {"sha256": sha256, "content": content, "size": len(body), "first_fetched_at": now}


def write_readings(connection: Connection, readings: Sequence[tuple[Unread, PageReading]], now: dt.datetime) -> int:
    """Keep what was read, and when the page is asked for again for it; a text becomes the article's next version.

    Returns how many versions there are more. What is no text, or an older one than the article's, takes nothing away.
    """
    if not readings:
        return 0
    rows = [
        {"key": page.page_id, "kind": reading.outcome, "why": reading.reason, "by": READING_VERSION, "again": _again(page, reading)}
        for page, reading in readings
    ]
    changes: dict[str, Any] = {
        "reading": bindparam("kind"), "reading_reason": bindparam("why"), "reading_version": bindparam("by"),
        "ask_again_at": bindparam("again"),
    }  # fmt: skip
    connection.execute(update(Page).where(Page.page_id == bindparam("key")).values(changes), rows)
    return sum(_write_version(connection, page, reading, now) for page, reading in readings if reading.outcome == "text")


def _again(page: Unread, reading: PageReading) -> dt.datetime | None:
    return ask_again_at(Ask(page.asks, page.requested_at, page.first_seen_at), reading.outcome)


def _write_version(connection: Connection, page: Unread, reading: PageReading, now: dt.datetime) -> bool:
    if page.in_use_since and page.requested_at < page.in_use_since:
        return False
    text = article_text(page.title, reading.text)
    sha256 = content_hash(text)
    if sha256 == page.content_sha256:
        return False
    present = {
        "version": page.version + 1, "title": page.title, "text": text, "content_sha256": sha256, "page_id": page.page_id,
    }  # fmt: skip
    article = update(Article).where(Article.article_id == page.article_id)
    dated = article.values(present | {"updated_at": now} | _date(page, reading)).returning(Article.fetch_id)
    fetch_id = connection.scalar(dated)
    kept = present | {"article_id": page.article_id, "fetch_id": fetch_id, "seen_at": now}
    connection.execute(plain_insert(ArticleVersion), [kept])
    return True


def _date(page: Unread, reading: PageReading) -> dict[str, Any]:
    """When the feed named no date, the page's own; else nothing is changed."""
    if page.published_source != "inferred":
        return {}
    when = published(reading.dates, (), page.zone, page.first_seen_at, "page")
    if when.source != "page":
        return {}
    return {"published_at": when.at, "published_source": "page", "utc_offset_minutes": when.utc_offset_minutes}
