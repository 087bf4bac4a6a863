"""What the linking writes: entities, their names, links, and the revisions by which the next stage knows its work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, tuple_, update

from etl.catalog.folding import fold
from etl.context import Context
from etl.resolve import reading
from etl.resolve.display import company_name, person_name
from etl.resolve.learned import learned_names
from etl.resolve.proposals import Proposal
from etl.resolve.words import LINK_VERSION
from etl.tables.core import Company, CompanyAlias, EventLink, MentionLink, Person, PersonAlias, Resolution
from etl.tables.rows import insert_new, upsert

if TYPE_CHECKING:
    from etl.resolve.run import LinkedEvent



def store_links(
    connection: Connection, context: Context, linked: Sequence[LinkedEvent], touched: Collection[str], proposals: Iterable[Proposal]
) -> int:
    """Store the links of the touched companies; returns how many were new or changed.

    The revision of a company moves if any of its links did, or if one went away with an older extraction.
    """
    stored = reading.links_of(connection, touched)
    rows = {(event.written.article_id, event.written.ordinal): _link_row(event) for event in linked}
    changed = {key: row for key, row in rows.items() if key not in stored or _differs(row, stored[key])}
    gone = stored.keys() - rows.keys()
    _ensure_entities(connection, context, linked)
    if gone:
        connection.execute(delete(EventLink).where(tuple_(EventLink.article_id, EventLink.ordinal).in_(list(gone))))
    upsert(connection, EventLink, list(changed.values()), ["article_id", "ordinal"])
    moved = {row["company_id"] for row in changed.values()} | {stored[key].company_id for key in gone}
    moved |= {stored[key].company_id for key in changed.keys() & stored.keys()}
    moved |= set(touched) - {event.company.entity_id for event in linked}
    connection.execute(update(Company).where(Company.company_id.in_(moved)).values(revision=Company.revision + 1))
    _refresh_names(connection, context, moved, linked, stored.values(), [each for each in proposals if each.is_alias])
    return len(changed)


def store_mention_links(connection: Connection, context: Context, articles: Collection[str], rows: Sequence[dict[str, Any]]) -> None:
    """Replace the mention links of the articles; entities of the catalogue that come up are added."""
    connection.execute(delete(MentionLink).where(MentionLink.article_id.in_(articles)))
    upsert(connection, MentionLink, rows, ["article_id", "ordinal"])
    ids = {row["entity_id"] for row in rows}
    companies = [c for c in map(context.catalog.companies.by_id.get, ids) if c]
    people = [p for p in map(context.catalog.people.by_id.get, ids) if p]
    insert_new(connection, Company, [_catalog_company(c) for c in companies])
    insert_new(connection, Person, [{"person_id": p.person_id, "name": p.name, "is_provisional": False} for p in people])
    insert_new(connection, CompanyAlias, [_alias("company_id", c.company_id, a, "catalog") for c in companies for a in c.aliases])
    insert_new(connection, PersonAlias, [_alias("person_id", p.person_id, a, "catalog") for p in people for a in p.aliases])


def store_resolutions(connection: Connection, context: Context, extractions: Iterable[Any]) -> None:
    """Note that these extractions are linked."""
    rows = [
        {
            "article_id": row.article_id,
            "extracted_at": row.extracted_at,
            "extraction_version": row.method_version,
            "link_version": LINK_VERSION,
            "resolved_at": context.now,
        }
        for row in extractions
    ]
    upsert(connection, Resolution, rows, ["article_id"])


def _link_row(event: LinkedEvent) -> dict[str, Any]:
    return {
        "article_id": event.written.article_id,
        "ordinal": event.written.ordinal,
        "company_id": event.company.entity_id,
        "person_id": event.person.entity_id,
        "company_rule": event.company.rule,
        "person_rule": event.person.rule,
        "confidence": min(event.company.confidence, event.person.confidence),
        "alternatives": _alternatives(event),
        "method_version": LINK_VERSION,
    }


def _alternatives(event: LinkedEvent) -> dict[str, Any]:
    """Who else was considered; with what decided otherwise than by rule, so that it is known when that no longer holds."""
    company, person = event.company, event.person
    considered: dict[str, Any] = {"company": list(company.alternatives), "person": list(person.alternatives)}
    if company.judgements:
        considered["company_judgement"] = list(company.judgements)
    if company.sure is not None:
        considered["company_confidence"] = company.sure
    if company.judgements or person.judgements:
        considered["judgement"] = sorted({*company.judgements, *person.judgements})
    return considered


def _differs(row: dict[str, Any], stored: Any) -> bool:
    return any(getattr(stored, column) != value for column, value in row.items())


def _ensure_entities(connection: Connection, context: Context, linked: Sequence[LinkedEvent]) -> None:
    companies = {event.company.entity_id: event.written.company for event in linked}
    people = {event.person.entity_id: event.written.person for event in linked}
    known, known_people = context.catalog.companies.by_id, context.catalog.people.by_id
    insert_new(
        connection,
        Company,
        [_catalog_company(known[cid]) if cid in known else _provisional_company(cid, name) for cid, name in companies.items()],
    )
    insert_new(
        connection,
        Person,
        [
            {"person_id": pid, "name": known_people[pid].name if pid in known_people else name, "is_provisional": pid not in known_people}
            for pid, name in people.items()
        ],
    )


def _catalog_company(company: Any) -> dict[str, Any]:
    return {
        "company_id": company.company_id,
        "name": company.name,
        "country": company.country,
        "ticker": company.ticker,
        "is_listed": company.listed,
        "is_provisional": False,
        "revision": 0,
    }


def _provisional_company(company_id: str, name: str) -> dict[str, Any]:
    unknown = {"country": None, "ticker": None, "is_listed": None}
    return {"company_id": company_id, "name": name, **unknown, "is_provisional": True, "revision": 0}


def _refresh_names(
    connection: Connection, context: Context, companies: Collection[str], linked: Sequence[LinkedEvent], stored: Iterable[Any],
    aliases: Sequence[Proposal],
) -> None:
    """Names and aliases of the companies that moved and of their people, made anew from what articles write."""
    people = {event.person.entity_id for event in linked if event.company.entity_id in companies}
    people |= {row.person_id for row in stored if row.company_id in companies}
    known, known_people = context.catalog.companies.by_id, context.catalog.people.by_id
    for company_id, forms in sorted(reading.forms_of(connection, "company", companies).items()):
        entry = known.get(company_id)
        name = company_name(entry.name if entry else None, forms)
        connection.execute(update(Company).where(Company.company_id == company_id).values(name=name))
        learned = learned_names("company", {*forms, *(entry.aliases if entry else ())}, aliases)
        _replace_aliases(connection, CompanyAlias, "company_id", company_id, entry.aliases if entry else (), forms, learned)
    for person_id, forms in sorted(reading.forms_of(connection, "person", people).items()):
        person = known_people.get(person_id)
        name = person_name(person.name if person else None, forms)
        _rename_person(connection, person_id, name)
        learned = learned_names("person", {*forms, *(person.aliases if person else ())}, aliases)
        _replace_aliases(connection, PersonAlias, "person_id", person_id, person.aliases if person else (), forms, learned)


def _rename_person(connection: Connection, person_id: str, name: str) -> None:
    """Events carry the name, so every company that the person is linked with has to be merged again."""
    renamed = connection.execute(
        update(Person).where(Person.person_id == person_id, Person.name != name).values(name=name).returning(Person.person_id)
    )
    if renamed.first():
        linked = select(EventLink.company_id).where(EventLink.person_id == person_id)
        connection.execute(update(Company).where(Company.company_id.in_(linked)).values(revision=Company.revision + 1))


def _replace_aliases(
    connection: Connection, table: Any, key: str, entity_id: str, known: Iterable[str], written: Iterable[str], learned: Iterable[str]
) -> None:
    rows = {form: _alias(key, entity_id, form, "learned") for form in learned}
    rows |= {form: _alias(key, entity_id, form, "article") for form in written}
    rows |= {alias: _alias(key, entity_id, alias, "catalog") for alias in known}
    connection.execute(delete(table).where(getattr(table, key) == entity_id))
    upsert(connection, table, list(rows.values()), [key, "alias"])


def _alias(key: str, entity_id: str, alias: str, source: str) -> dict[str, Any]:
    return {key: entity_id, "alias": alias, "folded": fold(alias), "source": source}
