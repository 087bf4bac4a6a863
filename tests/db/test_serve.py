"""Checks and report on the migrated schema."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, make_url

from etl.context import Context
from etl.io.db import ANALYST
from etl.serve.queries import QUERIES, read_all
from etl.serve.run import write_report
from tests.db.leadership import NOW

pytestmark = pytest.mark.db
TODAY = NOW.date()


def test_the_report_is_written_as_a_whole_and_tells_the_story(burst: Context) -> None:
    path = write_report(burst)
    page = path.read_text("utf-8")
    assert path == burst.home / "report" / "index.html"
    assert [each.name for each in path.parent.iterdir()] == ["index.html"]
    for words in ("<h3>Acme</h3>", "chief executive: Ada → Bo", "Di joins Acme as CEO.", "Churn on 20 Nov 2023"):
        assert words in page


def test_the_report_asks_the_schema_mart_only(burst: Context, database_url: str) -> None:
    analyst = create_engine(make_url(database_url).set(username=ANALYST))
    with analyst.connect() as connection:
        answers = read_all(connection, TODAY)
    analyst.dispose()
    assert set(answers) == set(QUERIES)
    assert [row["level"] for row in answers["churn"]] == ["page"]


def test_the_report_of_an_empty_database(context: Context) -> None:
    assert "No alert so far" in write_report(context).read_text("utf-8")
