"""The best sequence of tags: legal always, and never worse than any other legal one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.enrich.tags import CUT, STAY, TAGS, best_tags

NONE = np.zeros(3, bool)


def legal(tags: tuple[str, ...]) -> bool:
    pairs = zip(("O", *tags), tags, strict=False)
    return all(after[0] != "I" or (before != "O" and before[2:] == after[2:]) for before, after in pairs)


def worth(tags: tuple[str, ...], scores: np.ndarray, in_word: np.ndarray) -> float:
    own = sum(float(scores[place, TAGS.index(tag)]) for place, tag in enumerate(tags))
    steps = zip(tags[:-1], tags[1:], in_word[1:], strict=True)
    cuts = sum(inside and after[0] != "I" and (before, after) != ("O", "O") for before, after, inside in steps)
    return own + STAY * sum(tag[0] == "I" for tag in tags) - CUT * cuts


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.booleans(), min_size=1, max_size=3).map(np.array))
def test_no_legal_sequence_is_better(seed: int, in_word: np.ndarray) -> None:
    scores = np.random.default_rng(seed).normal(size=(len(in_word), len(TAGS))).astype(np.float32)
    found = tuple(best_tags(scores, in_word))
    assert legal(found)
    best = max(worth(tags, scores, in_word) for tags in product(TAGS, repeat=len(in_word)) if legal(tags))
    assert worth(found, scores, in_word) == pytest.approx(best, abs=1e-4)


def test_a_doubtful_piece_inside_a_name_stays_in_it() -> None:
    scores = np.full((3, len(TAGS)), -9.0, np.float32)
    scores[0, TAGS.index("B-ORG")] = 0.0
    scores[1, TAGS.index("O")] = -0.5
    scores[1, TAGS.index("I-ORG")] = -0.9
    scores[2, TAGS.index("I-ORG")] = -0.1
    assert best_tags(scores, NONE) == ["B-ORG", "I-ORG", "I-ORG"]


def test_a_name_takes_the_rest_of_a_word_that_it_would_cut() -> None:
    scores = np.full((3, len(TAGS)), -9.0, np.float32)
    scores[0, TAGS.index("B-ORG")] = scores[1, TAGS.index("I-ORG")] = 0.0
    scores[2, TAGS.index("O")], scores[2, TAGS.index("I-ORG")] = -0.1, -2.3
    assert best_tags(scores, NONE) == ["B-ORG", "I-ORG", "O"]
    assert best_tags(scores, np.array([False, False, True])) == ["B-ORG", "I-ORG", "I-ORG"]


def test_no_pieces_have_no_tags() -> None:
    assert best_tags(np.zeros((0, len(TAGS)), np.float32), np.zeros(0, bool)) == []
