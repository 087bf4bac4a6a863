"""The deciding head: its arithmetic against the definitions, and what it does with nothing to point at."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.decide import (
    DecidingHead,
    Layout,
    by_group,
    features,
    gelu,
    log_softmax,
    logsumexp,
    means,
    role_numbers,
    strongest_post,
)
from etl.types import MANNERS, ROLES, STATUSES

WIDTH, WIDE, NARROW = 8, 6, 4


def random_weights(seed: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    weights: dict[str, np.ndarray] = {"lexicon": np.zeros((len(ROLES) + 1, len(ROLES)), np.float32)}

    def linear(name: str, inputs: int, outputs: int) -> None:
        weights[name + ".weight"] = rng.normal(size=(outputs, inputs)).astype(np.float32)
        weights[name + ".bias"] = rng.normal(size=outputs).astype(np.float32)

    linear("post_role.0", WIDTH, NARROW)
    linear("post_role.2", NARROW, len(ROLES))
    for number in range(2):
        side = f"sides.{number}."
        linear(side + "exists.0", WIDTH, WIDE)
        linear(side + "exists.3", WIDE, 1)
        linear(side + "hidden.0", WIDTH, WIDE)
        for name, size in (
            ("status", len(STATUSES)), ("interim", 1), ("manner", len(MANNERS) + 1), ("role", len(ROLES)), ("no_company", 1),
            ("no_date", 2),
        ):  # fmt: skip
            linear(side + name, WIDE, size)
        for name in ("company", "post", "date"):
            linear(f"{side}{name}.query", WIDTH, NARROW)
            linear(f"{side}{name}.key", WIDTH, NARROW)
            linear(f"{side}{name}.own", WIDTH, 1)
            weights[f"{side}{name}.distance"] = rng.normal(size=18).astype(np.float32)
            weights[f"{side}{name}.stops"] = rng.normal(size=7).astype(np.float32)
    return weights


def hidden_states(n: int = 40) -> np.ndarray:
    return np.random.default_rng(5).normal(size=(n, WIDTH)).astype(np.float32)


def layout(**changes: object) -> Layout:
    stops = np.arange(40, dtype=np.int64) // 10
    values: dict[str, object] = {
        "persons": [[(1, 3), (20, 22)], [(12, 13)]], "orgs": [(5, 6), (30, 32)], "posts": [(8, 9)], "post_roles": [0],
        "dates": [(15, 16)], "stops": stops,
    }  # fmt: skip
    return Layout(**{**values, **changes})  # type: ignore[arg-type]


def test_each_person_gets_a_verdict_for_both_directions() -> None:
    found = DecidingHead(random_weights()).decide(hidden_states(), layout())
    assert [sorted(verdicts) for verdicts in found] == [["in", "out"], ["in", "out"]]
    verdict = found[0]["in"]
    assert verdict.attention.shape == (2,)
    assert verdict.attention.sum() == pytest.approx(1.0)
    assert verdict.company.shape == (3,)
    assert verdict.posts.shape == (2, len(ROLES))
    assert verdict.dates.shape == (3,)
    assert verdict.manner.shape == (12,)


def test_a_person_alone_is_judged_as_among_others() -> None:
    head = DecidingHead(random_weights())
    among = head.decide(hidden_states(), layout())[1]["out"]
    alone = head.decide(hidden_states(), layout(persons=[[(12, 13)]]))[0]["out"]
    assert among.exists == pytest.approx(alone.exists, rel=1e-5)
    assert np.allclose(among.company, alone.company, atol=1e-5)


def test_without_companies_posts_and_dates_the_fallbacks_remain() -> None:
    found = DecidingHead(random_weights()).decide(hidden_states(), layout(orgs=[], posts=[], post_roles=[], dates=[]))
    verdict = found[0]["in"]
    assert verdict.company.shape == (1,)
    assert verdict.dates.shape == (2,)
    assert np.allclose(verdict.roles, verdict.posts[0], atol=1e-6)
    assert strongest_post(verdict, 0) is None


def test_the_lexicon_moves_the_role() -> None:
    weights = random_weights()
    weights["lexicon"] = np.concatenate([30.0 * np.eye(len(ROLES)), np.zeros((1, len(ROLES)))]).astype(np.float32)
    weights["sides.0.post.own.bias"] = np.array([60.0], np.float32)
    head = DecidingHead(weights)
    for role in (0, 3):
        verdict = head.decide(hidden_states(), layout(post_roles=[role]))[0]["in"]
        assert int(verdict.roles.argmax()) == role
        assert role in role_numbers(verdict)
        assert strongest_post(verdict, role) == 0


def test_no_role_above_zero_still_gives_the_best_one() -> None:
    verdict = DecidingHead(random_weights()).decide(hidden_states(), layout())[0]["in"]
    verdict.roles[:] = -5.0
    verdict.roles[4] = -1.0
    assert role_numbers(verdict) == [4]


def test_features_tell_distance_side_and_sentences() -> None:
    stops = np.array([0, 0, 0, 1, 1, 1, 2, 3, 4, 5], np.int64)
    buckets, between = features([(3, 4)], [(4, 5), (9, 10), (0, 1)], stops)
    assert buckets.tolist() == [[9, 9 + 2, 1]], "adjacent after, five pieces after, two pieces before"
    assert between.tolist() == [[3, 6, 2]], "same sentence, clipped to three ends after, one end before"


@given(st.lists(st.floats(-30, 30, width=32), min_size=1, max_size=12))
def test_softmax_and_logsumexp_agree_with_the_definition(values: list[float]) -> None:
    x = np.array(values, np.float32)
    assert np.exp(log_softmax(x)).sum() == pytest.approx(1.0, rel=1e-4)
    assert float(logsumexp(x)) == pytest.approx(math.log(math.fsum(math.exp(v) for v in x.tolist())), abs=1e-3)


@given(st.floats(-6, 6, width=32))
def test_gelu_agrees_with_the_error_function(value: float) -> None:
    want = 0.5 * value * (1 + math.erf(value / math.sqrt(2)))
    assert float(gelu(np.array([value], np.float32))[0]) == pytest.approx(want, abs=2e-6)


def test_groups_add_up_their_members() -> None:
    chances = np.log(np.array([0.2, 0.3, 0.5], np.float32))
    assert np.exp(by_group(chances, [[0, 2], [1]])).tolist() == pytest.approx([0.7, 0.3])


def test_means_of_no_places_are_empty() -> None:
    assert means(hidden_states(), []).shape == (0, WIDTH)
