"""Stage `events`: merge anew the events of every company whose links, stories or judgements changed.

A company's events are always made of all its evidence, never patched, so the order in which articles came does not
matter. One transaction a batch of companies.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from etl.context import Context
from etl.events import reading, writing
from etl.events.changes import record_names
from etl.events.clusters import cluster
from etl.events.dating import date_by_company
from etl.events.evidence import Event, Evidence
from etl.events.judging import Verdict, apply
from etl.events.merge import merge_all
from etl.events.reversals import link_reversals
from etl.events.support import weigh
from etl.events.tenures import tenures
from etl.events.transitions import transitions
from etl.events.translations import with_originals

BATCH = 200
"""Companies merged in one transaction."""
ADVISORY_LOCK = 7_369_443
"""Held while merging, so that two runs never merge the same company at once."""


def run(context: Context) -> dict[str, int]:
    """Merge until nothing is left to merge; returns counts of companies, events and changes."""
    total = {"companies": 0, "events": 0, "changes": 0}
    while True:
        with context.engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            counts = merge_batch(connection, context)
        total = {name: total[name] + counts[name] for name in total}
        if counts["companies"] < BATCH:
            return total


def merge_batch(connection: Connection, context: Context) -> dict[str, int]:
    """Merge the events of one batch of companies."""
    todo = reading.companies_to_merge(connection, BATCH)
    ids = [company.company_id for company in todo]
    evidence = reading.evidence_of(connection, ids)
    verdicts = reading.verdicts_of(connection, ids)
    events = {company_id: events_of(evidence.get(company_id, []), verdicts.get(company_id, [])) for company_id in ids}
    every = [event for company_events in events.values() for event in company_events]
    changes = writing.store_events(connection, context, ids, every) if ids else 0
    changed_seats = {company_id: transitions(own) for company_id, own in events.items()}
    writing.store_transitions(connection, context, ids, every, [t for own in changed_seats.values() for t in own])
    writing.store_tenures(connection, ids, [t for company_id, own in events.items() for t in tenures(own, changed_seats[company_id])])
    record_names(connection, context, ids)
    writing.store_states(connection, todo)
    return {"companies": len(ids), "events": len(every), "changes": changes}


def events_of(evidence: list[Evidence], verdicts: list[Verdict]) -> list[Event]:
    """The events of one company, made of all its evidence and what reviewers decided."""
    evidence = with_originals(evidence)
    weighed = weigh(merge_all(cluster(evidence)), evidence)
    return link_reversals(apply(date_by_company(weighed), verdicts))
