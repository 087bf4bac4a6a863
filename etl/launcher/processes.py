"""Processes of our own: started each in a session of its own, watched, and ended with all their children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from etl.errors import RevdoorError

DEADLINE_SECONDS = 15.0
POLL_SECONDS = 0.1
LINES_SHOWN = 12
CLOCK_SLACK_SECONDS = 1.0
RECORDS = "processes"
"""Folder of Airflow's home with one file a process that was started."""


@dataclass(frozen=True, slots=True)
class Component:
    """One process of Airflow, its log and how it is asked to end."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    record: Path
    """Names the process for a later start, should this one be killed; removed when the process has ended."""

    def check(self) -> None:
        """Raise `RevdoorError` with the end of its log if it has ended."""
        code = self.process.poll()
        if code is not None:
            lines = self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
            raise RevdoorError(f"Airflow's {self.name} ended with {code}; the end of {self.log}:\n" + "\n".join(lines))

    def stop(self) -> None:
        """Ask it to end, wait, and kill what is left of its process group at the deadline."""
        _signal_group(self.process.pid, signal.SIGTERM, leader_only=True)
        deadline = time.monotonic() + DEADLINE_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.record.unlink(missing_ok=True)


def start_component(name: str, words: Sequence[str], environment: Mapping[str, str], airflow_home: Path) -> Component:
    """Start `airflow WORDS` in a session of its own; its output goes into a log of the home."""
    log, record = airflow_home / "logs" / f"{name}.log", airflow_home / RECORDS / name
    for folder in (log.parent, record.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as handle:
        process = subprocess.Popen(
            [sys.executable, "-m", "airflow", *words],
            env=dict(environment), stdin=subprocess.DEVNULL, stdout=handle, stderr=subprocess.STDOUT, start_new_session=True,
        )
    record.write_text(f"{process.pid} {psutil.Process(process.pid).create_time()}")
    return Component(name, process, log, record)


def leftovers(airflow_home: Path) -> list[psutil.Process]:
    """The Airflow processes of this home, whoever started them.

    They are known by the recorded session, or by their environment where they did not overwrite it with a title.
    """
    sessions = dict(_recorded(record) for record in sorted((airflow_home / RECORDS).glob("*")))
    mine = os.getpid()
    return [p for p in psutil.process_iter() if p.pid != mine and (_is_of(p, sessions) or _belongs_to(p, airflow_home))]


def end_leftovers(airflow_home: Path) -> int:
    """Kill the Airflow processes of this home that a killed launcher left behind; returns how many there were."""
    found = leftovers(airflow_home)
    for process in found:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(found, timeout=DEADLINE_SECONDS)
    for record in (airflow_home / RECORDS).glob("*"):
        record.unlink()
    return len(found)


def _recorded(record: Path) -> tuple[int, float]:
    """Session and start of a recorded process; a record cut short by a kill names none."""
    words = record.read_text().split()
    return (int(words[0]), float(words[1])) if len(words) == 2 else (-1, 0.0)


def _is_of(process: psutil.Process, sessions: Mapping[int, float]) -> bool:
    """Whether it is in a recorded session, and no older than that: numbers are used again after a restart of the machine."""
    try:
        started = sessions.get(os.getsid(process.pid))
        return started is not None and process.create_time() >= started - CLOCK_SLACK_SECONDS
    except (psutil.Error, OSError):
        return False


def _belongs_to(process: psutil.Process, airflow_home: Path) -> bool:
    try:
        return bool(process.environ().get("AIRFLOW_HOME") == str(airflow_home))
    except (psutil.Error, OSError):
        return False


def _signal_group(leader: int, number: signal.Signals, *, leader_only: bool = False) -> None:
    try:
        if leader_only:
            os.kill(leader, number)
        else:
            os.killpg(leader, number)
    except ProcessLookupError:
        return
