"""The sample through the real scheduler: interrupted, killed on the way, finished, and started once more when all is done."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from etl.cli import INTERRUPTED
from etl.config import Settings
from etl.io import db
from etl.launcher.processes import leftovers
from tests.e2e.conftest import MakeFeeds, MakeHome
from tests.e2e.homes import Home, row_counts
from tests.e2e.test_killed_replay import has_begun

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

DAYS = ("2023-11-17", "2023-11-20")
DEADLINE_SECONDS = 300.0


def interrupt_when_up(home: Home, feeds: Path) -> None:
    """Start the sample and press Ctrl-C once Airflow is up: it must leave nothing running."""
    process = home.start("sample", feeds)
    wait_for(process, home, lambda: "Airflow is up" in (home.path / "output.txt").read_text())
    running = leftovers(home.path / "airflow")
    assert len(running) >= 3
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=90) == INTERRUPTED
    assert_ended(running)
    assert not home.is_up()


def kill_while_reading(home: Home, feeds: Path) -> list[psutil.Process]:
    """Start the sample and kill the launcher while the first day is read: Airflow is left behind."""
    process = home.start("sample", feeds)
    wait_for(process, home, lambda: has_begun(home, "20231117T235959Z", "enrich"))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    left = leftovers(home.path / "airflow")
    assert len(left) >= 3, "nothing was left behind: the kill came too late to be a test"
    return left


def assert_ended(processes: list[psutil.Process]) -> None:
    """None of them runs any more."""
    _, alive = psutil.wait_procs(processes, timeout=5)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def wait_for(process: subprocess.Popen[str], home: Home, condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; a process that ends before is an error."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert process.poll() is None, (home.path / "output.txt").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_sample_survives_what_may_happen_and_is_done_once(make_home: MakeHome, make_feeds: MakeFeeds) -> None:
    home, feeds = make_home("airflow"), make_feeds(*DAYS)
    interrupt_when_up(home, feeds)
    left = kill_while_reading(home, feeds)

    second = home.run("sample", feeds, timeout=400)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "left behind" in second.stdout
    assert "OpenAI" in second.stdout
    assert_ended(left)
    assert leftovers(home.path / "airflow") == []
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
