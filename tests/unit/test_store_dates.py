"""When an item was published: each way in which feeds write it, and the dates that are not believed."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store.dates import FUTURE_TOLERANCE, Published, published, read_moment

SEEN = dt.datetime(2023, 11, 21, 12, 0, tzinfo=dt.UTC)
BERLIN, SHANGHAI, NEW_YORK, UTC = (
    ZoneInfo(key) for key in ("Europe/Berlin", "Asia/Shanghai", "America/New_York", "UTC")
)


@pytest.mark.parametrize(
    ("text", "zone", "utc", "offset"),
    [
        ("Mon, 20 Nov 2023 10:05:00 GMT", UTC, "2023-11-20T10:05", 0),
        ("Mon, 20 Nov 2023 10:05:00 +0100", UTC, "2023-11-20T09:05", 60),
        ("20 Nov 23 10:05 +0100", UTC, "2023-11-20T09:05", 60),
        ("Mon, 20 November 2023 10:05:00 EST", UTC, "2023-11-20T15:05", -300),
        ("Mon, 20 Nov 2023 10:05:00 GMT+0800", UTC, "2023-11-20T02:05", 480),
        ("Mon, 20 Nov 2023 10:05:00 CST", SHANGHAI, "2023-11-20T02:05", 480),
        ("Mon, 20 Nov 2023 10:05:00 CST", NEW_YORK, "2023-11-20T16:05", -360),
        ("Mon Nov 20 10:05:00 CST 2023", SHANGHAI, "2023-11-20T02:05", 480),
        ("Mon Nov 20 10:05:00 2023", BERLIN, "2023-11-20T09:05", None),
        ("Mon, 20 Nov 2023 10:05:00", BERLIN, "2023-11-20T09:05", None),
        ("Mon, 20 Nov 2023", UTC, "2023-11-20T00:00", None),
        ("Mon, 20 Nov 2023 24:00:00 GMT", UTC, "2023-11-21T00:00", 0),
        ("Mon, 20 Nov 2023 10:05:00 (CET)", UTC, "2023-11-20T09:05", 60),
        ("2023-11-20T10:05:00Z", UTC, "2023-11-20T10:05", 0),
        ("2023-11-20T10:05:00.123456789+08:00", UTC, "2023-11-20T02:05", 480),
        ("2023-11-20T10:05", SHANGHAI, "2023-11-20T02:05", None),
        ("2023-11-20 10:05:00 +0800", UTC, "2023-11-20T02:05", 480),
        ("2023-11-20 10:05:00 +8", UTC, "2023-11-20T02:05", 480),
        ("2023-11-20", BERLIN, "2023-11-19T23:00", None),
        ("2023/11/20 10:05", SHANGHAI, "2023-11-20T02:05", None),
        ("2023.11.20 10:05", SHANGHAI, "2023-11-20T02:05", None),
        ("2023年11月20日 10:05", SHANGHAI, "2023-11-20T02:05", None),
        ("2023年11月20日 星期一 10:05", SHANGHAI, "2023-11-20T02:05", None),
        ("2023年11月20日 下午3点05分", SHANGHAI, "2023-11-20T07:05", None),
        ("2023年11月20日 上午9:30", SHANGHAI, "2023-11-20T01:30", None),
        ("2023年11月20日 中午12:30", SHANGHAI, "2023-11-20T04:30", None),
        ("2023年11月20日 中午1:30", SHANGHAI, "2023-11-20T05:30", None),
        ("2023年11月20日", SHANGHAI, "2023-11-19T16:00", None),
        ("20.11.2023 10:05", BERLIN, "2023-11-20T09:05", None),
        ("20.11.23, 10.05 Uhr", BERLIN, "2023-11-20T09:05", None),
        ("20. November 2023, 10:05 Uhr", BERLIN, "2023-11-20T09:05", None),
        ("Montag, 20. November 2023 - 10:05 Uhr", BERLIN, "2023-11-20T09:05", None),
        ("Mi, 20 Sep 2023 10:05:00 +0200", UTC, "2023-09-20T08:05", 120),
        ("Do, 12 Okt 2023 10:05:00 +0200", UTC, "2023-10-12T08:05", 120),
        ("Fr., 3. Mär. 2023 10:05 MEZ", UTC, "2023-03-03T09:05", 60),
        ("Di., 21.11.23 um 09:30 Uhr MEZ", UTC, "2023-11-21T08:30", 60),
        ("Nov 20, 2023 3:05 PM", UTC, "2023-11-20T15:05", None),
        ("November 20th, 2023 12:05 a.m. EST", UTC, "2023-11-20T05:05", -300),
        ("1700474700", UTC, "2023-11-20T10:05", 0),
        ("1700474700000", UTC, "2023-11-20T10:05", 0),
    ],
)  # fmt: skip
def test_each_way_of_writing_a_date(text: str, zone: ZoneInfo, utc: str, offset: int | None) -> None:
    moment = read_moment(text, zone)
    assert moment is not None
    assert moment.at(zone).astimezone(dt.UTC).isoformat()[:16] == utc
    assert moment.offset == offset


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "gestern", "昨天", "Sun, 31 Feb 2023 10:00:00 GMT", "2023-13-45", "20 Foo 2023", "99:99", "0000-00-00 00:00:00",
     "Mon, 20 Nov 2023 77:00:00 GMT", "9999-12-31 99:00", "x" * 200],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert read_moment(text, UTC) is None


def test_an_offset_beyond_a_day_is_none() -> None:
    moment = read_moment("20.11.2023 10:05 +9900", UTC)
    assert moment is not None
    assert moment.offset is None


def test_the_first_usable_date_wins_and_the_offset_is_the_outlets() -> None:
    assert published(["soon", "Mon, 20 Nov 2023 10:05:00 +0800"], [], BERLIN, SEEN) == Published(
        dt.datetime(2023, 11, 20, 2, 5, tzinfo=dt.UTC), "feed", 480
    )


def test_a_date_in_utc_leaves_the_offset_to_the_zone() -> None:
    assert published(["2023-07-20T10:05:00Z"], [], BERLIN, SEEN).utc_offset_minutes == 120
    assert published(["2023-11-20T10:05:00Z"], [], BERLIN, SEEN).utc_offset_minutes == 60


def test_a_local_time_labelled_gmt_is_read_as_local() -> None:
    late = published(["Tue, 21 Nov 2023 19:30:00 GMT"], [], SHANGHAI, SEEN)
    assert late == Published(dt.datetime(2023, 11, 21, 11, 30, tzinfo=dt.UTC), "feed", 480)


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Wed, 20 Nov 2030 10:00:00 GMT",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_dates_before_the_web_or_in_the_future_are_not_believed(text: str) -> None:
    assert published([text], [], BERLIN, SEEN) == Published(SEEN, "inferred", 60)


def test_a_clock_that_is_a_little_fast_is_believed() -> None:
    ahead = SEEN + FUTURE_TOLERANCE
    assert published([ahead.isoformat()], [], UTC, SEEN).at == ahead


def test_what_only_feedparser_could_read_is_taken_as_utc() -> None:
    struct = time.struct_time((2023, 11, 20, 10, 5, 0, 0, 324, 0))
    assert published(["오전 10:05"], [struct], BERLIN, SEEN) == Published(
        dt.datetime(2023, 11, 20, 10, 5, tzinfo=dt.UTC), "feed", 60
    )
    broken = time.struct_time((10**9, 99, 99, 0, 0, 0, 0, 0, 0))
    assert published([], [broken], BERLIN, SEEN).source == "inferred"


@settings(deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    result = published([text], [], BERLIN, SEEN)
    assert result.at.tzinfo is not None
    assert result.at <= SEEN + FUTURE_TOLERANCE


@settings(deadline=None)
@given(st.integers(700_000_000, 1_700_000_000), st.integers(-12 * 4, 14 * 4))
def test_what_is_written_in_iso_is_read_back(seconds: int, quarters: int) -> None:
    moment = dt.datetime.fromtimestamp(seconds, dt.timezone(dt.timedelta(minutes=15 * quarters)))
    assert published([moment.isoformat()], [], BERLIN, SEEN).at == moment
    written = moment.strftime("%a, %d %b %Y %H:%M:%S %z")
    assert published([written], [], BERLIN, SEEN).at == moment
