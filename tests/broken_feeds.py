"""Feeds made up for the tests of the parser, and what our parse makes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from etl.store.articles import Draft, Origin, draft
from etl.store.identity import Known, assign, first_of_twins
from etl.store.parsing import parse

URL = "https://paper.example/news/feed.xml"
SEEN = dt.datetime(2023, 11, 21, 12, tzinfo=dt.UTC)
ORIGIN = Origin("paper", URL, "en", ZoneInfo("Europe/Berlin"))
HOME = "https://paper.example/"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)


def drafts(body: bytes | str, content_type: str = "", origin: Origin = ORIGIN) -> list[Draft]:
    """The articles that a body makes, the rejected items left out."""
    data = body.encode() if isinstance(body, str) else body
    found = [draft(item, origin, SEEN) for item in parse(data, content_type, URL).items]
    return [item for item in found if isinstance(item, Draft)]


def rss(inner: str, head: str = "") -> str:
    """RSS 2.0 with `inner` in its channel and `head` before its root."""
    return f'{head}<rss version="2.0" {NAMESPACES}><channel><title>Paper</title><link>{HOME}</link>{inner}</channel></rss>'


def atom(inner: str, attributes: str = "") -> str:
    """Atom 1.0 with `inner` in its feed element."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Paper</title><id>urn:paper</id>{inner}</feed>'


def item(
    title: str = "One", link: str = "https://paper.example/1", guid: str = "1", rest: str = "<description>Text.</description>"
) -> str:
    """An item of RSS."""
    return f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>{rest}</item>"


def entry(
    number: int, title: str = "", guid: str | None = None, link: str | None = None, minute: int | None = None
) -> str:
    """An item of RSS with a number; an empty guid leaves the element out, minute -1 the date."""
    at = number if minute is None else minute
    date = "" if minute == -1 else f"<pubDate>Mon, 20 Nov 2023 10:{at:02d}:00 GMT</pubDate>"
    tag = "" if guid == "" else f"<guid isPermaLink='false'>{f'g{number}' if guid is None else guid}</guid>"
    address = f"https://paper.example/{number}" if link is None else link
    text = f"<description>Text {number}.</description>"
    return f"<item><title>{title or f'Title {number}'}</title><link>{address}</link>{tag}{date}{text}</item>"


def stored_after(polls: Sequence[str]) -> int:
    """How many articles are known after so many bodies, each compared with all before it as the stage does it."""
    known: list[Known] = []
    for body in polls:
        found = [one.features if one.features.guid else replace(one.features, guid="") for one in drafts(body)]
        first = first_of_twins(found)
        unique = [features for place, features in enumerate(found) if first[place] == place]
        for features, match in zip(unique, assign(unique, known), strict=True):
            if match is None:
                known.append(Known(str(len(known)), features))
    return len(known)
