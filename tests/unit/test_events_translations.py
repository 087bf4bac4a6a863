"""What was told before in another language is no further source."""

from __future__ import annotations

import pytest

from etl.events.evidence import Evidence
from etl.events.run import events_of
from etl.events.translations import with_originals
from tests.unit.test_events_merge import evidence

ORIGINAL = {"lang": "zh", "feed": "house-zh"}


def originals(*pieces: Evidence) -> dict[str, str | None]:
    return {piece.article_id: piece.translation_of for piece in with_originals(pieces)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lang": "de", "feed": "house-de"}, "a"),
        ({"lang": "de", "feed": "other-de", "is_machine_translated": True}, "a"),
        ({"lang": "de", "feed": "other-de"}, None),
        ({"lang": "zh", "feed": "house-zh-2", "is_machine_translated": True}, None),
        ({"lang": "de", "feed": "house-de", "person_id": "bob"}, None),
    ],
)
def test_another_language_and_one_house_or_a_machine_make_a_translation(changes: dict[str, object], expected: str | None) -> None:
    told = evidence("a", "2023-11-17", **ORIGINAL)
    assert originals(told, evidence("b", "2023-11-18", **changes)) == {"a": None, "b": expected}


def test_what_comes_days_later_or_before_is_no_translation() -> None:
    told = evidence("a", "2023-11-17", **ORIGINAL)
    for day in ("2023-11-14", "2023-11-17", "2023-11-20"):
        assert originals(told, evidence("b", day, lang="de", feed="house-de"))["b"] is None


def test_the_original_is_the_one_with_most_in_common_and_that_of_a_chain_is_its_first() -> None:
    both = [evidence("a", "2023-11-17", ordinal=n, person_id=p, **ORIGINAL) for n, p in enumerate(("ann", "bob"))]
    one = evidence("x", "2023-11-17", **ORIGINAL)
    german = [evidence("b", "2023-11-18", ordinal=n, person_id=p, lang="de", feed="house-de") for n, p in enumerate(("ann", "bob"))]
    english = [evidence("c", "2023-11-19", ordinal=n, person_id=p, lang="en", feed="house-en") for n, p in enumerate(("ann", "bob"))]
    assert originals(*both, one, *german, *english) == {"a": None, "x": None, "b": "a", "c": "a"}


def test_a_later_text_of_the_house_does_not_translate_back_what_a_machine_made() -> None:
    told = evidence("a", "2023-11-17", **ORIGINAL)
    machine = evidence("b", "2023-11-18", lang="de", feed="house-de", is_machine_translated=True)
    digest = evidence("c", "2023-11-19", **ORIGINAL)
    assert originals(told, machine, digest) == {"a": None, "b": "a", "c": None}


def test_a_translation_adds_an_article_and_no_source() -> None:
    told, again = evidence("a", "2023-11-17", **ORIGINAL), evidence("b", "2023-11-18", lang="de", feed="house-de")
    (event,) = events_of([told, again], [])
    assert (event.article_count, event.source_count, event.confidence) == (2, 1, 0.9)
