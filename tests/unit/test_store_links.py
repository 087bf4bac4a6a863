"""Links: which forms of one link have the same key, and which different articles never do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store.links import resolved, url_key

SAME = [
    ("http://paper.example/a", "https://www.paper.example/a/"),
    ("https://paper.example/a", "https://m.paper.example/a"),
    ("https://paper.example/a", "https://amp.paper.example/a"),
    ("https://paper.example/a", "https://paper.example:443/a#comments"),
    ("https://paper.example/a", "https://paper.example/a?utm_source=rss&utm_medium=feed"),
    ("https://paper.example/a?id=7&x=1", "https://paper.example/a?x=1&id=7&fbclid=abc"),
    ("https://paper.example/a.html", "https://paper.example/a.amp.html"),
    ("https://paper.example/a", "https://paper.example/a/amp"),
    ("https://paper.example/a", "https://paper.example/a/amp/"),
    ("https://paper.example/a", "https://paper.example/amp/a"),
    ("https://paper.example/a", "https://paper.example/a?amp=1"),
    ("https://paper.example/a/", "https://paper.example/a/index.html"),
    ("https://paper.example/a", "https://paper.example/a;jsessionid=0A1"),
    ("https://paper.example/%C3%BC", "https://paper.example/ü"),
    ("https://paper.example/a", " https://paper.example/a\n"),
    ("https://PAPER.example/a", "https://paper.example./a"),
    ("https://paper.example", "https://paper.example/"),
]
DIFFERENT = [
    ("https://paper.example/a", "https://paper.example/b"),
    ("https://paper.example/a", "https://paper.example/A"),
    ("https://paper.example/a?id=1", "https://paper.example/a?id=2"),
    ("https://paper.example/a", "https://other.example/a"),
    ("https://paper.example/a", "https://paper.example:8080/a"),
    ("https://paper.example/#!/a", "https://paper.example/#!/b"),
    ("https://m.example/a", "https://example/a"),
    ("https://paper.example/camp", "https://paper.example/c"),
    ("https://paper.example/a?page=1", "https://paper.example/a?page=2"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_forms_of_one_link_have_one_key(first: str, second: str) -> None:
    assert url_key(first) == url_key(second)


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different_articles_keep_different_keys(first: str, second: str) -> None:
    assert url_key(first) != url_key(second)


@pytest.mark.parametrize("link", ["", "no link", "http://[broken", "http://host:99999/x", "urn:uuid:1"])
def test_what_is_no_web_link_is_its_own_key(link: str) -> None:
    assert url_key(link) == link


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        (
            "https://paper.example/a?utm_source=x",
            "https://feeds.example/f",
            "https://paper.example/a?utm_source=x",
        ),
        ("/a", "https://paper.example/feed.xml", "https://paper.example/a"),
        ("a.html", "https://paper.example/news/feed.xml", "https://paper.example/news/a.html"),
        ("//cdn.example/a", "https://paper.example/feed.xml", "https://cdn.example/a"),
        ("  https://paper.example/a \n", "https://x.example/", "https://paper.example/a"),
        ("", "https://paper.example/feed.xml", ""),
        ("javascript:alert(1)", "https://paper.example/feed.xml", ""),
        ("mailto:a@b.example", "https://paper.example/feed.xml", ""),
        ("http://", "https://paper.example/feed.xml", ""),
        ("http://[broken", "https://paper.example/feed.xml", ""),
    ],
)
def test_links_are_made_absolute_and_lead_to_the_web(link: str, base: str, expected: str) -> None:
    assert resolved(link, base) == expected


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_key_is_a_key_of_itself(tail: str) -> None:
    key = url_key(f"https://paper.example/{tail}")
    assert url_key(f"https://{key}") == url_key(f"https://{key}")
    assert isinstance(url_key(tail), str)
