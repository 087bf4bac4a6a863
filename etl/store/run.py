"""Stage store: what was fetched and not yet parsed becomes articles, each version kept, each item counted once.

Then the pages of articles are read of which the feed has a teaser only (`etl.store.pages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from etl.context import Context
from etl.store import persistence
from etl.store.articles import Draft, Rejection, draft
from etl.store.identity import assign, first_of_twins
from etl.store.language import language_code
from etl.store.pages.run import take_in_pages
from etl.store.parsing import ParsedFeed, parse
from etl.store.persistence import Changes, Outcome, Pending, Stored

BATCH = 32
"""Bodies that one transaction takes in, of as many feeds."""


def run(context: Context) -> dict[str, int]:
    """Parse every body that has no row in `raw.parse`, then read pages; returns the counts of items and pages by outcome."""
    totals = dict.fromkeys(("bodies", "items", "new", "updated", "unchanged", "rejected", "unparsable"), 0)
    for outcomes in _batches(context):
        for outcome in outcomes:
            for name, count in outcome.counts().items():
                totals[name] += count
        context.progress(totals["bodies"], totals["bodies"])
    return totals | take_in_pages(context)


def _batches(context: Context) -> Iterator[list[Outcome]]:
    """One transaction a batch; a feed's bodies are taken in the order in which they were fetched."""
    while True:
        with context.engine.begin() as connection:
            pending = persistence.pending(connection, BATCH)
            if not pending:
                return
            outcomes = _take_in(connection, context, pending)
        yield outcomes


def _take_in(connection: Connection, context: Context, pending: list[Pending]) -> list[Outcome]:
    bodies = persistence.bodies(connection, pending)
    parsed = {fetch.fetch_id: _parse(fetch, bodies) for fetch in pending}
    drafts = {fetch.fetch_id: _drafted(fetch, parsed[fetch.fetch_id]) for fetch in pending}
    known = persistence.known_articles(
        connection, {fetch.origin.feed: _drafts(drafts[fetch.fetch_id]) for fetch in pending}
    )
    down = persistence.links_taken_down(connection, (item for results in drafts.values() for item in _drafts(results)))
    changes = Changes(context.now, down=down)
    outcomes = [
        _sort_out(
            fetch, parsed[fetch.fetch_id], drafts[fetch.fetch_id], known.get(fetch.origin.feed, []), changes
        )
        for fetch in pending
    ]
    persistence.write(connection, changes, outcomes, pending)
    return outcomes


def _parse(fetch: Pending, bodies: dict[str, bytes]) -> ParsedFeed:
    return parse(bodies[fetch.body_sha256], fetch.content_type or "", fetch.origin.url, fetch.known)


def _drafted(fetch: Pending, parsed: ParsedFeed) -> list[Draft | Rejection]:
    said = language_code(parsed.language) if fetch.is_local else None
    origin = replace(fetch.origin, lang=said) if said else fetch.origin
    return [draft(item, origin, fetch.requested_at) for item in parsed.items]


def _drafts(results: list[Draft | Rejection]) -> list[Draft]:
    return [result for result in results if isinstance(result, Draft)]


def _sort_out(
    fetch: Pending,
    parsed: ParsedFeed,
    results: list[Draft | Rejection],
    known: list[Stored],
    changes: Changes,
) -> Outcome:
    """Decide for each item whether it is new, an update or known; adds to `changes` what is to be written."""
    outcome = Outcome(fetch.fetch_id, b"".join(parsed.entry_hashes), unchanged=parsed.known_count, error=parsed.error)
    for result in results:
        if isinstance(result, Rejection):
            outcome.rejected += 1
            changes.reject(fetch, result)
    found = _drafts(results)
    drafts = [item for item in found if item.features.url_key not in changes.down]
    outcome.unchanged += len(found) - len(drafts)
    first = first_of_twins([item.features for item in drafts])
    unique = [item for index, item in enumerate(drafts) if first[index] == index]
    outcome.unchanged += len(drafts) - len(unique)
    changes.ids.update(article.known.article_id for article in known)
    by_id = {article.known.article_id: article for article in known}
    matches = assign([item.features for item in unique], [article.known for article in known])
    for item, match in zip(unique, matches, strict=True):
        _count(outcome, changes.add(fetch, item, by_id.get(match) if match else None))
    return outcome


def _count(outcome: Outcome, kind: str) -> None:
    setattr(outcome, kind, getattr(outcome, kind) + 1)
