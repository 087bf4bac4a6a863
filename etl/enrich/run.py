"""Stage `enrich`: read every article that the present method has not read in its present version.

Candidates of the gate come first, so that events are never kept waiting by the mentions of the rest. One transaction a
batch: a run that dies leaves its batch to the next one; an article that can't be read is stored as failed and left alone
until it or the method changes.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, and_, delete, insert, or_, select

from etl.context import Context
from etl.enrich.gate import is_candidate
from etl.enrich.guards import is_machine_translated
from etl.enrich.reader import Reader
from etl.tables.core import Article, ArticleEvent, Extraction, Mention, Takedown
from etl.tables.rows import upsert
from etl.types import ArticleText, Lang, Reading

BATCH = 50
"""Articles a transaction: a few seconds of work, which is all that a killed run loses."""
_COLUMNS = (
    Article.article_id, Article.version, Article.lang, Article.title, Article.text, Article.published_at,
    Article.utc_offset_minutes,
)  # fmt: skip
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one article."""

    article: ArticleText
    version: int
    outcome: str
    error: str | None
    reading: Reading


def run(context: Context) -> dict[str, int]:
    """Read what is due; returns counts of articles, candidates, failed, mentions and events."""
    reader = Reader()
    due = due_articles(context, reader.method_version)
    total = sum(len(lane) for lane in due)
    counts = {"articles": 0, "candidates": len(due[0]), "failed": 0, "mentions": 0, "events": 0}
    for ids in (lane[at : at + BATCH] for lane in due for at in range(0, len(lane), BATCH)):
        with context.engine.begin() as connection:
            outcomes = [read_one(reader, row) for row in locked(connection, ids, reader.method_version)]
            store(connection, outcomes, reader.method_version, context.now)
        for name, number in counted(outcomes).items():
            counts[name] += number
        context.progress(counts["articles"], total)
    return counts


def due_articles(context: Context, method_version: str) -> tuple[list[str], list[str]]:
    """Ids of the articles of this shard that are to be read: candidates, and the rest; each by time of publication."""
    lanes: tuple[list[str], list[str]] = ([], [])
    query = _due(method_version).where(context.shard.owns(Article.article_id)).order_by(Article.published_at, Article.article_id)
    with context.engine.connect() as connection:
        for row in connection.execution_options(yield_per=500).execute(query):
            lanes[0 if is_candidate(row.text, row.lang) else 1].append(row.article_id)
    return lanes


def locked(connection: Connection, ids: Sequence[str], method_version: str) -> Sequence[Row[Any]]:
    """Those articles that are still to be read, locked; what another run holds is left to it."""
    query = _due(method_version).where(Article.article_id.in_(ids)).order_by(Article.published_at, Article.article_id)
    return connection.execute(query.with_for_update(of=Article, skip_locked=True)).all()


def _due(method_version: str) -> Select[*tuple[Any, ...]]:
    join = Article.article_id == Extraction.article_id
    stale = or_(
        Extraction.article_id.is_(None),
        Extraction.method_version != method_version,
        Extraction.article_version != Article.version,
    )
    # Of what was taken down the words are gone, and with them what another method could read.
    is_down = select(Takedown.key).where(
        or_(
            and_(Takedown.kind == "article", Takedown.key == Article.url_key),
            and_(Takedown.kind == "outlet", Takedown.key == Article.feed),
        )
    )
    return select(*_COLUMNS).join_from(Article, Extraction, join, isouter=True).where(stale, ~is_down.exists())


def read_one(reader: Reader, row: Row[Any]) -> Outcome:
    """Read an article; whatever goes wrong becomes its stored outcome."""
    article = article_of(row)
    try:
        outcome = "ok" if reader.is_candidate(article) else "no_candidate"
        return Outcome(article, row.version, outcome, None, reader.read(article))
    except Exception as error:
        log.exception("article %s can't be read", row.article_id)
        return Outcome(article, row.version, "failed", f"{type(error).__name__}: {error}"[:2000], Reading((), ()))


def article_of(row: Row[Any]) -> ArticleText:
    """The article as the reader wants it: its time of publication in the outlet's own zone."""
    zone = dt.timezone(dt.timedelta(minutes=row.utc_offset_minutes))
    return ArticleText(row.article_id, cast("Lang", row.lang), row.text, len(row.title), row.published_at.astimezone(zone))


def store(connection: Connection, outcomes: Sequence[Outcome], method_version: str, now: dt.datetime) -> None:
    """Put the readings in place of what was read before."""
    if not outcomes:
        return
    ids = [o.article.article_id for o in outcomes]
    for table in (Mention, ArticleEvent):
        connection.execute(delete(table).where(table.article_id.in_(ids)))
    _insert(connection, Mention, (row for o in outcomes for row in mention_rows(o)))
    _insert(connection, ArticleEvent, (row for o in outcomes for row in event_rows(o, method_version)))
    upsert(connection, Extraction, [extraction_row(o, method_version, now) for o in outcomes], ["article_id"])


def _insert(connection: Connection, table: type[Mention | ArticleEvent], rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(insert(table), listed)


def mention_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Rows of core.mention."""
    for number, m in enumerate(outcome.reading.mentions):
        yield {
            "article_id": outcome.article.article_id, "ordinal": number, "kind": m.kind, "text": m.text,
            "char_start": m.start, "char_end": m.end,
        }  # fmt: skip


def event_rows(outcome: Outcome, method_version: str) -> Iterator[dict[str, Any]]:
    """Rows of core.article_event."""
    for number, event in enumerate(outcome.reading.events):
        row = asdict(event)
        start, end = row.pop("sentence_start"), row.pop("sentence_end")
        yield row | {
            "article_id": outcome.article.article_id, "ordinal": number, "sentence": outcome.article.text[start:end],
            "char_start": start, "char_end": end, "method_version": method_version,
        }  # fmt: skip


def extraction_row(outcome: Outcome, method_version: str, now: dt.datetime) -> dict[str, Any]:
    """Row of core.extraction."""
    article = outcome.article
    return {
        "article_id": article.article_id, "article_version": outcome.version, "method_version": method_version,
        "outcome": outcome.outcome, "error": outcome.error,
        "is_machine_translated": is_machine_translated(article.text, article.lang), "extracted_at": now,
    }  # fmt: skip


def counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """What a batch adds to the stage's counts."""
    return {
        "articles": len(outcomes),
        "failed": sum(o.outcome == "failed" for o in outcomes),
        "mentions": sum(len(o.reading.mentions) for o in outcomes),
        "events": sum(len(o.reading.events) for o in outcomes),
    }
