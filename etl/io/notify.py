"""The door to people: channels that take a message and remember its idempotency key.

A channel may be given the same message again after a crash; each carries the key along, so that the receiver sees it once:
the file by looking, a signed webhook by its header `Idempotency-Key`, the rest by the reference in the text.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import os
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
SIGNATURE_HEADER = "X-Revdoor-Signature"
KEY_HEADER = "Idempotency-Key"

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
        """Post the message; any answer but 2xx is an error."""
        import httpx

        body = json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            KEY_HEADER: message["delivery_id"],
            SIGNATURE_HEADER: "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest(),
        }
        try:
            httpx.post(self.url, content=body, headers=headers, timeout=TIMEOUT_SECONDS).raise_for_status()
        except httpx.HTTPError as error:
            raise DeliveryError(f"{self.name} did not take the message: {type(error).__name__}: {error}") from error


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


def channels(settings: Settings) -> list[Channel]:
    """The channels of the settings: console and file always, then one for each URL; `ConfigError` for a bad URL."""
    fixed: list[Channel] = [Console(), File(settings.home_path / "alerts" / "alerts.jsonl")]
    return fixed + [_from_url(url) for url in dict.fromkeys(settings.alert_urls.split())]


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


def _holds(content: bytes, delivery_id: str) -> bool:
    return any(json.loads(line).get("delivery_id") == delivery_id for line in content.splitlines())
