"""The sender is killed at every step, again and again: real receivers see each alert, and each once by its key.

`make kill-test` kills it 200 times; here it is fewer.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, text

import etl.signals.run
from etl.launcher.environment import free_port
from tests.conftest import MakeContext
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db
KILLS = int(os.environ.get("REVDOOR_TEST_KILLS", "12"))
COMPANIES = tuple(f"company-{number}" for number in range(max(4, KILLS // 4)))
ROOT = Path(__file__).resolve().parents[2]


class HttpReceiver(BaseHTTPRequestHandler):
    keys: Counter[str] = Counter()

    def do_POST(self) -> None:
        """Take a whole message; what a sender left half sent when it died is none."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        assert json.loads(body)["subject"]
        self.keys[self.headers["Idempotency-Key"]] += 1
        with suppress(ConnectionError):
            self.send_response(204)
            self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


class Mailbox:
    """Keeps the key of each mail that was handed over whole."""

    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        body = email.message_from_bytes(envelope.content, policy=email.policy.default).get_body(("plain", "html"))
        assert body is not None
        found = re.search(r"Reference: ([0-9a-f]{32})", body.get_content())
        assert found
        self.keys[found[1]] += 1
        return "250 taken"


@contextmanager
def receivers() -> Iterator[tuple[int, int, Mailbox]]:
    """A web server and a mail server on free ports of loopback."""
    mailbox = Mailbox()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    try:
        with ThreadingHTTPServer(("127.0.0.1", 0), HttpReceiver) as http:
            thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
            thread.start()
            yield int(http.server_address[1]), mail.port, mailbox
            http.shutdown()
            thread.join()
    finally:
        mail.stop()


def raise_alarms(engine: Engine, make_context: MakeContext) -> None:
    """Every company changes its chief twice."""
    filler = Filler(engine)
    filler.poll(days=3)
    for company in COMPANIES:
        filler.change("ceo", "ada", "bo", NOW.date() - DAY, company=company)
        filler.change("ceo", "bo", "di", NOW.date(), company=company)
    etl.signals.run.run(make_context(NOW))


@pytest.mark.timeout(3600)
def test_nothing_is_lost_and_nothing_is_seen_twice(
    engine: Engine, database_url: str, make_context: MakeContext, tmp_path: Path
) -> None:
    raise_alarms(engine, make_context)
    with receivers() as (http_port, mail_port, mailbox):
        hook = f"signed+http://secret@127.0.0.1:{http_port}/"
        mail = f"mailto://127.0.0.1:{mail_port}?from=door@example.org&to=desk@example.org&mode=insecure"
        environment = os.environ | {
            "REVDOOR_DATABASE_URL": database_url, "REVDOOR_HOME": str(tmp_path / "home"), "REVDOOR_ALERT_URLS": f"{hook} {mail}",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.db.sender_nursery", str(KILLS), "17", str(40 + 14 * len(COMPANIES))],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    deaths = json.loads(done.stdout)
    assert sum(deaths.values()) == KILLS
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT delivery_id, channel, state FROM core.alert_delivery")).all()
    assert {row.state for row in rows} == {"sent"}
    assert len(rows) == 4 * len(COMPANIES)
    assert set(HttpReceiver.keys) == {row.delivery_id for row in rows if row.channel.startswith("signed+http:")}
    assert set(mailbox.keys) == {row.delivery_id for row in rows if row.channel.startswith("mailto:")}
    assert len(HttpReceiver.keys) == len(mailbox.keys) == len(COMPANIES)
    written = [json.loads(line)["delivery_id"] for line in (tmp_path / "home" / "alerts" / "alerts.jsonl").read_text().splitlines()]
    assert sorted(written) == sorted(row.delivery_id for row in rows if row.channel == "file")
    print(f"\n{KILLS} kills: {deaths}; sent again: {HttpReceiver.keys.total() - len(COMPANIES)} posts, "
          f"{mailbox.keys.total() - len(COMPANIES)} mails")  # fmt: skip
