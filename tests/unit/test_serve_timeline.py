"""Who sat where: bars of the holders, dots of the changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from etl.serve.charts import LABEL_WIDTH, PLOT_WIDTH
from etl.serve.timeline import DOT_SPACE, ROW_HEIGHT, Timeline, timelines, title_of

TODAY = dt.date(2023, 11, 30)
DAY = dt.timedelta(days=1)


def change(days_ago: int, leaver: str | None, comer: str | None, role: str = "ceo", company: str = "acme") -> dict[str, Any]:
    return {
        "transition_id": f"t-{company}-{role}-{days_ago}",
        "company_id": company, "company": company.title(), "role": role, "date": TODAY - days_ago * DAY,
        "out_person": leaver, "in_person": comer, "is_reversal": False, "out_sentence": "", "in_sentence": "",
    }


def only(*changes: dict[str, Any]) -> Timeline:
    (drawn,) = timelines(changes, TODAY, ["acme"])
    return drawn


def test_holders_follow_each_other_on_a_seat() -> None:
    (row,) = only(change(13, "Ada", "Bo"), change(10, "Bo", "Di")).rows
    assert [bar.title.split(",")[0] for bar in row.bars] == ["Ada", "Bo", "Di"]
    assert row.bars[0].x == LABEL_WIDTH
    assert row.bars[2].x + row.bars[2].width == LABEL_WIDTH + PLOT_WIDTH - 2
    assert [point.x for point in row.points] == [row.bars[1].x, row.bars[2].x]
    assert [bar.shown for bar in row.bars] == ["Ada", "Bo", "Di"]
    assert [bar.title for bar in row.bars] == [
        "Ada, from before to 2023-11-17", "Bo, from 2023-11-17 to 2023-11-20", "Di, from 2023-11-20 up to now"
    ]
    assert [point.transition_id for point in row.points] == ["t-acme-ceo-13", "t-acme-ceo-10"]


def test_who_leaves_later_held_the_seat_that_nobody_was_seen_to_take() -> None:
    (row,) = only(change(100, "Ada", None), change(50, "Bo", None)).rows
    assert [bar.title.split(",")[0] for bar in row.bars] == ["Ada", "Bo"]


def test_a_name_that_does_not_fit_is_left_to_the_title() -> None:
    (row,) = only(change(300, "Ada", "Bo Benedikt Beauregard"), change(299, "Bo Benedikt Beauregard", "Di")).rows
    assert [(bar.title.split(",")[0], bar.shown) for bar in row.bars][:2] == [("Ada", "Ada"), ("Bo Benedikt Beauregard", "")]


def test_seats_shared_by_many_show_changes_only() -> None:
    drawn = only(change(9, "Ada", None, "board"), change(5, None, "Bo"), change(4, None, "Cy", "wizard"))
    assert [(row.label, row.y, len(row.bars)) for row in drawn.rows] == [
        ("chief executive", 0, 1), ("board member", ROW_HEIGHT, 0), ("wizard", 2 * ROW_HEIGHT, 0)
    ]


def test_changes_of_one_seat_and_day_stand_side_by_side() -> None:
    drawn = only(change(9, "Ada", None, "board"), change(9, "Bo", None, "board"), change(5, None, "Cy", "board"))
    first, second, third = drawn.rows[0].points
    assert second.x - first.x == DOT_SPACE
    assert third.x > second.x + DOT_SPACE


def test_companies_come_in_the_order_asked_for_and_the_rest_is_left_out() -> None:
    rows = [change(1, None, "A", company="acme"), change(2, None, "B", company="bolt"), change(0, None, "D", company="crow")]
    assert [each.company for each in timelines(rows, TODAY, ["bolt", "unknown", "acme"])] == ["Bolt", "Acme"]


def test_ticks_are_days_in_a_short_drawing_and_months_in_a_long_one() -> None:
    short = only(change(13, "Ada", "Bo"))
    assert all(label.split()[0].isdigit() for _, label in short.ticks)
    long = only(change(330, "Ada", "Bo"), change(3, "Bo", "Di"))
    assert [label for _, label in long.ticks] == ["Jan 2023", "Mar 2023", "May 2023", "Jul 2023", "Sep 2023", "Nov 2023"]
    assert len(short.ticks) <= 8


def test_a_burst_is_drawn_alone_so_that_its_days_come_apart() -> None:
    burst = [change(days, None, f"P{days}") for days in (13, 10, 8)]
    (row,) = only(change(300, "Ada", "Bo"), *burst).rows
    assert len(row.points) == 3
    assert row.points[1].x - row.points[0].x > 60
    (row,) = only(change(300, "Ada", "Bo"), change(200, None, "C"), *burst[:2]).rows
    assert len(row.points) == 4


def test_the_title_quotes_each_sentence_once() -> None:
    one = change(0, "Ada", "Bo") | {"out_sentence": "Bo succeeds Ada.", "in_sentence": "Bo succeeds Ada."}
    assert title_of(one) == "2023-11-30: Ada → Bo\n“Bo succeeds Ada.”"
    assert title_of(change(0, None, "Bo")) == "2023-11-30: Bo arrives"
