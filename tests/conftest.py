"""Fixtures of all tests: a real Postgres, and a fresh migrated database for each test that asks for one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from etl.config import Settings
from etl.context import Context
from etl.io import db
from etl.io.postgres import EmbeddedPostgres
from etl.io.session import hold_cluster
from etl.pipeline import run_id_of
from tests.e2e.homes import SAMPLE, Home

TEMPLATE = "template_revdoor"
MakeContext = Callable[..., Context]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A running cluster of its own for the session, with one migrated database as template."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres with space") / "data")
    server.start()
    try:
        db.ensure_database(server, TEMPLATE, db.OWNER)
        engine = create_engine(server.url(TEMPLATE, db.OWNER))
        db.upgrade(engine)
        engine.dispose()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sample_week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home in which the sample week was replayed, once for all tests that only read it; its Postgres runs."""
    home = Home(tmp_path_factory.mktemp("sample") / "home with space")
    done = home.run("replay", SAMPLE, timeout=600)
    assert done.returncode == 0, done.stderr
    with hold_cluster(Settings(home=home.path)):
        yield home


@pytest.fixture
def database_url(cluster: EmbeddedPostgres) -> Iterator[str]:
    """URL (as owner) of a fresh migrated database, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" OWNER etl TEMPLATE "{TEMPLATE}"'))
        connection.execute(text(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{name}" FROM PUBLIC'))
        connection.execute(text(f'GRANT CONNECT ON DATABASE "{name}" TO analyst'))
    yield cluster.url(name, db.OWNER)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the fresh database, as its owner."""
    engine = create_engine(database_url, connect_args={"options": "-c timezone=UTC"})
    yield engine
    engine.dispose()


@pytest.fixture
def make_context(engine: Engine, database_url: str, tmp_path: Path) -> MakeContext:
    """Makes contexts on the fresh database; the home is the test's own folder."""
    from etl.catalog.loader import load_catalog

    settings = Settings(home=tmp_path / "home", database_url=database_url)

    def make(now: dt.datetime = dt.datetime(2023, 11, 20, 23, 59, tzinfo=dt.UTC), **changes: object) -> Context:
        fields: dict[str, object] = {"run_id": run_id_of(now), "catalog": load_catalog()} | changes
        return Context(engine=engine, settings=settings, now=now, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def context(make_context: MakeContext) -> Context:
    """A context whose clock stands at the end of 20 November 2023."""
    return make_context()
