"""When an item was published: the many ways in which feeds write it, read in the outlet's own zone."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

Source = Literal["feed", "page", "inferred"]

FUTURE_TOLERANCE = dt.timedelta(hours=1)
"""Clocks differ; a date further ahead than this is wrong."""
EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
"""Before feeds and news sites: an older date is a default such as 1970, not a date."""
LOCAL_MISLABELLED = dt.timedelta(hours=14)
"""A local time labelled GMT is ahead by no more than the largest offset."""

ZONES = {
    "MEZ": 60, "MESZ": 120, "CET": 60, "CEST": 120, "WET": 0, "WEST": 60, "EET": 120, "EEST": 180, "MSK": 180, "BST": 60,
    "IST": 330, "HKT": 480, "SGT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "EST": -300, "EDT": -240,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "ET": -300, "PT": -480, "BJT": 480,
}  # fmt: skip
"""Named zones as minutes east of UTC; CST is left out: it is China's or Chicago's, as the feed's zone decides."""
CHINA_STANDARD, CENTRAL_STANDARD = 480, -360

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar jänner january", "feb februar february", "mar mär mrz märz maerz march", "apr april", "mai may",
            "jun juni june", "jul juli july", "aug august", "sep sept september", "okt oct oktober october",
            "nov november", "dez dec dezember december",
        ), 1)
    for name in names.split()
}  # fmt: skip

_TIME = r"(?P<hour>\d{1,2})[:.：时時点](?P<minute>\d{1,2})(?:[:.：分](?P<second>\d{1,2})(?:[.,]\d+)?)?[分秒]?"
_HALF = r"(?:(?P<half>上午|下午|凌晨|早上|晚上|中午)\s*)?"
_ZONE = r"\s*(?P<zone>\(?[A-Za-z]{1,5}\b\)?)?\s*(?P<offset>[+-]\d{1,2}:?(?:\d{2})?)?"
_REST = rf"(?:[\sT,|–-]*(?:um\s+)?{_HALF}{_TIME}(?P<ampm>\s*[ap]\.?m\.?)?(?:\s*Uhr)?)?{_ZONE}"
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?(?:,\s*|\s+))?"
_FORMS = tuple(
    re.compile(rf"\s*{form}{_REST}", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号號]?(?:\s*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.?[\s-]+(?:de\s+)?(?P<name>[^\W\d_]{{3,9}})\.?,?[\s-]+(?P<year>\d{{4}}|\d{{2}}(?!:))",
        rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
_ASCTIME = re.compile(
    r"\s*\w{3,9}\s+(\w{3,9})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s+(\w{1,5}\s+|[+-]\d{4}\s+)?(\d{4})\s*$"
)
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*$")


@dataclass(frozen=True, slots=True)
class Published:
    """When an item was published, aware; where that is from; the offset of the outlet's local time then, minutes."""

    at: dt.datetime
    source: Source
    utc_offset_minutes: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as a feed wrote it: its wall time, and the offset in minutes if it names one."""

    wall: dt.datetime
    offset: int | None

    def at(self, zone: ZoneInfo) -> dt.datetime:
        """The aware time; without an offset the wall time is read in `zone`."""
        if self.offset is None:
            return self.wall.replace(tzinfo=zone)
        return self.wall.replace(tzinfo=dt.timezone(dt.timedelta(minutes=self.offset)))


def published(
    written: Iterable[str],
    parsed: Iterable[time.struct_time],
    zone: ZoneInfo,
    seen_at: dt.datetime,
    source: Source = "feed",
) -> Published:
    """The first usable date of those `written`, else of those that feedparser `parsed` (UTC), else `seen_at`.

    `seen_at` is aware: when a run first saw the item. Dates before 1990 or in the future are not believed, and
    feedparser is not asked for another reading of them.
    """
    moments = [moment for text in written if (moment := read_moment(text, zone))]
    for moment in moments:
        at = _believed(moment, zone, seen_at)
        if at is not None:
            return Published(at, source, _offset(moment, at, zone))
    for struct in () if moments else parsed:
        at = _from_struct(struct)
        if at is not None and EARLIEST <= at <= seen_at + FUTURE_TOLERANCE:
            return Published(at, source, _zone_offset(at, zone))
    return Published(seen_at, "inferred", _zone_offset(seen_at, zone))


def read_moment(text: str, zone: ZoneInfo) -> Moment | None:
    """A date in any of the known ways of writing; None if it is none. `zone` tells only what CST means."""
    text = " ".join(text.split())
    if not text or len(text) > 100:
        return None
    return _iso(text) or _epoch(text) or _written(_asctime(text), zone)


def _believed(moment: Moment, zone: ZoneInfo, seen_at: dt.datetime) -> dt.datetime | None:
    latest = seen_at + FUTURE_TOLERANCE
    try:
        at = moment.at(zone).astimezone(dt.UTC)
        if at > latest and moment.offset == 0 and at - seen_at <= LOCAL_MISLABELLED:
            at = Moment(moment.wall, None).at(zone).astimezone(dt.UTC)
    except OverflowError:
        return None
    return at if EARLIEST <= at <= latest else None


def _offset(moment: Moment, at: dt.datetime, zone: ZoneInfo) -> int:
    """UTC and GMT are how machines write; only another offset tells of the outlet's local time."""
    return moment.offset or _zone_offset(at, zone)


def _zone_offset(at: dt.datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


def _from_struct(struct: time.struct_time) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(struct), dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _iso(text: str) -> Moment | None:
    if len(text) < 10 or not text[:4].isdecimal():
        return None
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return _moment_of(value)


def _moment_of(value: dt.datetime) -> Moment | None:
    offset = value.utcoffset()
    if offset is None:
        return Moment(value, None)
    return Moment(value.replace(tzinfo=None), round(offset.total_seconds() / 60))


def _epoch(text: str) -> Moment | None:
    match = _EPOCH.match(text)
    if not match:
        return None
    return Moment(dt.datetime.fromtimestamp(int(match[1]), dt.UTC).replace(tzinfo=None), 0)


def _asctime(text: str) -> str:
    """`Mon Nov 20 10:05:00 CST 2023`, as Java and C write it, in the order of the other forms."""
    return _ASCTIME.sub(lambda m: f"{m[2]} {m[1]} {m[5]} {m[3]} {m[4] or ''}", text)


def _written(text: str, zone: ZoneInfo) -> Moment | None:
    for form in _FORMS:
        match = form.match(text)
        if match:
            return _moment_from(match.groupdict(), zone)
    return None


def _moment_from(found: dict[str, str | None], zone: ZoneInfo) -> Moment | None:
    month = (
        int(found["month"] or 0) if found.get("month") else MONTHS.get((found.get("name") or "").lower(), 0)
    )
    year = int(found["year"] or 0)
    year += 2000 if len(found["year"] or "") == 2 else 0
    clock = dt.timedelta(
        hours=_hour(int(found["hour"] or 0), found["half"], found["ampm"]),
        minutes=int(found["minute"] or 0),
        seconds=int(found["second"] or 0),
    )
    try:
        wall = dt.datetime(year, month, int(found["day"] or 0)) + clock  # noqa: DTZ001 - the zone is kept apart
    except (ValueError, OverflowError):
        return None
    if clock > dt.timedelta(days=1, minutes=1):
        return None
    return Moment(wall, _written_offset(found["zone"], found["offset"], zone))


def _hour(hour: int, half: str | None, ampm: str | None) -> int:
    mark = (ampm or "").strip().lower()[:1]
    if (half in ("下午", "晚上") or mark == "p") and hour < 12:
        return hour + 12
    if (half == "中午" and hour < 3) or (mark == "a" and hour == 12):
        return (hour + 12) % 24
    return hour


def _written_offset(name: str | None, offset: str | None, zone: ZoneInfo) -> int | None:
    if offset:
        sign = -1 if offset[0] == "-" else 1
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        east = sign * (int(hours) * 60 + int(minutes))
        return east if abs(east) < 24 * 60 else None
    return _named_offset((name or "").strip("()"), zone)


def _named_offset(name: str, zone: ZoneInfo) -> int | None:
    name = name.upper()
    if name in ("Z", "UT", "UTC", "GMT"):
        return 0
    if name == "CST":
        return CHINA_STANDARD if zone.key.startswith("Asia/") else CENTRAL_STANDARD
    return ZONES.get(name)
