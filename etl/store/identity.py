"""Which article an item is, whatever tricks the feed plays with its ids.

Feeds leave guids out, repeat one for all items, put the headline or a counter into them or draw them anew at each
poll; links are retitled and tracked. So no single field is believed: an item is an article that we know when its id
or its link, unique in its body, says so and nothing else speaks against it, or when a weaker one is backed by the
headline or the date.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from etl.store.links import url_key

ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Features:
    """What tells articles of one feed apart; empty or None where the feed has none."""

    guid: str
    url_key: str
    title: str
    published: dt.datetime | None
    """Only as the feed wrote it, never an inferred time."""

    @property
    def guid_key(self) -> str:
        """The guid; one that is a link without its counters in fragment and parameters."""
        return url_key(self.guid) if self.guid.startswith(("http://", "https://")) else self.guid


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is stored already."""

    article_id: str
    features: Features


@dataclass(frozen=True, slots=True)
class Body:
    """How often each feature occurs among the items of one body: what is shared identifies nothing."""

    guids: Counter[str]
    url_keys: Counter[str]
    dates: Counter[dt.datetime | None]

    @classmethod
    def of(cls, items: Sequence[Features]) -> Body:
        """Count the features of all items of a body, twins taken out before."""
        return cls(
            Counter(item.guid_key for item in items),
            Counter(item.url_key for item in items),
            Counter(item.published for item in items),
        )


def article_id(feed: str, guid: str, url: str, further: str = "") -> str:
    """Stable id from the raw fields; `further` tells apart what shares both guid and link."""
    joined = "\x1f".join((feed, guid, url, further))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def first_of_twins(items: Sequence[Features]) -> list[int]:
    """For each item the index of the first item of the body that is the same; its own index where there is none."""
    first: dict[tuple[object, ...], int] = {}
    result: list[int] = []
    for index, item in enumerate(items):
        own = index
        for key in _twin_keys(item):
            own = min(own, first.setdefault(key, index))
        result.append(result[own] if own < index else index)
    return result


def assign(items: Sequence[Features], known: Sequence[Known]) -> list[str | None]:
    """For each item (no twins among them) the id of the known article that it is, or None for a new one.

    One to one, the best agreement first; ties go to the earlier item.
    """
    body = Body.of(items)
    scored = sorted(
        (-score, index, place)
        for index, item in enumerate(items)
        for place, article in enumerate(known)
        if (score := _agreement(item, article.features, body))
    )
    result: list[str | None] = [None] * len(items)
    taken: set[int] = set()
    for _, index, place in scored:
        if result[index] is None and place not in taken:
            result[index] = known[place].article_id
            taken.add(place)
    return result


def _twin_keys(item: Features) -> list[tuple[object, ...]]:
    keys: list[tuple[object, ...]] = []
    if item.url_key and item.title:
        # Under the link of a home page the same headline may stand for the news of several days.
        date = None if _is_deep(item.url_key) else item.published
        keys.append(("link", item.url_key, item.title, date))
    if item.guid:
        keys.append(("guid", item.guid_key, item.title, item.published))
    if not item.guid and not item.url_key:
        keys.append(("title", item.title, item.published))
    return keys


def _agreement(item: Features, article: Features, body: Body) -> int:
    """0 if they are different articles, else the higher the more features agree."""
    guid = bool(item.guid) and item.guid_key == article.guid_key
    link = bool(item.url_key) and item.url_key == article.url_key
    title = bool(item.title) and item.title == article.title
    date = item.published is not None and item.published == article.published
    score = 2 * guid + 2 * link + title + date
    if _is_same(item, article, body, guid, link, title, date):
        return score
    return 0


def _is_same(
    item: Features, article: Features, body: Body, guid: bool, link: bool, title: bool, date: bool
) -> bool:
    if link and body.url_keys[item.url_key] == 1 and _is_deep(item.url_key):
        return True
    if guid and body.guids[item.guid_key] == 1:
        return link or title or date or not _contradicts(item, article)
    if guid or link:
        return title or (date and body.dates[item.published] == 1)
    return title and not item.guid and not item.url_key and (date or item.published is None)


def _contradicts(item: Features, article: Features) -> bool:
    """Both have a link, or both a date, and they differ (the caller knows that none agrees)."""
    both_linked = bool(item.url_key) and bool(article.url_key)
    both_dated = item.published is not None and article.published is not None
    return both_linked or both_dated


def _is_deep(key: str) -> bool:
    """A link that leads further than a site's home page."""
    return not key.endswith("/") or key.count("/") > 1
