"""What sites say to machines: in headers, in pages, and in the files that are for them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from etl.io.objections import (
    ai_txt_objection,
    header_objection,
    markup_objection,
    signal_objection,
    tdmrep_objection,
)
from etl.io.robots import may_fetch, shut_out_gatherer

URL = "https://f.example/news/a"


@pytest.mark.parametrize(
    ("headers", "objects"),
    [
        ({}, False),
        ({"X-Robots-Tag": "noai"}, True),
        ({"x-robots-tag": "noindex, NoAI, noimageai"}, True),
        ({"X-Robots-Tag": "noimageai"}, False),
        ({"X-Robots-Tag": "noindex, follow"}, False),
        ({"X-Robots-Tag": "RevolvingDoor: noai"}, True),
        ({"X-Robots-Tag": "*: noai"}, True),
        ({"X-Robots-Tag": "otherbot: noai"}, False),
        ({"TDM-Reservation": "1"}, True),
        ({"tdm-reservation": "0"}, False),
    ],
)
def test_headers_object(headers: dict[str, str], objects: bool) -> None:
    assert (header_objection(CIMultiDict(headers)) is not None) is objects


def test_a_header_that_comes_twice_is_read_twice() -> None:
    twice = CIMultiDict([("X-Robots-Tag", "otherbot: noai"), ("X-Robots-Tag", "noai")])
    assert header_objection(twice) == "header X-Robots-Tag says noai"


@pytest.mark.parametrize(
    ("markup", "objects"),
    [
        ("<meta name='robots' content='noai, noimageai'>", True),
        ("<META NAME=Robots CONTENT=NOAI>", True),
        ("<meta name='revolvingdoor' content='noai'>", True),
        ("<meta name='googlebot' content='noai'>", False),
        ("<meta name='robots' content='noindex'>", False),
        ("<meta name='tdm-reservation' content='1'>", True),
        ("<meta name='tdm-reservation' content='0'>", False),
        ("<meta name='robots'>", False),
        ("<p>noai</p>", False),
    ],
)
def test_pages_object(markup: str, objects: bool) -> None:
    page = f"<html><head><title>x</title>{markup}</head><body>text</body></html>"
    assert (markup_objection(page.encode()) is not None) is objects


@given(st.binary(max_size=300))
def test_no_page_breaks_the_search(page: bytes) -> None:
    assert markup_objection(page) is None or b"meta" in page.lower()


@pytest.mark.parametrize(
    ("rules", "objects"),
    [
        ([{"location": "/", "tdm-reservation": 1}], True),
        ([{"location": "/*", "tdm-reservation": "1"}], True),
        ([{"location": "/news/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}], False),
        ([{"location": "/images/", "tdm-reservation": 1}], False),
        ([{"location": "/news/*$", "tdm-reservation": 1}], True),
        ([{"location": "/news$", "tdm-reservation": 1}], False),
        ([{"location": "*/a", "tdm-reservation": 1}], True),
        ([{"tdm-reservation": 1}], False),
        ({"location": "/", "tdm-reservation": 1}, False),
        (["/"], False),
    ],
)
def test_the_first_rule_of_tdmrep_that_fits_counts(rules: object, objects: bool) -> None:
    assert (tdmrep_objection(json.dumps(rules), URL) is not None) is objects


@pytest.mark.parametrize("text", ["", "  ", "<html>", "[" * 100_000, "{}"])
def test_a_tdmrep_that_is_none_says_nothing(text: str) -> None:
    assert tdmrep_objection(text, URL) is None


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("User-Agent: *\nDisallow: /", True),
        ("# all\nUser-Agent: *\nDisallow: *.txt # text\nDisallow: *.jpg", True),
        ("User-Agent: *\nDisallow: *.jpg\nDisallow: *.mp3", False),
        ("User-Agent: Other\nUser-Agent: *\nDisallow: *", True),
        ("User-Agent: *\nUser-Agent: Other\nDisallow: *", True),
        ("User-Agent: Other\nDisallow: /", False),
        ("User-Agent: RevolvingDoor\nDisallow: /\nUser-Agent: *\nAllow: /", True),
        ("User-Agent: *\nAllow: /\nUser-Agent: Other\nDisallow: /", False),
        ("<html><body>not found</body></html>", False),
    ],
)
def test_ai_txt_objects_to_the_text_of_a_site(text: str, objects: bool) -> None:
    assert (ai_txt_objection(text) is not None) is objects


@pytest.mark.parametrize(
    ("rules", "objects"),
    [
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no, ai-input=no", True),
        ("content-signal: ai-input = no", True),
        ("Content-Signal: search=yes,ai-train=no", False),
        ("Content-Signal: ai-input=yes", False),
        ("# Content-Signal: ai-input=no", False),
    ],
)
def test_content_signals(rules: str, objects: bool) -> None:
    assert (signal_objection(rules) is not None) is objects


def test_who_shuts_out_the_gatherers_of_text_by_name_means_their_kind() -> None:
    assert shut_out_gatherer("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /", URL) == "GPTBot"
    assert shut_out_gatherer("User-agent: ccbot\nDisallow: /archive/", URL) is None
    assert shut_out_gatherer("User-agent: *\nDisallow: /private/", URL) is None
    assert may_fetch("User-agent: GPTBot\nDisallow: /", URL, "RevolvingDoor"), "a feed may still be polled"
