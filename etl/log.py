"""One format of log lines for all processes; messages go to standard error, results to standard output."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def configure(level: str) -> None:
    """Set up the root logger at `level` (a name as in the `logging` module)."""
    logging.basicConfig(level=level.upper(), format=FORMAT, datefmt="%H:%M:%S")
