"""The pages that are made of the code are those of the present code."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.commands.docs import pages

GENERATED = Path(__file__).resolve().parents[2] / "docs" / "generated"


@pytest.mark.parametrize("name", ["mart.md", "tables.md", "stages.md", "settings.md"])
def test_generated_docs_are_current(engine: Engine, name: str) -> None:
    assert (GENERATED / name).read_text("utf-8") == pages(engine)[name], "run 'make docs'"
