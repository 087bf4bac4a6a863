"""The launcher's parts that need no Airflow: ports, secrets, environment, processes."""

from __future__ import annotations

import json
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from etl.errors import RevdoorError
from etl.launcher.environment import Plan, airflow_environment, free_port
from etl.launcher.house import _only_one
from etl.launcher.processes import RECORDS, Component, end_leftovers, leftovers
from etl.launcher.secrets import PASSWORDS_FILE, USER, load_secrets


def test_the_port_wished_for_is_taken_if_it_is_free() -> None:
    wish = free_port()
    assert free_port(wish) == wish


def test_a_busy_port_is_replaced_by_another() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert free_port(taken) not in (0, taken)


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    first = load_secrets(tmp_path / "secrets")
    assert load_secrets(tmp_path / "secrets") == first
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    files = list((tmp_path / "secrets").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert json.loads((tmp_path / "secrets" / PASSWORDS_FILE).read_text()) == {USER: first.password}
    assert len({first.fernet_key, first.jwt_secret, first.api_secret_key, first.password}) == 4


def plan(home: Path, *, is_scheduled: bool = False) -> Plan:
    """A plan on a database that need not exist."""
    return Plan(
        home=home, port=12345, airflow_url="postgresql+psycopg://airflow@/airflow?host=/run", database_url="postgresql+psycopg://etl@/revdoor",
        secrets=load_secrets(home / "secrets"), is_scheduled=is_scheduled,
    )


def test_the_environment_leaves_out_what_was_inherited_of_airflow(tmp_path: Path) -> None:
    found = airflow_environment(plan(tmp_path), {"AIRFLOW__CORE__LOAD_EXAMPLES": "true", "AIRFLOW_CONFIG": "/x", "LANG": "C.UTF-8"})
    assert found["AIRFLOW__CORE__LOAD_EXAMPLES"] == "false"
    assert "AIRFLOW_CONFIG" not in found
    assert found["LANG"] == "C.UTF-8"


def test_the_folders_of_dags_and_plugins_are_those_of_the_checkout(tmp_path: Path) -> None:
    found = airflow_environment(plan(tmp_path))
    assert (Path(found["AIRFLOW__CORE__DAGS_FOLDER"]) / "ingest.py").exists()
    assert (Path(found["AIRFLOW__CORE__PLUGINS_FOLDER"]) / "revolving_door.py").exists()


def test_both_connections_of_airflow_use_psycopg_3(tmp_path: Path) -> None:
    found = airflow_environment(plan(tmp_path), {})
    assert found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].startswith("postgresql+psycopg://")
    assert found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"].startswith("postgresql+psycopg_async://")


@pytest.mark.parametrize(("is_scheduled", "word"), [(True, "on"), (False, "off")])
def test_only_the_live_run_goes_by_the_clock(tmp_path: Path, is_scheduled: bool, word: str) -> None:
    assert airflow_environment(plan(tmp_path, is_scheduled=is_scheduled), {})["REVDOOR_SCHEDULE"] == word


def test_a_second_launcher_in_one_home_is_refused(tmp_path: Path) -> None:
    with _only_one(tmp_path), pytest.raises(RevdoorError, match="already runs Airflow"), _only_one(tmp_path):
        pass
    with _only_one(tmp_path):
        pass


def start(code: str, **environment: str) -> subprocess.Popen[bytes]:
    """A Python process in a session of its own."""
    return subprocess.Popen([sys.executable, "-c", code], env=environment, start_new_session=True, stdout=subprocess.PIPE)


def test_a_component_that_ended_shows_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "scheduler.log"
    log.write_text("first\nno such table\n")
    with start("raise SystemExit(3)") as process:
        process.wait()
        with pytest.raises(RevdoorError, match=r"scheduler ended with 3(.|\n)*no such table"):
            Component("scheduler", process, log, tmp_path / "record").check()


def test_stopping_ends_the_children_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.launcher.processes.DEADLINE_SECONDS", 0.5)
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with start(code) as process:
        assert process.stdout
        child = psutil.Process(int(process.stdout.readline()))
        Component("deaf", process, tmp_path / "log", tmp_path / "record").stop()
        assert process.poll() is not None
        deadline = time.monotonic() + 5
        while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_leftovers_are_known_by_their_home_and_no_others(tmp_path: Path) -> None:
    code = "import time; print(1, flush=True); time.sleep(60)"
    with start(code, AIRFLOW_HOME=str(tmp_path / "mine")) as mine, start(code, AIRFLOW_HOME=str(tmp_path / "other")) as other:
        for process in (mine, other):
            assert process.stdout
            process.stdout.readline()
        assert end_leftovers(tmp_path / "mine") == 1
        assert not psutil.pid_exists(mine.pid)
        assert other.poll() is None
        other.kill()


def test_leftovers_are_known_by_their_session_where_they_have_a_title(tmp_path: Path) -> None:
    code = "import time; print(1, flush=True); time.sleep(60)"
    records = tmp_path / RECORDS
    records.mkdir()
    with start(code) as titled, start(code) as later:
        (records / "api-server").write_text(f"{titled.pid} {psutil.Process(titled.pid).create_time()}")
        # The number of a process of long ago, used again by another since.
        (records / "scheduler").write_text(f"{later.pid} {psutil.Process(later.pid).create_time() + 3600}")
        (records / "dag-processor").write_text("12")
        assert [process.pid for process in leftovers(tmp_path)] == [titled.pid]
        assert end_leftovers(tmp_path) == 1
        assert list(records.iterdir()) == []
        assert later.poll() is None
        later.kill()
