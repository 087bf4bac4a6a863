"""Sentence frames: who comes and who goes by the wording alone, in three languages."""

from __future__ import annotations

import pytest

from etl.enrich.frames import find_frames
from etl.types import Lang, Mention


def hits(text: str, lang: Lang, people: list[str]) -> set[tuple[str, str]]:
    """(name, direction) for each hit; every name is one person, mentioned where it stands first."""
    mentions = [Mention("PERSON", name, text.index(name), text.index(name) + len(name)) for name in people]
    found = find_frames(text, lang, [(0, len(text))], mentions, [[n] for n in range(len(people))])
    return {(people[person], direction) for person, direction in found}


@pytest.mark.parametrize(
    ("lang", "text", "people", "expected"),
    [
        ("en", "Ann Lee succeeds Bob Ray as chief executive.", ["Ann Lee", "Bob Ray"], {("Ann Lee", "in"), ("Bob Ray", "out")}),
        ("en", "Ann Lee was named chair.", ["Ann Lee"], {("Ann Lee", "in")}),
        ("en", "The board fired Bob Ray on Friday.", ["Bob Ray"], {("Bob Ray", "out")}),
        ("en", "Ann Lee spoke to analysts.", ["Ann Lee"], set()),
        ("de", "Ute Kern folgt auf Jan Falk.", ["Ute Kern", "Jan Falk"], {("Ute Kern", "in"), ("Jan Falk", "out")}),
        ("de", "Jan Falk legt sein Amt nieder.", ["Jan Falk"], {("Jan Falk", "out")}),
        ("de", "Ute Kern lobt die Zahlen.", ["Ute Kern"], set()),
        ("zh", "林晓接任首席执行官。", ["林晓"], {("林晓", "in")}),
        ("zh", "周远辞去董事长职务。", ["周远"], {("周远", "out")}),
        ("zh", "周远出席了会议。", ["周远"], set()),
    ],
)
def test_frames_tell_who_comes_and_who_goes(lang: Lang, text: str, people: list[str], expected: set[tuple[str, str]]) -> None:
    assert hits(text, lang, people) == expected


def test_frames_do_not_reach_over_another_person_or_sentence() -> None:
    text = "Ann Lee met Bob Ray, who resigned. Cy Poe watched."
    assert hits(text, "en", ["Ann Lee", "Bob Ray", "Cy Poe"]) == {("Bob Ray", "out")}


def test_mentions_inside_others_and_places_are_passed_over() -> None:
    text = "Ann Lee resigned in London."
    mentions = [Mention("PERSON", "Ann Lee", 0, 7), Mention("PERSON", "Lee", 4, 7), Mention("LOC", "London", 20, 26)]
    assert find_frames(text, "en", [(0, len(text))], mentions, [[0], [1]]) == {(0, "out")}
    assert find_frames(text, "en", [(0, len(text))], mentions, []) == frozenset()
