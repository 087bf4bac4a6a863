"""Airflow on this machine: api-server, scheduler and DAG processor, started together and stopped in order."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from etl.config import Settings
from etl.errors import DatabaseError, RevdoorError
from etl.io import db
from etl.io.postgres import EmbeddedPostgres
from etl.io.session import hold_cluster
from etl.launcher.environment import Plan, airflow_environment, free_port
from etl.launcher.processes import Component, end_leftovers, start_component
from etl.launcher.rest import Airflow
from etl.launcher.secrets import load_secrets, write_private

AIRFLOW_DATABASE = "airflow"
STAMP = "migrated"
"""Name of the file that says for which Airflow the database was made."""
WISHED_PORT = 8080
DAG_IDS = {"ingest", "extract", "churn", "maintenance"}
POOLS = {"feeds": 2, "nlp": 1}
START_SECONDS = 300.0
POLL_SECONDS = 0.3

Say = Callable[[str], None]


@contextmanager
def running_airflow(settings: Settings, say: Say, *, is_scheduled: bool) -> Iterator[tuple[Airflow, Sequence[Component]]]:
    """Airflow with all DAGs read, on the home of `settings`; it is stopped on the way out, whatever happens.

    Raises `RevdoorError` if another launcher works in this home, or if a process ends or is not up in time.
    """
    with _only_one(settings.home_path / "airflow"), hold_cluster(settings):
        left = end_leftovers(settings.home_path / "airflow")
        if left:
            say(f"Ended {left} processes that a killed run had left behind")
        plan = _make_plan(settings, is_scheduled)
        environment = airflow_environment(plan)
        _migrate(plan, environment, say)
        say("Starting Airflow: api-server, scheduler, dag-processor")
        with _components(plan, environment) as components:
            client = Airflow(plan.base_url, plan.secrets.password)
            _wait_until_ready(client, components)
            _make_ready(client)
            yield client, components
            say("Stopping Airflow")


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "launcher.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise RevdoorError(f"Process {holder} already runs Airflow in {folder}; wait for it, or set another REVDOOR_HOME") from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _make_plan(settings: Settings, is_scheduled: bool) -> Plan:
    cluster = db.embedded(settings)
    cluster.start()
    _ensure_database(cluster, settings.home_path / "airflow")
    return Plan(
        home=settings.home_path,
        port=free_port(WISHED_PORT),
        airflow_url=cluster.url(AIRFLOW_DATABASE, AIRFLOW_DATABASE),
        database_url=db.database_url(settings).render_as_string(hide_password=False),
        secrets=load_secrets(settings.home_path / "secrets"),
        is_scheduled=is_scheduled,
    )


def _ensure_database(cluster: EmbeddedPostgres, folder: Path) -> None:
    """Airflow's database; one whose first migration was killed holds nothing yet and may be half made: it is made anew."""
    if not (folder / STAMP).exists():
        engine = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{AIRFLOW_DATABASE}" WITH (FORCE)'))
        engine.dispose()
    db.ensure_database(cluster, AIRFLOW_DATABASE, AIRFLOW_DATABASE)


def _migrate(plan: Plan, environment: dict[str, str], say: Say) -> None:
    """Bring Airflow's own database up to date; skipped where this very version did it before."""
    stamp = plan.folder / STAMP
    state = hashlib.sha256(f"{importlib.metadata.version('apache-airflow-core')} {plan.airflow_url}".encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    say("Setting up Airflow's database")
    words = [sys.executable, "-m", "airflow", "db", "migrate"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise DatabaseError(f"Airflow's database can't be set up: {done.stderr.strip()[-800:]}")
    write_private(stamp, state)


@contextmanager
def _components(plan: Plan, environment: dict[str, str]) -> Iterator[list[Component]]:
    """The three processes; stopped in the order scheduler, DAG processor, api-server."""
    started: list[Component] = []
    try:
        for name, words in (
            ("api-server", ["api-server"]),
            ("dag-processor", ["dag-processor"]),
            ("scheduler", ["scheduler", "--skip-serve-logs"]),
        ):
            started.append(start_component(name, words, environment, plan.folder))
        yield started
    finally:
        for component in reversed(started):
            component.stop()


def _wait_until_ready(client: Airflow, components: Sequence[Component]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not client.is_healthy():
        _pause(components, deadline, "Airflow is not up")
    while not client.dag_ids() >= DAG_IDS:
        errors = client.import_errors()
        if errors:
            raise RevdoorError("A DAG file can't be read: " + "; ".join(errors))
        _pause(components, deadline, "The DAG files are not read")


def _pause(components: Sequence[Component], deadline: float, what: str) -> None:
    for component in components:
        component.check()
    if time.monotonic() > deadline:
        raise RevdoorError(f"{what} after {START_SECONDS:.0f} seconds; see the logs in {components[0].log.parent}")
    time.sleep(POLL_SECONDS)


def _make_ready(client: Airflow) -> None:
    """Pools, and an end to the runs that a killed launcher left unfinished: their work is asked of the tables anew."""
    for name, slots in POOLS.items():
        client.make_pool(name, slots)
    for dag, run in client.unfinished_runs():
        client.abandon(dag, run)
