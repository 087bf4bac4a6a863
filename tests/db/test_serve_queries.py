"""The sample questions of the documentation, asked by the analyst of a small filled database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

import etl.alerts.run
import etl.signals.run
from etl.context import Context
from etl.io.db import ANALYST
from etl.tables.core import CompanyAlias, Mention, MentionLink
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db
FILES = sorted((Path(__file__).resolve().parents[2] / "docs" / "queries").glob("*.sql"))
TODAY = NOW.date()
WITHOUT_ROWS = {"undelivered-alerts", "feeds-in-trouble"}
"""Questions to which nothing is the good answer."""


def fill(engine: Engine, context: Context) -> None:
    """A week of turmoil at one company, a few changes elsewhere, a rumour, a denial and a return."""
    filler = Filler(engine)
    filler.poll(days=3)
    first = filler.change("ceo", "sam altman", "mira murati", TODAY - 3 * DAY, company="OpenAI")
    filler.change("ceo", "mira murati", "sam altman", TODAY, company="OpenAI")
    filler.change("cfo", "eve", None, TODAY, company="OpenAI")
    filler.change("cto", None, "eve", TODAY, company="bolt")
    filler.event("gus", "in", TODAY, "coo", company="bolt", status="reported", interim=False)
    filler.event("hal", "in", TODAY, "coo", company="bolt", status="denied")
    filler.event("ida", "in", TODAY, "board", company="bolt", interim=True, source_count=1)
    filler.put(CompanyAlias, company_id="OpenAI", alias="OpenAI", folded="openai", source="catalog")
    filler.put(CompanyAlias, company_id="OpenAI", alias="OpenAI Inc", folded="openai inc", source="catalog")
    with engine.begin() as connection:
        connection.execute(text("UPDATE core.company SET name = company_id"))
        connection.execute(
            text("UPDATE core.seat_transition SET reverses_transition_id = :first WHERE transition_id <> :first AND role = 'ceo'"),
            {"first": first},
        )
        article = connection.scalar(text("SELECT min(article_id) FROM core.article WHERE title LIKE '%Openai%'"))
    filler.put(Mention, article_id=article, ordinal=0, kind="ORG", text="Openai", char_start=8, char_end=14)
    filler.put(MentionLink, article_id=article, ordinal=0, entity_id="OpenAI", rule="alias", confidence=1.0, alternatives=[])
    etl.signals.run.run(context)
    etl.alerts.run.run(context)


def test_there_are_thirty_questions_each_with_its_words() -> None:
    assert len(FILES) == 30
    assert all(file.read_text("utf-8").startswith("-- ") and file.read_text("utf-8").splitlines()[0].endswith("?") for file in FILES)


def test_each_question_is_answered_to_the_analyst(engine: Engine, context: Context, database_url: str) -> None:
    fill(engine, context)
    analyst = create_engine(make_url(database_url).set(username=ANALYST))
    with analyst.connect() as connection:
        found = {file.stem[3:]: len(connection.execute(text(file.read_text("utf-8").rstrip().rstrip(";"))).all()) for file in FILES}
    analyst.dispose()
    assert {name for name, rows in found.items() if not rows} == WITHOUT_ROWS
