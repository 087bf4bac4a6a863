"""Stories and the places of their members."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from etl.dedupe.likeness import Document
from etl.dedupe.stories import REFERENCES, Components, Member, members_of

NOW = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)
BODY = [f"w{number}" for number in range(200)]


def document(article_id: str, hours: int, words: list[str]) -> Document:
    text = " ".join(words)
    return Document(article_id, 1, "en", article_id, text, article_id, text, NOW + dt.timedelta(hours=hours), NOW)


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))), st.randoms(use_true_random=False))
def test_components_do_not_depend_on_the_order_of_joining(pairs: list[tuple[str, str]], source: object) -> None:
    def joined(order: list[tuple[str, str]]) -> dict[str, list[str]]:
        components = Components()
        for first, second in order:
            components.join(first, second)
        return components.groups("abcdefgh")

    groups = joined(pairs)
    shuffled = list(pairs)
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    assert joined(shuffled) == groups
    assert all(root == min(group) for root, group in groups.items())
    root_of = {article: root for root, group in groups.items() for article in group}
    assert all(root_of[first] == root_of[second] for first, second in pairs)


def test_a_member_is_a_copy_of_the_earlier_one_that_it_is_most_similar_to() -> None:
    first, second = document("c", 0, BODY), document("a", 1, BODY[:150])
    third = document("b", 2, [*BODY[:150], "end"])
    expected = [
        Member("c", 1, "c", None, "first", None),
        Member("a", 1, "c", "c", "near", 148 / 198),
        Member("b", 1, "c", "a", "near", 148 / 149),
    ]
    for order in itertools.permutations([first, second, third]):
        assert members_of(order) == expected


def test_of_articles_published_at_once_the_least_id_comes_first() -> None:
    members = members_of([document("b", 0, BODY), document("a", 0, BODY)])
    assert [(member.article_id, member.dup_of, member.rule, member.similarity) for member in members] == [
        ("a", None, "first", None), ("b", "a", "content", 1.0),
    ]  # fmt: skip


def test_one_that_hangs_on_by_a_later_article_still_names_the_earlier() -> None:
    cut, whole = document("a", 0, BODY[:40]), document("b", 1, BODY)
    assert members_of([whole, cut])[1] == Member("b", 1, "a", "a", "near", 38 / 198)


def test_a_long_story_is_compared_with_its_first_articles_only() -> None:
    story = [document(f"a{number:03}", number, [*BODY, f"x{number}"]) for number in range(REFERENCES)]
    late = document("z1", 900, BODY[:150])
    twin = dataclasses.replace(late, article_id="z2", published_at=late.published_at + dt.timedelta(hours=1))
    assert {member.dup_of for member in members_of([*story, late, twin])[-2:]} == {"a000"}
