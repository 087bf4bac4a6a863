"""Airflow's own database for the tests of the DAGs: a database of the test cluster, set up once."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.io import db
from etl.io.postgres import EmbeddedPostgres

DAGS = Path(__file__).resolve().parents[2] / "dags"


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
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "false")
        patch.setenv("AIRFLOW__CORE__UNIT_TEST_MODE", "false")
        patch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", url)
        patch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC", url.replace("+psycopg:", "+psycopg_async:"))
        patch.setenv("REVDOOR_SHARDS", "2")
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
