"""What the stage reads: articles to compare, candidates that share a key, and the members of stories."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, and_, any_, cast, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from etl.dedupe.likeness import WINDOW, Document
from etl.dedupe.signatures import SENTENCE_BAND
from etl.dedupe.stories import Member
from etl.tables.core import Article, ArticleVersion, StoryMember

DOCUMENT = [getattr(Article, field.name) for field in dataclasses.fields(Document)]
MEMBER = [getattr(StoryMember, field.name) for field in dataclasses.fields(Member)]

WORN = 200
"""A sentence that more articles of the window have is no reason to compare them."""

MATES = text(
    """
    WITH worn AS (
         SELECT o.key FROM (SELECT DISTINCT key FROM pg_temp.fresh_key WHERE band = :sentence) o
          WHERE (SELECT count(*) FROM core.near_key n WHERE n.band = :sentence AND n.key = o.key) > :worn)
    SELECT own.article_id, mate.article_id, count(*)
      FROM pg_temp.fresh_key own
      JOIN core.near_key mate ON mate.band = own.band AND mate.key = own.key AND mate.article_id <> own.article_id
     WHERE mate.first_seen_at BETWEEN own.first_seen_at - CAST(:span AS interval) AND own.first_seen_at + CAST(:span AS interval)
       AND NOT (own.band = :sentence AND own.key IN (SELECT key FROM worn))
     GROUP BY own.article_id, mate.article_id
    """
)
"""Sentences that so many articles have that they tell nothing (notices, disclaimers, adverts) are left out."""

Candidate = tuple[str, str, int]
"""Two articles, the lesser id first, and how many keys they share, counted from each that is compared."""


def pending(connection: Connection, limit: int) -> list[str]:
    """Ids of articles whose present version is in no story, in the order in which they came."""
    query = (
        select(Article.article_id)
        .outerjoin(StoryMember, StoryMember.article_id == Article.article_id)
        .where(or_(StoryMember.article_id.is_(None), StoryMember.version != Article.version))
        .order_by(Article.first_seen_at, Article.article_id)
        .limit(limit)
    )
    return list(connection.scalars(query))


def documents(connection: Connection, ids: Collection[str]) -> dict[str, Document]:
    """article_id -> the article as it is compared."""
    query = select(*DOCUMENT).where(Article.article_id == any_(_array(ids)))
    return {row.article_id: Document(*row) for row in connection.execute(query)} if ids else {}


def members(connection: Connection, stories: Collection[str]) -> dict[str, Member]:
    """article_id -> its stored place, for all members of the stories."""
    query = select(*MEMBER).where(StoryMember.story_id == any_(_array(stories)))
    return {row.article_id: Member(*row) for row in connection.execute(query)} if stories else {}


def stories_of(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """article_id -> story_id, for those that have one."""
    query = select(StoryMember.article_id, StoryMember.story_id).where(StoryMember.article_id == any_(_array(ids)))
    return {row.article_id: row.story_id for row in connection.execute(query)} if ids else {}


def former_documents(connection: Connection, members: Mapping[str, Member]) -> list[Document]:
    """The articles whose text changed since their place was decided, as they were then."""
    then = {"version": ArticleVersion.version, "title": ArticleVersion.title, "text": ArticleVersion.text,
            "content_sha256": ArticleVersion.content_sha256}  # fmt: skip
    columns = [then.get(field.name, getattr(Article, field.name)) for field in dataclasses.fields(Document)]
    query = (
        select(*columns)
        .join(StoryMember, StoryMember.article_id == Article.article_id)
        .join(ArticleVersion, and_(ArticleVersion.article_id == Article.article_id, ArticleVersion.version == StoryMember.version))
        .where(Article.article_id == any_(_array(members)), StoryMember.version != Article.version)
    )
    return [Document(*row) for row in connection.execute(query)] if members else []


def candidates(connection: Connection, ids: Collection[str]) -> list[Candidate]:
    """Articles within the window that share a key, the link or the content with one of `ids`; most shared first.

    The keys of `ids` are those that `writing.put_keys` laid out.
    """
    counts: dict[tuple[str, str], int] = {}
    # Each key is looked up: nothing that reads the whole table, however the planner may judge.
    connection.execute(text("SET LOCAL enable_hashjoin = off"))
    connection.execute(text("SET LOCAL enable_mergejoin = off"))
    mates = connection.execute(MATES, {"span": WINDOW, "worn": WORN, "sentence": SENTENCE_BAND})
    for article_id, other, shared in (*mates, *_exact_mates(connection, ids)):
        pair = (min(article_id, other), max(article_id, other))
        counts[pair] = counts.get(pair, 0) + shared
    return [(*pair, shared) for pair, shared in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _exact_mates(connection: Connection, ids: Collection[str]) -> Iterator[Any]:
    """Compared by article and by the keys as they are stored, so that no text is read."""
    mate = aliased(Article)
    own = _array(ids)
    for same in (and_(mate.url_key == Article.url_key, mate.url_key != ""), mate.content_sha256 == Article.content_sha256):
        query = (
            select(Article.article_id, mate.article_id, 1)
            .join(mate, same)
            .join(StoryMember, StoryMember.article_id == mate.article_id, isouter=True)
            .where(
                Article.article_id == any_(own),
                mate.article_id != Article.article_id,
                mate.lang == Article.lang,
                mate.first_seen_at.between(Article.first_seen_at - WINDOW, Article.first_seen_at + WINDOW),
                or_(mate.article_id == any_(own), StoryMember.article_id.is_not(None)),
            )
        )
        yield from connection.execute(query)


def _array(values: Collection[str]) -> ColumnElement[Any]:
    """One parameter for any number of values: a list of thousands of parameters costs more than the query."""
    return cast([*values], ARRAY(Text))
