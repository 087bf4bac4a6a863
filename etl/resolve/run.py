"""Stage `resolve`: link what new extractions name, and link again the companies that they touch.

One transaction a batch: a run that dies leaves the batch to the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from etl.catalog.folding import fold
from etl.context import Context
from etl.resolve import persistence, reading, writing
from etl.resolve.company_links import link_company
from etl.resolve.judging import Judgements
from etl.resolve.learned import Learned, changed_companies, changed_people, learn
from etl.resolve.parallel import same_company, same_person
from etl.resolve.person_links import link_people
from etl.resolve.proposals import Proposal
from etl.resolve.words import Link, Written

BATCH = 2_000
"""Articles linked in one transaction."""
ADVISORY_LOCK = 7_369_442
"""Held while linking, so that two runs never link the same company at once."""


@dataclass(frozen=True, slots=True)
class LinkedEvent:
    """One event of one article with the company and person that it means."""

    written: Written
    company: Link
    person: Link


def run(context: Context) -> dict[str, int]:
    """Link until nothing is left to link; returns counts of articles, companies touched and links written."""
    total = {"articles": 0, "companies": 0, "links": 0}
    while True:
        with context.engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            counts = link_batch(connection, context)
        total = {name: total[name] + counts[name] for name in total}
        if counts["articles"] < BATCH:
            return total


def link_batch(connection: Connection, context: Context) -> dict[str, int]:
    """Link one batch of articles, and every company that it, an alias or a judgement touches."""
    todo = reading.articles_to_link(connection, BATCH)
    stored = persistence.stored_proposals(connection)
    persistence.look_for_aliases(connection, list(todo))
    plan = _plan(connection, context, set(todo), stored)
    if not todo and not plan.touched:
        persistence.store_proposals(connection, stored, plan.proposals)
        return {"articles": 0, "companies": 0, "links": 0}
    linked = _link_touched(connection, context, plan)
    written = writing.store_links(connection, context, linked, plan.touched, plan.proposals)
    _link_mentions(connection, context, list(todo), linked)
    writing.store_resolutions(connection, context, todo.values())
    _compare_stories(connection, context, plan.touched)
    persistence.store_proposals(connection, stored, persistence.derive(connection))
    return {"articles": len(todo), "companies": len(plan.touched), "links": written}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one batch links: the articles whose companies are decided, and the companies whose people are."""

    articles: set[str]
    touched: set[str]
    fresh: Mapping[str, list[tuple[Written, Link]]]
    """company_id -> the events of the articles that are linked to it."""
    judged: Judgements
    proposals: list[Proposal]
    aliases: Mapping[str, frozenset[str]]
    """Folded name of a person -> the other names."""


def _plan(connection: Connection, context: Context, todo: set[str], stored: list[Proposal]) -> _Plan:
    """A changed alias or judgement brings back the articles whose links rest on it."""
    holding, proposals = reading.judgements(connection), persistence.derive(connection)
    before, after = learn(stored, context.catalog.companies), learn(proposals, context.catalog.companies)
    moved = changed_companies(before, after) | reading.companies_to_judge(connection, holding)
    articles = todo | set(reading.articles_of(connection, moved))
    judged = Judgements.of(holding)
    fresh = _link_companies(connection, context, articles, judged, after)
    touched = set(fresh) | reading.companies_linked_before(connection, articles)
    touched |= reading.companies_naming(connection, changed_people(before, after))
    return _Plan(articles, touched, fresh, judged, proposals, after.people)


def _link_companies(
    connection: Connection, context: Context, articles: set[str], judged: Judgements, learned: Learned
) -> dict[str, list[tuple[Written, Link]]]:
    """company_id -> the events of the articles linked to it."""
    hints = _hints(connection, context, articles)
    grouped: dict[str, list[tuple[Written, Link]]] = defaultdict(list)
    for event in reading.written_in(connection, articles):
        link = link_company(event.company, context.catalog.companies, hints.get(event.article_id, ()), learned.companies)
        link = judged.company(link, event)
        grouped[link.entity_id].append((event, link))
    return grouped


def _hints(connection: Connection, context: Context, articles: Collection[str]) -> dict[str, set[str]]:
    """article_id -> ids of the companies that the people named in it are known with."""
    hints: dict[str, set[str]] = defaultdict(set)
    for article_id, mentions in reading.names_in(connection, articles, "PERSON").items():
        for _, name in mentions:
            for person in context.catalog.people.by_alias(name):
                hints[article_id].update(person.companies)
    return hints


def _link_touched(connection: Connection, context: Context, plan: _Plan) -> list[LinkedEvent]:
    known = reading.written_with(connection, plan.touched, except_in=plan.articles)
    stored = reading.links_of(connection, plan.touched)
    linked: list[LinkedEvent] = []
    beside = _beside(connection, context, [e for own in known.values() for e in own] + [e for own in plan.fresh.values() for e, _ in own])
    for company_id in sorted(plan.touched):
        events = [(event, _company_link_of(stored[event.article_id, event.ordinal])) for event in known.get(company_id, [])]
        events += plan.fresh.get(company_id, [])
        people = link_people(company_id, [event for event, _ in events], context.catalog.people, plan.aliases, beside)
        linked += [LinkedEvent(event, link, plan.judged.person(people[fold(event.person)], event)) for event, link in events]
    return linked


def _beside(connection: Connection, context: Context, events: Iterable[Written]) -> dict[str, frozenset[str]]:
    """article_id -> ids of the known companies that it names, for articles with a name that means a person in context only."""
    articles = {event.article_id for event in events if context.catalog.people.needs_context(event.person)}
    named = reading.names_in(connection, articles, "ORG")
    known = context.catalog.companies
    return {
        article_id: frozenset(company.company_id for _, name in names if not known.is_weak(name) for company in known.by_alias(name))
        for article_id, names in named.items()
    }


def _company_link_of(row: Any) -> Link:
    judgements = row.alternatives.get("company_judgement", ())
    sure = row.alternatives.get("company_confidence")
    return Link(row.company_id, row.company_rule, tuple(row.alternatives["company"]), tuple(judgements), sure)


def _compare_stories(connection: Connection, context: Context, touched: set[str]) -> None:
    """Note which names in two scripts the stories of one move give to its maker, at the touched companies and for their people."""
    at_company = reading.linked_events(connection, "company", touched)
    people = persistence.people_linked(connection, touched)
    of_person = reading.linked_events(connection, "person", people)
    events = [event for group in (*at_company.values(), *of_person.values()) for _, event in group]
    stories = persistence.stories_of(connection, {event.article_id for event in events})
    known_people, known_companies = context.catalog.people.by_id, context.catalog.companies.by_id
    seen = [(scope, each) for scope, group in at_company.items() for each in same_person(group, stories, known_people)]
    seen += [(scope, each) for scope, group in of_person.items() for each in same_company(group, stories, known_companies)]
    persistence.store_parallel(connection, touched | people, seen)


def _link_mentions(connection: Connection, context: Context, articles: list[str], linked: Iterable[LinkedEvent]) -> None:
    """Link the mentions of the new articles: to what their events name, else to what the catalogue knows by that name."""
    companies: dict[tuple[str, str], str] = {}
    people: dict[tuple[str, str], str] = {}
    for event in linked:
        companies[event.written.article_id, fold(event.written.company)] = event.company.entity_id
        people[event.written.article_id, fold(event.written.person)] = event.person.entity_id
    rows = [
        *_mention_rows(reading.names_in(connection, articles, "ORG"), companies, context.catalog.companies),
        *_mention_rows(reading.names_in(connection, articles, "PERSON"), people, context.catalog.people),
    ]
    writing.store_mention_links(connection, context, articles, rows)


def _mention_rows(
    mentions: Mapping[str, list[tuple[int, str]]], of_events: Mapping[tuple[str, str], str], known: Any
) -> list[dict[str, Any]]:
    rows = []
    for article_id, named in mentions.items():
        for ordinal, name in named:
            found = known.by_alias(name)
            entity_id, rule, confidence = _mention_target(of_events.get((article_id, fold(name))), found)
            if entity_id:
                others = [other for other in map(_entity_id, found) if other != entity_id]
                rows.append({
                    "article_id": article_id, "ordinal": ordinal, "entity_id": entity_id, "rule": rule, "confidence": confidence,
                    "alternatives": others,
                })  # fmt: skip
    return rows


def _mention_target(of_event: str | None, found: list[Any]) -> tuple[str | None, str, float]:
    if of_event:
        return of_event, "event", 0.95
    if len(found) == 1:
        return _entity_id(found[0]), "alias", 0.9
    return None, "", 0.0


def _entity_id(entity: Any) -> str:
    return str(getattr(entity, "company_id", None) or entity.person_id)
