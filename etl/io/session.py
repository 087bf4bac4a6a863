"""The database for as long as a command needs it.

Several commands may work in one home at a time. Each holds a shared lock on a file; who starts the embedded Postgres
needs not be who stops it: the last one to leave does. The locks vanish with their holder, a killed one too.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from etl.config import Settings
from etl.errors import ConfigError
from etl.io import db


@contextmanager
def open_database(settings: Settings) -> Iterator[Engine]:
    """An engine as the owner on the migrated database; the embedded Postgres is started and stopped as needed."""
    with hold_cluster(settings):
        engine = db.connect(settings)
        try:
            logging.getLogger("alembic").setLevel(logging.WARNING)
            db.upgrade(engine)
            yield engine
        finally:
            engine.dispose()


@contextmanager
def hold_cluster(settings: Settings) -> Iterator[None]:
    """Keep the embedded Postgres of the home from being stopped; the last holder to leave stops it."""
    if settings.database_url:
        yield
        return
    folder = _folder(settings)
    with _locked(folder / "users.lock", fcntl.LOCK_SH) as users:
        try:
            with _locked(folder / "start.lock", fcntl.LOCK_EX):
                db.database_url(settings)
            yield
        finally:
            _stop_if_last(settings, users)


def _folder(settings: Settings) -> Path:
    folder = settings.home_path / "postgres"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"REVDOOR_HOME: {settings.home_path} can't be made ({error.strerror}); name another folder") from error
    return folder


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[IO[str]]:
    with path.open("a") as handle:
        fcntl.flock(handle, kind)
        yield handle


def _stop_if_last(settings: Settings, users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    db.embedded(settings).stop()
