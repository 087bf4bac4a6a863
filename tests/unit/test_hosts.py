"""The distance between two requests to a host holds over clients, and a host's wish for patience over its addresses."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from aiohttp import web

from etl.errors import FetchError
from etl.io.hosts import HostBook
from etl.io.http import Client, Request
from tests.web import Names, named, names, serving

__all__ = ["names"]


def test_a_host_waits_until_its_distance_has_passed(tmp_path: Path) -> None:
    book = HostBook(tmp_path)
    assert book.seconds_to_wait("h", 5) == 0
    book.note("h", 5)
    assert 4 < book.seconds_to_wait("h", 5) <= 5
    assert book.seconds_to_wait("other", 5) == 0
    assert book.seconds_to_wait("h", 0) == 0


def test_another_process_of_the_home_knows(tmp_path: Path) -> None:
    HostBook(tmp_path).note("h", 5)
    HostBook(tmp_path).note("h", 5)
    later = HostBook(tmp_path)
    assert 4 < later.seconds_to_wait("h", 5) <= 5
    (path,) = tmp_path.iterdir()
    os.utime(path, (time.time() - 3, time.time() - 3))
    assert 1 < later.seconds_to_wait("h", 5) <= 2.1
    os.utime(path, (time.time() + 900, time.time() + 900))
    assert later.seconds_to_wait("h", 5) == 5, "a clock set back makes nobody wait for ever"


def test_a_host_without_a_distance_costs_no_file(tmp_path: Path) -> None:
    HostBook(tmp_path).note("h", 0)
    assert list(tmp_path.iterdir()) == []
    memory = HostBook()
    memory.note("h", 5)
    assert memory.seconds_to_wait("h", 5) > 4


def test_two_clients_keep_the_distance_between_them(names: Names, tmp_path: Path) -> None:
    times: list[float] = []

    async def notice(request: web.Request) -> web.Response:
        times.append(time.monotonic())
        return web.Response(text="x")

    async def ask(url: str) -> None:
        async with Client(5, 1000, 2, HostBook(tmp_path)) as client:
            await client.get(Request(url, min_seconds=0.5))

    with serving(anything=notice) as base:
        for path in ("/a", "/b"):
            asyncio.run(ask(named(base, "site.example", path)))
    assert times[1] - times[0] >= 0.5


def test_a_redirect_to_another_host_waits_for_that_hosts_turn(names: Names, tmp_path: Path) -> None:
    times: dict[str, float] = {}

    async def answer(request: web.Request) -> web.Response:
        times[request.host.partition(":")[0]] = time.monotonic()
        if request.host.startswith("old"):
            raise web.HTTPFound(f"http://new.example:{request.url.port}/b")
        return web.Response(text="x")

    async def ask(base: str) -> None:
        book = HostBook(tmp_path)
        async with Client(5, 1000, 2, book) as client:
            await client.get(Request(named(base, "new.example", "/a"), min_seconds=0.6))
            first = times["new.example"]
            await client.get(Request(named(base, "old.example", "/a"), min_seconds=0.6))
            assert times["new.example"] - first >= 0.6
            assert times["old.example"] - first < 0.6

    with serving(anything=answer) as base:
        asyncio.run(ask(base))


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_patience_is_not_asked_for_its_other_feeds(names: Names, status: int) -> None:
    asked: list[str] = []

    async def refuse(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status, headers={"Retry-After": "60"})

    async def ask(base: str) -> list[str]:
        async with Client(5, 1000, 2) as client:
            found = []
            for path in ("/a", "/b"):
                try:
                    found.append(str((await client.get(Request(named(base, "site.example", path)))).status))
                except FetchError as error:
                    found.append(error.reason)
            return found

    with serving(anything=refuse) as base:
        assert asyncio.run(ask(base)) == [str(status), "host_waits"]
    assert asked == ["/a"]
