"""What is taken out of a feed before feedparser reads it, and that no item's reading depends on it."""

from __future__ import annotations

import pytest
from lxml import etree

from etl.store.parsing import _feedparser, parse
from etl.store.trimming import OF_AN_ENTRY, OF_THE_FEED, trim_entry, trim_feed
from tests.fuzz.seeds import ATOM, RSS
from tests.fuzz.target import URL, whole

MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


def channel(inner: str) -> etree._Element:
    return etree.fromstring(f'<channel {MEDIA} xmlns:atom="http://www.w3.org/2005/Atom">{inner}</channel>')


def names(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


def test_the_title_and_the_language_stay() -> None:
    found = channel("<title>T</title><ttl>5</ttl><link>x</link><atom:link/><language>de</language><item/><other/>")
    trim_feed(found)
    assert names(found) == ["title", "language", "item", "other"]


@pytest.mark.parametrize(
    "inner", ["<image><item><title>x</title></item></image>", "<image><title><b/></title></image>", "<image><!--x--></image>"]
)
def test_an_element_that_holds_what_it_should_not_stays(inner: str) -> None:
    found = channel(inner)
    trim_feed(found)
    assert names(found) == ["image"]


def test_pictures_go_and_their_descriptions_stay() -> None:
    found = channel(
        "<category>a</category><media:content><media:credit>b</media:credit></media:content>"
        "<media:content><media:thumbnail/><media:description>c</media:description></media:content><title>d</title>"
    )
    trim_entry(found)
    assert names(found) == ["content", "title"]
    assert names(found[0]) == ["description"]


@pytest.mark.parametrize("body", [RSS.encode(), ATOM.encode()])
def test_items_are_read_as_from_the_whole(body: bytes) -> None:
    assert parse(body, "", URL).items == whole(body, "").items


@pytest.mark.parametrize("tag", sorted(OF_AN_ENTRY | OF_THE_FEED))
def test_each_element_by_itself_makes_no_difference(tag: str) -> None:
    """Before and after the other elements, with text and attributes: the item is read as if it weren't there."""
    name = etree.QName(tag)
    element = f'<x:{name.localname} xmlns:x="{name.namespace}" href="/e" rel="enclosure" url="u">words</x:{name.localname}>'
    element = element if name.namespace else element.replace("x:", "").replace(' xmlns:x="None"', "")
    plain = (
        "<title>T</title><link>/a</link><guid>g</guid><pubDate>Mon, 20 Nov 2023 10:00:00 GMT</pubDate>"
        "<author>A</author><description>D</description>"
    )
    place = "{0}<item>" + plain + "</item>" if tag in OF_THE_FEED else "<item>{0}" + plain + "{0}</item>"
    feeds = [f'<rss version="2.0"><channel><title>P</title>{place.format(text)}</channel></rss>'.encode() for text in (element, "")]
    first, second = (_feedparser(feed, URL)["entries"][0] for feed in feeds)
    fields = ("title", "link", "id", "published", "author", "summary", "title_detail", "content", "updated", "created")
    assert [dict.get(first, field) for field in fields] == [dict.get(second, field) for field in fields]
