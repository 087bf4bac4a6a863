"""CPU seconds of a command and of the Postgres that it uses."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil


def command_cpu(words: Sequence[str], environment: Mapping[str, str], postgres_data: Path) -> float:
    """Run a command to its end; returns the CPU seconds of all its processes and of Postgres meanwhile.

    Raises `RuntimeError` with the end of its output if it fails.
    """
    before = _children() + postgres_cpu(postgres_data)
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return _children() + postgres_cpu(postgres_data) - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def postgres_cpu(data: Path) -> float:
    """CPU of the server: its own, that of the backends that ended, and that of those that live."""
    server = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
    own = server.cpu_times()
    living = (child.cpu_times() for child in server.children(recursive=True))
    return own.user + own.system + own.children_user + own.children_system + sum(times.user + times.system for times in living)
