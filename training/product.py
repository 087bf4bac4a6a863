"""The product's reader on labelled articles: rows with their scores, and which of them are right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from corpus import Article

from etl.enrich.confidence import Scores
from etl.enrich.dates import DateSpan, find_dates
from etl.enrich.encoder import Decision, NeuralReader, Tagged
from etl.enrich.names import best_form, fold_companies, fold_people
from etl.enrich.posts import role_at
from etl.enrich.sentences import split_sentences
from etl.types import ROLES, Mention

Key = tuple[str, str, str, str]
"""Company, person, direction, role; names by the alias table of the part."""


@dataclass
class Row:
    """One predicted event."""

    key: Key
    status: str
    interim: bool
    manner: str | None
    date: dt.date | None
    confidence: float
    scores: Scores
    sentence: str


def read(reader: NeuralReader, article: Article) -> list[Row]:
    """All rows of an article, the likeliest first, one a key."""
    tagged = reader.tag(article.text, article.published.date())
    return rows_of(reader, article, tagged)


def rows_of(reader: NeuralReader, article: Article, tagged: Tagged) -> list[Row]:
    """The rows that the reader decides on, given the mentions in `tagged`."""
    text, lang, mentions = article.text, article.lang, tagged.mentions
    people, companies = fold_people(mentions, text, lang), fold_companies(mentions, text, lang)
    posts = [(i, role) for i, m in enumerate(mentions) if m.kind == "POST" and (role := role_at(text, m.start, m.end, lang)) in ROLES]
    sentences = split_sentences(text, lang)
    dates = find_dates(text, lang, article.published)
    decisions = reader.decide(tagged, people, companies, posts, sentences, [(d.start, d.end, d.date) for d in dates])
    found: dict[Key, Row] = {}
    for decision in sorted(decisions, key=lambda d: -d.confidence):
        if decision.company is not None:
            row = _row(article, mentions, people, companies, sentences, dates, decision)
            found.setdefault(row.key, row)
    return list(found.values())


def _row(
    article: Article, mentions: tuple[Mention, ...], people: list[list[int]], companies: list[list[int]],
    sentences: list[tuple[int, int]], dates: list[DateSpan], decision: Decision,
) -> Row:
    person = best_form([mentions[i] for i in people[decision.person]])
    company = best_form([mentions[i] for i in companies[decision.company or 0]])
    kind, number = decision.date
    day = dates[number].date if number is not None else article.published.date() if kind == "published" else None
    a, b = sentences[decision.sentence]
    key = (article.aliases.company_of(company), article.aliases.person_of(person), decision.direction, decision.role)
    return Row(
        key, decision.status, decision.interim, decision.manner, day, decision.confidence, decision.scores, article.text[a:b]
    )


def gold_keys(article: Article) -> dict[Key, dict]:
    return {key_of(e): e for e in article.events}


def key_of(event: dict) -> Key:
    return event["company"], event["person"], event["direction"], event["role"]


def counted(article: Article, rows: list[Row]) -> list[Row]:
    """Without the rows that match the article's history and carry no date or one of another year."""
    past = {key_of(e) for e in article.historical} - gold_keys(article).keys()
    return [r for r in rows if r.key not in past or (r.date and r.date.year == article.published.year)]
