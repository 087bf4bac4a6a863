"""Outlets that correct or take back what they said, and updates of one article."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.events.merge import independent, merge, standing
from etl.events.retractions import taken_back
from tests.unit.test_events_merge import evidence


def denial(article: str, day: str, **changes: object) -> object:
    return evidence(article, day, status="denied", event_date=None, **changes)


def test_a_correction_takes_back_what_the_same_outlet_said_before_it() -> None:
    told = evidence("a", "2023-11-17", feed="north")
    elsewhere = evidence("b", "2023-11-17", feed="south")
    corrected = denial("c", "2023-11-18", feed="north")
    again = evidence("d", "2023-11-19", feed="north")
    pieces = [told, elsewhere, corrected, again]
    assert taken_back(pieces) == {told}  # type: ignore[arg-type]
    assert standing(pieces) == [elsewhere, corrected, again]  # type: ignore[arg-type, comparison-overlap]


def test_copies_of_a_text_fall_with_the_outlet_that_published_it_first() -> None:
    original = evidence("a", "2023-11-17", feed="north")
    copy = evidence("b", "2023-11-17", feed="south", story_id="a")
    by_origin = [original, copy, denial("c", "2023-11-18", feed="north")]
    by_copier = [original, copy, denial("c", "2023-11-18", feed="south")]
    assert taken_back(by_origin) == {original, copy}  # type: ignore[arg-type]
    assert taken_back(by_copier) == {copy}  # type: ignore[arg-type]


@pytest.mark.parametrize(("confidence", "status"), [(0.9, "denied"), (0.3, "confirmed")])
def test_one_outlets_error_is_denied_by_its_own_correction_if_that_is_sure(confidence: float, status: str) -> None:
    pieces = [evidence("a", "2023-11-17"), denial("c", "2023-11-18", confidence=confidence)]
    assert merge(pieces).status == status  # type: ignore[arg-type]


def test_evidence_that_was_taken_back_stays_with_the_event() -> None:
    event = merge([evidence("a", "2023-11-17"), denial("c", "2023-11-18")])  # type: ignore[list-item]
    assert (event.article_count, len(event.evidence), event.confirmed_at) == (2, 2, None)


def test_of_an_article_and_its_updates_the_newest_counts() -> None:
    first = evidence("a", "2023-11-17", confidence=0.95, status="reported")
    update = evidence("b", "2023-11-18", story_id="a", confidence=0.8)
    copy = evidence("c", "2023-11-19", story_id="a", feed="other", confidence=0.7, event_date=dt.date(2023, 11, 1))
    assert independent([first, update, copy]) == [update]
    assert merge([first, update]).status == "confirmed"
