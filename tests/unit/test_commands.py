"""The command line's pure parts: clocks, days, corrections, values as text, and the server of recorded feeds."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from etl.commands.clock import end_of_day, parse_clock
from etl.commands.days import find_days
from etl.commands.feed_server import FeedServer, feed_server
from etl.commands.review_subjects import parse_changes
from etl.commands.sql import as_text
from etl.commands.takedown import REMOVED, without_quotes
from etl.errors import ConfigError

NOON = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("2023-11-20", dt.datetime(2023, 11, 20, 23, 59, 59, tzinfo=dt.UTC)),
        ("2023-11-20T12:00:00Z", NOON),
        ("2023-11-20T20:00:00+08:00", NOON),
        ("2023-11-20T12:00:00", NOON),
    ],
)
def test_a_clock_may_be_written_in_four_ways(written: str, clock: dt.datetime) -> None:
    assert parse_clock(written) == clock
    assert parse_clock(written).tzinfo is not None


def test_without_a_clock_it_is_the_present() -> None:
    assert abs(parse_clock(None) - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


@pytest.mark.parametrize("written", ["2023-13-01", "yesterday", "2023-11-20T25:00"])
def test_what_is_no_time_is_said_to_be_none(written: str) -> None:
    with pytest.raises(ConfigError, match="write it as"):
        parse_clock(written)


def test_days_are_found_in_order_and_other_names_are_left_alone(tmp_path: Path) -> None:
    for name in ("2023-11-20", "2023-11-18", "notes", "2023-11"):
        (tmp_path / name).mkdir()
    (tmp_path / "2023-11-19").write_text("a file is no day")
    days = find_days(tmp_path)
    assert [day.date for day in days] == [dt.date(2023, 11, 18), dt.date(2023, 11, 20)]
    assert days[0].clock == end_of_day(dt.date(2023, 11, 18))
    assert days[0].run_id == "20231118T235959Z"


def test_a_folder_without_days_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no folder named as a day"):
        find_days(tmp_path)
    with pytest.raises(ConfigError, match="is no folder"):
        find_days(tmp_path / "missing")


def test_corrections_become_columns() -> None:
    assert parse_changes(["role=ceo", "interim=true", "effective_date=2023-11-17", "post=Chief Executive = boss"]) == {
        "role": "ceo", "interim": True, "effective_date": "2023-11-17", "post": "Chief Executive = boss",
    }


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("role=boss", "role is one of ceo"),
        ("company=OpenAI", "columns are"),
        ("effective_date=soon", "is no day"),
        ("post=", "columns are"),
    ],
)
def test_a_wrong_correction_says_what_would_be_right(change: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=hint):
        parse_changes([change])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (True, "true"), (False, "false"), (dt.date(2023, 11, 20), "2023-11-20"), (0.5, "0.5"),
        (dt.datetime(2023, 11, 20, 20, tzinfo=dt.timezone(dt.timedelta(hours=8))), "2023-11-20T12:00:00+00:00"),
        (["微软", "Microsoft"], '["微软", "Microsoft"]'), ({"a": None}, '{"a": null}'),
    ],
)
def test_values_are_written_for_csv(value: object, written: str) -> None:
    assert as_text(value) == written


def test_quotes_of_one_article_are_blanked_and_no_others() -> None:
    evidence = [{"quotes": [{"url": "https://a.example/1", "sentence": "One."}, {"url": "https://a.example/2", "sentence": "Two."}]}]
    assert without_quotes(evidence, {"https://a.example/1"}) == [
        {"quotes": [{"url": "https://a.example/1", "sentence": REMOVED}, {"url": "https://a.example/2", "sentence": "Two."}]}
    ]


class TestFeedServer:
    """Recorded feeds on loopback."""

    def get(self, url: str, tag: str = "") -> tuple[int, bytes, str]:
        request = urllib.request.Request(url, headers={"If-None-Match": tag} if tag else {})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read(), answer.headers["ETag"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), ""

    @pytest.fixture
    def days(self, tmp_path: Path) -> Path:
        for day, body in (("one", b"<rss>1</rss>"), ("two", b"<rss>2</rss>")):
            (tmp_path / day).mkdir()
            (tmp_path / day / "outlet-en.xml").write_bytes(body)
        (tmp_path / "secret.xml").write_bytes(b"secret")
        return tmp_path

    def test_it_serves_the_day_that_is_shown_at_one_address(self, days: Path) -> None:
        with feed_server() as server:
            first = server.show(days / "one")
            status, body, tag = self.get(first["outlet-en"])
            assert (status, body) == (200, b"<rss>1</rss>")
            assert self.get(first["outlet-en"], tag)[0] == 304
            assert server.show(days / "two") == first
            assert self.get(first["outlet-en"], tag)[:2] == (200, b"<rss>2</rss>")

    def test_nothing_else_is_served(self, days: Path) -> None:
        with feed_server() as server:
            server.show(days / "one")
            for name in ("missing", "..%2Fsecret", "../secret"):
                assert self.get(server.url(name))[0] == 404

    def test_before_a_day_is_shown_there_is_nothing(self) -> None:
        with feed_server() as server:
            assert isinstance(server, FeedServer)
            assert self.get(server.url("outlet-en"))[0] == 404


def revdoor(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    program = Path(sys.executable).parent / "revdoor"
    return subprocess.run([str(program), *words], env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_an_error_is_one_line_and_an_exit_code(tmp_path: Path) -> None:
    done = revdoor("replay", str(tmp_path / "missing"), REVDOOR_HOME=str(tmp_path / "home"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("revdoor: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_setting_names_its_variable(tmp_path: Path) -> None:
    done = revdoor("status", REVDOOR_HOME=str(tmp_path / "home"), REVDOOR_FETCH_CONCURRENCY="many")
    assert done.returncode == 2
    assert "REVDOOR_FETCH_CONCURRENCY" in done.stderr


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://someone:hush@127.0.0.1:1/none"
    done = revdoor("status", REVDOOR_HOME=str(tmp_path / "home"), REVDOOR_DATABASE_URL=url)
    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr
    assert "hush" not in done.stderr
