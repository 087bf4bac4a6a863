"""robots.txt, tdmrep.json and ai.txt over real HTTP: asked once, kept for a day, and what counts when they can't be read."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from etl.errors import FetchError
from etl.io.hosts import HostBook
from etl.io.http import Client, Request
from etl.io.robots import LONGEST_DELAY, crawl_delay
from etl.io.sites import ASK_AGAIN, GIVE_UP, KEEP, Sites
from tests.web import Names, named, names, serving

__all__ = ["names"]
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


class Site:
    """A site with some files; counts what it was asked for."""

    def __init__(self, **files: str | int) -> None:
        self.files = {name.replace("_", "."): content for name, content in files.items()}
        self.asked: Counter[str] = Counter()

    async def answer(self, request: web.Request) -> web.Response:
        self.asked[request.path] += 1
        found = self.files.get(request.path.rpartition("/")[2], 404)
        # The files in which a site objects are read even where it objects to everything by header.
        headers = {"X-Robots-Tag": "noai"}
        return web.Response(status=found, headers=headers) if isinstance(found, int) else web.Response(text=found, headers=headers)


def verdict(site: Site, folder: Path, now: dt.datetime = NOW, path: str = "/news", is_page: bool = False, times: int = 1) -> str:
    """Why `path` may not be fetched, or "allowed"."""

    async def check(base: str) -> None:
        async with Client(5, 100_000, 4) as client:
            sites = Sites(client, folder, now)
            request = Request(named(base, "site.example", path))
            await asyncio.gather(*((sites.check_page if is_page else sites.check_feed)(request) for _ in range(times)))

    with serving(anything=site.answer) as base:
        try:
            asyncio.run(check(base))
        except FetchError as error:
            return error.reason
    return "allowed"


def test_a_site_without_files_allows_all_and_is_asked_once(names: Names, tmp_path: Path) -> None:
    site = Site()
    assert verdict(site, tmp_path, times=5) == "allowed"
    assert site.asked == {"/robots.txt": 1, "/.well-known/tdmrep.json": 1}
    assert verdict(Site(), tmp_path, is_page=True) == "allowed"


@pytest.mark.parametrize(
    ("files", "feed", "page"),
    [
        ({"robots_txt": "User-agent: *\nDisallow: /news"}, "robots", "robots"),
        ({"robots_txt": "User-agent: RevolvingDoor\nDisallow: /"}, "robots", "robots"),
        ({"robots_txt": "User-agent: GPTBot\nDisallow: /"}, "allowed", "opt_out"),
        ({"robots_txt": "Content-Signal: ai-input=no"}, "allowed", "opt_out"),
        ({"ai_txt": "User-Agent: *\nDisallow: /"}, "allowed", "opt_out"),
        ({"tdmrep_json": '[{"location": "/", "tdm-reservation": 1}]'}, "opt_out", "opt_out"),
        ({"robots_txt": 503}, "robots_unreachable", "robots_unreachable"),
        ({"robots_txt": 429}, "robots_unreachable", "robots_unreachable"),
        ({"robots_txt": 403, "tdmrep_json": 500, "ai_txt": 500}, "allowed", "allowed"),
    ],
)
def test_what_files_say(names: Names, tmp_path: Path, files: dict[str, str | int], feed: str, page: str) -> None:
    assert verdict(Site(**files), tmp_path / "feed") == feed
    assert verdict(Site(**files), tmp_path / "page", is_page=True) == page


class Clocked:
    """One site asked at different times through one folder."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base

    def check(self, now: dt.datetime) -> str:
        async def check() -> None:
            async with Client(5, 100_000, 4) as client:
                await Sites(client, self.folder, now).check_feed(Request(named(self.base, "site.example", "/news")))

        try:
            asyncio.run(check())
        except FetchError as error:
            return error.reason
        return "allowed"


def test_rules_are_kept_for_a_day(names: Names, tmp_path: Path) -> None:
    site = Site(robots_txt="User-agent: *\nDisallow: /news")
    with serving(anything=site.answer) as base:
        clocked = Clocked(tmp_path, base)
        assert [clocked.check(NOW), clocked.check(NOW + KEEP / 2)] == ["robots", "robots"]
        assert site.asked["/robots.txt"] == 1
        site.files["robots.txt"] = ""
        assert clocked.check(NOW + KEEP) == "allowed"
        assert clocked.check(NOW - KEEP) == "allowed", "what was kept lies in the future of a replay's clock"
        assert site.asked["/robots.txt"] == 3


def test_kept_rules_hold_on_while_the_site_fails(names: Names, tmp_path: Path) -> None:
    site = Site(robots_txt="User-agent: *\nAllow: /")
    with serving(anything=site.answer) as base:
        clocked = Clocked(tmp_path, base)
        assert clocked.check(NOW) == "allowed"
        site.files["robots.txt"] = 500
        assert clocked.check(NOW + KEEP) == "allowed"
        site.files["robots.txt"] = "User-agent: *\nDisallow: /"
        assert clocked.check(NOW + KEEP + ASK_AGAIN / 2) == "allowed"
        assert clocked.check(NOW + KEEP + ASK_AGAIN) == "robots"


def test_rules_that_never_came_forbid_all_for_thirty_days(names: Names, tmp_path: Path) -> None:
    site = Site(robots_txt=503)
    with serving(anything=site.answer) as base:
        clocked = Clocked(tmp_path, base)
        assert clocked.check(NOW) == "robots_unreachable"
        assert clocked.check(NOW + GIVE_UP - ASK_AGAIN) == "robots_unreachable"
        assert clocked.check(NOW + GIVE_UP) == "allowed"


def test_a_site_inside_the_house_is_refused_as_such(names: Names, tmp_path: Path) -> None:
    names.leads["site.example"] = ["127.0.0.2"]
    assert verdict(Site(), tmp_path) == "refused_address"


def test_a_damaged_cache_is_read_as_none(names: Names, tmp_path: Path) -> None:
    site = Site()
    with serving(anything=site.answer) as base:
        clocked = Clocked(tmp_path, base)
        clocked.check(NOW)
        for path in tmp_path.iterdir():
            path.write_text("{")
        assert clocked.check(NOW) == "allowed"
    assert site.asked["/robots.txt"] == 2


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: revolvingdoor\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: RevolvingDoor\nDisallow: /x", 0),
        ("User-agent: Other\nCrawl-delay: 10", 0),
        ("User-agent: *\nCrawl-delay: 86400", LONGEST_DELAY),
        ("User-agent: *\nCrawl-delay: 1e300", LONGEST_DELAY),
        *((f"User-agent: *\nCrawl-delay: {nonsense}", 0) for nonsense in ("-5", "nan", "inf", "soon", "")),
        ("", 0),
    ],
)
def test_the_delay_is_that_of_our_group(rules: str, seconds: float) -> None:
    assert crawl_delay(rules, "RevolvingDoor") == seconds


async def follow_rules(base: str, home: Path, is_page: bool, **request: float) -> None:
    """Ask one host for two addresses at once, after its rules."""
    async with Client(5, 100_000, 4, HostBook(home / "hosts")) as client:
        sites = Sites(client, home / "sites", NOW)

        async def ask(path: str) -> None:
            wanted = Request(named(base, "site.example", path), max_per_host=2, **request)
            await (sites.check_page if is_page else sites.check_feed)(wanted)
            await client.get(wanted)

        await asyncio.gather(ask("/a"), ask("/b"))


@pytest.mark.parametrize("is_page", [False, True])
def test_the_delay_lies_between_any_two_requests(names: Names, tmp_path: Path, is_page: bool) -> None:
    """Over the site's own files, two connections at a time, a redirect and another client that finds the rules kept.

    Without it they come within milliseconds; what is checked is less than the delay, since an arrival may be late.
    """
    times: list[float] = []

    async def answer(request: web.Request) -> web.Response:
        times.append(time.monotonic())
        if request.path == "/a":
            raise web.HTTPFound("/c")
        return web.Response(text="User-agent: *\nCrawl-delay: 0.4" if request.path == "/robots.txt" else "")

    with serving(anything=answer) as base:
        for _ in range(2):
            asyncio.run(follow_rules(base, tmp_path, is_page))
    assert len(times) == (9 if is_page else 8)
    assert all(later - earlier >= 0.25 for earlier, later in pairwise(times))


def test_our_own_distance_holds_where_it_is_longer(names: Names, tmp_path: Path) -> None:
    times: list[float] = []

    async def answer(request: web.Request) -> web.Response:
        times.append(time.monotonic())
        return web.Response(text="User-agent: *\nCrawl-delay: 0.01" if request.path == "/robots.txt" else "")

    with serving(anything=answer) as base:
        asyncio.run(follow_rules(base, tmp_path, is_page=False, min_seconds=0.4))
    assert all(later - earlier >= 0.25 for earlier, later in pairwise(times))


def test_a_run_waits_for_a_slow_host_no_longer_than_it_may(names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.io.http.LONGEST_QUEUE", 0.5)
    site = Site(robots_txt="User-agent: *\nCrawl-delay: 0.3")
    with serving(anything=site.answer) as base:
        with pytest.raises(FetchError) as caught:
            asyncio.run(follow_rules(base, tmp_path, is_page=False))
        assert caught.value.reason == "host_waits"
        assert site.asked.total() == 2, "the two files; the next run finds them kept"
