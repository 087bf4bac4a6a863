"""Where commands print to."""

from __future__ import annotations

import sys

from rich.console import Console

WIDTH_OF_A_FILE = 150


def screen() -> Console:
    """Standard output; where it is no terminal its lines are wide enough for the tables."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, soft_wrap=False, highlight=False)
