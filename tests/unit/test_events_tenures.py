"""The seat timeline of a company: hard cases of who held what, and when nobody did."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from etl.events.evidence import Evidence
from etl.events.run import events_of
from etl.events.tenures import Tenure, tenures
from etl.events.transitions import transitions
from tests.unit.test_events_merge import evidence, week

Line = tuple[str, str | None, str | None, str | None]


def timeline(pieces: list[Evidence], role: str = "ceo") -> list[Tenure]:
    events = events_of(pieces, [])
    return [tenure for tenure in tenures(events, transitions(events)) if tenure.role == role]


def lines(pieces: list[Evidence], role: str = "ceo") -> list[Line]:
    """State, person, first day and day of the end of each tenure."""
    return [(t.state, t.person_id, str(t.held_from or ""), str(t.held_to or "")) for t in timeline(pieces, role)]


def came(person: str, day: str, article: str = "", **changes: object) -> Evidence:
    return evidence(article or f"{person}-in-{day}", day, person_id=person, direction="in", **changes)


def left(person: str, day: str, article: str = "", **changes: object) -> Evidence:
    return evidence(article or f"{person}-out-{day}", day, person_id=person, **changes)


def test_a_week_of_four_chiefs_reads_in_order_and_the_return_names_what_it_takes_back() -> None:
    assert lines(week()) == [
        ("held", "ann", "", "2023-11-17"), ("held", "bob", "2023-11-17", "2023-11-20"),
        ("held", "cy", "2023-11-20", "2023-11-22"), ("held", "ann", "2023-11-22", ""),
    ]  # fmt: skip
    first, *interims, back = timeline(week())
    assert [t.interim for t in interims] == [True, True]
    assert (back.interim, back.reverses_event_id) == (False, first.ended_by)


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(rnd: random.Random) -> None:
    shuffled = week()
    rnd.shuffle(shuffled)
    assert timeline(shuffled) == timeline(week())


def test_days_without_a_holder_are_a_vacancy_until_the_next_comes() -> None:
    pieces = [left("ann", "2023-03-01"), came("bob", "2023-04-15")]
    assert lines(pieces) == [
        ("held", "ann", "", "2023-03-01"), ("vacant", None, "2023-03-01", "2023-04-15"), ("held", "bob", "2023-04-15", ""),
    ]  # fmt: skip
    assert timeline(pieces)[1].ended_by == timeline(pieces)[2].began_by
    assert lines(pieces[:1])[-1] == ("vacant", None, "2023-03-01", "")
    assert "vacant" not in {line[0] for line in lines([pieces[0], came("bob", "2023-03-02")])}


def test_an_interim_made_permanent_goes_on_whether_or_not_the_end_of_the_interim_is_told() -> None:
    interim, permanent = came("bob", "2023-09-12", interim=True), came("bob", "2024-01-17")
    told_as_end = left("bob", "2024-01-17", interim=True)
    for pieces in ([interim, permanent], [interim, told_as_end, permanent]):
        (only,) = timeline(pieces)
        assert (only.interim, str(only.held_from), only.held_to, str(only.permanent_on)) == (True, "2023-09-12", None, "2024-01-17")


def test_who_takes_a_seat_whose_holder_is_not_said_to_leave_ends_that_tenure() -> None:
    pieces = [came("ann", "2023-01-01", interim=True), came("bob", "2023-06-01")]
    first, second = timeline(pieces)
    assert (str(first.held_to), first.end_known_by, first.ended_by) == ("2023-06-01", "successor", second.began_by)


def test_who_relieves_one_ends_no_other_tenure() -> None:
    pieces = [came("ann", "2023-01-01"), left("cy", "2023-06-01", "x"), came("bob", "2023-06-01", "x")]
    assert ("held", "ann", "2023-01-01", "") in lines(pieces)


def test_two_at_the_top_hold_the_seat_side_by_side() -> None:
    together = [came("ann", "2023-01-01", "x"), came("bob", "2023-01-01", "x", ordinal=1), left("bob", "2023-09-01")]
    assert lines(together) == [("held", "bob", "2023-01-01", "2023-09-01"), ("held", "ann", "2023-01-01", "")]
    assert all(tenure.is_shared for tenure in timeline(together))
    later = [came("ann", "2022-01-01"), came("bob", "2023-01-01", post="co-CEO")]
    assert [line[3] for line in lines(later)] == ["", ""]


def test_when_both_at_the_top_leave_there_is_one_vacancy() -> None:
    pieces = [came(p, "2023-01-01", "x", ordinal=n) for n, p in enumerate(("ann", "bob"))]
    pieces += [left(p, "2023-09-01", "y", ordinal=n) for n, p in enumerate(("ann", "bob"))]
    assert [line for line in lines(pieces) if line[0] == "vacant"] == [("vacant", None, "2023-09-01", "")]


def test_one_person_with_two_hats_holds_two_seats() -> None:
    pieces = [came("ann", "2023-01-01", "x"), came("ann", "2023-01-01", "x", ordinal=1, role="chair", post="Chair")]
    pieces.append(left("ann", "2023-06-01", role="chair", post="Chair"))
    assert lines(pieces) == [("held", "ann", "2023-01-01", "")]
    assert lines(pieces, "chair") == [
        ("held", "ann", "2023-01-01", "2023-06-01"), ("vacant", None, "2023-06-01", ""),
    ]  # fmt: skip


def test_a_board_has_many_seats_and_no_vacancy() -> None:
    pieces = [left("ann", "2023-11-22", "x", role="board")]
    pieces += [came(p, "2023-11-22", "x", ordinal=n, role="board") for n, p in enumerate(("bob", "cy"), start=1)]
    assert sorted(lines(pieces, "board")) == [
        ("held", "ann", "", "2023-11-22"), ("held", "bob", "2023-11-22", ""), ("held", "cy", "2023-11-22", ""),
    ]  # fmt: skip
    assert all(tenure.state == "held" and not tenure.is_shared for tenure in timeline(pieces, "board"))


def test_a_chain_of_successors_has_no_gap() -> None:
    pieces = [left("ann", "2021-01-01", "a"), came("bob", "2021-01-01", "a", ordinal=1)]
    pieces += [left("bob", "2022-01-01", "b"), came("cy", "2022-01-01", "b", ordinal=1)]
    pieces += [left("cy", "2023-01-01", "c"), came("dee", "2023-01-01", "c", ordinal=1)]
    assert [line[1] for line in lines(pieces)] == ["ann", "bob", "cy", "dee"]


def test_what_never_took_effect_is_voided_and_a_rumour_is_left_out() -> None:
    pieces = [came("ann", "2023-11-20", "a", event_date=None, status="reported")]
    assert timeline(pieces) == []
    pieces.append(came("ann", "2023-11-22", "b", event_date=None, status="denied"))
    (voided,) = timeline(pieces)
    assert (voided.state, voided.person_id, voided.held_from) == ("voided", "ann", None)
    assert timeline([left("ann", "2023-11-22", status="denied")]) == []


def test_who_left_may_come_back_years_later_for_a_second_tenure() -> None:
    pieces = [left("ann", "2020-01-01"), came("ann", "2023-01-01"), left("ann", "2023-06-01")]
    held = [line for line in lines(pieces) if line[0] == "held"]
    assert held == [("held", "ann", "", "2020-01-01"), ("held", "ann", "2023-01-01", "2023-06-01")]
    assert timeline(pieces)[-1].held_from == dt.date(2023, 6, 1)
