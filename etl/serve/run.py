"""Stage `serve`: check the tables and write the report."""

from __future__ import annotations

from etl.context import Context
from etl.serve.checks import run_checks
from etl.serve.report import write_report


def run(context: Context) -> dict[str, int]:
    """Run the checks, write the report; returns how many checks passed and failed."""
    results = run_checks(context)
    write_report(context)
    passed = sum(results.values())
    return {"checks_passed": passed, "checks_failed": len(results) - passed}
