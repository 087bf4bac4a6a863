"""Places of characters in the words of running Chinese."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.han_words import ALONE, BEGINS, GOES_ON, word_places


def words(text: str) -> list[str]:
    """The words of two characters and more, as the places tell them."""
    found: list[str] = []
    for char, place in zip(text, word_places(text).tolist(), strict=True):
        if place == BEGINS:
            found.append(char)
        elif place == GOES_ON:
            found[-1] += char
    return found


def test_a_company_does_not_end_inside_of_the_next_word() -> None:
    assert words("云帆科技联合创始人离开") == ["科技", "联合", "创始人", "离开"]


def test_traditional_characters_are_looked_up_in_simplified_ones() -> None:
    assert words("科技證實總經理離職") == ["科技", "證實", "總經理", "離職"]


def test_other_scripts_have_no_words() -> None:
    assert not word_places("Der Vorstand bestätigt: CEO geht").any()
    assert not word_places("").any()


@given(st.text("张王李科技公司总裁ab é，\n😀", max_size=40))
def test_every_character_has_one_place(text: str) -> None:
    places = word_places(text).tolist()
    assert len(places) == len(text)
    assert all(before != ALONE for before, after in itertools.pairwise(places) if after == GOES_ON)
