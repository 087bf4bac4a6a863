"""Chores: each takes the settings and the clock, and returns what it did in numbers."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import text

from etl.config import Settings
from etl.io import db
from etl.io.backup import dump
from etl.maintenance.raw_bytes import drop_old_bytes

LOG_DAYS = 30
BACKUPS_KEPT = 7

log = logging.getLogger(__name__)


def retention(settings: Settings, now: dt.datetime) -> dict[str, int]:
    """Remove task logs older than `LOG_DAYS` days, all but the newest `BACKUPS_KEPT` backups, and fetched bytes as the policy says.

    Articles are never removed.
    """
    limit = (now - dt.timedelta(days=LOG_DAYS)).timestamp()
    logs = [path for path in settings.home_path.glob("airflow/logs/dag_id=*/run_id=*") if path.stat().st_mtime < limit]
    backups = sorted(_backups(settings).glob("*.dump"))[:-BACKUPS_KEPT]
    _remove(logs)
    _remove(backups)
    engine = db.connect(settings)
    try:
        bodies = drop_old_bytes(engine, now, settings.raw_days)
    finally:
        engine.dispose()
    return {"logs_removed": len(logs), "backups_removed": len(backups), "bodies_removed": bodies}


def backup(settings: Settings, now: dt.datetime) -> dict[str, int]:
    """Write a copy of the database, named after the day of `now`, into the home's folder `backups`."""
    target = _backups(settings) / f"revdoor-{now:%Y-%m-%d}.dump"
    return {"bytes": dump(db.database_url(settings), target)}


def feed_health(settings: Settings, now: dt.datetime) -> dict[str, int]:
    """Count the feeds by state; those that bring nothing are named in the log."""
    engine = db.connect(settings)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT feed, state FROM raw.feed JOIN raw.feed_state USING (feed) WHERE is_active")).all()
    engine.dispose()
    for feed, state in rows:
        if state in ("silent", "failing", "blocked", "gone"):
            log.warning("Feed %s is %s", feed, state)
    return {state: sum(row.state == state for row in rows) for state in sorted({row.state for row in rows})}


def _backups(settings: Settings) -> Path:
    folder = settings.home_path / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
