"""`revdoor sql`: one statement as the analyst, shown as a table or printed as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import DatabaseError
from etl.io import db
from etl.io.session import hold_cluster, open_database


def run_query(query: str, *, as_csv: bool) -> None:
    """Run `query` and print what it returns; `DatabaseError` with Postgres's own words where it fails."""
    header, rows = fetch_rows(Settings.load(), query)
    if as_csv:
        write_csv(header, rows)
    else:
        screen().print(as_table(header, rows))


def fetch_rows(settings: Settings, query: str) -> tuple[list[str], list[Sequence[Any]]]:
    """Header and rows of `query`, run as the analyst."""
    with hold_cluster(settings):
        with open_database(settings):
            engine = db.connect_analyst(settings)
        try:
            with engine.connect() as connection:
                # A colon in a query is a cast or a time, never a parameter.
                result = connection.execute(text(query.replace(":", "\\:")))
                return (list(result.keys()), list(result.all())) if result.returns_rows else ([], [])
        except DBAPIError as error:
            raise DatabaseError(f"{str(error.orig).strip()}\nThe tables are in the schema mart; 'revdoor sql' may read it only.") from error
        finally:
            engine.dispose()


def write_csv(header: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print header and rows as CSV to standard output; nulls are empty, lists and objects are JSON."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([as_text(value) for value in row] for row in rows)


def as_table(header: Iterable[str], rows: Iterable[Sequence[Any]]) -> Table:
    """Header and rows as a table for a terminal."""
    table = Table(*header)
    for row in rows:
        table.add_row(*(as_text(value) for value in row))
    return table


def as_text(value: Any) -> str:
    """One value as a person or a CSV reader wants it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
