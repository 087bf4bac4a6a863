"""The door to people: channels that take a message and remember its idempotency key.

A channel may be given the same message again after a crash; each carries the key along, so that the receiver sees it once:
the file by looking, a signed webhook by its header `Idempotency-Key`, the rest by the reference in the text.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import hmac
import importlib
import json
import logging
import os
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from etl.config import Settings
from etl.errors import ConfigError, RevdoorError

log = logging.getLogger("etl.alerts")

SIGNED = "signed+"
TIMEOUT_SECONDS = 10.0
RETRY_SECONDS = (0.5, 2.0)
"""Waits between the tries within a run; the next run tries again."""
SIGNATURE_HEADER = "X-Revdoor-Signature"
KEY_HEADER = "Idempotency-Key"
TOO_MANY, SERVER_FAULT = 429, 500

Message = Mapping[str, Any]
"""At least `delivery_id`, `subject` and `text`."""


class DeliveryError(RevdoorError):
    """A channel did not take a message; it is tried again by the next run."""


class Channel(Protocol):
    """Somewhere that messages go."""

    @property
    def name(self) -> str:
        """Stable name without secrets."""

    def send(self, message: Message) -> None:
        """Hand the message over; `DeliveryError` if it was not taken."""


@dataclass(frozen=True, slots=True)
class Console:
    """The log on standard error."""

    name: str = "console"

    def send(self, message: Message) -> None:
        """Log subject and text."""
        log.warning("%s\n%s", message["subject"], message["text"])


@dataclass(frozen=True, slots=True)
class File:
    """A file of one JSON object a line, on the disk before `send` returns."""

    path: Path
    name: str = "file"

    def send(self, message: Message) -> None:
        """Append the message unless its key is in the file; half a line left by a crash is cut off first."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                content = file.read()
                end = content.rfind(b"\n") + 1
                file.truncate(end)
                if not _holds(content[:end], message["delivery_id"]):
                    file.write(json.dumps(message, ensure_ascii=False, sort_keys=True).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DeliveryError(f"{self.path} can't be written: {error}; make room or change its owner") from error


@dataclass(frozen=True, slots=True)
class SignedWebhook:
    """A POST of the message as JSON, signed with HMAC-SHA256 over the body."""

    url: str
    secret: str
    name: str

    def send(self, message: Message) -> None:
        """Post the message, again after a moment where the receiver is out of reach or busy; any answer but 2xx is an error."""
        import httpx

        body = json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            KEY_HEADER: message["delivery_id"],
            SIGNATURE_HEADER: "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest(),
        }
        for wait in (*RETRY_SECONDS, None):
            try:
                httpx.post(self.url, content=body, headers=headers, timeout=TIMEOUT_SECONDS).raise_for_status()
                return
            except httpx.HTTPError as error:
                if wait is None or not _is_passing(error):
                    raise DeliveryError(f"{self.name} did not take the message: {type(error).__name__}: {error}") from error
            time.sleep(wait)


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Any service that apprise knows, by its URL."""

    url: str
    name: str

    def send(self, message: Message) -> None:
        """Send subject and text, with the key as a reference."""
        sender = _apprise_sender(self.url)
        body = f"{message['text']}\n\nReference: {message['delivery_id']}"
        if sender is None or not sender.notify(title=message["subject"], body=body):
            raise DeliveryError(f"{self.name} did not take the message; see the log of apprise for its answer")


@dataclass(frozen=True, slots=True)
class NotifierChannel:
    """A notifier of Airflow, by the dotted name of its class."""

    notifier: str
    arguments: Mapping[str, Any]
    name: str

    def send(self, message: Message) -> None:
        """Fill the message into the notifier's templates and let it notify."""
        module, _, title = self.notifier.rpartition(".")
        try:
            notifier = getattr(importlib.import_module(module), title)(**self.arguments)
            context = dict(message)
            notifier.render_template_fields(context)
            notifier.notify(context)
        except Exception as error:  # whatever a notifier raises, the message was not taken
            raise DeliveryError(f"{self.name} ({title}) did not take the message: {type(error).__name__}: {error}") from error


def standing_channels(settings: Settings) -> list[Channel]:
    """The channels that are told of everything: console and file, then one for each URL; `ConfigError` for a bad URL."""
    fixed: list[Channel] = [Console(), File(settings.home_path / "alerts" / "alerts.jsonl")]
    return fixed + [_from_url(url) for url in dict.fromkeys(settings.alert_urls.split())]


def channel_of_variable(name: str, variable: str) -> Channel:
    """The channel whose URL the environment variable holds; `ConfigError` if it holds none that can be used."""
    url = os.environ.get(variable, "").strip()
    if not url:
        raise ConfigError(f'The variable {variable} of the alert channel "{name}" is not set; put the URL of the channel into it')
    return dataclasses.replace(_from_url(url), name=name)  # type: ignore[type-var]


def _from_url(url: str) -> Channel:
    parts = urlsplit(url)
    name = f"{parts.scheme}:{hashlib.sha256(url.encode()).hexdigest()[:8]}"
    if not parts.scheme.startswith(SIGNED):
        return _apprise_channel(url, name)
    if parts.scheme not in ("signed+http", "signed+https") or not parts.username or not parts.hostname:
        raise ConfigError(f"REVDOOR_ALERT_URLS: {name} must read signed+https://SECRET@host/path")
    host = parts.netloc.rpartition("@")[2]
    target = urlunsplit((parts.scheme.removeprefix(SIGNED), host, parts.path, parts.query, ""))
    return SignedWebhook(target, unquote(parts.username), name)


def _apprise_channel(url: str, name: str) -> Channel:
    if _apprise_sender(url) is None:
        raise ConfigError(f"REVDOOR_ALERT_URLS: {name} is no channel that apprise knows; see its list of services")
    return AppriseChannel(url, name)


def _apprise_sender(url: str) -> Any | None:
    """Apprise's sender for one URL; null if it knows no such service."""
    with warnings.catch_warnings():
        # Apprise's e-mail plugin asks for a module that Python has deprecated; that is no reason to fail.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        sender = apprise.Apprise()
        return sender if sender.add(url) else None


def _is_passing(error: Exception) -> bool:
    """Whether another try may help: no answer, too many requests, or a fault of the receiver's own."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status is None or status == TOO_MANY or status >= SERVER_FAULT


def _holds(content: bytes, delivery_id: str) -> bool:
    return any(json.loads(line).get("delivery_id") == delivery_id for line in content.splitlines())
