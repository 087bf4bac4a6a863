"""Which articles are forms of one text."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from etl.dedupe.likeness import Document, rule_of, similarity

NOW = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)
BODY = [f"w{number}" for number in range(300)]


def document(article_id: str, words: list[str] = BODY, **changes: object) -> Document:
    """An article whose text is `words`."""
    text = " ".join(words)
    base = Document(article_id, 1, "en", f"Title {article_id}", text, f"x.example/{article_id}", text, NOW, NOW)
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def fresh_words(count: int, stem: str = "n") -> list[str]:
    return [f"{stem}{number}" for number in range(count)]


def test_the_similarity_is_the_jaccard_of_the_shingle_sets() -> None:
    first, second = document("a", fresh_words(12)), document("b", fresh_words(10))
    assert similarity(first, second) == pytest.approx(8 / 10)
    assert similarity(first, first) == 1.0
    assert similarity(document("a", []), document("b", ["..."])) == 0.0


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        (document("b"), "content"),
        (document("b", url_key="x.example/a"), "url"),
        (document("b", [*BODY, "more"]), "near"),
        (document("b", BODY[:90]), "near"),
        (document("b", BODY[:60]), None),
        (document("b", fresh_words(300)), None),
        (document("b", lang="de"), None),
        (document("b", first_seen_at=NOW + dt.timedelta(days=30)), "content"),
        (document("b", first_seen_at=NOW - dt.timedelta(days=30, seconds=1)), None),
    ],
    ids=["same", "same link", "updated", "trimmed", "cut to a note", "other", "other language", "in window", "out of window"],
)
def test_the_rule_of_a_pair(second: Document, rule: str | None) -> None:
    first = document("a")
    assert rule_of(first, second) == rule_of(second, first) == rule


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"title": "TITLE: a"}, "url"), ({}, None)],
)
def test_one_link_for_other_texts_is_a_page_only_under_the_same_headline(changes: dict[str, str], rule: str | None) -> None:
    second = document("b", fresh_words(300), url_key="x.example/a", **changes)
    assert rule_of(document("a"), second) == rule


def test_articles_without_a_link_are_no_page() -> None:
    first, second = document("a", title="T", url_key=""), document("b", fresh_words(9), title="T", url_key="")
    assert rule_of(first, second) is None


def test_empty_texts_under_one_link_are_no_page_unless_equal() -> None:
    first = document("a", [], content_sha256="1")
    assert rule_of(first, document("b", url_key="x.example/a")) is None


def test_short_notices_must_be_almost_the_same() -> None:
    notice = fresh_words(20)
    assert rule_of(document("a", notice), document("b", [*notice[:13], "x", *notice[14:]])) is None
    assert rule_of(document("a", notice), document("b", [*notice, "x"])) == "near"


def test_a_shared_closing_notice_makes_no_copy() -> None:
    first, second = document("a", [*fresh_words(90, "p"), *BODY[:150]]), document("b", [*fresh_words(90, "q"), *BODY[:150]])
    assert similarity(first, second) > 0.4
    assert rule_of(first, second) is None


def test_a_digest_is_no_copy_of_the_texts_it_quotes() -> None:
    assert rule_of(document("a", BODY[:60]), document("b", [*fresh_words(300), *BODY[:60]])) is None
