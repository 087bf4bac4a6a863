"""When a feed is polled next: rhythm, backoff, what servers ask for, and the end of a feed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.fetch.polling import MAX_MINUTES, MIN_MINUTES, Outcome, is_due, new_state, next_state
from etl.io.addresses import is_public
from etl.io.http import retry_seconds
from etl.io.robots import may_fetch

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def test_news_shortens_the_interval_and_quiet_lengthens_it() -> None:
    state = new_state(60)
    assert next_state(state, Outcome("ok"), NOW).interval_minutes == 30
    assert next_state(state, Outcome("unchanged"), NOW).interval_minutes == 90
    assert next_state(state, Outcome("ok"), NOW).next_due_at == NOW + dt.timedelta(minutes=30)


@given(st.lists(st.sampled_from(["ok", "unchanged", "timeout", "http_error"]), max_size=30))
def test_the_interval_stays_between_ten_minutes_and_a_day(kinds: list[str]) -> None:
    state = new_state(15)
    for kind in kinds:
        state = next_state(state, Outcome(kind, status=500 if kind == "http_error" else None), NOW)
        assert state.next_due_at is not None
        assert (
            dt.timedelta(minutes=MIN_MINUTES) <= state.next_due_at - NOW <= dt.timedelta(minutes=MAX_MINUTES)
        )


def test_failures_wait_longer_each_time_and_a_success_forgets_them() -> None:
    first = next_state(new_state(15), Outcome("timeout", error="slow"), NOW)
    third = next_state(next_state(first, Outcome("timeout"), NOW), Outcome("timeout"), NOW)
    assert (first.state, third.state) == ("soft_failing", "failing")
    assert first.next_due_at
    assert third.next_due_at
    assert first.next_due_at < third.next_due_at
    healed = next_state(third, Outcome("ok", etag="x"), NOW)
    assert (healed.state, healed.consecutive_failures, healed.reason, healed.etag) == ("ok", 0, None, "x")


def test_gone_is_never_asked_again_and_forbidden_rarely() -> None:
    gone = next_state(new_state(15), Outcome("http_error", status=410, error="HTTP status 410"), NOW)
    assert gone.state == "gone"
    assert not is_due(gone, NOW + dt.timedelta(days=400))
    assert next_state(new_state(15), Outcome("http_error", status=403), NOW).state == "blocked"
    assert next_state(new_state(15), Outcome("robots"), NOW).state == "blocked"
    assert next_state(new_state(15), Outcome("opt_out"), NOW).state == "blocked"
    assert next_state(new_state(15), Outcome("robots_unreachable"), NOW).state == "soft_failing"


def test_a_server_may_ask_for_patience_up_to_a_day() -> None:
    asked = next_state(new_state(15), Outcome("http_error", status=429, retry_seconds=7200.0), NOW)
    assert asked.next_due_at == NOW + dt.timedelta(hours=2)
    greedy = next_state(new_state(15), Outcome("http_error", status=429, retry_seconds=1e9), NOW)
    assert greedy.next_due_at == NOW + dt.timedelta(days=1)


def test_validators_are_kept_when_nothing_changed() -> None:
    state = replace(new_state(15), etag='"1"', last_modified="Mon")
    assert next_state(state, Outcome("unchanged"), NOW).etag == '"1"'
    assert next_state(state, Outcome("ok"), NOW).etag is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        ("Mon, 02 Nov 2026 12:01:00 GMT", 60.0),
        ("Mon, 02 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("\u00b2", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    assert retry_seconds(header, NOW.timestamp()) == seconds


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("10.1.2.3", False), ("127.0.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("224.0.0.1", False), ("0.0.0.0", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True), ("::10.0.0.1", False), ("2002:7f00:1::", False), ("2606:2800:220:1:248:1893:25c8:1946", True),
    ],
)  # fmt: skip
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /feed", False),
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: Reader\nDisallow: /", False),
        ("User-agent: Other\nDisallow: /", True),
        ("User-agent: *\nDisallow: //[", True),
        ("<html>no rules</html>", True),
        ("User-agent: *\nDisallow: /*.xml$\nDisallow: /fe*d", False),
        ("User-agent: *\nDisallow: /f\nAllow: /feed", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: reader\nAllow: /", True),
    ],
)
def test_robots_rules_are_kept(rules: str, is_allowed: bool) -> None:
    assert may_fetch(rules, "https://f.example/feed", "Reader") is is_allowed


def test_a_permanent_move_counts_only_where_the_feed_was_found() -> None:
    moved = next_state(new_state(15), Outcome("ok", moved_to="https://new.example/f"), NOW)
    assert moved.redirected_to == "https://new.example/f"
    assert (
        next_state(
            new_state(15), Outcome("http_error", status=404, moved_to="https://login.example/"), NOW
        ).redirected_to
        is None
    )
    assert next_state(moved, Outcome("unchanged"), NOW).redirected_to == "https://new.example/f"
    failing = moved
    for _ in range(3):
        assert failing.redirected_to == "https://new.example/f"
        failing = next_state(failing, Outcome("timeout"), NOW)
    assert failing.redirected_to is None, "the feed is asked for where it was at first"
