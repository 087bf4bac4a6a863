"""What is asked of the tables about pages: which articles want theirs, and which bytes are still to be read."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import zstandard
from sqlalchemy import Connection, FromClause, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from etl.store.pages.policy import MAX_ASKS, WINDOW, FullText
from etl.tables.core import Article, Takedown
from etl.tables.raw import Feed, Fetch, Page, PageBody
from etl.types import Lang

KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Wish:
    """An article whose page may be asked for."""

    article_id: str
    feed: str
    policy: FullText
    url: str
    """Where the page is asked for."""
    is_local: bool
    lang: Lang
    body: str
    """The article's text without the headline."""
    first_seen_at: dt.datetime
    asks: int = 0
    """How often it was asked for."""
    has_page_text: bool = False
    """The text is a page's already; the feed has told of a change since."""
    validators: tuple[str | None, str | None] = (None, None)
    """ETag and Last-Modified of the last answer that was read."""
    reading: str | None = None
    """What was read in that answer; None if there was none."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The bytes of a page, and the article that they are for."""

    page_id: str
    article_id: str
    requested_at: dt.datetime
    asks: int
    """1 for the article's first attempt."""
    url: str
    content_type: str
    content: bytes
    title: str
    body: str
    lang: Lang
    zone: ZoneInfo
    version: int
    content_sha256: str
    in_use_since: dt.datetime | None
    """When the page was asked for that the article's text is from; None where it is the feed's."""
    published_source: str
    first_seen_at: dt.datetime


def wishes(connection: Connection, now: dt.datetime, limit: int) -> list[Wish]:
    """Articles of the last days whose feed lets their page be read, and that were not asked for, or are to be again; newest first.

    A page is asked for again at the time that its last attempt set, or when the feed has told another text or headline since.
    """
    last = (
        select(func.count(Page.page_id).label("asks"), func.max(Page.requested_at).label("at"))
        .where(Page.article_id == Article.article_id)
        .lateral("last")
    )
    again = (
        select(Page.ask_again_at)
        .where(Page.article_id == Article.article_id, Page.requested_at == last.c.at)
        .correlate(Article, last)
        .scalar_subquery()
    )
    is_due = and_(last.c.asks < MAX_ASKS, last.c.at < now, or_(again <= now, Fetch.requested_at > last.c.at))
    answer = _last_answer()
    query = (
        select(Article.article_id, Article.feed, Article.url, Article.title, Article.text, Article.lang, Article.first_seen_at,
               Article.page_id, Feed.full_text, Feed.is_local, Feed.pages_url, last.c.asks, answer.c.url.label("answer_url"),
               answer.c.etag, answer.c.last_modified, answer.c.reading)
        .join(Feed, Feed.feed == Article.feed)
        .join(Fetch, Fetch.fetch_id == Article.fetch_id)
        .join(last, true())
        .outerjoin(answer, true())
        .where(
            Article.first_seen_at.between(now - WINDOW, now),
            Feed.is_active,
            Feed.full_text != "never",
            or_(Feed.is_local.is_(False), Feed.pages_url.is_not(None)),
            or_(last.c.asks == 0, is_due),
            ~select(Takedown.key).where(Takedown.kind == "article", Takedown.key == Article.url_key).exists(),
        )
        .order_by(Article.first_seen_at.desc(), Article.article_id)
        .limit(limit)
    )  # fmt: skip
    return [wish for row in connection.execute(query) if (wish := _wish(row))]


def _last_answer() -> FromClause:
    """The last answer with bytes that were read, of which another one may say that nothing has changed."""
    return (
        select(Page.url, Page.etag, Page.last_modified, Page.reading)
        .where(Page.article_id == Article.article_id, Page.outcome == "ok", Page.reading.is_not(None))
        .order_by(Page.requested_at.desc())
        .limit(1)
        .lateral("answer")
    )


def _wish(row: Any) -> Wish | None:
    url = recorded_page(row.pages_url, row.url) if row.is_local else row.url
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    # What another address said, to which this one led, tells nothing of the page here.
    is_here = row.answer_url == url
    return Wish(
        row.article_id, row.feed, cast("FullText", row.full_text), url, row.is_local, cast("Lang", row.lang),
        row.text[len(row.title) + 1 :], row.first_seen_at, row.asks, row.page_id is not None,
        (row.etag, row.last_modified) if is_here else (None, None), row.reading if is_here else None,
    )  # fmt: skip


def recorded_page(folder_url: str, url: str) -> str:
    """Where the page of an article with this link lies among recorded ones: named by the hash of the link."""
    return f"{folder_url}{hashlib.sha256(url.encode()).hexdigest()[:KEY_LENGTH]}.html"


def unread(connection: Connection, reading_version: str, limit: int) -> list[Unread]:
    """Pages with bytes that were not read by this version, of an article the earliest; at most `limit`, none only where none is left."""
    # Ranges in place of "other than", so that an index finds them.
    stale = or_(Page.reading_version.is_(None), Page.reading_version < reading_version, Page.reading_version > reading_version)
    in_use, attempt = aliased(Page), aliased(Page)
    asks = (
        select(func.count())
        .where(attempt.article_id == Page.article_id, attempt.requested_at <= Page.requested_at)
        .correlate(Page)
        .scalar_subquery()
    )
    query = (
        select(
            Page.page_id, Page.article_id, Page.requested_at, asks.label("asks"), Page.url, Page.content_type, PageBody.content,
            PageBody.size, Article.title, Article.text, Article.lang, Article.version, Article.content_sha256,
            in_use.requested_at.label("in_use_since"), Article.published_source, Article.first_seen_at, Feed.timezone,
        )
        .join(PageBody, PageBody.sha256 == Page.body_sha256)
        .join(Article, Article.article_id == Page.article_id)
        .join(Feed, Feed.feed == Article.feed)
        .outerjoin(in_use, in_use.page_id == Article.page_id)
        .where(Page.body_sha256.is_not(None), stale)
        .order_by(Page.requested_at, Page.page_id)
        .limit(limit)
    )  # fmt: skip
    earliest: dict[str, Any] = {}
    for row in connection.execute(query):
        earliest.setdefault(row.article_id, row)
    return [_unread(row) for row in earliest.values()]


def _unread(row: Any) -> Unread:
    content = zstandard.ZstdDecompressor().decompress(row.content, max_output_size=row.size)
    return Unread(
        row.page_id, row.article_id, row.requested_at, row.asks, row.url, row.content_type or "", content, row.title,
        row.text[len(row.title) + 1 :], cast("Lang", row.lang), ZoneInfo(row.timezone), row.version, row.content_sha256,
        row.in_use_since, row.published_source, row.first_seen_at,
    )  # fmt: skip
