"""What a perfect reader would make of a labelled replay: the stage `enrich` with the gold in place of the model."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, or_, select

from etl.context import Context
from etl.enrich.run import Outcome, article_of, counted, store
from etl.pipeline import Counts, Stage
from etl.tables.core import Article, Extraction
from etl.types import EventReading, Mention, Reading

METHOD = "gold"
CONFIDENCE = 0.95
"""That of a sure reader: one source confirms, and it may page."""


@dataclass(frozen=True, slots=True)
class Gold:
    """The labels of a replay: its articles by address, and the names of companies and people in all languages."""

    articles: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, Mapping[str, Sequence[str]]]

    @classmethod
    def load(cls, folder: Path) -> Gold:
        """Read `articles.jsonl` and `entities.json` of a replay."""
        rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines() if line.strip()]
        return cls({row["url"]: row for row in rows}, json.loads((folder / "entities.json").read_text("utf-8")))

    def reading(self, url: str, text: str) -> Reading:
        """The events that the labels list for the article, with the names as its text writes them."""
        events = tuple(self._event(event, text) for event in self.articles[url]["events"])
        named = {("PERSON", event.person) for event in events} | {("ORG", event.company) for event in events}
        return Reading(tuple(_mentions(named, text)), events)

    def _event(self, event: Mapping[str, Any], text: str) -> EventReading:
        start, end = _span(event["evidence"], text)
        return EventReading(
            person=self._as_written("people", event["person"], text),
            company=self._as_written("companies", event["company"], text),
            direction=event["direction"], post=event["post"], role=event["role"], interim=event["interim"],
            manner=event["manner"], event_date=dt.date.fromisoformat(event["date"]) if event["date"] else None,
            status=event["status"], confidence=CONFIDENCE, sentence_start=start, sentence_end=end,
        )

    def _as_written(self, kind: str, name: str, text: str) -> str:
        """The longest of the names that stands in the text; the canonical one where none does."""
        known = [each for each in (name, *self.names[kind].get(name, ())) if each in text]
        return max(known, key=len, default=name)


@dataclass(frozen=True, slots=True)
class GoldStage(Stage):
    """The stage `enrich`, told what there is to read."""

    gold: Gold | None = None

    def load(self) -> Any:
        """The function that runs it."""
        return self._run

    def _run(self, context: Context) -> Counts:
        assert self.gold is not None
        with context.engine.begin() as connection:
            outcomes = [
                Outcome(article, version, "ok", None, self.gold.reading(url, article.text))
                for url, version, article in _unread(connection)
            ]
            store(connection, outcomes, METHOD, context.now)
        return counted(outcomes)


def _unread(connection: Connection) -> Iterator[tuple[str, int, Any]]:
    query = (
        select(Article.__table__)
        .join_from(Article, Extraction, Article.article_id == Extraction.article_id, isouter=True)
        .where(or_(Extraction.article_id.is_(None), Extraction.article_version != Article.version))
        .order_by(Article.published_at, Article.article_id)
    )
    for row in connection.execute(query):
        yield row.url, row.version, article_of(row)


def _mentions(named: set[tuple[Any, str]], text: str) -> Iterator[Mention]:
    for kind, name in sorted(named):
        start = text.find(name)
        if start >= 0:
            yield Mention(kind, name, start, start + len(name))


def _span(sentence: str, text: str) -> tuple[int, int]:
    """Where the sentence stands in the text, blanks aside; the title where the stored text words it otherwise."""
    pattern = r"\s*".join(re.escape(word) for word in sentence.split())
    found = re.search(pattern, text)
    return found.span() if found else (0, text.index("\n"))
