"""Ids that come out the same for the same raw parts, whatever ran before and in whatever order."""

from __future__ import annotations

import hashlib


def stable_id(prefix: str, *parts: str) -> str:
    """The prefix and 16 hexadecimal digits of the SHA-256 of the parts."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{prefix}-{digest[:16]}"
