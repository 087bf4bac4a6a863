"""Senders that die: forks the stage `alerts` again and again and lets each child kill itself at one of its steps.

    python -m tests.db.sender_nursery KILLS SEED FIRST     (the database, the home and the channels are in the environment)

A step is whatever the sender does to the outside: a statement sent to Postgres or answered by it, a commit, bytes written to a
channel. The child takes SIGKILL, so that nothing of it is tidied up. In the end one sender lives. Printed is how often it
died at which kind of step.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn

import httpx  # noqa: F401  # imported once here, so that the children need not
import psycopg  # noqa: F401
from sqlalchemy import Engine, event
from sqlalchemy.orm import configure_mappers

import etl.alerts.run
import etl.io.db
import etl.io.runs  # noqa: F401
from etl.alerts.desk import Desk
from etl.catalog.loader import load_catalog
from etl.config import Settings
from etl.pipeline import run_task
from tests.db.leadership import NOW

MOST_STEPS = 45
"""A child is to die at one of so many first steps, once the episodes are stored: on its way to the channels it takes some twenty.

Until then FIRST, as storing the episodes is one transaction of many steps.
"""


class Fate:
    """Counts the steps of a child and ends it at the chosen one, after telling which it was."""

    def __init__(self, last_step: int, teller: int) -> None:
        self.left, self.teller = last_step, teller

    def step(self, kind: str) -> None:
        """One step; the last one is never left."""
        self.left -= 1
        if self.left == 0:
            os.write(self.teller, kind.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Have every step of this process counted."""
        event.listen(Engine, "before_cursor_execute", lambda *args: self.step(f"before {_verb(args[2])}"))
        event.listen(Engine, "after_cursor_execute", lambda *args: self.step(f"after {_verb(args[2])}"))
        event.listen(Engine, "commit", lambda connection: self.step("before commit"))
        for name in ("send", "sendall"):
            setattr(socket.socket, name, self._watched(getattr(socket.socket, name)))

    def _watched(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def watched(own: socket.socket, *arguments: Any) -> Any:
            self.step("before bytes to a channel")
            written = write(own, *arguments)
            self.step("after bytes to a channel")
            return written

        return watched


def _verb(statement: str) -> str:
    return statement.split(maxsplit=1)[0].upper()


def child(last_step: int, teller: int) -> NoReturn:
    """Be a sender that dies at the step; `last_step` 0 lives. Never returns into the loop of the parent."""
    code = 1
    try:
        Fate(last_step, teller).watch()
        run_task("alerts", NOW)
        code = 0
    finally:
        os._exit(code)


def fork(last_step: int) -> str:
    """Run one child; returns the kind of step at which it died, nothing if it came through. A child that fails is an error."""
    ours, teller = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        child(last_step, teller)
    os.close(teller)
    with os.fdopen(ours) as pipe:
        kind = pipe.read()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) == bool(kind), f"a sender ended by itself with {status}"
    assert kind or os.WEXITSTATUS(status) == 0, "a sender failed"
    return kind


def main() -> None:
    """Let senders die as often as asked for, then let one live."""
    kills, dice, first = int(sys.argv[1]), random.Random(int(sys.argv[2])), int(sys.argv[3])
    load_catalog()
    Desk.open(Settings.load())
    configure_mappers()
    deaths: Counter[str] = Counter()
    while deaths.total() < kills:
        is_stored = any(kind.endswith("bytes to a channel") for kind in deaths)
        deaths[fork(dice.randint(1, MOST_STEPS if is_stored else first))] += 1
        del deaths[""]
    fork(0)
    print(json.dumps(deaths))


if __name__ == "__main__":
    main()
