"""Guids and links that lose or double items in readers' trackers: how many articles are stored after all polls.

The feeds are made up; only the trick is the tracker's. Last, how many cases of all tables name their issue.
"""

# ruff: noqa: E501 - a case is one line of the table
from __future__ import annotations

import re

import pytest

from tests.broken_feeds import HOME, entry, rss, stored_after
from tests.unit import (
    test_store_broken_feeds,
    test_store_tracker_dates,
    test_store_tracker_documents,
    test_store_tracker_texts,
)

SAME = {"guid": "same", "link": HOME}
BARE = {"guid": "", "link": "", "minute": -1}
EMPTY_GUID = "<guid></guid>"


def with_empty_guid(number: int) -> str:
    return entry(number, guid="").replace("<pubDate>", f"{EMPTY_GUID}<pubDate>")


POLLS: dict[str, tuple[list[list[str]], int]] = {
    "FreshRSS 5329: guids that differ in their fragment, one link for all": (
        [[entry(n, guid=f"{HOME}#{n}", link=HOME) for n in (1, 2, 3)]] * 2, 3),
    "FreshRSS 6521: a counter at the end of the guid": ([[entry(1, guid=f"https://paper.example/1#{n}")] for n in range(5)], 1),
    "FreshRSS 1552: no guid after an update": ([[entry(1), entry(2)], [entry(1, guid=""), entry(2, guid="")]], 2),
    "FreshRSS 1558: never a guid": ([[entry(n, guid="") for n in (1, 2)], [entry(n, guid="") for n in (3, 1, 2)]], 3),
    "FreshRSS 1482: an empty guid in each item": ([[with_empty_guid(n) for n in (1, 2)], [with_empty_guid(n) for n in (3, 1, 2)]], 3),
    "FreshRSS 5909: guids that are bad on one day": (
        [[entry(1), entry(2)], [entry(1, guid="x"), entry(2, guid="x")], [entry(1), entry(2)]], 2),
    "FreshRSS 5151: one article with two guids in a body": ([[entry(1, guid="a", minute=1), entry(1, guid="b", minute=1)]] * 2, 1),
    "FreshRSS 4485: two articles under the link of one product": (
        [[entry(1, link="https://paper.example/p"), entry(2, link="https://paper.example/p")]] * 2, 2),
    "FreshRSS 7012: only the last of many was kept": ([[entry(n, guid="note", link=f"https://paper.example/{n}") for n in range(1, 9)]], 8),
    "FreshRSS 3281: empty links, fifty times the same": ([[entry(1, guid="", link=""), entry(2, guid="", link="")]] * 50, 2),
    "FreshRSS 3126: some of fourteen guids twice": ([[entry(n, guid=f"g{n // 2}") for n in range(1, 15)]] * 2, 14),
    "feedbin 580: a random part in the guid": ([[entry(n, guid=f"uuid:{poll}{n};id={poll}") for n in (1, 2)] for poll in range(3)], 2),
    "feedbin 415: the number of comments in the title": ([[entry(1, f"Deal ({n} comments)")] for n in (5, 10, 15)], 1),
    "feedbin 388: neither date nor guid": ([[entry(n, guid="", minute=-1) for n in (1, 2)], [entry(n, guid="", minute=-1) for n in (3, 1, 2)]], 3),
    "feedbin 416: a guid that comes and goes": ([[entry(1, guid="")], [entry(1)], [entry(1, guid="")]], 1),
    "feedbin 365: old items that come back": ([[entry(1), entry(2)], [entry(2)], [entry(2)], [entry(1), entry(2)]], 2),
    "miniflux 2358: the headline is part of the guid": (
        [[entry(1, "Old words", guid="https://paper.example/old-words-1")], [entry(1, "New words", guid="https://paper.example/new-words-1")]], 1),
    "miniflux 3120: the title changes, the address stays": ([[entry(1, "First"), entry(2)], [entry(1, "Second"), entry(2)]], 2),
    "miniflux 4197: one guid in all ten items": ([[entry(n, guid="https://paper.example/feed") for n in range(1, 11)]] * 2, 10),
    "miniflux 797: the guid is a changing address": (
        [[entry(1, guid=f"https://paper.example/{word}")] for word in ("typo", "type", "types")], 1),
    "quiterss 874: the date is always that of the poll": ([[entry(n, minute=30 + poll) for n in (1, 2)] for poll in range(4)], 2),
    "quiterss 997: items without a title": ([[entry(n).replace(f"Title {n}", "") for n in (1, 2)]] * 3, 2),
    "quiterss 1293: a guid said to be no permanent link": ([[entry(1), entry(2)]] * 4, 2),
    "brief 435: no guids, one link in several items": (
        [[entry(n, f"Poll {n}", guid="", link="https://paper.example/polls") for n in (1, 2, 3)]] * 3, 3),
    "brief 344: the same items twice in each body": ([[entry(1), entry(2), entry(1), entry(2)]] * 3, 2),
    "brief 178: no date at all": ([[entry(n, minute=-1) for n in (1, 2)]] * 3, 2),
    "fornever.me 3: the guids change to https": (
        [[entry(1, guid="http://paper.example/1")], [entry(1, guid="https://paper.example/1")]], 1),
    "vienna-rss 355: the last item repeated, without dates": ([[entry(1, minute=-1), entry(2, minute=-1), entry(2, minute=-1)]] * 2, 2),
    "vienna-rss 355: guids twice, the dates differ": ([[entry(n, "News", guid="d", link=HOME) for n in (1, 2)]] * 2, 2),
    "goread 273: a guid that is no permanent link": ([[entry(1, guid="https://paper.example/?p=1")]] * 3, 1),
    "nextcloud news 1785: the link stands in for the guid": ([[entry(1, guid="")], [entry(2, guid=""), entry(1, guid="")]], 2),
    "newsbeuter 90: no guid, one link, other dates": (
        [[entry(1, "Bulletin", guid="", link="https://paper.example/b"), entry(2, "Bulletin two", guid="", link="https://paper.example/b")]] * 2, 2),
    "superdesk-core 1122: no guid, the link is good": ([[entry(n, guid="") for n in (1, 2, 3)]] * 2, 3),
    "autoproxy2pac 11: all dates corrected at once": ([[entry(n, guid="", minute=n) for n in (1, 2)], [entry(n, guid="", minute=n + 8) for n in (1, 2)]], 2),
    "obsidian-rss-dashboard 285: neither link nor guid": ([[entry(n, **BARE) for n in (1, 2, 3)]] * 2, 3),
    "spaRSS 221: no link": ([[entry(n, link="") for n in (1, 2)]] * 3, 2),
    "MOFA 24: N/A for guid and link": ([[entry(n, guid="N/A", link="N/A") for n in (1, 2, 3)]] * 2, 3),
    "mediacloud backend 136: one feed polled twice": ([[entry(1), entry(2)], [entry(1), entry(2)]], 2),
    "brockman 16: the link changes with the server of the day": ([[entry(1, link=f"https://cdn{n}.example/1")] for n in range(3)], 1),
    "Podcast-Republic 59: read, refreshed, read": ([[entry(1), entry(2)]] * 6, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", POLLS)
def test_polls_lose_and_double_nothing(name: str) -> None:
    polls, expected = POLLS[name]
    assert stored_after([rss("".join(poll)) for poll in polls]) == expected


ISSUE = re.compile(r"^[\w.-]+(?: [\w.-]+)* (\d+): ")


def test_at_least_two_hundred_cases_name_their_issue() -> None:
    modules = (test_store_broken_feeds, test_store_tracker_dates, test_store_tracker_documents, test_store_tracker_texts)
    tables = [table for module in modules for table in vars(module).values() if isinstance(table, dict)]
    names = {name for table in [*tables, POLLS] for name in table if isinstance(name, str) and ISSUE.match(name)}
    assert len(names) >= 200
    assert len({name.partition(":")[0] for name in names}) >= 200
