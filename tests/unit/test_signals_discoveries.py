"""False discoveries among the companies of a day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.signals.discoveries import own_reason, q_values, q_words

DAY = {"acme": 0.001, "bolt": 0.02, "cord": 0.03, "dune": 1.0}


def test_benjamini_and_hochberg_by_hand() -> None:
    found, watched = q_values(DAY, [])
    assert watched == 3
    assert found == {"acme": 0.003, "bolt": 0.03, "cord": 0.03, "dune": 1.0}


def test_the_quiet_companies_of_the_catalogue_are_watched_too() -> None:
    found, watched = q_values(DAY, ["acme", *(f"quiet-{number}" for number in range(97))])
    assert watched == 100
    assert found == {"acme": 0.1, "bolt": 1.0, "cord": 1.0, "dune": 1.0}


def test_nobody_is_nothing() -> None:
    assert q_values({}, []) == ({}, 0)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.floats(1e-12, 1.0), max_size=12), st.integers(0, 50))
def test_a_q_value_is_no_smaller_than_its_p_value_and_keeps_their_order(p_values: dict[str, float], quiet: int) -> None:
    found, _ = q_values(p_values, [f"quiet {number}" for number in range(quiet)])
    ordered = sorted(p_values, key=lambda each: p_values[each])
    assert [found[each] for each in ordered] == sorted(found.values())
    assert all(found[each] >= p_values[each] * 0.99 for each in ordered)
    assert all(q_value <= 1.0 for q_value in found.values())


@pytest.mark.parametrize(("q_value", "said"), [(0.0001, "less than 1%"), (0.25, "25%")])
def test_the_words_are_added_to_the_reason_and_taken_off_again(q_value: float, said: str) -> None:
    words = "3 decisions." + q_words(q_value, 4321)
    assert f"Among all 4,321 companies of the day, {said}" in words
    assert own_reason(words) == "3 decisions."
