"""The door to Postgres: where it is, how it is brought up to date, and who connects as whom.

Two roles: `etl` owns everything and writes; `analyst` reads the schema `mart` and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from etl.config import Settings
from etl.errors import ConfigError, DatabaseError
from etl.io.postgres import SUPERUSER, EmbeddedPostgres

DATABASE = "revdoor"
OWNER = "etl"
ANALYST = "analyst"
DRIVER = "postgresql+psycopg"
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def embedded(settings: Settings) -> EmbeddedPostgres:
    """The embedded cluster of the home, running or not."""
    return EmbeddedPostgres(settings.home_path / "postgres" / "data")


def database_url(settings: Settings) -> URL:
    """URL of the database as its owner; without `REVDOOR_DATABASE_URL` the embedded Postgres is started for it.

    Raises `ConfigError` for a URL that names no Postgres, `DatabaseError` where the embedded one does not start.
    """
    if settings.database_url:
        return _checked_url(settings.database_url)
    cluster = embedded(settings)
    cluster.start()
    ensure_database(cluster, DATABASE, OWNER)
    return make_url(cluster.url(DATABASE, OWNER))


def connect(settings: Settings) -> Engine:
    """An engine for the owner; `DatabaseError` if nobody answers."""
    return _engine(database_url(settings))


def connect_analyst(settings: Settings) -> Engine:
    """An engine whose every transaction is the analyst's: read-only, and confined to `mart`."""
    owner = database_url(settings)
    if not settings.database_url:
        return _engine(owner.set(username=ANALYST))
    engine = _engine(owner)

    @event.listens_for(engine, "connect")
    def become_analyst(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET ROLE {ANALYST}")
        cursor.execute("SET default_transaction_read_only = on")
        cursor.close()
        connection.commit()

    engine.dispose()
    return engine


def ensure_database(cluster: EmbeddedPostgres, database: str, owner: str) -> None:
    """Create a database of the embedded cluster with its owner role, and the role `analyst`; keeps what is there."""
    engine = create_engine(cluster.url("postgres", SUPERUSER), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        roles = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
        for role in sorted({owner, ANALYST} - roles):
            connection.execute(text(f'CREATE ROLE "{role}" LOGIN'))
        databases = set(connection.scalars(text("SELECT datname FROM pg_database")))
        if database not in databases:
            connection.execute(text(f'CREATE DATABASE "{database}" OWNER "{owner}"'))
            connection.execute(text(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{database}" FROM PUBLIC'))
            connection.execute(text(f'GRANT CONNECT ON DATABASE "{database}" TO {ANALYST}'))
        if owner == OWNER:
            # So that a process that is given the owner's URL, as Airflow's are, can read as the analyst.
            connection.execute(text(f'GRANT {ANALYST} TO "{owner}"'))
    engine.dispose()


def upgrade(engine: Engine) -> bool:
    """Bring the schema up to date; returns whether there was anything to do."""
    script = ScriptDirectory.from_config(alembic_config())
    with engine.connect() as connection:
        present = MigrationContext.configure(connection, opts={"version_table_schema": "public"}).get_current_revision()
    if present == script.get_current_head():
        return False
    with engine.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _checked_url(value: str) -> URL:
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise ConfigError(f"REVDOOR_DATABASE_URL is no database URL ({error}); like postgresql://user@host/name") from error
    if url.get_backend_name() != "postgresql":
        raise ConfigError(f"REVDOOR_DATABASE_URL names {url.get_backend_name()}; only Postgres will do")
    return url.set(drivername=DRIVER)


def _engine(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"})
    try:
        engine.connect().close()
    except OperationalError as error:
        raise DatabaseError(
            f"No connection to {url.render_as_string(hide_password=True)}: {str(error.orig).strip()}. "
            "Is the server up, and the URL in REVDOOR_DATABASE_URL right?"
        ) from error
    return engine
