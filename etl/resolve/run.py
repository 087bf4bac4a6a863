"""Stage `resolve`: link what new extractions name, and link again the companies that they touch.

One transaction a batch: a run that dies leaves the batch to the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, text

from etl.catalog.folding import fold
from etl.context import Context
from etl.resolve import reading, writing
from etl.resolve.company_links import link_company
from etl.resolve.person_links import link_people
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
    """Link one batch of articles and every company that it touches."""
    todo = reading.articles_to_link(connection, BATCH)
    merged = reading.merges(connection, "merge_person")
    fresh = _link_companies(connection, context, list(todo))
    touched = set(fresh) | reading.companies_linked_before(connection, list(todo)) | reading.companies_to_judge(connection, merged)
    if not todo and not touched:
        return {"articles": 0, "companies": 0, "links": 0}
    linked = _link_touched(connection, context, touched, fresh, set(todo), merged)
    written = writing.store_links(connection, context, linked, touched)
    _link_mentions(connection, context, list(todo), linked)
    writing.store_resolutions(connection, context, todo.values())
    return {"articles": len(todo), "companies": len(touched), "links": written}


def _link_companies(connection: Connection, context: Context, articles: list[str]) -> dict[str, list[tuple[Written, Link]]]:
    """company_id -> the new events linked to it."""
    hints = _hints(connection, context, articles)
    merged = reading.merges(connection, "merge_company")
    grouped: dict[str, list[tuple[Written, Link]]] = defaultdict(list)
    for event in reading.written_in(connection, articles):
        link = link_company(event.company, context.catalog.companies, hints.get(event.article_id, ()))
        link = _judged(link, merged)
        grouped[link.entity_id].append((event, link))
    return grouped


def _hints(connection: Connection, context: Context, articles: list[str]) -> dict[str, set[str]]:
    """article_id -> ids of the companies that the people named in it are known with."""
    hints: dict[str, set[str]] = defaultdict(set)
    for article_id, mentions in reading.names_in(connection, articles, "PERSON").items():
        for _, name in mentions:
            for person in context.catalog.people.by_alias(name):
                hints[article_id].update(person.companies)
    return hints


def _link_touched(
    connection: Connection,
    context: Context,
    touched: set[str],
    fresh: Mapping[str, list[tuple[Written, Link]]],
    articles: set[str],
    merged: Mapping[str, str],
) -> list[LinkedEvent]:
    known = reading.written_with(connection, touched, except_in=articles)
    stored = reading.links_of(connection, touched)
    linked: list[LinkedEvent] = []
    for company_id in sorted(touched):
        events = [(event, _company_link_of(stored[event.article_id, event.ordinal])) for event in known.get(company_id, [])]
        events += fresh.get(company_id, [])
        people = link_people(company_id, [event for event, _ in events], context.catalog.people)
        linked += [LinkedEvent(event, link, _judged(people[fold(event.person)], merged)) for event, link in events]
    return linked


def _company_link_of(row: Any) -> Link:
    return Link(row.company_id, row.company_rule, tuple(row.alternatives["company"]))


def _judged(link: Link, merged: Mapping[str, str]) -> Link:
    """The link as a reviewer's merge would have it."""
    into = merged.get(link.entity_id)
    return replace(link, entity_id=into, rule="judgement", alternatives=(link.entity_id,)) if into else link


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
            entity_id, rule, confidence = _mention_target(of_events.get((article_id, fold(name))), known.by_alias(name))
            if entity_id:
                rows.append(
                    {"article_id": article_id, "ordinal": ordinal, "entity_id": entity_id, "rule": rule, "confidence": confidence}
                )
    return rows


def _mention_target(of_event: str | None, found: list[Any]) -> tuple[str | None, str, float]:
    if of_event:
        return of_event, "event", 0.95
    if len(found) == 1:
        entity = found[0]
        return getattr(entity, "company_id", None) or entity.person_id, "alias", 0.9
    return None, "", 0.0
