"""Stage `serve`: check the tables and write the report."""

from __future__ import annotations

from pathlib import Path

from etl.context import Context
from etl.serve.checks import run_checks
from etl.serve.reading import page_of


def run(context: Context) -> dict[str, int]:
    """Run the checks, write the report; returns how many checks passed and failed."""
    results = run_checks(context)
    write_report(context)
    passed = sum(results.values())
    return {"checks_passed": passed, "checks_failed": len(results) - passed}


def write_report(context: Context) -> Path:
    """Write the report of the context's clock into the home and return its path; an older one is replaced as a whole."""
    target = context.home / "report" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_text(page_of(context.engine, context.now).html, "utf-8")
    fresh.replace(target)
    return target
