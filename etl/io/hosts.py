"""When each host was last asked, kept so that the next batch, shard, stage and run keep their distance too."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

KEY_LENGTH = 24


class HostBook:
    """Remembers the time of the last request to a host: in files of `folder`, or in this object alone without one.

    A file's time of change is all that is kept, so that processes of one home share the book without a lock.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._seen: dict[str, float] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def seconds_to_wait(self, host: str, min_seconds: float) -> float:
        """Seconds until `host` may be asked again, if `min_seconds` are to lie between two requests."""
        if min_seconds <= 0:
            return 0.0
        since = time.time() - self._last(host)
        # A clock that was set back must not make a host wait for longer than the distance itself.
        return min(max(min_seconds - since, 0.0), min_seconds)

    def note(self, host: str, min_seconds: float) -> None:
        """Say that `host` was asked just now; a host without a distance to keep costs no file."""
        now = self._seen[host] = time.time()
        if self._folder and min_seconds > 0:
            path = self._path(self._folder, host)
            path.touch()
            os.utime(path, (now, now))

    def _last(self, host: str) -> float:
        seen = self._seen.get(host, float("-inf"))
        if not self._folder:
            return seen
        try:
            return max(seen, self._path(self._folder, host).stat().st_mtime)
        except FileNotFoundError:
            return seen

    @staticmethod
    def _path(folder: Path, host: str) -> Path:
        return folder / hashlib.sha256(host.encode()).hexdigest()[:KEY_LENGTH]
