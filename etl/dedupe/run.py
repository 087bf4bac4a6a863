"""Stage `dedupe`: join each article whose present version is in no story to the story that it is a form of.

Stories are the connected components over pairs that were verified on their texts. A pair is judged on nothing but its
two articles, so the order in which articles came does not matter. One transaction a batch of articles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, text

from etl.context import Context
from etl.dedupe import reading, writing
from etl.dedupe.likeness import Document, rule_of
from etl.dedupe.reading import Candidate
from etl.dedupe.stories import Components, Member, members_of

BATCH = 500
"""Articles compared in one transaction."""
ADVISORY_LOCK = 7_369_444
"""Held while comparing, so that two runs never change the same story at once."""


def run(context: Context) -> dict[str, int]:
    """Compare until nothing is left to compare; returns counts of articles, stories touched, copies and rows changed."""
    total = {"articles": 0, "compared": 0, "copies": 0, "changed": 0}
    while True:
        with context.engine.begin() as connection:
            _lock(connection)
            counts = compare_batch(connection, context)
        total = {name: total[name] + counts[name] for name in total}
        if counts["articles"] < BATCH:
            break
    with context.engine.begin() as connection:
        _lock(connection)
        writing.drop_old_keys(connection, context.now)
    return total


def compare_batch(connection: Connection, context: Context) -> dict[str, int]:
    """Compare one batch of articles with each other and with all within the window."""
    todo = reading.pending(connection, BATCH)
    if not todo:
        return {"articles": 0, "compared": 0, "copies": 0, "changed": 0}
    # What belonged to the story of a text that changed may hang together by it alone, so it is compared anew.
    changed = set(reading.stories_of(connection, todo).values())
    anew = reading.members(connection, changed)
    loaded = reading.documents(connection, {*todo, *anew})
    fresh = set(loaded)
    _renew_keys(connection, loaded, anew)
    found = reading.candidates(connection, fresh)
    components = Components()
    stored = _join_stored(connection, components, {article for pair in found for article in pair[:2]} - fresh)
    compared = _verify(connection, components, found, loaded)
    before = anew | stored
    after = _members(connection, components, fresh, before, loaded)
    changes = [member for member in after if before.get(member.article_id) != member]
    writing.store_members(connection, context.now, changes)
    copies = sum(member.dup_of is not None for member in after if member.article_id in todo)
    return {"articles": len(todo), "compared": compared, "copies": copies, "changed": len(changes)}


def _renew_keys(connection: Connection, loaded: Mapping[str, Document], anew: Mapping[str, Member]) -> None:
    """Bring the stored keys up to the present texts."""
    writing.drop_keys(connection, reading.former_documents(connection, anew))
    kept = {each for each, member in anew.items() if loaded[each].version == member.version}
    fresh = [document for each, document in loaded.items() if each not in kept]
    writing.put_keys(connection, fresh, [loaded[each] for each in kept])


def _lock(connection: Connection) -> None:
    connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))


def _join_stored(connection: Connection, components: Components, others: Collection[str]) -> dict[str, Member]:
    """Join the stored stories of `others`, whose texts did not change; returns all their members."""
    stories = set(reading.stories_of(connection, others).values())
    members = reading.members(connection, stories)
    for member in members.values():
        components.join(member.article_id, member.story_id)
    return members


def _verify(
    connection: Connection, components: Components, found: Sequence[Candidate], loaded: dict[str, Document]
) -> int:
    """Join the candidates that are forms of one text, reading their texts into `loaded`; returns how many were compared.

    In each round one pair of each two components is compared: what is joined already need not be.
    """
    compared = 0
    waiting = [(first, second) for first, second, _ in found]
    while waiting:
        best: dict[tuple[str, str], tuple[str, str]] = {}
        for first, second in waiting:
            best.setdefault((components.find(first), components.find(second)), (first, second))
        pairs = [pair for (first, second), pair in best.items() if first != second]
        loaded |= reading.documents(connection, {article for pair in pairs for article in pair} - set(loaded))
        for first, second in pairs:
            if components.find(first) != components.find(second):
                compared += 1
                if rule_of(loaded[first], loaded[second]):
                    components.join(first, second)
        done = set(pairs)
        waiting = [pair for pair in waiting if pair not in done and components.find(pair[0]) != components.find(pair[1])]
    return compared


def _members(
    connection: Connection,
    components: Components,
    fresh: Collection[str],
    before: dict[str, Member],
    loaded: dict[str, Document],
) -> list[Member]:
    """The rows of every story that one of the `fresh` articles is in."""
    touched = {components.find(article_id) for article_id in fresh}
    groups = components.groups({*fresh, *before})
    stories = [groups[root] for root in sorted(touched)]
    loaded |= reading.documents(connection, {article for story in stories for article in story} - set(loaded))
    # A text that changed and waits for a later batch stays marked as compared in its earlier version.
    shown = {article: replace(loaded[article], version=row.version) for article, row in before.items() if article not in fresh}
    return [member for story in stories for member in members_of([(loaded | shown)[article] for article in story])]
