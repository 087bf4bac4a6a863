"""Copies of the database, with Postgres's own programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sqlalchemy import URL

from etl.errors import DatabaseError
from etl.io.postgres import find_binaries


def dump(url: URL, target: Path) -> int:
    """Write the database to `target` in Postgres's custom format, under another name until it is whole; returns its bytes.

    Raises `DatabaseError` with Postgres's own words where it fails.
    """
    partial = target.with_name(target.name + ".part")
    _call("pg_dump", url, "--format=custom", "--no-owner", "--file", str(partial))
    partial.replace(target)
    return target.stat().st_size


def restore(url: URL, source: Path) -> None:
    """Replace what is in the database by the copy `source`, in one transaction; `DatabaseError` where it fails."""
    if not source.is_file():
        raise DatabaseError(f"{source} is no file; name one that 'revdoor db backup' wrote")
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", url.database or "")
    _call("pg_restore", url, *options, str(source))


def _call(program: str, url: URL, *words: str) -> None:
    environment = dict(os.environ) | connection_environment(url)
    done = subprocess.run([str(_client(program)), *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DatabaseError(f"{program}: {done.stderr.strip()}")


def _client(program: str) -> Path:
    path = find_binaries() / program
    if not path.exists():
        raise DatabaseError(f"{program} is not in {path.parent}; install Postgres's client programs")
    return path


def connection_environment(url: URL) -> dict[str, str]:
    """The connection of `url` as libpq's variables, so that no password shows in the list of processes."""
    query = url.query
    values = {
        "PGHOST": query.get("host", url.host),
        "PGPORT": query.get("port", url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: str(value) for name, value in values.items() if value is not None}
