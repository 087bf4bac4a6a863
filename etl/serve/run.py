"""Stage `serve`: write the report."""

from __future__ import annotations

from pathlib import Path

from etl.context import Context
from etl.serve.reading import page_of


def run(context: Context) -> dict[str, int]:
    """Write the report; returns its size in bytes."""
    return {"report_bytes": write_report(context).stat().st_size}


def write_report(context: Context) -> Path:
    """Write the report of the context's clock into the home and return its path; an older one is replaced as a whole."""
    target = context.home / "report" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_text(page_of(context.engine, context.now).html, "utf-8")
    fresh.replace(target)
    return target
