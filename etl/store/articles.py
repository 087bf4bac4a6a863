"""From a feed's item to the article that is stored, or to the reason why it can't be."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from etl.store.dates import Published, published
from etl.store.identity import Features
from etl.store.language import language_of
from etl.store.links import resolved, url_key
from etl.store.parsing import FeedItem
from etl.store.textual import article_text, body_text, storable, title_text
from etl.types import Lang

MAX_TEXT = 200_000
"""Characters of a body that are kept: twenty times the longest news report."""
MAX_AUTHOR = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """What the feed tells of all its items."""

    feed: str
    url: str
    lang: Lang
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Draft:
    """An item ready to be stored."""

    position: int
    guid: str
    url: str
    lang: Lang
    title: str
    text: str
    author: str | None
    published: Published
    content_sha256: str
    features: Features


@dataclass(frozen=True, slots=True)
class Rejection:
    """An item that can't be stored."""

    position: int
    guid: str | None
    reason: str


def draft(item: FeedItem, origin: Origin, seen_at: dt.datetime) -> Draft | Rejection:
    """The article that `item` makes, first seen at `seen_at` (aware)."""
    title = title_text(item.title, item.title_is_html)
    body = shortened(body_text(item.body))
    if not title and not body:
        return Rejection(item.position, storable(item.guid) or None, "neither title nor text")
    text = article_text(title, body)
    url = storable(resolved(item.link, origin.url))
    when = published(item.dates, item.parsed_dates, origin.zone, seen_at)
    features = Features(storable(item.guid), url_key(url), title, when.at if when.source == "feed" else None)
    return Draft(
        position=item.position,
        guid=features.guid or url or title,
        url=url,
        lang=language_of(text, origin.lang),
        title=title,
        text=text,
        author=title_text(item.author, False)[:MAX_AUTHOR] or None,
        published=when,
        content_sha256=content_hash(text),
        features=features,
    )


def with_body(item: Draft, body: str) -> Draft:
    """The draft with another body than the feed's: that of the article's page, which a teaser must not displace."""
    text = article_text(item.title, body)
    return replace(item, text=text, content_sha256=content_hash(text))


def content_hash(text: str) -> str:
    """SHA-256 of a text, hexadecimal: what decides that a version is new."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def shortened(body: str) -> str:
    """The body up to `MAX_TEXT` characters, cut between two paragraphs where there are any."""
    if len(body) <= MAX_TEXT:
        return body
    cut = body.rfind("\n", 0, MAX_TEXT)
    return body[: cut if cut > 0 else MAX_TEXT]
