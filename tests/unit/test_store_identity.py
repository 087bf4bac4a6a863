"""Which article an item is: rules by case, and properties over any items."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store.identity import Features, Known, article_id, assign, first_of_twins

DAY = dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
BASE = Features("guid", "paper.example/a", "Title", DAY)


def one(item: Features, known: Features) -> bool:
    return assign([item], [Known("k", known)]) == ["k"]


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"title": "Retitled"}, True),
        ({"title": "Retitled", "published": DAY + dt.timedelta(hours=1)}, True),
        ({"guid": "drawn anew"}, True),
        ({"guid": "drawn anew", "title": "Retitled", "published": None}, True),
        ({"url_key": "paper.example/new-slug"}, True),
        ({"url_key": "paper.example/new-slug", "title": "Retitled"}, True),
        ({"url_key": "paper.example/b", "title": "Other", "published": DAY + dt.timedelta(days=1)}, False),
        ({"guid": "", "url_key": ""}, True),
        ({"guid": "", "title": "Other", "published": None}, True),
        ({"guid": "other", "url_key": "paper.example/b"}, False),
        ({"url_key": "", "title": "Other", "published": None}, True),
    ],
)
def test_one_item_against_one_article(changes: dict[str, object], is_same: bool) -> None:
    assert one(replace(BASE, **changes), BASE) is is_same  # type: ignore[arg-type]


def test_counters_in_the_fragment_of_a_guid_make_no_difference() -> None:
    known = replace(BASE, guid="https://paper.example/a#0", url_key="")
    assert one(replace(known, guid="https://paper.example/a#1", title="New", published=None), known)


def test_without_guid_and_link_the_title_decides_with_the_date() -> None:
    bare = Features("", "", "Title", DAY)
    assert one(bare, replace(bare, guid="Title"))
    assert one(replace(bare, published=None), bare)
    assert not one(replace(bare, published=DAY + dt.timedelta(days=1)), bare)
    assert not one(replace(bare, title="Other"), bare)


def test_a_shared_link_identifies_nothing_by_itself() -> None:
    home = "paper.example/"
    known = [Known("1", Features("", home, "One", None)), Known("2", Features("", home, "Two", None))]
    items = [
        Features("", home, "Three", None),
        Features("", home, "One", None),
        Features("", home, "Two", None),
    ]
    assert assign(items, known) == [None, "1", "2"]


def test_a_shared_guid_with_a_date_of_its_own_is_the_same_retitled() -> None:
    known = [Known("1", replace(BASE, url_key="", title="One"))]
    later = replace(BASE, url_key="", title="Two", published=DAY + dt.timedelta(days=1))
    assert assign([replace(BASE, url_key="", title="One, corrected"), later], known) == ["1", None]


def test_the_best_agreement_takes_the_article() -> None:
    known = [Known("k", BASE)]
    assert assign([replace(BASE, guid="x"), BASE], known)[1] == "k"


def test_twins_are_found_by_link_and_title_or_by_guid_and_date() -> None:
    items = [
        BASE,
        replace(BASE, guid="2"),
        replace(BASE, url_key="paper.example/b"),
        replace(BASE, guid="3", title="Other"),
    ]
    assert first_of_twins(items) == [0, 0, 0, 3]
    bare = Features("", "", "Title", None)
    assert first_of_twins([bare, bare, replace(bare, title="Other")]) == [0, 0, 2]


def test_ids_are_stable_and_tell_apart() -> None:
    assert article_id("f", "g", "u") == article_id("f", "g", "u")
    assert (
        len(
            {
                article_id("f", "g", "u"),
                article_id("f", "gu", ""),
                article_id("h", "g", "u"),
                article_id("f", "g", "u", "x"),
            }
        )
        == 4
    )


FEATURES = st.builds(
    Features,
    st.sampled_from(["", "a", "b", "https://paper.example/a#1"]),
    st.sampled_from(["", "paper.example/", "paper.example/a", "paper.example/b"]),
    st.sampled_from(["", "One", "Two"]),
    st.sampled_from([None, DAY, DAY + dt.timedelta(days=1)]),
)


@settings(deadline=None)
@given(st.lists(FEATURES, max_size=8), st.lists(FEATURES, max_size=8))
def test_no_article_is_given_to_two_items(items: list[Features], known: list[Features]) -> None:
    articles = [Known(str(place), features) for place, features in enumerate(known)]
    found = [match for match in assign(items, articles) if match is not None]
    assert len(found) == len(set(found))


@settings(deadline=None)
@given(st.lists(FEATURES, max_size=8))
def test_a_body_seen_again_finds_each_of_its_articles(items: list[Features]) -> None:
    first = first_of_twins(items)
    assert all(first[place] <= place for place in range(len(items)))
    unique = [item for place, item in enumerate(items) if first[place] == place]
    known = [Known(str(place), item) for place, item in enumerate(unique)]
    found = assign(unique, known)
    identified = [place for place, item in enumerate(unique) if item.title and (item.guid or item.url_key)]
    assert all(found[place] == str(place) for place in identified)
