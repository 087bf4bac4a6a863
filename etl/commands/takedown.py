"""`revdoor takedown`: the words of an article or an outlet are removed wherever they lie, and do not come back.

What was counted of them stays: that a person took a post at a company is a fact, the sentence that said so is a text.
Events, transitions and churn keep their rows; quotes, titles, texts, bytes and the spans of names go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import typer
import zstandard
from sqlalchemy import Connection, text

from etl.commands.clock import parse_clock
from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import ConfigError
from etl.io.session import open_database

REMOVED = "(removed)"
WORDS = ("mention_link", "mention", "near_key", "alias_sighting")
"""Tables of `core` whose rows are words of an article, those that refer to others first."""


def take_down(url: str | None, outlet: str | None, *, confirmed: bool) -> None:
    """Remove the words of the article behind `url`, or of all articles of the feed `outlet`; `ConfigError` if there is none."""
    if (url is None) == (outlet is None):
        raise ConfigError("takedown needs the link of an article, or --outlet and the slug of a feed; one of them")
    with open_database(Settings.load()) as engine, engine.begin() as connection:
        key, articles = _outlet(connection, outlet) if outlet else _article(connection, url or "")
        if not confirmed:
            typer.confirm(f"The words of {len(articles)} article(s) are removed for good, their counts stay. Go on?", abort=True)
        _remember(connection, "outlet" if outlet else "article", key)
        bodies = _remove_outlet_bodies(connection, outlet) if outlet else _remove_bodies(connection, articles)
        pages = _remove_pages(connection, articles)
        urls = list(connection.scalars(text("SELECT url FROM core.article WHERE article_id = ANY(:ids)"), {"ids": articles}))
        _remove_words(connection, articles)
        _remove_quotes(connection, urls)
    screen().print(f"Removed: the words of {len(articles)} article(s), {bodies} fetched bodies and {pages} pages that held them.")


def _article(connection: Connection, url: str) -> tuple[Sequence[str], list[str]]:
    """The keys of the link and the articles behind it, in whichever feed they came."""
    keys = list(connection.scalars(text("SELECT DISTINCT url_key FROM core.article WHERE url = :url"), {"url": url}))
    if not keys:
        raise ConfigError(f"No article has the link {url}; 'revdoor sql' finds links in mart.article")
    query = text("SELECT article_id FROM core.article WHERE url = :url OR (url_key = ANY(:keys) AND url_key <> '')")
    return keys, list(connection.scalars(query, {"url": url, "keys": keys}))


def _outlet(connection: Connection, slug: str) -> tuple[Sequence[str], list[str]]:
    """The feed, which is asked no more from now on, and its articles."""
    changed = connection.execute(text("UPDATE raw.feed SET is_active = false WHERE feed = :feed"), {"feed": slug})
    if not changed.rowcount:
        raise ConfigError(f"No feed has the slug {slug}; 'revdoor sql' finds slugs in mart.feed_health")
    return [slug], list(connection.scalars(text("SELECT article_id FROM core.article WHERE feed = :feed"), {"feed": slug}))


def _remember(connection: Connection, kind: str, keys: Iterable[str]) -> None:
    """Let the stages know, so that neither a changed version nor a copy with the same link is stored again."""
    statement = text("INSERT INTO core.takedown (kind, key, taken_at) VALUES (:kind, :key, :at) ON CONFLICT DO NOTHING")
    for key in filter(None, keys):
        connection.execute(statement, {"kind": kind, "key": key, "at": parse_clock(None)})


def _remove_bodies(connection: Connection, articles: Sequence[str]) -> int:
    """Forget the bytes of each fetch of the articles' feeds that hold one of the links; returns how many there were."""
    query = text("""
        SELECT b.sha256, b.content, array_agg(DISTINCT a.url) AS urls FROM raw.body b
          JOIN raw.fetch f ON f.body_sha256 = b.sha256
          JOIN core.article a ON a.feed = f.feed AND f.requested_at >= a.first_seen_at
         WHERE a.article_id = ANY(:articles) GROUP BY b.sha256, b.content""")
    found = [sha for sha, content, urls in connection.execute(query, {"articles": articles}) if _holds(content, urls)]
    return _forget_bodies(connection, found)


def _remove_outlet_bodies(connection: Connection, feed: str) -> int:
    """Forget all bytes that the feed sent, those left out that another feed sent too."""
    query = text("""
        SELECT DISTINCT f.body_sha256 FROM raw.fetch f
         WHERE f.feed = :feed AND f.body_sha256 IS NOT NULL
           AND NOT EXISTS (SELECT FROM raw.fetch o WHERE o.body_sha256 = f.body_sha256 AND o.feed <> f.feed)""")
    return _forget_bodies(connection, list(connection.scalars(query, {"feed": feed})))


def _forget_bodies(connection: Connection, found: Sequence[str]) -> int:
    connection.execute(text("UPDATE raw.fetch SET body_sha256 = NULL WHERE body_sha256 = ANY(:found)"), {"found": found})
    connection.execute(text("DELETE FROM raw.body WHERE sha256 = ANY(:found)"), {"found": found})
    return len(found)


def _holds(content: bytes, urls: Iterable[str]) -> bool:
    body = zstandard.ZstdDecompressor().decompressobj().decompress(content)
    return any(url.encode() in body or url.replace("&", "&amp;").encode() in body for url in urls)


def _remove_pages(connection: Connection, articles: Sequence[str]) -> int:
    """Forget the bytes of the articles' pages; returns how many there were."""
    query = text("SELECT DISTINCT body_sha256 FROM raw.page WHERE article_id = ANY(:articles) AND body_sha256 IS NOT NULL")
    found = list(connection.scalars(query, {"articles": articles}))
    connection.execute(text("UPDATE raw.page SET body_sha256 = NULL WHERE body_sha256 = ANY(:found)"), {"found": found})
    connection.execute(text("DELETE FROM raw.page_body WHERE sha256 = ANY(:found)"), {"found": found})
    return len(found)


def _remove_words(connection: Connection, articles: Sequence[str]) -> None:
    """Blank all text; hashes stay, by which the same text is known again and not stored a second time."""
    values = {"articles": articles, "removed": REMOVED, "end": len(REMOVED)}
    for table in WORDS:
        connection.execute(text(f"DELETE FROM core.{table} WHERE article_id = ANY(:articles)"), values)
    for table in ("article", "article_version"):
        connection.execute(
            text(f"UPDATE core.{table} SET title = :removed, text = :removed WHERE article_id = ANY(:articles)"), values
        )
    connection.execute(text("UPDATE core.article SET author = NULL WHERE article_id = ANY(:articles)"), values)
    blank = text("""
        UPDATE core.article_event SET sentence = :removed, char_start = 0, char_end = :end WHERE article_id = ANY(:articles)""")
    connection.execute(blank, values)


def _remove_quotes(connection: Connection, urls: Iterable[str]) -> None:
    """Blank the sentence of each quote that alerts keep of the articles."""
    wanted = set(urls)
    for alert_id, evidence in connection.execute(text("SELECT alert_id, evidence FROM core.alert")).all():
        blanked = without_quotes(evidence, wanted)
        if blanked != evidence:
            statement = text("UPDATE core.alert SET evidence = cast(:evidence AS jsonb) WHERE alert_id = :id")
            connection.execute(statement, {"evidence": json.dumps(blanked, ensure_ascii=False), "id": alert_id})


def without_quotes(value: Any, urls: set[str]) -> Any:
    """JSON in which every object about one of the `urls` has lost its sentence."""
    if isinstance(value, list):
        return [without_quotes(item, urls) for item in value]
    if isinstance(value, dict):
        blanked = {"sentence": REMOVED} if value.get("url") in urls and "sentence" in value else {}
        return {name: without_quotes(item, urls) for name, item in value.items()} | blanked
    return value
