from __future__ import annotations

import pytest

from etl.enrich.details import answers_rumour, hides_source, is_interim, sober_status, speaks, stated_openly
from etl.enrich.sentences import split_sentences
from etl.types import Direction, Mention, Status


@pytest.mark.parametrize(
    ("text", "post", "direction", "alone", "expected"),
    [
        ("Lee becomes interim chief executive.", "chief executive", "in", False, True),
        ("Lee leaves as interim chief executive.", "chief executive", "out", True, True),
        ("Lee was put in charge on an interim basis.", None, "in", True, True),
        ("Lee was put in charge on an interim basis.", None, "in", False, False),
        ("Lee left; an interim chief is sought.", None, "out", True, False),
        ("Lee becomes chief executive.", "chief executive", "in", True, False),
    ],
)
def test_interim(text: str, post: str | None, direction: Direction, alone: bool, expected: bool) -> None:
    mention = None if post is None else Mention("POST", post, text.index(post), text.index(post) + len(post))
    assert is_interim(text, "en", mention, (0, len(text)), direction, alone) is expected


@pytest.mark.parametrize(
    ("status", "hidden", "stated", "expected"),
    [
        ("confirmed", True, frozenset(), "reported"),
        ("confirmed", True, frozenset({(0, "out")}), "confirmed"),
        ("confirmed", False, frozenset(), "confirmed"),
        ("denied", True, frozenset(), "denied"),
    ],
)
def test_a_hidden_source_makes_a_report(
    status: Status, hidden: bool, stated: frozenset[tuple[int, Direction]], expected: Status
) -> None:
    assert sober_status(status, (0, "out"), hidden, stated) == expected


def test_who_tells_the_news() -> None:
    assert speaks(" said on Monday that Kim would join")
    assert speaks(" gab am Montag bekannt, dass Kim kommt")
    assert speaks("今天宣布，金先生加入")
    assert not speaks(" resigned, Acme said")


def test_a_rumour_is_answered() -> None:
    assert answers_rumour("Lee stays, the company said after a report")
    assert not answers_rumour("Lee stays on the board")


def test_another_sentence_may_state_it_openly() -> None:
    text = "Lee resigned, two people familiar with it said. Lee resigned as chief on Monday."
    mentions = [Mention("PERSON", "Lee", at, at + 3) for at in (0, text.rindex("Lee"))]
    spans = split_sentences(text, "en")
    assert [hides_source(text, "en", span) for span in spans] == [True, False]
    assert stated_openly(text, "en", spans, mentions, [[0, 1]]) == {(0, "out")}
    assert stated_openly(text, "en", spans[:1], mentions, [[0, 1]]) == frozenset()
