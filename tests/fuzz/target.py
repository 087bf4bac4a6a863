"""What must hold for every bytes that a server may send; each function raises `AssertionError` where it doesn't."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from etl.store.articles import MAX_AUTHOR, MAX_TEXT, Draft, Origin, Rejection, draft
from etl.store.dates import EARLIEST, FUTURE_TOLERANCE
from etl.store.parsing import ParsedFeed, parse, parse_all, parse_split, read
from tests.fuzz.seeds import SEEDS

URL = "https://paper.example/news/feed.xml"
SEEN = dt.datetime(2023, 11, 21, 12, tzinfo=dt.UTC)
ORIGIN = Origin("paper", URL, "en", ZoneInfo("Europe/Berlin"))
CONTENT_TYPES = ("", "text/xml; charset=gbk", "application/rss+xml; charset=utf-8", "text/html; charset=utf-16", "text/xml; charset=idna")
KNOWN = frozenset(known for seed in SEEDS for known in parse(seed, "", URL).entry_hashes)
"""The entries of the undamaged feeds: as if they had been polled before."""


def check(body: bytes, number: int = 0) -> int:
    """Parse a body against the known entries, as a poll does; returns the number of items found in it.

    One whose entries can be told apart is read in full too: both must find the same. Any other is read in full as it is.
    """
    data, found = read(body, CONTENT_TYPES[number % len(CONTENT_TYPES)])
    is_split = found is not None and bool(found.entries)
    delta = parse_split(data, found, URL, KNOWN)
    for item in delta.items:
        _check_draft(draft(item, ORIGIN, SEEN))
    if is_split:
        full = parse_all(data, URL)
        if full.error is None:  # where feedparser raises on the whole, the trimmed feed may still be read
            _check_delta(full, delta)
    return len(delta.items) + delta.known_count


def whole(body: bytes, content_type: str) -> ParsedFeed:
    """What feedparser finds in all of a body, nothing taken out beforehand."""
    data, _ = read(body, content_type)
    return parse_all(data, URL)


def _check_delta(full: ParsedFeed, delta: ParsedFeed) -> None:
    assert (delta.title, delta.language) == (full.title, full.language) or not delta.items, "the feed is read otherwise"
    by_position = {item.position: item for item in full.items}
    assert len(delta.items) + delta.known_count == len(full.items), "the delta parse counts otherwise than the full one"
    assert all(item == by_position[item.position] for item in delta.items), "the delta parse reads otherwise than the full one"


def _check_draft(made: Draft | Rejection) -> None:
    if isinstance(made, Rejection):
        assert made.reason
        return
    assert made.text.startswith(f"{made.title}\n"), "the text begins with the title"
    assert len(made.text) <= len(made.title) + 1 + MAX_TEXT
    assert "\n" not in made.title
    assert len(made.author or "") <= MAX_AUTHOR
    assert made.url == "" or made.url.startswith(("http:", "https:", "HTTP", "Http")), made.url
    assert EARLIEST <= made.published.at <= SEEN + FUTURE_TOLERANCE
    for text in (made.guid, made.url, made.title, made.text, made.author or "", made.features.url_key):
        text.encode("utf-8")  # what Postgres can't hold: lone surrogates raise here
        assert "\x00" not in text, "Postgres holds no NUL"
