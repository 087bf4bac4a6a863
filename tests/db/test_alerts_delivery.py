"""The sender is killed at every step, again and again: real receivers see each message, and each once by its key."""

from __future__ import annotations

import email
import email.policy
import random
import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import Engine, text

import etl.alerts.run
import etl.signals.run
from etl.io.notify import AppriseChannel, Channel, Message, SignedWebhook
from tests.conftest import MakeContext
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db
KILLS = 200
COMPANIES = ("acme", "bolt", "crow", "dune", "echo")


class Killed(BaseException):
    """Stands for the death of the process: nothing catches it."""


class Mortal:
    """A channel whose process dies before or after the message is handed over, as often as it is told to."""

    def __init__(self, channel: Channel, dice: random.Random) -> None:
        self.channel, self.dice, self.kills = channel, dice, 0
        self.name = channel.name

    def send(self, message: Message) -> None:
        fate = self.dice.choice(("before", "after")) if self.kills < KILLS // 2 else "lives"
        if fate == "before":
            self.kills += 1
            raise Killed
        self.channel.send(message)
        if fate == "after":
            self.kills += 1
            raise Killed


class HttpReceiver(BaseHTTPRequestHandler):
    keys: Counter[str] = Counter()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.keys[self.headers["Idempotency-Key"]] += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


class SmtpReceiver(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over a mail."""

    keys: Counter[str] = Counter()

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._take(b"".join(iter(self.rfile.readline, b".\r\n")))
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def _take(self, data: bytes) -> None:
        body = email.message_from_bytes(data, policy=email.policy.default).get_body(("plain", "html"))
        assert body is not None
        found = re.search(r"Reference: ([0-9a-f]{32})", body.get_content())
        assert found
        self.keys[found[1]] += 1


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield int(server.server_address[1])  # type: ignore[index]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run_until_it_lives(make_context: MakeContext) -> int:
    """Start the stage again after each death; returns how often it died."""
    for deaths in range(KILLS + 1):
        try:
            etl.alerts.run.run(make_context(NOW))
        except Killed:
            continue
        return deaths
    raise AssertionError("the sender never came through")


@pytest.mark.timeout(600)
def test_nothing_is_lost_and_nothing_is_seen_twice(
    engine: Engine, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler = Filler(engine)
    filler.poll(days=3)
    for company in COMPANIES:
        filler.change("ceo", "ada", "bo", NOW.date() - DAY, company=company)
        filler.change("ceo", "bo", "di", NOW.date(), company=company)
    etl.signals.run.run(make_context(NOW))
    http = ThreadingHTTPServer(("127.0.0.1", 0), HttpReceiver)
    smtp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpReceiver)
    with serving(http) as http_port, serving(smtp) as smtp_port:
        mail = f"mailto://127.0.0.1:{smtp_port}?from=door@example.org&to=desk@example.org&mode=insecure"
        dice = random.Random(17)
        channels = [Mortal(SignedWebhook(f"http://127.0.0.1:{http_port}/", "s", "hook"), dice), Mortal(AppriseChannel(mail, "mail"), dice)]
        monkeypatch.setattr(etl.alerts.run, "channels", lambda settings: channels)
        assert run_until_it_lives(make_context) == KILLS
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT delivery_id, channel, state FROM core.alert_delivery")).all()
    assert {row.state for row in rows} == {"sent"}
    assert set(HttpReceiver.keys) == {row.delivery_id for row in rows if row.channel == "hook"}
    assert set(SmtpReceiver.keys) == {row.delivery_id for row in rows if row.channel == "mail"}
    assert len(HttpReceiver.keys) == len(SmtpReceiver.keys) == len(COMPANIES)
    assert HttpReceiver.keys.total() > len(COMPANIES)
