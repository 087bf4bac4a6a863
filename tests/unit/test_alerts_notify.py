"""The channels: what they take, how they refuse, and that a repeated message is seen once."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import etl.io.notify
from etl.config import Settings
from etl.errors import ConfigError
from etl.io.notify import (
    AppriseChannel,
    Console,
    DeliveryError,
    File,
    NotifierChannel,
    SignedWebhook,
    channel_of_variable,
    standing_channels,
)

MESSAGE = {"delivery_id": "d1", "subject": "Acme: 2 changes", "text": "Too many."}


class Receiver(ThreadingHTTPServer):
    """A local receiver that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.status = 200


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def port(receiver: Receiver) -> int:
    return int(receiver.server_address[1])


def test_the_console_logs_subject_and_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "etl.alerts"):
        Console().send(MESSAGE)
    assert caplog.messages == ["Acme: 2 changes\nToo many."]


def test_the_file_holds_each_message_once(tmp_path: Path) -> None:
    file = File(tmp_path / "alerts" / "alerts.jsonl")
    for message in (MESSAGE, MESSAGE, MESSAGE | {"delivery_id": "d2"}):
        file.send(message)
    assert [json.loads(line)["delivery_id"] for line in file.path.read_text().splitlines()] == ["d1", "d2"]


def test_half_a_line_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    file = File(tmp_path / "alerts.jsonl")
    file.send(MESSAGE)
    whole = file.path.read_bytes()
    file.path.write_bytes(whole + whole[:20])
    file.send(MESSAGE | {"delivery_id": "d2"})
    assert [json.loads(line)["delivery_id"] for line in file.path.read_text().splitlines()] == ["d1", "d2"]


def test_a_file_that_can_not_be_written_is_a_delivery_error(tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("in the way")
    with pytest.raises(DeliveryError, match="can't be written"):
        File(tmp_path / "alerts" / "alerts.jsonl").send(MESSAGE)


def test_the_webhook_is_signed_and_carries_the_key(receiver: Receiver) -> None:
    SignedWebhook(f"http://127.0.0.1:{port(receiver)}/hook", "secret", "hook").send(MESSAGE)
    headers, body = receiver.seen[0]
    assert headers["Idempotency-Key"] == "d1"
    assert headers["X-Revdoor-Signature"] == "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    assert json.loads(body) == MESSAGE


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (429, 3), (404, 1)])
def test_a_receiver_that_is_busy_is_asked_again_and_one_that_refuses_is_not(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, status: int, tries: int
) -> None:
    monkeypatch.setattr(etl.io.notify, "RETRY_SECONDS", (0.0, 0.0))
    receiver.status = status
    with pytest.raises(DeliveryError, match="hook did not take the message"):
        SignedWebhook(f"http://127.0.0.1:{port(receiver)}/hook", "secret", "hook").send(MESSAGE)
    assert len(receiver.seen) == tries
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.seen}) == 1


def test_a_receiver_out_of_reach_is_a_delivery_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(etl.io.notify, "RETRY_SECONDS", (0.0,))
    with pytest.raises(DeliveryError, match="ConnectError"):
        SignedWebhook("http://127.0.0.1:9/", "secret", "hook").send(MESSAGE)


class Notifier:
    """Stands for a notifier of Airflow."""

    told: list[str] = []

    def __init__(self, text: str) -> None:
        self.text = text

    def render_template_fields(self, context: dict[str, str]) -> None:
        self.text = self.text.replace("{{ subject }}", context["subject"])

    def notify(self, context: dict[str, str]) -> None:
        if context["text"] == "refuse":
            raise RuntimeError("no")
        self.told.append(self.text)


def test_a_notifier_of_airflow_is_made_filled_and_asked() -> None:
    channel = NotifierChannel(f"{__name__}.Notifier", {"text": "Heard: {{ subject }}"}, "desk")
    channel.send(MESSAGE)
    assert Notifier.told == ["Heard: Acme: 2 changes"]
    with pytest.raises(DeliveryError, match=r"desk \(Notifier\) did not take the message: RuntimeError"):
        channel.send(MESSAGE | {"text": "refuse"})
    with pytest.raises(DeliveryError, match="ModuleNotFoundError"):
        NotifierChannel("no.such.Notifier", {}, "desk").send(MESSAGE)


def test_a_channel_of_the_file_has_its_url_from_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match='DESK_URL of the alert channel "desk" is not set'):
        channel_of_variable("desk", "DESK_URL")
    monkeypatch.setenv("DESK_URL", "signed+https://s@hooks.example/a")
    assert channel_of_variable("desk", "DESK_URL").name == "desk"


def test_apprise_sends_text_and_reference(receiver: Receiver) -> None:
    channel = AppriseChannel(f"json://127.0.0.1:{port(receiver)}/hook", "json")
    channel.send(MESSAGE)
    sent = json.loads(receiver.seen[0][1])
    assert sent["title"] == "Acme: 2 changes"
    assert sent["message"].endswith("Reference: d1")
    receiver.status = 500
    with pytest.raises(DeliveryError, match="json did not take"):
        channel.send(MESSAGE)


def test_channels_come_from_the_settings_without_their_secrets(tmp_path: Path) -> None:
    urls = "signed+https://s%20ecret@hooks.example/a?b=1 json://127.0.0.1:9/x json://127.0.0.1:9/x"
    console, file, webhook, other = standing_channels(Settings(home=tmp_path, alert_urls=urls))
    assert (console.name, file.name) == ("console", "file")
    assert isinstance(webhook, SignedWebhook)
    assert (webhook.url, webhook.secret) == ("https://hooks.example/a?b=1", "s ecret")
    assert webhook.name.startswith("signed+https:")
    assert "ecret" not in webhook.name
    assert isinstance(other, AppriseChannel)


@pytest.mark.parametrize("url", ["nosuch://x", "signed+https://hooks.example/a", "signed+ftp://s@hooks.example/a"])
def test_a_bad_url_is_a_config_error_that_does_not_tell_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="REVDOOR_ALERT_URLS") as caught:
        standing_channels(Settings(home=tmp_path, alert_urls=url))
    assert "hooks.example/a" not in str(caught.value)
