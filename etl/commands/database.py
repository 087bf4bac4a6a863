"""`revdoor db`: the schema, and copies of the database."""

from __future__ import annotations

from pathlib import Path

import typer

from etl.commands.screen import screen
from etl.config import Settings
from etl.io import backup, db
from etl.io.session import hold_cluster


def upgrade_schema() -> None:
    """Bring the schema up to date and say whether there was anything to do."""
    settings = Settings.load()
    with hold_cluster(settings):
        engine = db.connect(settings)
        changed = db.upgrade(engine)
        engine.dispose()
    screen().print("The schema was brought up to date." if changed else "The schema is up to date.")


def write_backup(target: Path) -> None:
    """Write the database to the file `target`."""
    settings = Settings.load()
    with hold_cluster(settings):
        size = backup.dump(db.database_url(settings), target)
    screen().print(f"Written: {target} ({size:,} bytes)")


def read_backup(source: Path, *, confirmed: bool) -> None:
    """Replace what is in the database by the copy `source`."""
    if not confirmed:
        typer.confirm("Everything in the database is replaced. Go on?", abort=True)
    settings = Settings.load()
    with hold_cluster(settings):
        backup.restore(db.database_url(settings), source)
    screen().print(f"Restored from {source}")
