"""A company is known from the feeds of its home."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.signals.coverage import LastPoll
from etl.signals.exposure import TEAMS, UNKNOWN, team_of
from etl.signals.home import Coverages, home_language

DAY = dt.date(2023, 11, 17)


@pytest.mark.parametrize(("country", "lang"), [("AT", "de"), ("TW", "zh"), ("US", "en"), ("FR", "en"), (None, None)])
def test_the_language_of_a_home(country: str | None, lang: str | None) -> None:
    assert home_language(country) == lang


def test_an_outage_of_one_language_is_a_gap_for_its_companies_alone() -> None:
    polls = [LastPoll(DAY, DAY, False, "de"), LastPoll(DAY, DAY, True, "en"), LastPoll(DAY, DAY, True, "en")]
    coverages = Coverages(polls)
    assert coverages.of("de").on(DAY) == 0.0
    assert coverages.of("en").on(DAY) == 1.0
    assert coverages.of("zh").on(DAY) == coverages.of(None).on(DAY) == 0.6667


def test_of_a_private_company_fewer_board_seats_are_heard_of() -> None:
    assert team_of("large", is_listed=True) is TEAMS["large"]
    assert team_of("large", is_listed=False).seats["board"] == TEAMS["large"].seats["board"] // 2
    assert team_of("startup", is_listed=False) is TEAMS["startup"]
    assert team_of(None, is_listed=False) is UNKNOWN
