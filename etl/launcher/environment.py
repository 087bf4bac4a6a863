"""The environment that Airflow's processes are started with; nothing of it is read from an `airflow.cfg`."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.errors import ConfigError
from etl.launcher.secrets import PASSWORDS_FILE, USER, Secrets

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"
PLUGINS = ROOT / "plugins"
PARALLELISM = 3
"""Tasks at one time; the pool `nlp` allows fewer of the heavy ones."""
LONG = "86400"
"""Seconds; the DAG files don't change while the launcher runs, so they are read once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one start of Airflow is made of."""

    home: Path
    """Folder of all state of this home, absolute."""
    port: int
    """Of the REST interface and the page, on loopback."""
    airflow_url: str
    """SQLAlchemy URL of Airflow's own database, psycopg 3."""
    database_url: str
    """SQLAlchemy URL of our database as its owner."""
    secrets: Secrets
    is_scheduled: bool
    """Whether DAGs run by the clock, or only when they are triggered."""

    @property
    def folder(self) -> Path:
        """Airflow's home."""
        return self.home / "airflow"

    @property
    def base_url(self) -> str:
        """Of the page and the REST interface."""
        return f"http://127.0.0.1:{self.port}"


def free_port(wish: int = 0) -> int:
    """A free port on loopback: the one wished for if it is free, else any."""
    for port in (wish, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ConfigError("No free port on 127.0.0.1; end a server that listens there and try again")


def airflow_environment(plan: Plan, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """All variables for Airflow's processes; whatever Airflow settings were inherited are left out."""
    if not DAGS.is_dir():
        raise ConfigError(f"The DAG files are not in {DAGS}; run from a checkout of the project")
    kept = {name: value for name, value in inherited.items() if not name.startswith("AIRFLOW")}
    return kept | _core(plan) | _interface(plan) | _speed() | _ours(plan)


def _core(plan: Plan) -> dict[str, str]:
    psycopg = plan.airflow_url
    return {
        "AIRFLOW_HOME": str(plan.folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PLUGINS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(PARALLELISM),
        "AIRFLOW__CORE__FERNET_KEY": plan.secrets.fernet_key,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{plan.base_url}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": psycopg,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": psycopg.replace("+psycopg:", "+psycopg_async:"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(plan.folder / "logs"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(plan.folder / "logs" / "dag_processor"),
    }


def _interface(plan: Plan) -> dict[str, str]:
    return {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(plan.port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": plan.base_url,
        "AIRFLOW__API__SECRET_KEY": plan.secrets.api_secret_key,
        "AIRFLOW__API_AUTH__JWT_SECRET": plan.secrets.jwt_secret,
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(plan.home / "secrets" / PASSWORDS_FILE),
    }


def _speed() -> dict[str, str]:
    return {
        # The arrays of one article are small: with more threads numpy spends its time on handing them out.
        "OPENBLAS_NUM_THREADS": "1",
        # At the default of 5 seconds most short tasks wait out a whole heartbeat before they end.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": LONG,
        "AIRFLOW__DAG_PROCESSOR__STALE_DAG_THRESHOLD": LONG,
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": LONG,
    }


def _ours(plan: Plan) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
        "REVDOOR_HOME": str(plan.home),
        "REVDOOR_DATABASE_URL": plan.database_url,
        "REVDOOR_SCHEDULE": "on" if plan.is_scheduled else "off",
        "REVDOOR_SHARDS": "2" if plan.is_scheduled else "1",
    }
