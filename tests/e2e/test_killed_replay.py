"""A replay that is killed at five points and started again leaves the tables of an undisturbed one."""

from __future__ import annotations

import os
import signal
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from tests.e2e.conftest import MakeFeeds, MakeHome
from tests.e2e.homes import Home

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

DAYS = ("2023-11-17", "2023-11-18", "2023-11-20")
POINTS = (
    ("20231117T235959Z", "fetch"),
    ("20231117T235959Z", "enrich"),
    ("20231118T235959Z", "store"),
    ("20231118T235959Z", "events"),
    ("20231120T235959Z", "alerts"),
)
"""Run and stage: the process is killed as soon as the stage has begun."""
DEADLINE_SECONDS = 120.0


def kill_at(home: Home, run: str, stage: str, *words: object) -> None:
    """Start `revdoor WORDS` and kill it when the stage has begun; a process that ends by itself is an error."""
    process = home.start(*map(str, words))
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not has_begun(home, run, stage):
        assert process.poll() is None, (home.path / "output.txt").read_text()
        assert time.monotonic() < deadline, f"{stage} of {run} did not begin"
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def has_begun(home: Home, run: str, stage: str) -> bool:
    """Whether the stage has a row; False while there is no database yet."""
    if not home.is_up():
        time.sleep(0.1)
        return False
    engine = home.engine()
    query = text("SELECT count(*) FROM core.pipeline_run WHERE run_id = :run AND stage = :stage")
    try:
        with engine.connect() as connection:
            for _ in range(200):
                if connection.scalar(query, {"run": run, "stage": stage}):
                    return True
                connection.rollback()
                time.sleep(0.005)
    except (OperationalError, ProgrammingError):
        time.sleep(0.1)
    finally:
        engine.dispose()
    return False


def test_killed_at_five_points_it_gives_the_same_tables(make_home: MakeHome, make_feeds: MakeFeeds) -> None:
    feeds = make_feeds(*DAYS)
    calm, killed = make_home("calm"), make_home("killed")
    done = calm.run("replay", feeds)
    assert done.returncode == 0, done.stderr
    for run, stage in POINTS:
        kill_at(killed, run, stage, "replay", feeds)
    done = killed.run("replay", feeds)
    assert done.returncode == 0, done.stderr

    wanted, found = calm.tables(), killed.tables()
    assert len(wanted["core.article"]) > 20
    assert len(wanted["core.leadership_event"]) > 5
    for table, rows in wanted.items():
        assert found[table] == rows, table
    assert (killed.path / "alerts" / "alerts.jsonl").read_text() == (calm.path / "alerts" / "alerts.jsonl").read_text()


def test_a_second_replay_adds_no_row(make_home: MakeHome, make_feeds: MakeFeeds) -> None:
    home, feeds = make_home("twice"), make_feeds(DAYS[0])
    assert home.run("replay", feeds).returncode == 0
    before = home.tables()
    again = home.run("replay", feeds)
    assert again.returncode == 0
    assert "1 of 1 days are done already" in again.stdout
    assert home.tables() == before


def test_a_broken_feed_does_not_make_it_fail(make_home: MakeHome, make_feeds: MakeFeeds) -> None:
    home, feeds = make_home("broken"), make_feeds(DAYS[0])
    (feeds / DAYS[0] / "torn-en.xml").write_text("<rss><channel><item><title>Half a feed")
    (feeds / DAYS[0] / "empty-de.xml").write_bytes(b"")
    (feeds / DAYS[0] / "noise-zh.xml").write_bytes(bytes(range(256)) * 20)
    done = home.run("replay", feeds)
    assert done.returncode == 0, done.stderr
    tables = home.tables()
    assert {row["outcome"] for row in tables["core.pipeline_run"]} == {"ok"}
    assert len(tables["core.article"]) > 3
