"""What the stage reads: articles to compare, candidates that share a key, and the members of stories."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.orm import aliased

from etl.dedupe.likeness import WINDOW, Document
from etl.dedupe.signatures import SENTENCE_BAND
from etl.dedupe.stories import Member
from etl.tables.core import Article, NearKey, StoryMember

DOCUMENT = [getattr(Article, field.name) for field in dataclasses.fields(Document)]
MEMBER = [getattr(StoryMember, field.name) for field in dataclasses.fields(Member)]

WORN = 200
"""A sentence that more articles of the window have is no reason to compare them."""

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
    query = select(*DOCUMENT).where(Article.article_id.in_(ids))
    return {row.article_id: Document(*row) for row in connection.execute(query)} if ids else {}


def members(connection: Connection, stories: Collection[str]) -> dict[str, Member]:
    """article_id -> its stored place, for all members of the stories."""
    query = select(*MEMBER).where(StoryMember.story_id.in_(stories))
    return {row.article_id: Member(*row) for row in connection.execute(query)} if stories else {}


def stories_of(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """article_id -> story_id, for those that have one."""
    query = select(StoryMember.article_id, StoryMember.story_id).where(StoryMember.article_id.in_(ids))
    return {row.article_id: row.story_id for row in connection.execute(query)} if ids else {}


def candidates(connection: Connection, ids: Collection[str]) -> list[Candidate]:
    """Articles within the window that share a band, the link or the content with one of `ids`; most shared keys first."""
    counts: dict[tuple[str, str], int] = {}
    for article_id, other, shared in (*_band_mates(connection, ids), *_exact_mates(connection, ids)):
        pair = (min(article_id, other), max(article_id, other))
        counts[pair] = counts.get(pair, 0) + shared
    return [(*pair, shared) for pair, shared in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _band_mates(connection: Connection, ids: Collection[str]) -> Iterator[Any]:
    mate = aliased(NearKey)
    worn = _worn_sentences(connection, ids)
    query = (
        select(NearKey.article_id, mate.article_id, func.count())
        .join(mate, and_(mate.band == NearKey.band, mate.key == NearKey.key))
        .where(
            NearKey.article_id.in_(ids),
            or_(NearKey.band != SENTENCE_BAND, NearKey.key.not_in(worn)),
            mate.article_id != NearKey.article_id,
            mate.first_seen_at.between(NearKey.first_seen_at - WINDOW, NearKey.first_seen_at + WINDOW),
        )
        .group_by(NearKey.article_id, mate.article_id)
    )
    yield from connection.execute(query)


def _worn_sentences(connection: Connection, ids: Collection[str]) -> list[int]:
    """Keys of sentences of `ids` that so many articles have that they tell nothing: notices, disclaimers, adverts."""
    own = select(NearKey.key).where(NearKey.band == SENTENCE_BAND, NearKey.article_id.in_(ids))
    query = (
        select(NearKey.key)
        .where(NearKey.band == SENTENCE_BAND, NearKey.key.in_(own))
        .group_by(NearKey.key)
        .having(func.count() > WORN)
    )
    return list(connection.scalars(query))


def _exact_mates(connection: Connection, ids: Collection[str]) -> Iterator[Any]:
    """Compared by article and by the keys as they are stored, so that no text is read."""
    mate = aliased(Article)
    for same in (and_(mate.url_key == Article.url_key, mate.url_key != ""), mate.content_sha256 == Article.content_sha256):
        query = (
            select(Article.article_id, mate.article_id, 1)
            .join(mate, same)
            .join(StoryMember, StoryMember.article_id == mate.article_id, isouter=True)
            .where(
                Article.article_id.in_(ids),
                mate.article_id != Article.article_id,
                mate.lang == Article.lang,
                mate.first_seen_at.between(Article.first_seen_at - WINDOW, Article.first_seen_at + WINDOW),
                or_(mate.article_id.in_(ids), StoryMember.article_id.is_not(None)),
            )
        )
        yield from connection.execute(query)
