"""Evidence to events: clusters in time, status, date, reversals and the changes of seats."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.events.clusters import cluster
from etl.events.evidence import Evidence
from etl.events.judging import Verdict, apply
from etl.events.merge import independent, merge, merge_all
from etl.events.reversals import link_reversals
from etl.events.run import events_of
from etl.events.support import log_odds
from etl.events.transitions import transitions

NOON = dt.time(12, tzinfo=dt.UTC)


def evidence(article: str, day: str, **changes: object) -> Evidence:
    """Evidence of a CEO's departure, published at noon of `day`."""
    date = dt.date.fromisoformat(day)
    at = dt.datetime.combine(date, NOON)
    base = Evidence(
        article_id=article, ordinal=0, story_id=article, feed="f", published_on=date, published_at=at, first_seen_at=at,
        company_id="acme", person_id="ann", direction="out", post="CEO", role="ceo", interim=False, manner="resigned",
        event_date=date, status="confirmed", confidence=0.9, method_version="m1",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def test_evidence_within_sixty_days_is_one_event() -> None:
    pieces = [evidence("a", "2023-11-17"), evidence("b", "2023-12-20"), evidence("c", "2024-06-01")]
    assert [[p.article_id for p in group] for group in cluster(pieces)] == [["a", "b"], ["c"]]


def test_an_announcement_reaches_to_its_day_of_effect() -> None:
    ahead = evidence("a", "2023-02-08", event_date=dt.date(2023, 6, 1))
    undated = evidence("b", "2023-02-09", event_date=None)
    after = evidence("c", "2023-06-02")
    assert len(cluster([after, undated, ahead])) == 1


def test_interim_and_permanent_are_two_when_far_apart_in_time() -> None:
    interim = evidence("a", "2023-09-12", direction="in", interim=True)
    permanent = evidence("b", "2023-10-20", direction="in")
    disputed = evidence("c", "2023-09-13", direction="in", interim=False)
    assert len(cluster([interim, permanent])) == 2
    assert len(cluster([interim, disputed])) == 1


def test_copies_of_a_story_speak_with_one_voice() -> None:
    pieces = [evidence("a", "2023-11-17"), evidence("b", "2023-11-18", story_id="a", confidence=0.95)]
    event = merge(pieces)
    assert (event.article_count, event.source_count) == (2, 1)
    assert [voice.article_id for voice in independent(pieces)] == ["b"]
    assert event.confidence == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["confirmed"], "confirmed"),
        (["reported", "reported"], "reported"),
        (["reported", "confirmed"], "confirmed"),
        (["confirmed", "confirmed", "denied"], "denied"),
        (["reported", "denied"], "denied"),
        (["denied", "confirmed", "confirmed"], "confirmed"),
        (["denied"], "denied"),
        (["reported", *["denied"] * 4, "confirmed", "confirmed", "confirmed"], "confirmed"),
        ([*["denied"] * 4, "confirmed", "confirmed", "confirmed", "denied"], "denied"),
        ([*["denied"] * 5, "confirmed", "confirmed"], "denied"),
    ],
)
def test_status_follows_the_rules_in_time(statuses: list[str], expected: str) -> None:
    pieces = [
        evidence(
            f"a{n}", f"2023-11-{10 + n}", status=status, event_date=None if status != "confirmed" else dt.date(2023, 11, 10 + n)
        )
        for n, status in enumerate(statuses)
    ]
    assert merge(pieces).status == expected


def test_a_retelling_after_the_denial_does_not_assert_it_again() -> None:
    told = evidence("a", "2023-11-20")
    denied = evidence("b", "2023-11-22", status="denied", event_date=None)
    retold = evidence("c", "2023-11-25", event_date=dt.date(2023, 11, 20))
    assert merge([told, denied, retold]).status == "denied"


def test_one_doubtful_source_does_not_confirm() -> None:
    assert merge([evidence("a", "2023-11-17", confidence=0.3)]).status == "reported"
    assert merge([evidence("a", "2023-11-17", confidence=0.3), evidence("b", "2023-11-17", confidence=0.3)]).status == "confirmed"


def test_the_day_said_ahead_outweighs_the_day_of_the_report() -> None:
    ahead = evidence("a", "2023-05-01", event_date=dt.date(2023, 5, 31))
    report = evidence("b", "2023-05-01")
    assert merge([ahead, report]).effective_date == dt.date(2023, 5, 31)
    assert merge([evidence("c", "2023-05-01", event_date=None)]).effective_date is None


def test_events_announced_together_have_ids_of_their_own() -> None:
    interim = evidence("a", "2023-09-12", direction="in", interim=True)
    permanent = evidence("a", "2023-09-12", ordinal=1, direction="in", event_date=dt.date(2024, 1, 1))
    events = merge_all(cluster([interim, permanent]))
    assert len({event.event_id for event in events}) == 2


def week() -> list[Evidence]:
    """Three changes on one seat in five days; the last one takes back the first."""
    moves = [
        ("17", "ann", "out", False), ("17", "bob", "in", True), ("20", "bob", "out", True), ("20", "cy", "in", True),
        ("22", "cy", "out", True), ("22", "ann", "in", False),
    ]  # fmt: skip
    return [
        evidence(f"{article}{day}", f"2023-11-{day}", ordinal=n, person_id=person, direction=direction, interim=interim)
        for article in "xy"
        for n, (day, person, direction, interim) in enumerate(moves)
    ]


def test_three_changes_of_a_seat_are_three_transitions() -> None:
    events = events_of(week(), [])
    people = {event.event_id: event.person_id for event in events}
    found = transitions(events)
    legs = [(people[t.out_event_id or ""], people[t.in_event_id or ""], t.transition_date.day) for t in found]
    assert legs == [("ann", "bob", 17), ("bob", "cy", 20), ("cy", "ann", 22)]
    assert [t.reverses_transition_id for t in found] == [None, None, found[0].transition_id]


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(rnd: random.Random) -> None:
    shuffled = week()
    rnd.shuffle(shuffled)
    assert {event.event_id: event for event in events_of(shuffled, [])} == {
        event.event_id: event for event in events_of(week(), [])
    }


def test_a_successor_is_paired_with_the_departure_that_most_sources_tell() -> None:
    told = [evidence(f"t{n}", "2023-11-17", person_id="zoe") for n in range(5)]
    beside = [evidence(f"b{n}", "2023-11-17", person_id="amy") for n in range(3)]
    comes = [evidence(f"c{n}", "2023-11-17", person_id="bob", direction="in", confidence=0.97) for n in range(5)]
    events = events_of([*told, *beside, *comes], [])
    people = {event.event_id: event.person_id for event in events if event.status == "confirmed"}
    (pair,) = [t for t in transitions(events) if t.in_event_id]
    assert (people[pair.out_event_id or ""], people[pair.in_event_id or ""]) == ("zoe", "bob")


def test_an_interim_holder_made_permanent_changes_no_seat() -> None:
    interim = evidence("a", "2023-09-12", direction="in", interim=True)
    permanent = evidence("b", "2024-01-17", direction="in")
    assert [t.transition_date for t in transitions(events_of([interim, permanent], []))] == [dt.date(2023, 9, 12)]


def test_seats_of_which_there_are_many_pair_only_within_an_article() -> None:
    out = evidence("a", "2023-11-22", role="board")
    unrelated = evidence("b", "2023-11-22", role="board", direction="in", person_id="bob")
    successor = evidence("a", "2023-11-22", role="board", direction="in", person_id="cy", ordinal=1)
    assert len(transitions(events_of([out, unrelated], []))) == 2
    assert len(transitions(events_of([out, successor], []))) == 1


def test_what_never_took_effect_makes_no_transition() -> None:
    denied = evidence("a", "2023-11-22", status="denied", direction="in")
    assert transitions(events_of([denied], [])) == []


def test_a_return_long_after_leaving_takes_nothing_back() -> None:
    out, back = evidence("a", "2023-01-10"), evidence("b", "2023-11-22", direction="in")
    assert all(event.reverses_event_id is None for event in link_reversals(merge_all(cluster([out, back]))))


def test_coming_and_going_dated_on_one_day_takes_nothing_back() -> None:
    out, came = evidence("a", "2023-11-17"), evidence("b", "2023-11-17", direction="in")
    assert all(event.reverses_event_id is None for event in link_reversals(merge_all(cluster([out, came]))))


def test_a_reading_that_the_other_stories_do_not_share_is_not_confirmed() -> None:
    told = [evidence(f"t{n}", "2023-11-20", person_id="ann", confidence=0.8) for n in range(4)]
    misread = evidence("m", "2023-11-20", person_id="bob", confidence=0.8)
    statuses = {event.person_id: event.status for event in events_of([*told, misread], [])}
    assert statuses == {"ann": "confirmed", "bob": "reported"}


def test_stories_of_other_days_seats_and_people_are_not_silent() -> None:
    alone = evidence("m", "2023-11-20", person_id="bob", confidence=0.6)
    others = [
        *(evidence(f"day{n}", "2023-11-25", confidence=0.8) for n in range(9)),
        *(evidence(f"seat{n}", "2023-11-20", role="cfo", confidence=0.8) for n in range(9)),
        *(evidence(f"way{n}", "2023-11-20", direction="in", confidence=0.8) for n in range(9)),
    ]
    assert {e.person_id: e.status for e in events_of([alone, *others], [])}["bob"] == "confirmed"


def test_of_many_posts_that_have_nothing_to_do_with_each_other_stories_are_not_silent() -> None:
    alone = evidence("m", "2023-11-20", person_id="bob", role="head", confidence=0.6)
    others = [evidence(f"h{n}", "2023-11-20", person_id=f"p{n}", role="head", confidence=0.8) for n in range(9)]
    assert {e.person_id: e.status for e in events_of([alone, *others], [])}["bob"] == "confirmed"


@pytest.mark.parametrize(("said", "expected"), [("confirmed", "reported"), ("reported", "confirmed")])
def test_of_the_day_before_only_the_same_change_as_a_fact_counts(said: str, expected: str) -> None:
    alone = evidence("m", "2023-11-20", person_id="bob", direction="in", confidence=0.6)
    eve = [evidence(f"e{n}", "2023-11-19", person_id="ann", direction="in", status=said, confidence=0.8) for n in range(9)]
    past = [evidence(f"p{n}", "2023-11-19", person_id="bob", role="cfo", confidence=0.8) for n in range(9)]
    assert {e.person_id: e.status for e in events_of([alone, *eve, *past], []) if e.role == "ceo"}["bob"] == expected


def test_what_a_story_says_of_the_person_otherwise_counts_against_it() -> None:
    alone = evidence("m", "2023-11-20", confidence=0.6)
    (event,) = merge_all(cluster([alone]))
    otherwise = evidence("o", "2023-11-21", role="cfo")
    assert log_odds(event, [alone]) > log_odds(event, [alone, otherwise])
    assert log_odds(event, [alone, otherwise]) == log_odds(event, [alone, otherwise, replace(otherwise, article_id="copy")])


def test_a_successor_speaks_for_the_departure_that_most_stories_pass_over() -> None:
    came = [evidence(f"c{n}", "2023-11-17", person_id="ann", direction="in", confidence=0.8) for n in range(3)]
    follows = [evidence(f"f{n}", "2023-11-20", person_id="bob", direction="in", confidence=0.8) for n in range(3)]
    left = evidence("l", "2023-11-20", person_id="ann", confidence=0.6)
    others = [evidence(f"o{n}", "2023-11-20", person_id="cy", confidence=0.8) for n in range(3)]

    def status(pieces: list[Evidence]) -> str:
        return next(e.status for e in events_of(pieces, []) if (e.person_id, e.direction) == ("ann", "out"))

    assert status([*came, *follows, left, *others]) == "confirmed"
    assert status([*came, left, *others]) == "reported", "nobody follows"
    assert status([*follows, left, *others]) == "reported", "never known to have come"


def test_a_reviewer_confirms_what_the_stories_leave_in_doubt() -> None:
    told = [evidence(f"t{n}", "2023-11-20", person_id="ann", confidence=0.8) for n in range(6)]
    pieces = [*told, evidence("m", "2023-11-20", person_id="bob", confidence=0.8)]
    doubted = next(e for e in events_of(pieces, []) if e.person_id == "bob")
    judged = events_of(pieces, [Verdict(doubted.event_id, "accept", {})])
    assert next(e for e in judged if e.person_id == "bob").status == "confirmed"


def test_judgements_hold_over_the_evidence() -> None:
    rumour = merge([evidence("a", "2023-11-17", status="reported")])
    accepted = apply([rumour], [Verdict(rumour.event_id, "accept", {})])[0]
    corrected = apply(
        [rumour], [Verdict(rumour.event_id, "correct", {"effective_date": "2023-12-01", "role": "cfo", "company_id": "x"})]
    )[0]
    assert (accepted.status, accepted.confidence, accepted.confirmed_at) == ("confirmed", 1.0, rumour.first_seen_at)
    assert (corrected.effective_date, corrected.role, corrected.status) == (dt.date(2023, 12, 1), "cfo", "reported")
    assert corrected.company_id == "acme"
    assert apply([rumour], [Verdict(rumour.event_id, "reject", {}), Verdict("e-unknown", "accept", {})]) == []
