"""What the stage writes: the bands of articles, and their places in stories."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert

from etl.dedupe.likeness import WINDOW, Document
from etl.dedupe.signatures import SENTENCE_BAND, band_keys, sentence_keys
from etl.dedupe.stories import Member
from etl.tables.core import NearKey, StoryMember


def replace_keys(connection: Connection, documents: Sequence[Document], stale: Collection[str]) -> None:
    """Store the bands of `documents`; those of the `stale` articles, whose text has changed, are removed first."""
    if stale:
        connection.execute(delete(NearKey).where(NearKey.article_id.in_(stale)))
    rows = sorted(_key_rows([document for document in documents if len(document.shingles)]))
    copy = "COPY core.near_key (band, key, article_id, first_seen_at) FROM STDIN"
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(copy) as sink:
        for row in rows:
            sink.write_row(row)


def _key_rows(documents: Sequence[Document]) -> Iterator[tuple[int, int, str, dt.datetime]]:
    bands = band_keys([document.shingles for document in documents]).tolist()
    for document, own in zip(documents, bands, strict=True):
        for band, key in enumerate(own):
            yield band, key, document.article_id, document.first_seen_at
        for key in sentence_keys(document.text, document.lang):
            yield SENTENCE_BAND, key, document.article_id, document.first_seen_at


def store_members(connection: Connection, now: dt.datetime, members: Sequence[Member]) -> None:
    """Insert or replace the rows of `members`, decided at `now`."""
    if not members:
        return
    statement = insert(StoryMember)
    rows = [dataclasses.asdict(member) | {"decided_at": now} for member in members]
    columns = {name: statement.excluded[name] for name in rows[0] if name != "article_id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=columns), rows)


def drop_old_keys(connection: Connection, now: dt.datetime) -> int:
    """Remove the bands of articles that left the window; returns how many."""
    return connection.execute(delete(NearKey).where(NearKey.first_seen_at < now - WINDOW)).rowcount
