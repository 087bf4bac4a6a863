"""Superset's settings: who it is from secrets, its own small database in its volume, nothing that phones home."""

from __future__ import annotations

import os
from pathlib import Path

SECRETS = Path(os.environ.get("SUPERSET_SECRETS", "/run/secrets"))
HOME = Path(os.environ.get("SUPERSET_HOME", "/var/lib/superset"))

SECRET_KEY = (SECRETS / "superset_secret_key").read_text()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME}/superset.db"
ROW_LIMIT = 10_000
WTF_CSRF_ENABLED = True
TALISMAN_ENABLED = True
SESSION_COOKIE_SAMESITE = "Lax"
