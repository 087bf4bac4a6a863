"""What the stage writes: the keys of articles, and their places in stories."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, text

from etl.dedupe.likeness import WINDOW, Document
from etl.dedupe.signatures import keys_of
from etl.dedupe.stories import Member
from etl.tables.core import NearKey

FRESH = "pg_temp.fresh_key"
"""The keys of the articles that are compared in this transaction; a table of the session, since lists of thousands of
parameters would cost more than the look-ups."""
CREATE_FRESH = text(
    f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {FRESH.removeprefix("pg_temp.")} (
        band int NOT NULL, key bigint NOT NULL, article_id text NOT NULL, first_seen_at timestamptz NOT NULL,
        is_new boolean NOT NULL
    ) ON COMMIT DELETE ROWS
    """
)
STORE_FRESH = text(
    f"""
    INSERT INTO core.near_key (band, key, article_id, first_seen_at)
    SELECT band, key, article_id, first_seen_at FROM {FRESH} WHERE is_new ORDER BY band, key
    """
)
DELETE_KEYS = text(
    """
    DELETE FROM core.near_key
     USING unnest(CAST(:bands AS int[]), CAST(:keys AS bigint[]), CAST(:ids AS text[])) AS old(band, key, article_id)
     WHERE near_key.band = old.band AND near_key.key = old.key AND near_key.article_id = old.article_id
    """
)
"""By the whole primary key: an index by article alone would be the larger part of what a new article costs."""
PUT_MEMBERS = text(
    """
    INSERT INTO core.story_member (article_id, version, story_id, dup_of, rule, similarity, decided_at)
    SELECT *, :now FROM unnest(CAST(:article_ids AS text[]), CAST(:versions AS int[]), CAST(:story_ids AS text[]),
                               CAST(:dup_ofs AS text[]), CAST(:rules AS text[]), CAST(:similarities AS float8[]))
        ON CONFLICT (article_id) DO UPDATE SET version = excluded.version, story_id = excluded.story_id, dup_of = excluded.dup_of,
           rule = excluded.rule, similarity = excluded.similarity, decided_at = excluded.decided_at
    """
)


def put_keys(connection: Connection, fresh: Sequence[Document], kept: Sequence[Document]) -> None:
    """Store the keys of the `fresh` documents, which have none yet, and lay them and those of the `kept` ones out in `FRESH`."""
    connection.execute(CREATE_FRESH)
    stored = {document.article_id for document in kept}
    keys = sorted(keys_of([*fresh, *kept]))
    rows = "".join(f"{band}\t{key}\t{each}\t{seen}\t{each not in stored}\n" for band, key, each, seen in keys)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {FRESH} FROM STDIN") as sink:
        sink.write(rows)
    connection.execute(STORE_FRESH)


def drop_keys(connection: Connection, documents: Iterable[Document]) -> None:
    """Remove the keys of texts as they were before they changed."""
    keys = keys_of([*documents])
    if keys:
        connection.execute(
            DELETE_KEYS,
            {"bands": [key.band for key in keys], "keys": [key.key for key in keys], "ids": [key.article_id for key in keys]},
        )


def store_members(connection: Connection, now: dt.datetime, members: Sequence[Member]) -> None:
    """Insert or replace the rows of `members`, decided at `now`."""
    if not members:
        return
    names = ("article_ids", "versions", "story_ids", "dup_ofs", "rules", "similarities")
    columns = ([getattr(member, field.name) for member in members] for field in dataclasses.fields(Member))
    connection.execute(PUT_MEMBERS, {"now": now} | dict(zip(names, columns, strict=True)))


def drop_old_keys(connection: Connection, now: dt.datetime) -> int:
    """Remove the keys of articles that left the window; returns how many."""
    return connection.execute(delete(NearKey).where(NearKey.first_seen_at < now - WINDOW)).rowcount
