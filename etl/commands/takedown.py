"""`revdoor takedown`: an article's words are removed wherever they lie; that it was there stays known, so that it does not come back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import typer
import zstandard
from sqlalchemy import Connection, text

from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import ConfigError
from etl.io.session import open_database

REMOVED = "(removed)"
READINGS = ("event_evidence", "event_link", "mention_link", "article_event", "mention", "near_key")
"""Tables of `core` that hold what was read out of an article, those that refer to others first."""


def take_down(url: str, *, confirmed: bool) -> None:
    """Remove the text, versions, readings and fetched bytes of the article behind `url`; `ConfigError` if there is none."""
    with open_database(Settings.load()) as engine, engine.begin() as connection:
        articles = list(connection.scalars(text("SELECT article_id FROM core.article WHERE url = :url"), {"url": url}))
        if not articles:
            raise ConfigError(f"No article has the link {url}; 'revdoor sql' finds links in mart.article")
        if not confirmed:
            typer.confirm(f"The text of {len(articles)} article(s) and all that was read out of it is removed. Go on?", abort=True)
        bodies = _remove_bodies(connection, articles, url)
        _remove_readings(connection, articles)
        _remove_text(connection, articles)
        _remove_evidence(connection, url)
    screen().print(f"Removed: {len(articles)} article(s), {bodies} fetched bodies that held them. Next: revdoor run --skip-fetch")


def _remove_bodies(connection: Connection, articles: Sequence[str], url: str) -> int:
    """Forget the bytes of each fetch of the article's feed that hold its link; returns how many there were."""
    query = text("""
        SELECT DISTINCT b.sha256, b.content FROM raw.body b
          JOIN raw.fetch f ON f.body_sha256 = b.sha256
          JOIN core.article a ON a.feed = f.feed AND f.requested_at >= a.first_seen_at
         WHERE a.article_id = ANY(:articles)""")
    needle = url.encode()
    escaped = url.replace("&", "&amp;").encode()
    found = [sha for sha, content in connection.execute(query, {"articles": articles}) if _holds(content, needle, escaped)]
    connection.execute(text("UPDATE raw.fetch SET body_sha256 = NULL WHERE body_sha256 = ANY(:found)"), {"found": found})
    connection.execute(text("DELETE FROM raw.body WHERE sha256 = ANY(:found)"), {"found": found})
    return len(found)


def _holds(content: bytes, *needles: bytes) -> bool:
    body = zstandard.ZstdDecompressor().decompressobj().decompress(content)
    return any(needle in body for needle in needles)


def _remove_readings(connection: Connection, articles: Sequence[str]) -> None:
    """Remove what was read, and let the stage `events` merge the companies concerned anew."""
    touched = text("""
        UPDATE core.company SET revision = revision + 1
         WHERE company_id IN (SELECT company_id FROM core.event_link WHERE article_id = ANY(:articles))""")
    connection.execute(touched, {"articles": articles})
    for table in READINGS:
        connection.execute(text(f"DELETE FROM core.{table} WHERE article_id = ANY(:articles)"), {"articles": articles})
    connection.execute(
        text("UPDATE core.extraction SET outcome = 'no_candidate', error = NULL WHERE article_id = ANY(:articles)"),
        {"articles": articles},
    )


def _remove_text(connection: Connection, articles: Sequence[str]) -> None:
    """Blank the text; its hash stays, by which the same text is known again and not stored a second time."""
    for table in ("article", "article_version"):
        connection.execute(
            text(f"UPDATE core.{table} SET title = :removed, text = :removed WHERE article_id = ANY(:articles)"),
            {"articles": articles, "removed": REMOVED},
        )
    connection.execute(text("UPDATE core.article SET author = NULL WHERE article_id = ANY(:articles)"), {"articles": articles})


def _remove_evidence(connection: Connection, url: str) -> None:
    """Blank the sentence of each quote that alerts keep of the article."""
    query = text("SELECT alert_id, evidence FROM core.alert WHERE strpos(evidence::text, cast(to_jsonb(cast(:url AS text)) AS text)) > 0")
    for alert_id, evidence in connection.execute(query, {"url": url}).all():
        statement = text("UPDATE core.alert SET evidence = cast(:evidence AS jsonb) WHERE alert_id = :id")
        connection.execute(statement, {"evidence": json.dumps(without_quotes(evidence, url), ensure_ascii=False), "id": alert_id})


def without_quotes(value: Any, url: str) -> Any:
    """JSON in which every object about `url` has lost its sentence."""
    if isinstance(value, list):
        return [without_quotes(item, url) for item in value]
    if isinstance(value, dict):
        blanked = {"sentence": REMOVED} if value.get("url") == url and "sentence" in value else {}
        return {name: without_quotes(item, url) for name, item in value.items()} | blanked
    return value
