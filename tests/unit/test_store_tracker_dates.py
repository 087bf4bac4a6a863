"""Dates as readers' trackers report them, by the issue that each case reproduces; the outlet sits in Berlin.

The dates are made up where their year would be after the tests' present; only the way of writing is the tracker's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from tests.broken_feeds import ORIGIN, SEEN, atom, drafts, item, rss

DATES: dict[str, tuple[str, str | None]] = {
    "miniflux 617: nothing but a weekday": ("<pubDate>Tue,</pubDate>", None),
    "miniflux 2159: month first, twelve hours": ("<pubDate>Sat, Oct 28 2023 08:28:28 PM</pubDate>", "2023-10-28T18:28:28"),
    "miniflux 290: Pacific time by name": ("<pubDate>Mon, 03 Dec 2018 13:03:47 PST</pubDate>", "2018-12-03T21:03:47"),
    "elfeed 345: slashes": ("<pubDate>2019/11/15 10:00:00</pubDate>", "2019-11-15T09:00:00"),
    "Feeder 456: afternoon without a zone": ("<pubDate>Sun, 19 Nov 2023 12:15 PM</pubDate>", "2023-11-19T11:15:00"),
    "fraidycat 180: no date": ("", None),
    "feedparser 33: year of two digits after a weekday": ("<pubDate>Thu, 03 Sep 15 00:01:01 +0200</pubDate>", "2015-09-02T22:01:01"),
    "feedparser 29: year of two digits at midnight": ("<pubDate>Wed, 01 Jul 15 00:00:00 +0200</pubDate>", "2015-06-30T22:00:00"),
    "feedparser 3: a second comma": ("<pubDate>Fri, 10 Feb, 2012 09:00:00 EST</pubDate>", "2012-02-10T14:00:00"),
    "feedparser 7: extra blanks": ("<pubDate>Fri,  07  Sep   2012  18:00:00   GMT</pubDate>", "2012-09-07T18:00:00"),
    "feedparser 414: no blank after the weekday": ("<pubDate>Fri,17 Nov 2023 18:28:36 -0000</pubDate>", "2023-11-17T18:28:36"),
    "feedparser 51: no zone": ("<pubDate>Mon, 20 Nov 2023 10:00:00</pubDate>", "2023-11-20T09:00:00"),
    "feedparser 26: the year of a book": ("<pubDate>1513-01-01T00:00:00Z</pubDate>", None),
    "feedparser 75: slashes without leading zeros": ("<pubDate>2016/6/9 5:07:41</pubDate>", "2016-06-09T03:07:41"),
    "django-feedreader 13: day of one digit, no zone": ("<pubDate>Thu, 4 May 2017 19:40:17</pubDate>", "2017-05-04T17:40:17"),
    "dateparser 548: minus zero": ("<pubDate>Mon, 6 Aug 2018 18:11:54 -0000</pubDate>", "2018-08-06T18:11:54"),
    "custom-components feedparser 132: Eastern summer time": ("<pubDate>Wed, 02 Aug 2023 10:00:00 EDT</pubDate>", "2023-08-02T14:00:00"),
    "gofeed 94: Eastern time": ("<pubDate>Sun, 06 Sep 2009 16:18:00 EST</pubDate>", "2009-09-06T21:18:00"),
    "greg 87: no zone in winter": ("<pubDate>Thu, 15 Feb 2018 11:24:50</pubDate>", "2018-02-15T10:24:50"),
    "django-newswall 2: dates under other names only": ("<lastmod>2023-11-20</lastmod>", None),
    "RSSingle 17: Spanish weekday": ("<pubDate>dom, 13 may 2018 01:22:40 +0100</pubDate>", "2018-05-13T00:22:40"),
    "RssBandit 30: ISO 8601 in Dublin Core": ("<dc:date>2004-01-08T12:30:00-08:00</dc:date>", "2004-01-08T20:30:00"),
    "superdesk 3269: colon in the offset": ("<pubDate>Fri, 19 Nov 2021 01:45:08 +02:00</pubDate>", "2021-11-18T23:45:08"),
    "makesite 10: a date in EST": ("<pubDate>Wed, 02 Oct 2002 08:00:00 EST</pubDate>", "2002-10-02T13:00:00"),
    "nyaa 1308: nanoseconds and two zones": ("<pubDate>2017-08-01 13:55:44.364419679 +0200 CEST</pubDate>", "2017-08-01T11:55:44"),
    "nyaa 1308: RFC 822 without seconds": ("<pubDate>01 Aug 17 13:26 UTC</pubDate>", "2017-08-01T13:26:00"),
    "nixos-homepage 842: UTC by name": ("<pubDate>Thu, 21 Apr 2022 18:00:00 UTC</pubDate>", "2022-04-21T18:00:00"),
    "RSSHub 6795: C's way with an offset": ("<pubDate>Sat Mar 20 20:39:33 +0800 2021</pubDate>", "2021-03-20T12:39:33"),
    "RSSHub 16959: a day alone": ("<pubDate>2023-09-29</pubDate>", "2023-09-28T22:00:00"),
    "morerssplz 27: hours in the future": ("<pubDate>Wed, 22 Nov 2023 09:00:00 +0000</pubDate>", None),
    "FreshRSS 151: days in the future": ("<pubDate>Thu, 23 Nov 2023 14:23:00 +0200</pubDate>", None),
    "ReadYou 616: months in the future": ("<pubDate>Tue, 20 Feb 2024 05:00:00 GMT</pubDate>", None),
    "engblogs 13: weeks in the future": ("<pubDate>Wed, 27 Dec 2023 00:00:00 GMT</pubDate>", None),
    "feed-flow 863: a month in the future": ("<pubDate>Wed, 27 Dec 2023 11:59:00 +0100</pubDate>", None),
    "selfoss 67: years in the future": ("<pubDate>Mon, 20 Nov 2045 10:00:00 GMT</pubDate>", None),
    "woodwind 36: ten days ahead in PDT": ("<pubDate>Fri, 01 Dec 2023 00:00:00 PDT</pubDate>", None),
    "litenin 10: next year": ("<pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>", None),
    "fluent-reader 183: December before it comes": ("<pubDate>Tue, 12 Dec 2023 10:00:00 GMT</pubDate>", None),
    "selfoss 1452: a premiere to come": ("<pubDate>Sun, 26 Nov 2023 20:00:00 +0100</pubDate>", None),
    "NetNewsWire 2808: a seminar to come": ("<pubDate>Fri, 24 Nov 2023 16:00:00 +0300</pubDate>", None),
    "frontend 8810: two elements with one old date": (
        "<pubDate>Tue, 16 Dec 2014 14:13:53 GMT</pubDate><dc:date>2014-12-16T14:13:53Z</dc:date>", "2014-12-16T14:13:53"),
    "Handy-News-Reader 979: published in RSS": ("<published>Mon, 20 Nov 2023 10:00:00 GMT</published>", "2023-11-20T10:00:00"),
    "MWFeedParser 6: a date in the text only": ("<description>2010-09-06 12:00: maintenance</description>", None),
    "bbc-rss 2: empty date": ("<pubDate></pubDate>", None),
    "RssBandit 688: a day without a time": ("<pubDate>Tue, 17 Jan 2006</pubDate>", "2006-01-16T23:00:00"),
    "brief 551: no comma after the weekday": ("<pubDate>Mon 20 Nov 2023 10:00:00 +0200</pubDate>", "2023-11-20T08:00:00"),
    "brief 184: hour of one digit": ("<pubDate>Mon, 25 Jan 2016 1:35:20 -0800</pubDate>", "2016-01-25T09:35:20"),
    "newsboat 1699: a date that is plainly right": ("<pubDate>Mon, 05 Jul 2021 05:28:51 +0000</pubDate>", "2021-07-05T05:28:51"),
    "rome 192: Z for the zone": ("<pubDate>Mon, 13 Oct 2014 19:22:40 Z</pubDate>", "2014-10-13T19:22:40"),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_dates(name: str) -> None:
    source, expected = DATES[name]
    (found,) = drafts(rss(item(rest=source)))
    told = dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC) if expected else SEEN
    assert (found.published.at.replace(microsecond=0), found.published.source) == (told, "feed" if expected else "inferred")


ATOM_DATES: dict[str, tuple[str, str]] = {
    "elfeed 345: an element of RSS in Atom": ("<pubDate>2023-11-20T10:00:00Z</pubDate>", "2023-11-20T10:00:00"),
    "feedbin 523: published outweighs updated": (
        "<published>2015-09-14T12:00:00Z</published><updated>2015-11-17T14:38:00Z</updated>", "2015-09-14T12:00:00"),
    "static_tl 8: one update for all": (
        "<updated>2023-11-21T10:00:00Z</updated><published>2023-11-19T10:00:00Z</published>", "2023-11-19T10:00:00"),
    "miniflux 51: updated at night, published the day before": (
        "<published>2018-02-05T08:09:00Z</published><updated>2018-02-06T01:52:24Z</updated>", "2018-02-05T08:09:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATOM_DATES)
def test_dates_of_atom(name: str) -> None:
    source, expected = ATOM_DATES[name]
    (found,) = drafts(atom(f"<entry><title>One</title>{source}</entry>"))
    assert (found.published.at.replace(tzinfo=None).isoformat(), found.published.source) == (expected, "feed")


CHINESE: dict[str, tuple[str, str]] = {
    "RSSHub 3248: local time without a zone": ("2019-10-04 08:54:59", "2019-10-04T00:54:59"),
    "RSSHub 673: local time in Chinese": ("2018年9月9日 下午3:05", "2018-09-09T07:05:00"),
    "NetNewsWire 2901: local time labelled GMT": ("Tue, 21 Nov 2023 18:37:00 GMT", "2023-11-21T10:37:00"),
    "RSSHub 16959: a day of Shanghai": ("2023-09-29", "2023-09-28T16:00:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHINESE)
def test_dates_of_an_outlet_in_shanghai(name: str) -> None:
    source, expected = CHINESE[name]
    origin = replace(ORIGIN, lang="zh", zone=ZoneInfo("Asia/Shanghai"))
    (found,) = drafts(rss(item(rest=f"<pubDate>{source}</pubDate>")), origin=origin)
    assert found.published.at.astimezone(dt.UTC).replace(tzinfo=None).isoformat() == expected
