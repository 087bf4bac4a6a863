"""The sample through the real scheduler: killed on the way, started again, and started once more when all is done."""

from __future__ import annotations

import os
import signal
import stat
import time

import psutil
import pytest

from etl.config import Settings
from etl.io import db
from tests.e2e.conftest import MakeFeeds, MakeHome
from tests.e2e.homes import Home, row_counts
from tests.e2e.test_killed_replay import has_begun

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(840)]

DAYS = ("2023-11-17", "2023-11-20")


def airflow_processes(home: Home) -> list[int]:
    """Ids of the Airflow processes of the home."""
    wanted = str(home.path / "airflow")
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("AIRFLOW_HOME") == wanted and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def test_the_sample_survives_a_kill_and_is_done_once(make_home: MakeHome, make_feeds: MakeFeeds) -> None:
    home, feeds = make_home("airflow"), make_feeds(*DAYS)

    first = home.start("sample", feeds)
    deadline = time.monotonic() + 300
    while not has_begun(home, "20231117T235959Z", "enrich"):
        assert first.poll() is None, (home.path / "output.txt").read_text()
        assert time.monotonic() < deadline
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert airflow_processes(home), "nothing was left behind: the kill came too late to be a test"

    second = home.run("sample", feeds, timeout=400)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "left behind" in second.stdout
    assert "OpenAI" in second.stdout
    assert airflow_processes(home) == []
    assert not home.is_up()
    for secret in (home.path / "secrets").iterdir():
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600, secret

    before = counts(home)
    third = home.run("sample", feeds, timeout=120)
    assert third.returncode == 0
    assert "done already" in third.stdout
    assert counts(home) == before
    assert before["core.alert"] >= 1


def counts(home: Home) -> dict[str, int]:
    """Rows of each table; starts and stops Postgres."""
    cluster = db.embedded(Settings(home=home.path))
    cluster.start()
    engine = home.engine()
    try:
        return row_counts(engine)
    finally:
        engine.dispose()
        cluster.stop()
