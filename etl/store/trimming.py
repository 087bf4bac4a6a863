"""Take out of a well-formed feed what no item's reading depends on, so that feedparser has less to read.

Only elements that are known by name to have no bearing on the fields that are read are taken out; what is unknown stays.
"""

from __future__ import annotations

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"

OF_THE_FEED = frozenset({
    "link", "description", "image", "generator", "ttl", "lastBuildDate", "pubDate", "copyright", "managingEditor", "webMaster",
    "docs", "cloud", "category", "skipHours", "skipDays", f"{SYNDICATION}updatePeriod", f"{SYNDICATION}updateFrequency",
    *(f"{ATOM}{name}" for name in ("id", "link", "updated", "subtitle", "logo", "icon", "generator", "rights", "author", "category")),
    *(f"{ITUNES}{name}" for name in ("author", "summary", "explicit", "image", "owner", "new-feed-url", "subtitle", "category", "type")),
})  # fmt: skip
"""What a feed says of itself besides its title and language."""
OF_AN_ENTRY = frozenset({
    "category", "enclosure", "comments", f"{ATOM}category", "{http://purl.org/rss/1.0/modules/slash/}comments",
    "{http://wellformedweb.org/CommentAPI/}commentRss", "{http://rssnamespace.org/feedburner/ext/1.0}origLink",
    *(f"{MEDIA}{name}" for name in ("content", "credit", "thumbnail", "keywords", "copyright", "rating")),
})  # fmt: skip
"""Keywords, attachments, pictures and counters of an entry."""
GEORSS = "{http://www.georss.org/georss}"
MISREAD = frozenset({
    *(f"{GEORSS}{name}" for name in ("where", "point", "line", "polygon", "box")), "{http://news.yandex.ru}related",
})  # fmt: skip
"""What feedparser misreads: it raises at places without numbers, and takes the links of related items for the item's own."""
SPARE = OF_AN_ENTRY | MISREAD
PLAIN = frozenset({"url", "title", "link", "width", "height", "description", "name", "uri", "email", "hour", "day"})
"""Local names of what may stand in an element that is taken out; an element with anything else in it stays."""


def trim_feed(parent: etree._Element) -> None:
    """Take what the feed says of itself out of the element that holds its entries."""
    for child in [each for each in parent if each.tag in OF_THE_FEED]:
        if all(_is_plain(part) for part in child):
            parent.remove(child)


def trim_entry(entry: etree._Element) -> None:
    """Take out of an entry what is none of its texts, links, names and dates."""
    for child in [each for each in entry if each.tag in SPARE]:
        if child.tag not in MISREAD:
            trim_entry(child)
        if child.tag in MISREAD or not len(child):
            entry.remove(child)


def _is_plain(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and not len(element) and etree.QName(element).localname in PLAIN
