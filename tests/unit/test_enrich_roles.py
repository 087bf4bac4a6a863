from __future__ import annotations

from typing import Any

import pytest

from etl.enrich.confidence import Scores
from etl.enrich.encoder import Decision
from etl.enrich.roles import settled, top_role
from etl.types import Mention, Role

TEXT = "The chief executive, Ann Lee, becomes chair. The treasurer stays."
MENTIONS = [Mention(kind, name, TEXT.index(name), TEXT.index(name) + len(name)) for kind, name in (
    ("POST", "chief executive"), ("PERSON", "Ann Lee"), ("POST", "chair"), ("POST", "treasurer"),
)]  # fmt: skip
POSTS: list[tuple[int, Role]] = [(0, "ceo"), (2, "chair"), (3, "other")]
FIRST = (0, TEXT.index(" The treasurer"))


def decision(role: Role, post: int | None) -> Decision:
    fields: dict[str, Any] = {
        "person": 0, "company": 0, "direction": "in", "role": role, "post_mention": post, "interim": False, "manner": None,
        "status": "confirmed", "date": ("none", None), "confidence": 0.9, "sentence": 0, "scores": Scores(0, 0, 0, 0, 1),
    }  # fmt: skip
    return Decision(**fields)


@pytest.mark.parametrize(
    ("role", "post", "sentence", "person", "expected"),
    [
        ("chair", 2, FIRST, [1], ("chair", 2)),
        ("chair", None, FIRST, [1], ("chair", 2)),
        ("cfo", 3, FIRST, [1], ("ceo", 0)),
        ("cfo", 3, FIRST, [], ("ceo", 0)),
        ("cfo", 3, (len(TEXT), len(TEXT)), [1], ("cfo", 3)),
    ],
)
def test_the_sentence_settles_the_role(
    role: Role, post: int | None, sentence: tuple[int, int], person: list[int], expected: tuple[Role, int]
) -> None:
    found = settled(decision(role, post), person, MENTIONS, POSTS, sentence)
    assert (found.role, found.post_mention) == expected


def test_a_president_beside_a_chief_stays_one() -> None:
    assert top_role("president", POSTS, "zh") == "president"
    assert top_role("president", [(2, "chair")], "zh") == "ceo"
    assert top_role("president", [], "en") == "president"
    assert top_role("cfo", [], "de") == "cfo"
