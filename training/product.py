"""The product's reader on labelled articles: all rows that it holds possible, with their scores, and which are right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus import Article
from spacy.language import Language as Pipeline

from etl.enrich.assembling import Model, candidates
from etl.enrich.components import build_pipeline
from etl.enrich.confidence import Scores
from etl.enrich.encoder import Tagged
from etl.enrich.languages import language
from etl.types import ArticleText, Lang

Key = tuple[str, str, str, str]
"""Company, person, direction, role; names by the alias table of the part."""


@dataclass
class Row:
    """One possible event."""

    key: Key
    date: dt.date | None
    scores: Scores


def prepared(
    article: Article, folder: str | None, *, by_day: bool = True, without: Collection[str] = ()
) -> tuple[ArticleText, Tagged]:
    """The article with all names that the product's pipeline finds, `without` some components; without `by_day` the model
    isn't told the day."""
    lang: Lang = article.lang  # type: ignore[assignment]
    text = ArticleText(article.id, lang, article.text, max(0, article.text.find("\n")), article.published)
    nlp = _pipeline(lang, folder)
    doc = nlp.make_doc(article.text)
    doc._.article = text if by_day else None
    for name, component in nlp.pipeline:
        if name != "revdoor_events" and name not in without:
            doc = component(doc)
    return text, doc._.tagged.with_mentions(doc._.mentions)


def read(model: Model, folder: str | None, article: Article) -> list[Row]:
    """All rows of an article, the likeliest first, one a key; `folder` is that of the model."""
    text, tagged = prepared(article, folder)
    found: dict[Key, Row] = {}
    for decision, reading in candidates(text, tagged, model):
        names = article.aliases
        key = (names.company_of(reading.company), names.person_of(reading.person), reading.direction, reading.role)
        found.setdefault(key, Row(key, reading.event_date, decision.scores))
    return list(found.values())


@cache
def _pipeline(lang: Lang, folder: str | None) -> Pipeline:
    return build_pipeline(language(lang), folder)


def gold_keys(article: Article) -> dict[Key, dict[str, Any]]:
    """The events of the article's own gold by key."""
    return {key_of(e): e for e in article.events}


def key_of(event: dict[str, Any]) -> Key:
    """Key of a labelled event."""
    return event["company"], event["person"], event["direction"], event["role"]


def counted(article: Article, rows: list[Row]) -> list[Row]:
    """Without the rows that match the article's history and carry no date or one of another year."""
    past = {key_of(e) for e in article.historical} - gold_keys(article).keys()
    return [r for r in rows if r.key not in past or (r.date and r.date.year == article.published.year)]
