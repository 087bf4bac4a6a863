"""Places of the report's drawings."""

from __future__ import annotations

import datetime as dt

from etl.serve.charts import (
    HISTORY_DAYS,
    LABEL_WIDTH,
    PLOT_WIDTH,
    POLL_DAYS,
    POLL_HEIGHT,
    POLL_STEP,
    SPARK_WIDTH,
    WEEKS,
    heat_map,
    history,
    poll_bars,
    spark,
)

TODAY = dt.date(2023, 11, 22)
DAY = dt.timedelta(days=1)


def churn(days_ago: int, transitions: int, level: str | None = "none") -> dict[str, object]:
    return {"day": TODAY - days_ago * DAY, "transitions": transitions, "level": level}


def test_a_spark_runs_from_the_first_day_to_today() -> None:
    drawn = spark([churn(1, 2), churn(0, 4, "page")], TODAY)
    assert drawn.path.startswith("M0 27.0H1.0V27.0")
    assert drawn.path.endswith(f"V5.0H{SPARK_WIDTH:.0f}")
    assert drawn.label == "At most 4 in 30 days; 4 today"


def test_a_single_transition_does_not_fill_the_height() -> None:
    assert "V19.7" in spark([churn(0, 1)], TODAY).path


def test_marks_join_days_of_one_level_and_show_gaps() -> None:
    rows = [churn(5, 2, "watch"), churn(4, 2, "watch"), churn(3, 2, "page"), churn(2, 2, None), churn(1, 2), churn(0, 2, "page")]
    step = SPARK_WIDTH / HISTORY_DAYS
    assert spark(rows, TODAY).marks == (
        (114 * step, 2 * step, "watch"), (116 * step, step, "page"), (117 * step, step, "gap"), (119 * step, step, "page")
    )
    assert spark([], TODAY).marks == ()


def test_the_history_stands_beside_the_names_of_the_seats_and_has_an_axis() -> None:
    drawn = history([churn(0, 4, "page")], TODAY)
    assert drawn.path.startswith(f"M{LABEL_WIDTH:.0f} ")
    assert drawn.path.endswith(f"H{LABEL_WIDTH + PLOT_WIDTH:.0f}")
    assert [label for _, label in drawn.ticks] == ["Aug 2023", "Sep 2023", "Oct 2023", "Nov 2023"]
    assert drawn.ticks[-1][0] == round(LABEL_WIDTH + (HISTORY_DAYS - 22) * PLOT_WIDTH / HISTORY_DAYS, 1)
    assert (drawn.top, history([churn(0, 1)], TODAY).top) == (4, 3)


def test_the_heat_map_has_a_place_for_each_week_and_keeps_the_order_of_the_companies() -> None:
    rows = [{"company_id": name.lower(), "company": name, "week": week, "transitions": number} for name, week, number in (
        ("Crow", dt.date(2023, 11, 20), 6), ("Acme", dt.date(2023, 11, 13), 1), ("Acme", dt.date(2023, 11, 20), 2),
        ("Bolt", dt.date(2023, 11, 20) - dt.timedelta(weeks=WEEKS), 1),
    )]
    heat = heat_map(rows, TODAY)
    assert (heat.weeks[-1], len(heat.weeks)) == (dt.date(2023, 11, 20), WEEKS)
    assert [(row.company_id, row.company, row.cells[-2:]) for row in heat.rows] == [
        ("crow", "Crow", ((0, 0), (6, 4))), ("acme", "Acme", ((1, 1), (2, 2))), ("bolt", "Bolt", ((0, 0), (0, 0)))
    ]


def test_poll_bars_stand_on_their_days_and_leave_gaps() -> None:
    polls = [
        {"day": TODAY - 2 * DAY, "polled": 4, "readable": 3, "articles": 7},
        {"day": TODAY, "polled": 2, "readable": 2, "articles": 0},
        {"day": TODAY - 200 * DAY, "polled": 1, "readable": 1, "articles": 0},
    ]
    first, last = poll_bars(polls, TODAY)
    assert (first.x, first.readable, first.failed) == ((POLL_DAYS - 3) * POLL_STEP, POLL_HEIGHT * 3 / 4, POLL_HEIGHT / 4)
    assert (last.x, last.readable, last.failed) == ((POLL_DAYS - 1) * POLL_STEP, POLL_HEIGHT / 2, 0)
    assert first.label == "2023-11-20: 3 of 4 feeds readable, 7 new articles"
    assert poll_bars([], TODAY) == []
