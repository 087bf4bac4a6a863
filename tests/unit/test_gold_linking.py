"""The figures of the linking are what their words say."""

from __future__ import annotations

from benchmarks.gold_linking import measure


def test_splits_and_wrong_merges_are_counted_and_named() -> None:
    found = measure([("Ann", "p-1"), ("Ann", "p-1"), ("Ann", "p-2"), ("Bo", "p-3"), ("Cy", "p-3")])
    assert (found.mentions, found.real, found.rows) == (5, 3, 3)
    assert (found.split, found.merged) == ({"Ann": 2}, {"p-3": ["Bo", "Cy"]})
    assert (found.precision, found.recall) == (0.5, 1 / 3)
    assert found.lines("person")[1:] == ["  Ann is 2 rows", "  p-3 mixes Bo, Cy"]


def test_without_a_pair_nothing_is_wrong() -> None:
    found = measure([("Ann", "p-1")])
    assert (found.precision, found.recall, found.split, found.merged) == (1.0, 1.0, {}, {})
