from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.dates import find_dates
from etl.types import LANGS, Lang

MONDAY = dt.datetime(2023, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def found(text: str, lang: Lang, at: dt.datetime = MONDAY) -> list[tuple[str, str | None]]:
    return [(text[d.start : d.end], d.date.isoformat() if d.date else None) for d in find_dates(text, lang, at)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "on November 17, 2023", "2023-11-17"),
        ("en", "on 17 November", "2023-11-17"),
        ("en", "on the 17th of October 2022", "2022-10-17"),
        ("en", "will leave on January 1", "2024-01-01"),
        ("en", "on Friday", "2023-11-17"),
        ("en", "on Monday", "2023-11-20"),
        ("en", "last Monday", "2023-11-13"),
        ("en", "next Monday", "2023-11-27"),
        ("en", "starts Friday week", "2023-11-24"),
        ("en", "yesterday", "2023-11-19"),
        ("en", "resigned last night", "2023-11-19"),
        ("en", "today", "2023-11-20"),
        ("en", "tomorrow", "2023-11-21"),
        ("en", "with immediate effect", "2023-11-20"),
        ("en", "at the end of May", "2024-05-31"),
        ("en", "will go at the end of the year", "2023-12-31"),
        ("en", "by the end of next year", "2024-12-31"),
        ("en", "at the end of the month", "2023-11-30"),
        ("en", "at the end of the quarter", "2023-12-31"),
        ("en", "gone by New Year's Eve", "2023-12-31"),
        ("en", "on New Year's Day", "2024-01-01"),
        ("en", "left on the 16th", "2023-11-16"),
        ("en", "left on the 28th", "2023-10-28"),
        ("en", "two days ago", "2023-11-18"),
        ("en", "three weeks ago", None),
        ("en", "in March", None),
        ("en", "in early March 2021", None),
        ("en", "in Q1 2024", None),
        ("en", "since 2019", None),
        ("en", "next year", None),
        ("en", "next month", None),
        ("de", "am 17. November 2023", "2023-11-17"),
        ("de", "am 17.11.2023", "2023-11-17"),
        ("de", "zum 1.6.", "2024-06-01"),
        ("de", "zum 31. Mai", "2024-05-31"),
        ("de", "Ende Mai", "2024-05-31"),
        ("de", "zum Jahresende", "2023-12-31"),
        ("de", "Ende des kommenden Jahres", "2024-12-31"),
        ("de", "zum Jahresende 2025", "2025-12-31"),
        ("de", "Ende des Monats", "2023-11-30"),
        ("de", "zum Quartalsende", "2023-12-31"),
        ("de", "zum Jahreswechsel", "2024-01-01"),
        ("de", "bis Silvester", "2023-12-31"),
        ("de", "mit sofortiger Wirkung", "2023-11-20"),
        ("de", "gestern", "2023-11-19"),
        ("de", "vorgestern", "2023-11-18"),
        ("de", "am Samstagabend", "2023-11-18"),
        ("de", "am kommenden Freitag", "2023-11-24"),
        ("de", "am vergangenen Montag", "2023-11-13"),
        ("de", "vor zwei Tagen", "2023-11-18"),
        ("de", "vor drei Jahren", None),
        ("de", "im nächsten Jahr", None),
        ("de", "nächste Woche", None),
        ("de", "im Juli", None),
        ("de", "Anfang Juli 2021", None),
        ("zh", "2023年11月17日", "2023-11-17"),
        ("zh", "二〇二三年十一月十七日", "2023-11-17"),
        ("zh", "11月17日", "2023-11-17"),
        ("zh", "17日晚间公告", "2023-11-17"),
        ("zh", "28日公告", "2023-10-28"),
        ("zh", "将于28日起卸任", "2023-11-28"),
        ("zh", "明年1月1日起", "2024-01-01"),
        ("zh", "上周五", "2023-11-17"),
        ("zh", "下周一", "2023-11-27"),
        ("zh", "当地时间周五", "2023-11-17"),
        ("zh", "星期天", "2023-11-19"),
        ("zh", "昨晚", "2023-11-19"),
        ("zh", "前天", "2023-11-18"),
        ("zh", "今日", "2023-11-20"),
        ("zh", "明天", "2023-11-21"),
        ("zh", "即日起", "2023-11-20"),
        ("zh", "5月底", "2024-05-31"),
        ("zh", "上月底", "2023-10-31"),
        ("zh", "月底", "2023-11-30"),
        ("zh", "年底", "2023-12-31"),
        ("zh", "明年年底", "2024-12-31"),
        ("zh", "元旦", "2024-01-01"),
        ("zh", "上月3日", "2023-10-03"),
        ("zh", "三天前", "2023-11-17"),
        ("zh", "三年前", None),
        ("zh", "去年9月", None),
        ("zh", "2019年", None),
        ("zh", "日前", None),
    ],
)
def test_one_date(lang: Lang, text: str, expected: str | None) -> None:
    days = [day for _, day in found(text, lang)]
    assert days[-1:] == [expected]


def test_the_same_day_is_the_one_named_before() -> None:
    assert found("9月10日出任主席，同日卸任", "zh")[-1] == ("同日", "2023-09-10")
    assert found("同日卸任", "zh") == []


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    assert found("2023-02-29", "en") == []
    assert found("今年2月30日", "zh") == []


def test_the_year_of_a_past_time_is_told() -> None:
    assert [d.year for d in find_dates("2014年，三年前，去年", "zh", MONDAY)] == [2014, 2020, 2022]
    assert [d.year for d in find_dates("in 2014, five years ago, last year", "en", MONDAY)] == [2014, 2018, 2022]


def test_the_day_is_that_of_the_feeds_own_zone() -> None:
    late = dt.datetime(2023, 11, 20, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert found("今日", "zh", late) == [("今日", "2023-11-20")]
    assert found("today", "en", late.astimezone(dt.UTC)) == [("today", "2023-11-19")]


def test_end_of_a_month_says_so() -> None:
    assert [d.precision for d in find_dates("Ende Mai oder am 3. Juni oder im Juli", "de", MONDAY)] == ["range_end", "day", "month"]


@given(st.text(alphabet="0123456789.年月日 MayMai, 上周五/-", max_size=40), st.sampled_from(LANGS))
def test_spans_never_overlap_and_hold_what_they_say(text: str, lang: Lang) -> None:
    spans = find_dates(text, lang, MONDAY)
    assert all(0 <= d.start < d.end <= len(text) for d in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all((d.date is None) == (d.precision not in ("day", "range_end")) for d in spans)
