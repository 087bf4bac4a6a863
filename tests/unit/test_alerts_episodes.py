"""Open, update, close and open again: one episode a company."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.alerts.episodes import WITHDRAWN, Change, Episode, Intent, Situation, decide
from etl.types import Level

NOW = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def change(name: str, days_ago: int = 0, *, seen_hours_ago: float = 1) -> Change:
    return Change(name, TODAY - days_ago * DAY, NOW - dt.timedelta(hours=seen_hours_ago))


def situation(*changes: Change, level: Level | None = "page", reason: str = "too many") -> Situation:
    return Situation("acme", level, reason, changes)


def opened(*changes: Change, level: Level = "watch") -> Episode:
    intent = decide(None, situation(*changes, level=level), NOW)
    assert intent is not None
    assert intent.kind == "opened"
    return intent.episode


def closed(episode: Episode, days_later: int = 30) -> Episode:
    return dataclasses.replace(episode, closed_at=NOW + days_later * DAY)


def later(intent: Intent | None) -> Intent:
    assert intent is not None
    return intent


def test_fresh_changes_open_an_episode_with_its_members_in_order() -> None:
    episode = opened(change("b"), change("a", 3), level="page")
    assert episode.members == ("a", "b")
    assert (episode.first_date, episode.last_date) == (TODAY - 3 * DAY, TODAY)
    assert (episode.level, episode.reason, episode.opened_at) == ("page", "too many", NOW)


@pytest.mark.parametrize("level", ["none", None])
def test_without_a_level_nothing_is_opened(level: Level | None) -> None:
    assert decide(None, situation(change("a"), change("b"), level=level), NOW) is None


@pytest.mark.parametrize(
    ("days_ago", "seen_hours_ago", "opens"), [(14, 72, True), (15, 1, False), (0, 72.1, False), (-1, 1, False)]
)
def test_only_news_of_recent_days_opens(days_ago: int, seen_hours_ago: float, opens: bool) -> None:
    intent = decide(None, situation(change("a", days_ago, seen_hours_ago=seen_hours_ago)), NOW)
    assert (intent is not None) is opens


def test_members_of_ninety_days_where_the_last_thirty_hold_one() -> None:
    assert opened(change("a", 60), change("b")).members == ("a", "b")
    assert opened(change("a", 60), change("b", 5), change("c")).members == ("b", "c")


def test_nothing_new_says_nothing() -> None:
    changes = (change("a", 2), change("b"))
    assert decide(opened(*changes), situation(*changes, level="watch"), NOW + DAY) is None


def test_each_new_change_updates_the_one_episode() -> None:
    episode = opened(change("a", 2), change("b"))
    intent = later(decide(episode, situation(change("a", 2), change("b"), change("c"), reason="more"), NOW + DAY))
    assert intent.kind == "updated"
    assert intent.episode.alert_id == episode.alert_id
    assert intent.episode.members == ("a", "b", "c")
    assert (intent.episode.level, intent.episode.reason, intent.episode.updated_at) == ("page", "more", NOW + DAY)


def test_a_level_only_rises_and_keeps_its_reason() -> None:
    episode = opened(change("a"), change("b"), level="page")
    intent = later(decide(episode, situation(change("a"), change("b"), change("c"), level=None, reason="gap"), NOW))
    assert (intent.episode.level, intent.episode.reason) == ("page", "too many")


def test_a_watch_that_becomes_a_page_is_told() -> None:
    changes = (change("a"), change("b"))
    assert later(decide(opened(*changes), situation(*changes, level="page"), NOW)).kind == "updated"


def test_a_change_to_come_is_no_member_until_its_day() -> None:
    assert opened(change("a"), change("b"), change("c", -5)).members == ("a", "b")


def test_thirty_quiet_days_close() -> None:
    changes = (change("a"), change("b"))
    episode = opened(*changes)
    almost = NOW + 30 * DAY - dt.timedelta(seconds=1)
    assert decide(episode, situation(*changes, level="none"), almost) is None
    intent = later(decide(episode, situation(*changes, level="none"), NOW + 30 * DAY))
    assert (intent.kind, intent.episode.closed_at) == ("closed", NOW + 30 * DAY)


def test_what_was_denied_withdraws_the_episode() -> None:
    intent = later(decide(opened(change("a"), change("b")), situation(change("a"), level="none"), NOW))
    assert (intent.kind, intent.episode.reason) == ("closed", WITHDRAWN)
    again = later(decide(intent.episode, situation(change("a"), change("b")), NOW + DAY))
    assert (again.kind, again.episode.closed_at) == ("updated", None)


def test_a_member_of_three_that_goes_is_an_update() -> None:
    changes = (change("a"), change("b"), change("c"))
    assert later(decide(opened(*changes), situation(*changes[:2]), NOW)).episode.members == ("a", "b")


def test_an_episode_of_one_paged_by_itself_is_not_withdrawn() -> None:
    assert decide(opened(change("a"), level="page"), situation(change("a"), level="page"), NOW) is None


def test_a_closed_episode_is_opened_again_by_news_within_ninety_days() -> None:
    episode = closed(opened(change("a"), change("b")))
    assert decide(episode, situation(change("a"), change("b")), NOW + 31 * DAY) is None
    new = Change("c", TODAY + 40 * DAY, NOW + 40 * DAY)
    intent = later(decide(episode, situation(change("a"), change("b"), new), NOW + 40 * DAY))
    assert (intent.kind, intent.episode.alert_id, intent.episode.closed_at) == ("updated", episode.alert_id, None)
    assert intent.episode.members == ("a", "b", "c")


def test_later_news_open_an_episode_of_their_own() -> None:
    episode = closed(opened(change("a"), change("b")))
    new = [Change(name, TODAY + 91 * DAY, NOW + 91 * DAY) for name in ("c", "d")]
    intent = later(decide(episode, situation(change("a"), change("b"), *new), NOW + 91 * DAY))
    assert (intent.kind, intent.episode.members) == ("opened", ("c", "d"))
    assert intent.episode.alert_id != episode.alert_id


@given(st.lists(st.tuples(st.integers(-5, 120), st.integers(0, 200)), max_size=8), st.sampled_from(["none", "watch", "page", None]))
def test_a_decision_taken_twice_is_taken_once(found: list[tuple[int, int]], level: Level | None) -> None:
    changes = [change(f"t{number}", *pair[:1], seen_hours_ago=pair[1]) for number, pair in enumerate(found)]
    first = decide(None, situation(*changes, level=level), NOW)
    if first is not None:
        assert decide(first.episode, situation(*changes, level=level), NOW) is None
