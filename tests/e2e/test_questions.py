"""The sample questions of the documentation, asked of the sample week by the analyst; and the week as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Connection, create_engine, text

from etl.config import Settings
from etl.io import db
from tests.e2e.homes import Home

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

FILES = sorted((Path(__file__).resolve().parents[2] / "docs" / "queries").glob("*.sql"))
UNANSWERED = {"undelivered-alerts", "feeds-in-trouble", "denials", "moves-between-companies"}
"""Questions to which nothing may be the good answer."""


@pytest.fixture(scope="module")
def analyst(sample_week: Home) -> Iterator[Connection]:
    """The analyst's connection to the sample week."""
    cluster = db.embedded(Settings(home=sample_week.path))
    engine = create_engine(cluster.url(db.DATABASE, db.ANALYST), connect_args={"options": "-c timezone=UTC"})
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_sample_week_answers(analyst: Connection, file: Path) -> None:
    rows = analyst.execute(text(file.read_text("utf-8").rstrip().rstrip(";"))).all()
    analyst.rollback()
    assert rows or file.stem[3:] in UNANSWERED


def test_the_sample_week_can_be_exported(sample_week: Home, analyst: Connection, tmp_path: Path) -> None:
    done = sample_week.run("export", "--format", "parquet", tmp_path, "leadership_event", "alert")
    assert done.returncode == 0, done.stderr
    table = pq.read_table(tmp_path / "leadership_event.parquet")
    assert table.num_rows == analyst.scalar(text("SELECT count(*) FROM mart.leadership_event"))
    assert "OpenAI" in table["company"].to_pylist()
    assert pq.read_table(tmp_path / "alert.parquet").num_rows >= 1
