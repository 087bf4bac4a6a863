"""What is asked of the tables about pages: which articles want theirs, and which bytes are still to be read."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import zstandard
from sqlalchemy import Connection, and_, func, or_, select, true

from etl.store.pages.policy import FullText
from etl.tables.core import Article, Takedown
from etl.tables.raw import Feed, Page, PageBody
from etl.types import Lang

WINDOW = dt.timedelta(days=2)
"""How long after its first sight an article's page is still asked for."""
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
    asks: int
    """How often it was asked for."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The bytes of a page, and the article that they are for."""

    page_id: str
    article_id: str
    requested_at: dt.datetime
    url: str
    content_type: str
    content: bytes
    title: str
    body: str
    lang: Lang
    zone: ZoneInfo
    version: int
    content_sha256: str
    page_in_use: str | None
    published_source: str
    first_seen_at: dt.datetime


def wishes(connection: Connection, now: dt.datetime, limit: int) -> list[Wish]:
    """Articles of the last days whose feed lets their page be read and that were not asked for, or are to be again; newest first."""
    last = (
        select(
            func.count(Page.page_id).label("asks"), func.count(Page.ask_again_at).label("passing"),
            func.max(Page.requested_at).label("at"), func.max(Page.ask_again_at).label("again"),
        )
        .where(Page.article_id == Article.article_id)
        .lateral("last")
    )  # fmt: skip
    # The last ask of a page is the only one that may be final: then not all of them say when it is asked again.
    is_due = and_(last.c.passing == last.c.asks, last.c.again <= now, last.c.at < now)
    query = (
        select(Article.article_id, Article.feed, Article.url, Article.title, Article.text, Article.lang, Feed.full_text,
               Feed.is_local, Feed.pages_url, last.c.asks)
        .join(Feed, Feed.feed == Article.feed)
        .join(last, true())
        .where(
            Article.first_seen_at.between(now - WINDOW, now),
            Feed.is_active,
            Feed.full_text != "never",
            or_(Feed.is_local.is_(False), Feed.pages_url.is_not(None)),
            Article.page_id.is_(None),
            or_(last.c.asks == 0, is_due),
            ~select(Takedown.key).where(Takedown.kind == "article", Takedown.key == Article.url_key).exists(),
        )
        .order_by(Article.first_seen_at.desc(), Article.article_id)
        .limit(limit)
    )  # fmt: skip
    return [wish for row in connection.execute(query) if (wish := _wish(row))]


def _wish(row: Any) -> Wish | None:
    url = recorded_page(row.pages_url, row.url) if row.is_local else row.url
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    return Wish(
        row.article_id, row.feed, cast("FullText", row.full_text), url, row.is_local, cast("Lang", row.lang),
        row.text[len(row.title) + 1 :], row.asks,
    )  # fmt: skip


def recorded_page(folder_url: str, url: str) -> str:
    """Where the page of an article with this link lies among recorded ones: named by the hash of the link."""
    return f"{folder_url}{hashlib.sha256(url.encode()).hexdigest()[:KEY_LENGTH]}.html"


def unread(connection: Connection, reading_version: str, limit: int) -> list[Unread]:
    """Pages with bytes that were not read by this version; ranges in place of "other than", so that an index finds them."""
    stale = or_(Page.reading_version.is_(None), Page.reading_version < reading_version, Page.reading_version > reading_version)
    query = (
        select(
            Page.page_id, Page.article_id, Page.requested_at, Page.url, Page.content_type, PageBody.content, PageBody.size,
            Article.title, Article.text, Article.lang, Article.version, Article.content_sha256, Article.page_id.label("page_in_use"),
            Article.published_source, Article.first_seen_at, Feed.timezone,
        )
        .join(PageBody, PageBody.sha256 == Page.body_sha256)
        .join(Article, Article.article_id == Page.article_id)
        .join(Feed, Feed.feed == Article.feed)
        .where(Page.body_sha256.is_not(None), stale)
        .order_by(Page.requested_at, Page.page_id)
        .limit(limit)
    )  # fmt: skip
    return [_unread(row) for row in connection.execute(query)]


def _unread(row: Any) -> Unread:
    content = zstandard.ZstdDecompressor().decompress(row.content, max_output_size=row.size)
    return Unread(
        row.page_id, row.article_id, row.requested_at, row.url, row.content_type or "", content, row.title,
        row.text[len(row.title) + 1 :], cast("Lang", row.lang), ZoneInfo(row.timezone), row.version, row.content_sha256,
        row.page_in_use, row.published_source, row.first_seen_at,
    )  # fmt: skip
