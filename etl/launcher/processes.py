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


@dataclass(frozen=True, slots=True)
class Component:
    """One process of Airflow, its log and how it is asked to end."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

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


def start_component(name: str, words: Sequence[str], environment: Mapping[str, str], log: Path) -> Component:
    """Start `airflow WORDS` in a session of its own, writing to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as handle:
        process = subprocess.Popen(
            [sys.executable, "-m", "airflow", *words],
            env=dict(environment), stdin=subprocess.DEVNULL, stdout=handle, stderr=subprocess.STDOUT, start_new_session=True,
        )
    return Component(name, process, log)


def end_leftovers(airflow_home: Path) -> int:
    """Kill the Airflow processes of this home that a killed launcher left behind; returns how many there were."""
    mine = os.getpid()
    found = [process for process in psutil.process_iter() if process.pid != mine and _belongs_to(process, airflow_home)]
    for process in found:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(found, timeout=DEADLINE_SECONDS)
    return len(found)


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
