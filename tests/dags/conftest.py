"""Airflow's own database for the tests of the DAGs: a database of the test cluster, set up once."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import etl.alerts.run
import etl.signals.run
from etl.context import Context
from etl.io import db
from etl.io.postgres import EmbeddedPostgres
from etl.launcher.environment import free_port
from etl.tables.core import PipelineRun
from tests.db.leadership import DAY, NOW, Filler

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"
PASSWORD = "a password of the tests"
"""Of ada, who may view."""


@pytest.fixture(scope="session")
def airflow_home(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The environment, set before anything of Airflow is imported, and its migrated database."""
    home = tmp_path_factory.mktemp("airflow")
    db.ensure_database(cluster, "airflow", "airflow")
    url = cluster.url("airflow", "airflow")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AIRFLOW")]:
            patch.delenv(name)
        patch.setenv("AIRFLOW_HOME", str(home))
        patch.setenv("AIRFLOW__CORE__DAGS_FOLDER", str(DAGS))
        patch.setenv("AIRFLOW__CORE__PLUGINS_FOLDER", str(ROOT / "plugins"))
        patch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS", "ada:viewer")
        patch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE", str(home / "passwords.json"))
        patch.setenv("AIRFLOW__API__BASE_URL", f"http://127.0.0.1:{free_port()}")
        patch.setenv("AIRFLOW__API_AUTH__JWT_SECRET", "a secret of the tests that is long enough for its hash function, 64 bytes")
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "false")
        patch.setenv("AIRFLOW__CORE__UNIT_TEST_MODE", "false")
        patch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", url)
        patch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC", url.replace("+psycopg:", "+psycopg_async:"))
        patch.setenv("REVDOOR_SHARDS", "2")
        (home / "passwords.json").write_text(json.dumps({"ada": PASSWORD}))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from airflow.utils.db import initdb

            initdb()
        yield home


@pytest.fixture(scope="session")
def bag(airflow_home: Path) -> Iterator[Any]:
    """All DAG files, read as the DAG processor reads them."""
    sys.path.insert(0, str(DAGS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.dag_processing.dagbag import DagBag

        found = DagBag(dag_folder=str(DAGS))
    yield found
    sys.path.remove(str(DAGS))


@pytest.fixture
def tables(airflow_home: Path, context: Context, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A database with a company in turmoil, which the tab reads; the tab imports Airflow, which must find its environment."""
    from etl import tab

    monkeypatch.setenv("REVDOOR_DATABASE_URL", database_url)
    filler = Filler(context.engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", NOW.date() - DAY)
    filler.change("ceo", "bo", "di", NOW.date())
    etl.signals.run.run(context)
    etl.alerts.run.run(context)
    filler.put(
        PipelineRun, run_id=context.run_id, stage="signals", shard=0, clock=context.now, started_at=context.now,
        finished_at=context.now, outcome="ok", counts={},
    )
    tab._analyst.cache_clear()
    yield context
    tab._analyst().dispose()
    tab._analyst.cache_clear()
