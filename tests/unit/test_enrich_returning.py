from __future__ import annotations

from typing import Any

import pytest

from etl.enrich.confidence import Scores
from etl.enrich.encoder import Decision
from etl.enrich.returning import turned
from etl.types import Direction, Lang, Mention


def decision(direction: Direction) -> Decision:
    fields: dict[str, Any] = {
        "person": 0, "company": 0, "direction": direction, "role": "ceo", "post_mention": None, "interim": False,
        "manner": "resigned", "status": "confirmed", "date": ("none", None), "confidence": 0.9, "sentence": 0,
        "scores": Scores(0, 0, 0, 0, 1), "roles": {},
    }  # fmt: skip
    return Decision(**fields)


def outcome(text: str, lang: Lang, name: str, *frames: tuple[int, Direction], direction: Direction = "out") -> list[tuple[str, str]]:
    at = text.find(name)
    person = [Mention("PERSON", name, at, at + len(name))] if at >= 0 else []
    found = turned(decision(direction), text, lang, (0, len(text)), person, frames)
    return [(d.direction, d.status) for d in found]


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "The board agreed for Lee to return as chief.", "Lee"),
        ("de", "Lee kehrt an die Spitze zurück.", "Lee"),
        ("zh", "李安将重返公司担任总裁。", "李安"),
    ],
)
def test_a_return_is_no_departure(lang: Lang, text: str, name: str) -> None:
    assert outcome(text, lang, name) == [("in", "confirmed")]


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "Lee will not come back as chief.", "Lee"),
        ("de", "Lee wird nicht wieder Chef.", "Lee"),
        ("zh", "李安不会重新担任总裁。", "李安"),
    ],
)
def test_a_return_that_does_not_happen_is_denied(lang: Lang, text: str, name: str) -> None:
    assert outcome(text, lang, name) == [("in", "denied")]


def test_a_departure_told_beside_it_stays() -> None:
    assert outcome("Lee is going back to Acme.", "en", "Lee", (0, "out")) == [("in", "confirmed"), ("out", "confirmed")]


def test_all_else_stays_as_it_is() -> None:
    assert outcome("Lee left Acme.", "en", "Lee") == [("out", "confirmed")]
    assert outcome("He is going back.", "en", "Lee") == [("out", "confirmed")]
    assert outcome("Lee is going back.", "en", "Lee", direction="in") == [("in", "confirmed")]
