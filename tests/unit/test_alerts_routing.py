"""Who is told, through what and when."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from etl.alerts.routing import News, QuietHours, Routing, load_routing, targets
from etl.errors import CatalogError

EVENING = dt.datetime(2023, 11, 20, 21, 30, tzinfo=dt.UTC)
"""Half past ten in Berlin."""
NEWS = News("acme", "DE", "watch", 0.004, EVENING)
FILE = """
channels:
  desk: {url_from: DESK_URL}
  mail:
    notifier: airflow.providers.smtp.notifications.smtp.SmtpNotifier
    arguments: {to: desk@example.org, subject: "{{ subject }}"}
teams:
  germany:
    channels: [desk]
    countries: [DE, AT]
    p_below: 0.005
    quiet: {start: "22:00", end: "07:00", timezone: Europe/Berlin}
    mute: [{company: wirecard, until: 2023-12-31}, {company: noise}]
  all:
    channels: [mail]
    least: page
"""


@pytest.fixture
def routing(tmp_path: Path) -> Routing:
    path = tmp_path / "alerts.yml"
    path.write_text(FILE)
    found = load_routing(path)
    assert found is not None
    return found


def told(routing: Routing, **changes: object) -> dict[str, dt.datetime]:
    return targets(routing, (), dataclasses.replace(NEWS, **changes))  # type: ignore[arg-type]


def test_without_a_file_all_channels_are_told_at_once() -> None:
    assert load_routing(None) is None
    assert targets(None, ("console", "file"), NEWS) == {"console": EVENING, "file": EVENING}


def test_a_watch_waits_for_the_end_of_the_quiet_hours_and_a_page_comes_through(routing: Routing) -> None:
    assert told(routing) == {"desk": dt.datetime(2023, 11, 21, 6, 0, tzinfo=dt.UTC)}
    assert told(routing, level="page") == {"desk": EVENING, "mail": EVENING}
    assert told(routing, now=EVENING - dt.timedelta(hours=3)) == {"desk": EVENING - dt.timedelta(hours=3)}


@pytest.mark.parametrize(
    ("changes", "channels"),
    [
        ({"country": "US"}, set()), ({"country": None}, set()), ({"p_value": 0.005}, set()), ({"p_value": None}, {"desk"}),
        ({"company_id": "wirecard"}, set()), ({"company_id": "noise"}, set()), ({"company_id": "noise", "level": "page"}, {"mail"}),
        ({"company_id": "wirecard", "now": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)}, {"desk"}),
        ({"p_value": 0.9, "level": "page"}, {"desk", "mail"}),
    ],
)
def test_companies_thresholds_and_mutes(routing: Routing, changes: dict[str, object], channels: set[str]) -> None:
    assert set(told(routing, **changes)) == channels


def test_of_two_teams_behind_one_channel_the_earlier_counts(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(FILE.replace("channels: [mail]", "channels: [desk]").replace("least: page", "companies: [acme]"))
    found = load_routing(path)
    assert found is not None
    assert told(found) == {"desk": EVENING}


@pytest.mark.parametrize(
    ("start", "end", "hour", "expected"),
    [
        ("22:00", "07:00", 3, 7), ("22:00", "07:00", 7, 7),
        ("12:00", "14:00", 13, 14), ("12:00", "14:00", 14, 14), ("12:00", "14:00", 11, 11),
    ],
)
def test_the_end_of_quiet_hours(start: str, end: str, hour: int, expected: int) -> None:
    now = dt.datetime(2023, 11, 20, hour, tzinfo=dt.UTC)
    assert QuietHours(start=start, end=end, timezone="UTC").until(now) == now.replace(hour=expected)


def test_a_night_in_which_the_clocks_change_ends_by_the_wall_clock() -> None:
    quiet = QuietHours(start="22:00", end="07:00", timezone="Europe/Berlin")
    assert quiet.until(dt.datetime(2024, 3, 30, 22, tzinfo=dt.UTC)) == dt.datetime(2024, 3, 31, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("quiet_hours:", "quiet:", r"alerts.yml:12: unknown key .*quiet_hours.*Did you mean"),
        ("least: pages", "least: page", r"alerts.yml:16: key .*least.*page"),
        ("{url_from: desk}", "{url_from: DESK_URL}", r"alerts.yml:3: "),
        ("[dusk]", "[desk]", r'names the channel "dusk"'),
        ("Europe/Berlim", "Europe/Berlin", r"alerts.yml:12: .*time zone"),
        ('"25:00"', '"22:00"', r"alerts.yml:12: "),
        ("{}", "{url_from: DESK_URL}", r"alerts.yml:3: .*either url_from or notifier"),
    ],
)
def test_an_error_names_file_and_line(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(FILE.replace(right, wrong))
    with pytest.raises(CatalogError, match=message):
        load_routing(path)
