"""`revdoor export`: the views of `mart` as files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, text

from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import ConfigError
from etl.io import db
from etl.io.export import WRITERS, Relation, Writer, relations
from etl.io.session import hold_cluster, open_database


def export(folder: Path, wanted: Sequence[str], form: str) -> None:
    """Write one file a view into `folder`, all of one moment; a file that is there is replaced as a whole.

    Raises `ConfigError` for an unknown format or view and for a folder that can't be made.
    """
    if form not in WRITERS:
        raise ConfigError(f"--format {form}: say {' or '.join(sorted(WRITERS))}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder} can't be made ({error.strerror}); name another folder") from error
    settings = Settings.load()
    with hold_cluster(settings):
        with open_database(settings):
            engine = db.connect_analyst(settings).execution_options(isolation_level="REPEATABLE READ")
        try:
            with engine.connect() as connection:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                for relation in relations(connection, wanted):
                    rows = _write(connection, relation, target := folder / f"{relation.name}.{form}", WRITERS[form])
                    screen().print(f"{target}: {rows:,} rows", soft_wrap=True)
        finally:
            engine.dispose()


def _write(connection: Connection, relation: Relation, target: Path, writer: Writer) -> int:
    """Write beside the target and move into place, so that a reader never sees half a file."""
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    rows = writer(connection, relation, fresh)
    fresh.replace(target)
    return rows
