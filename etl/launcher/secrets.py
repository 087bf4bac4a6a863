"""Secrets of one home: made once, kept in files that only their owner can read."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

USER = "admin"
PASSWORDS_FILE = "passwords.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the processes of Airflow share, and the password of the one user of its page."""

    fernet_key: str
    jwt_secret: str
    api_secret_key: str
    password: str


def load_secrets(folder: Path) -> Secrets:
    """The secrets kept in `folder`; those that are missing are made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    found = Secrets(
        fernet_key=_keep(folder / "fernet_key", base64.urlsafe_b64encode(os.urandom(32)).decode()),
        jwt_secret=_keep(folder / "jwt_secret", secrets.token_urlsafe(48)),
        api_secret_key=_keep(folder / "api_secret_key", secrets.token_urlsafe(32)),
        password=_keep(folder / "password", secrets.token_urlsafe(12)),
    )
    # Airflow would make this file itself, readable for everybody.
    write_private(folder / PASSWORDS_FILE, json.dumps({USER: found.password}))
    return found


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    partial = path.with_name(path.name + ".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(content)
    partial.replace(path)


def _keep(path: Path, fresh: str) -> str:
    if not path.exists():
        write_private(path, fresh)
    return path.read_text().strip()
