"""Sightings of aliases and the proposals made of them, in and out of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from etl.resolve import reading
from etl.resolve.proposals import Proposal, Seen, propose
from etl.resolve.sightings import Sighting, Span, sightings
from etl.resolve.words import LINK_VERSION
from etl.tables.core import AliasProposal, AliasSighting, Article, EventLink, Mention, StoryMember
from etl.tables.rows import insert_new

_COLUMNS = tuple(column.name for column in AliasProposal.__table__.columns)


def look_for_aliases(connection: Connection, articles: Collection[str]) -> None:
    """Note anew what the articles themselves put as one."""
    spans: dict[str, list[Span]] = defaultdict(list)
    query = select(Mention.article_id, Mention.kind, Mention.text, Mention.char_start, Mention.char_end)
    for row in connection.execute(query.where(Mention.article_id.in_(articles))):
        spans[row.article_id].append(Span(row.kind, row.text, row.char_start, row.char_end))
    texts = connection.execute(select(Article.article_id, Article.text).where(Article.article_id.in_(spans)))
    found = [_row(article_id, each, "") for article_id, text in texts for each in sightings(text, spans[article_id])]
    connection.execute(delete(AliasSighting).where(AliasSighting.article_id.in_(articles), AliasSighting.scope == ""))
    insert_new(connection, AliasSighting, found)


def store_parallel(connection: Connection, scopes: Collection[str], seen: Iterable[tuple[str, Seen]]) -> None:
    """Replace what stories of one move told of the companies and people `scopes`."""
    connection.execute(delete(AliasSighting).where(AliasSighting.scope.in_(scopes)))
    insert_new(connection, AliasSighting, [_row(each.article_id, each.sighting, scope) for scope, each in seen])


def derive(connection: Connection) -> list[Proposal]:
    """All proposals, made of all sightings and judgements."""
    story = func.coalesce(StoryMember.story_id, AliasSighting.article_id)
    query = select(
        AliasSighting.kind, AliasSighting.name, AliasSighting.alias, AliasSighting.rule, AliasSighting.article_id, story
    ).outerjoin(StoryMember, StoryMember.article_id == AliasSighting.article_id)
    seen = [Seen(Sighting(*row[:4]), row[4], row[5]) for row in connection.execute(query)]
    return propose(seen, reading.verdicts_on_aliases(connection))


def stored_proposals(connection: Connection) -> list[Proposal]:
    """The proposals as they were stored last."""
    rows = connection.execute(select(AliasProposal.__table__))
    return [
        Proposal(r.proposal_id, r.kind, r.name, r.alias, tuple(r.rules), r.confidence, r.state, tuple(r.articles)) for r in rows
    ]


def store_proposals(connection: Connection, stored: Sequence[Proposal], proposals: Sequence[Proposal]) -> None:
    """Make the table equal to `proposals`; `stored` is what it holds."""
    known = {each.proposal_id: each for each in stored}
    gone = known.keys() - {each.proposal_id for each in proposals}
    changed = [each for each in proposals if known.get(each.proposal_id) != each]
    removed = gone | {each.proposal_id for each in changed}
    if removed:
        connection.execute(delete(AliasProposal).where(AliasProposal.proposal_id.in_(removed)))
    insert_new(connection, AliasProposal, [_proposal_row(each) for each in changed])


def stories_of(connection: Connection, articles: Collection[str]) -> dict[str, str]:
    """article_id -> its story."""
    query = select(StoryMember.article_id, StoryMember.story_id).where(StoryMember.article_id.in_(articles))
    return {row.article_id: row.story_id for row in connection.execute(query)}


def people_linked(connection: Connection, companies: Collection[str]) -> set[str]:
    """Ids of the people whom events link with the companies."""
    return set(connection.scalars(select(EventLink.person_id).where(EventLink.company_id.in_(companies)).distinct()))


def _row(article_id: str, each: Sighting, scope: str) -> dict[str, Any]:
    return {"article_id": article_id, "kind": each.kind, "name": each.name, "alias": each.alias, "rule": each.rule, "scope": scope}


def _proposal_row(each: Proposal) -> dict[str, Any]:
    row = {name: getattr(each, name) for name in _COLUMNS if name != "method_version"}
    return row | {"rules": list(each.rules), "articles": list(each.articles), "method_version": LINK_VERSION}
