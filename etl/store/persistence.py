"""What the stage store reads from and writes to the tables; every statement takes a whole batch."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import zstandard
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on

from etl.store.articles import Draft, Origin, Rejection, with_body
from etl.store.identity import Features, Known, article_id
from etl.store.splitting import unpacked
from etl.tables.core import Article, ArticleVersion, Takedown
from etl.tables.raw import Body, Feed, Fetch, Parse, RejectedItem
from etl.types import Lang

Kind = Literal["new", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Pending:
    """A fetched body that waits for its parse, and what is known of the feed's last one."""

    fetch_id: str
    origin: Origin
    is_local: bool
    """Registered without a word on its language: then the feed's own is the better guess."""
    requested_at: dt.datetime
    content_type: str | None
    body_sha256: str
    previous_fetch: str | None
    """The feed's last fetch, if it was parsed without a loss."""
    known: frozenset[bytes]
    """Hashes of its entries."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as stored: how it is recognised, and its present version."""

    known: Known
    version: int
    content_sha256: str
    published_source: str
    page_id: str | None
    page_body: str | None
    """The body as the article's page had it; None where the text is the feed's."""
    is_taken_down: bool


@dataclass(slots=True)
class Outcome:
    """What became of the items of one body; `items = new + updated + unchanged + rejected` always holds."""

    fetch_id: str
    entry_hashes: bytes = b""
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    error: str | None = None

    @property
    def items(self) -> int:
        """All items found in the body."""
        return self.new + self.updated + self.unchanged + self.rejected

    def counts(self) -> dict[str, int]:
        """The counts by name, the body itself included."""
        return {
            "bodies": 1, "items": self.items, "new": self.new, "updated": self.updated, "unchanged": self.unchanged,
            "rejected": self.rejected, "unparsable": int(self.error is not None),
        }  # fmt: skip


@dataclass(slots=True)
class Changes:
    """Rows to be written at the end of a batch."""

    now: dt.datetime
    down: set[str] = field(default_factory=set)
    """Links of articles that were taken down: their items are known, and nothing of them is stored."""
    articles: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[dict[str, Any]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def reject(self, fetch: Pending, rejection: Rejection) -> None:
        """Keep an item that can't be stored, with the reason."""
        self.rejections.append({
            "fetch_id": fetch.fetch_id, "position": rejection.position, "guid": rejection.guid, "reason": rejection.reason,
        })  # fmt: skip

    def add(self, fetch: Pending, draft: Draft, stored: Stored | None) -> Kind:
        """Store `draft` as a new article, or as a new version of `stored` if its text changed and it was not taken down."""
        if stored is None:
            self._insert(fetch, draft)
            return "new"
        if stored.is_taken_down:
            return "unchanged"
        if stored.page_body is not None:
            draft = with_body(draft, stored.page_body)
        if stored.content_sha256 == draft.content_sha256:
            return "unchanged"
        self._update(fetch, draft, stored)
        return "updated"

    def _insert(self, fetch: Pending, draft: Draft) -> None:
        key = article_id(fetch.origin.feed, draft.guid, draft.url)
        if key in self.ids:
            further = f"{draft.title}\x1f{draft.published.at.isoformat()}\x1f{draft.content_sha256}"
            key = article_id(fetch.origin.feed, draft.guid, draft.url, further)
        self.ids.add(key)
        present = _present(fetch, draft) | {"article_id": key, "version": 1, "page_id": None}
        self.articles.append(present | {
            "feed": fetch.origin.feed, "guid": draft.guid, "lang": draft.lang, "published_at": draft.published.at,
            "published_source": draft.published.source, "utc_offset_minutes": draft.published.utc_offset_minutes,
            "first_seen_at": fetch.requested_at,
        })  # fmt: skip
        self._keep_version(present)

    def _update(self, fetch: Pending, draft: Draft, stored: Stored) -> None:
        present = _present(fetch, draft) | {
            "article_id": stored.known.article_id,
            "version": stored.version + 1,
            "page_id": stored.page_id,
        }
        self.updates.append({f"new_{name}": value for name, value in present.items()})
        self._keep_version(present)

    def _keep_version(self, present: dict[str, Any]) -> None:
        columns = ("article_id", "version", "title", "text", "content_sha256", "fetch_id", "page_id")
        self.versions.append({name: present[name] for name in columns} | {"seen_at": present["updated_at"]})


def _present(fetch: Pending, draft: Draft) -> dict[str, Any]:
    """The columns that each version brings anew; the guid and the time of publication stay as they were at first."""
    return {
        "url": draft.url, "url_key": draft.features.url_key, "title": draft.title, "text": draft.text,
        "author": draft.author, "content_sha256": draft.content_sha256, "updated_at": fetch.requested_at,
        "fetch_id": fetch.fetch_id,
    }  # fmt: skip


def pending(connection: Connection, limit: int) -> list[Pending]:
    """The earliest unparsed body of each feed, at most `limit` of them."""
    return [_pending(row) for row in connection.execute(_pending_query().limit(limit))]


def _pending_query() -> Select[Any]:
    waiting = (
        select(Fetch, Feed.url.label("feed_url"), Feed.lang, Feed.timezone, Feed.is_local)
        .join(Feed, Feed.feed == Fetch.feed)
        .where(
            Fetch.outcome == "ok",
            Fetch.body_sha256.is_not(None),  # bytes that a takedown removed before they were parsed
            ~select(Parse.fetch_id).where(Parse.fetch_id == Fetch.fetch_id).exists(),
        )
        .ext(distinct_on(Fetch.feed))
        .order_by(Fetch.feed, Fetch.requested_at, Fetch.fetch_id)
        .subquery()
    )
    earlier = Fetch.__table__.alias("earlier")
    parsed = (
        select(Parse.fetch_id, Parse.entry_hashes, Parse.error, Parse.rejected)
        .join(earlier, Parse.fetch_id == earlier.c.fetch_id)
        .where(earlier.c.feed == waiting.c.feed, earlier.c.outcome == "ok")
        .order_by(earlier.c.requested_at.desc())
        .limit(1)
        .lateral("parsed")
    )
    return (
        select(waiting, parsed.c.fetch_id.label("previous"), parsed.c.entry_hashes)
        .join(parsed, and_(true(), parsed.c.error.is_(None), parsed.c.rejected == 0), isouter=True)
        .order_by(waiting.c.requested_at, waiting.c.feed)
    )


def _pending(row: Row[Any]) -> Pending:
    origin = Origin(row.feed, row.url, cast("Lang", row.lang), ZoneInfo(row.timezone))
    return Pending(
        row.fetch_id,
        origin,
        row.is_local,
        row.requested_at,
        row.content_type,
        row.body_sha256,
        row.previous,
        frozenset(unpacked(row.entry_hashes or b"")),
    )


def bodies(connection: Connection, batch: Sequence[Pending]) -> dict[str, bytes]:
    """The bytes of all bodies of a batch, by their hash."""
    wanted = {fetch.body_sha256 for fetch in batch}
    rows = connection.execute(select(Body.sha256, Body.content, Body.size).where(Body.sha256.in_(wanted)))
    unpack = zstandard.ZstdDecompressor()
    return {row.sha256: unpack.decompress(row.content, max_output_size=row.size) for row in rows}


def known_articles(connection: Connection, drafts: Mapping[str, Sequence[Draft]]) -> dict[str, list[Stored]]:
    """By feed the stored articles that share a guid or a link with one of its drafts, in a stable order."""
    feeds = [feed for feed, items in drafts.items() if items]
    if not feeds:
        return {}
    guids = {item.guid for feed in feeds for item in drafts[feed]}
    keys = {item.features.url_key for feed in feeds for item in drafts[feed] if item.features.url_key}
    columns = (
        Article.article_id, Article.feed, Article.guid, Article.url_key, Article.title, Article.published_at,
        Article.published_source, Article.version, Article.content_sha256, Article.page_id,
        case((Article.page_id.is_not(None), Article.text)).label("page_text"), _is_taken_down().label("is_taken_down"),
    )  # fmt: skip
    query = select(*columns).where(
        Article.feed == func.any(bindparam("feeds")),
        or_(Article.guid == func.any(bindparam("guids")), Article.url_key == func.any(bindparam("keys"))),
    )
    found: dict[str, list[Stored]] = defaultdict(list)
    rows = connection.execute(query, {"feeds": feeds, "guids": sorted(guids), "keys": sorted(keys)})
    for row in sorted(rows, key=lambda row: cast("str", row.article_id)):
        found[row.feed].append(_stored(row))
    return found


def _stored(row: Any) -> Stored:
    published = row.published_at if row.published_source == "feed" else None
    features = Features(row.guid, row.url_key, row.title, published)
    body = row.page_text[len(row.title) + 1 :] if row.page_text is not None else None
    known = Known(row.article_id, features)
    return Stored(known, row.version, row.content_sha256, row.published_source, row.page_id, body, row.is_taken_down)


def _is_taken_down() -> ColumnElement[bool]:
    return select(Takedown.key).where(Takedown.kind == "article", Takedown.key == Article.url_key).exists()


def links_taken_down(connection: Connection, drafts: Iterable[Draft]) -> set[str]:
    """Those of the drafts' links whose article was taken down, in whichever feed it was."""
    keys = sorted({item.features.url_key for item in drafts if item.features.url_key})
    query = select(Takedown.key).where(Takedown.kind == "article", Takedown.key == func.any(bindparam("keys")))
    return set(connection.scalars(query, {"keys": keys})) if keys else set()


def write(connection: Connection, changes: Changes, outcomes: Sequence[Outcome], batch: Sequence[Pending]) -> None:
    """Write a batch; the rows in `raw.parse` say that it is done. Hashes are kept of each feed's last body only."""
    if changes.articles:
        connection.execute(insert(Article), changes.articles)
    if changes.updates:
        connection.execute(_update_article(changes.updates[0]), changes.updates)
    if changes.versions:
        connection.execute(insert(ArticleVersion), changes.versions)
    connection.execute(insert(Parse), [_parse_row(outcome, changes.now) for outcome in outcomes])
    done = [fetch.previous_fetch for fetch in batch if fetch.previous_fetch]
    if done:
        connection.execute(update(Parse).where(Parse.fetch_id.in_(done)).values(entry_hashes=None))
    if changes.rejections:
        connection.execute(insert(RejectedItem), changes.rejections)


def _update_article(row: Mapping[str, Any]) -> Any:
    names = [name.removeprefix("new_") for name in row]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "article_id"}
    return update(Article).where(Article.article_id == bindparam("new_article_id")).values(values)


def _parse_row(outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    return {
        "fetch_id": outcome.fetch_id, "parsed_at": now, "items": outcome.items, "new": outcome.new, "updated": outcome.updated,
        "unchanged": outcome.unchanged, "rejected": outcome.rejected, "error": outcome.error,
        "entry_hashes": outcome.entry_hashes or None,
    }  # fmt: skip
