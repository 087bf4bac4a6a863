"""What several tests on the migrated schema begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

import etl.alerts.run
import etl.signals.run
from etl.context import Context
from tests.db.leadership import DAY, NOW, Filler

TODAY = NOW.date()


@pytest.fixture
def burst(engine: Engine, context: Context) -> Context:
    """A company in turmoil, with its churn and its alert."""
    filler = Filler(engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", TODAY - DAY)
    filler.change("ceo", "bo", "di", TODAY)
    etl.signals.run.run(context)
    etl.alerts.run.run(context)
    return context
