"""From the bytes of a feed to its items, by feedparser; known entries are left out beforehand where that is safe."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

import feedparser

from etl.store.decoding import utf8_xml, with_entities_resolved
from etl.store.splitting import Split, split

# Else each parse looks on the whole import path for a driver that hardly any machine has.
feedparser.api.PREFERRED_XML_PARSERS.clear()
# Asked at each element, nearly always of the same two addresses.
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=8)(feedparser.mixin.make_safe_absolute_uri)

HTML_TYPES = ("text/html", "application/xhtml+xml")
DATE_FIELDS = ("published", "created", "updated")
"""In the order of belief: an update is the poorest guess at when an article was published."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as the feed gives it; texts are empty where the feed has none."""

    position: int
    """Place in the body, from 0."""
    guid: str
    link: str
    title: str
    title_is_html: bool
    body: str
    author: str
    dates: tuple[str, ...]
    parsed_dates: tuple[time.struct_time, ...]


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A body's items; `known_count` more were left out because the feed's last body held them unchanged."""

    items: tuple[FeedItem, ...]
    known_count: int = 0
    title: str = ""
    language: str = ""
    error: str | None = None
    """Why the body as a whole is no feed; None if it is one."""
    entry_hashes: tuple[bytes, ...] = ()
    """Hashes of all entries, for `known` of the next parse; empty where only a parse of the whole is safe."""


def parse(body: bytes, content_type: str, url: str, known: frozenset[bytes] = frozenset()) -> ParsedFeed:
    """Items of a feed, those left out whose entry hash is in `known`; never raises for any bytes.

    What feedparser finds in the whole body is what counts: it is given less only where that makes no difference.
    """
    return parse_split(*read(body, content_type), url, known)


def parse_split(data: bytes, found: Split | None, url: str, known: frozenset[bytes]) -> ParsedFeed:
    """As `parse`, of what `read` made of the body."""
    if found is None or not found.entries:
        return parse_all(data, url)
    if found.has_shared_ids:
        return _parse_rest(found, url, frozenset()) or parse_all(data, url)
    parsed = _parse_unseen(found, url, known) or parse_all(data, url)
    return replace(parsed, entry_hashes=found.hashes)


def read(body: bytes, content_type: str) -> tuple[bytes, Split | None]:
    """The feed as UTF-8, and its entries where it is well-formed, if need be after its entities are resolved."""
    data = utf8_xml(body, content_type)
    found = split(data)
    if found is None:
        data = with_entities_resolved(data)
        found = split(data)
    return data, found


def _parse_unseen(found: Split, url: str, known: frozenset[bytes]) -> ParsedFeed | None:
    if known.issuperset(found.hashes):
        return ParsedFeed((), len(found.hashes))
    return _parse_rest(found, url, known)


def _parse_rest(found: Split, url: str, known: frozenset[bytes]) -> ParsedFeed | None:
    rest, places = found.without(known)
    result = _feedparser(rest, url)
    entries = result.get("entries") or []
    if len(entries) != len(places):
        return None
    items = tuple(_item(entry, place) for entry, place in zip(entries, places, strict=True))
    return _feed(result, items, len(found.entries) - len(places))


def parse_all(data: bytes, url: str) -> ParsedFeed:
    """What feedparser finds in a feed in UTF-8, nothing taken out beforehand."""
    result = _feedparser(data, url)
    entries = result.get("entries") or []
    items = tuple(_item(entry, place) for place, entry in enumerate(entries))
    return _feed(result, items, 0)


def _feedparser(data: bytes, url: str) -> Mapping[str, Any]:
    """feedparser's own result; its errors on hostile bytes become a result without entries."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        result: Mapping[str, Any] = feedparser.parse(
            data, response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # any bytes may come: feedparser's own bugs must cost one body, not the run
        return {"bozo": True, "bozo_exception": error}
    return result


def _feed(result: Mapping[str, Any], items: tuple[FeedItem, ...], known_count: int) -> ParsedFeed:
    channel = result.get("feed") or {}
    return ParsedFeed(
        items, known_count, _text(channel, "title"), _text(channel, "language"),
        None if items or known_count or result.get("version") else _why_no_feed(result),
    )  # fmt: skip


def _why_no_feed(result: Mapping[str, Any]) -> str:
    cause = result.get("bozo_exception")
    return f"no feed: {type(cause).__name__}: {cause}"[:500] if cause else "no feed: neither RSS nor Atom"


def _item(entry: Mapping[str, Any], position: int) -> FeedItem:
    detail = _field(entry, "title_detail") or {}
    return FeedItem(
        position=position,
        guid=_text(entry, "id").strip(),
        link=_text(entry, "link").strip(),
        title=_text(entry, "title"),
        title_is_html=detail.get("type") in HTML_TYPES,
        body=_body(entry),
        author=_text(entry, "author").strip(),
        dates=tuple(text for field in DATE_FIELDS if (text := _text(entry, field).strip())),
        parsed_dates=tuple(value for field in DATE_FIELDS if (value := _struct(entry, f"{field}_parsed"))),
    )


def _field(entry: Mapping[str, Any], key: str) -> Any:
    """The plain `dict` look-up: feedparser's own one warns and substitutes other fields."""
    return dict.get(cast("dict[str, Any]", entry), key)


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = _field(entry, key)
    return value if isinstance(value, str) else ""


def _struct(entry: Mapping[str, Any], key: str) -> time.struct_time | None:
    value = _field(entry, key)
    return value if isinstance(value, time.struct_time) else None


def _body(entry: Mapping[str, Any]) -> str:
    """The longest content that is text; the summary where there is none."""
    contents = _field(entry, "content") or ()
    values = [content.get("value") or "" for content in contents if _is_text(content.get("type"))]
    longest = max(values, key=len, default="")
    return longest if longest.strip() else _text(entry, "summary")


def _is_text(media_type: Any) -> bool:
    return str(media_type or "text/html").startswith(("text/", "application/xhtml"))
