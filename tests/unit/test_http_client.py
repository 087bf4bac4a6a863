"""The door to the web against real servers on loopback: caps, redirects, and where it refuses to lead."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import zlib
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import brotli
import pytest
import zstandard
from aiohttp import web
from aiohttp.abc import AbstractResolver

from etl.errors import FetchError
from etl.io.addresses import PublicResolver, refuse_literal
from etl.io.http import MAX_REDIRECTS, USER_AGENT, Answer, Client, Request

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CAP = 100_000


@asynccontextmanager
async def serving(handler: Handler) -> Any:
    app = web.Application()
    app.router.add_get("/{name:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def ask(handler: Handler, path: str = "/a", seconds: float = 10.0, **request: Any) -> Answer:
    async with serving(handler) as base, Client(seconds, CAP, 4) as client:
        return await client.get(Request(base + path, is_local=True, **request))


def get(handler: Handler, path: str = "/a", seconds: float = 10.0, **request: Any) -> Answer:
    return asyncio.run(ask(handler, path, seconds, **request))


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("encoding", PACK)
def test_packed_answers_are_unpacked_and_bombs_are_not(encoding: str) -> None:
    async def small(request: web.Request) -> web.Response:
        size = 50_000 if request.path == "/small" else 5_000_000
        return web.Response(body=PACK[encoding](b"x" * size), headers={"Content-Encoding": encoding})

    assert get(small, "/small").body == b"x" * 50_000
    with pytest.raises(FetchError) as caught:
        get(small, "/bomb")
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize("encoding", PACK)
def test_a_damaged_archive_is_one_failure(encoding: str) -> None:
    async def damaged(request: web.Request) -> web.Response:
        return web.Response(body=b"\x1f\x8bnot packed at all", headers={"Content-Encoding": encoding})

    with pytest.raises(FetchError):
        get(damaged)


def test_a_drip_costs_no_more_than_the_time_allowed() -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(300):
                await response.write(b"x")
                await asyncio.sleep(0.05)
        except ConnectionError:
            pass
        return response

    started = time.monotonic()
    with pytest.raises(FetchError) as caught:
        get(drip, seconds=0.5)
    assert caught.value.reason == "timeout"
    assert time.monotonic() - started < 10


def redirecting(statuses: list[int]) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        step = int(request.match_info["name"] or 0)
        if step == len(statuses):
            return web.Response(text="there")
        return web.Response(status=statuses[step], headers={"Location": f"/{step + 1}"})

    return handler


@pytest.mark.parametrize(
    ("statuses", "is_recorded"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([302, 301], False)],
)
def test_only_a_chain_of_permanent_redirects_is_recorded(statuses: list[int], is_recorded: bool) -> None:
    answer = get(redirecting(statuses), "/0")
    assert answer.body == b"there"
    assert (answer.moved_to is not None) is is_recorded


def test_a_chain_without_end_is_one_failure() -> None:
    assert get(redirecting([302] * MAX_REDIRECTS), "/0").body == b"there"
    with pytest.raises(FetchError) as caught:
        get(redirecting([302] * (MAX_REDIRECTS + 1)), "/0")
    assert caught.value.reason == "redirects"


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://host.example/a", "javascript:alert(1)", "http://user:secret@host.example/"],
)
def test_redirects_lead_to_plain_web_addresses_only(target: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    with pytest.raises(FetchError) as caught:
        get(handler)
    assert caught.value.reason == "refused_address"


def test_the_request_names_us_asks_conditionally_and_keeps_no_cookie() -> None:
    seen: list[Any] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers)
        if len(seen) == 1:
            return web.Response(status=302, headers={"Location": "/b", "Set-Cookie": "id=1"})
        return web.Response(status=304)

    answer = get(handler, etag='"1"', last_modified="Mon, 20 Nov 2023 10:00:00 GMT")
    assert (answer.status, answer.body) == (304, b"")
    assert all(headers["User-Agent"] == USER_AGENT and "Cookie" not in headers for headers in seen)
    assert [headers["If-None-Match"] for headers in seen] == ['"1"', '"1"']
    assert seen[0]["If-Modified-Since"] == "Mon, 20 Nov 2023 10:00:00 GMT"


def test_the_operator_can_be_reached() -> None:
    agents: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        agents.append(request.headers["User-Agent"])
        return web.Response(text="x")

    async def ask_from(contact: str) -> None:
        async with serving(handler) as base, Client(10, CAP, 1, contact=contact) as client:
            await client.get(Request(f"{base}/a", is_local=True))

    asyncio.run(ask_from(""))
    asyncio.run(ask_from("https://example.org/bot"))
    assert agents == [USER_AGENT, f"{USER_AGENT} (+https://example.org/bot)"]
    assert USER_AGENT.startswith("RevolvingDoor/")


def test_one_request_at_a_time_a_host_and_the_distance_between_them() -> None:
    running, most, starts = 0, 0, []

    async def handler(request: web.Request) -> web.Response:
        nonlocal running, most
        starts.append(time.monotonic())
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return web.Response(text="x")

    async def ask_all() -> None:
        async with serving(handler) as base, Client(10, CAP, 8) as client:
            await asyncio.gather(
                *(client.get(Request(f"{base}/{n}", is_local=True, min_seconds=0.2)) for n in range(4))
            )

    asyncio.run(ask_all())
    assert most == 1
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(starts))


def test_a_closed_port_is_one_failure() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def ask_closed() -> None:
        async with Client(5, CAP, 1) as client:
            await client.get(Request(f"http://127.0.0.1:{port}/", is_local=True))

    with pytest.raises(FetchError) as caught:
        asyncio.run(ask_closed())
    assert caught.value.reason == "connection"


class Names(AbstractResolver):
    """Resolves every name to the addresses given."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[Any]:
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in self.addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


def resolved(*addresses: str) -> list[str]:
    async def resolve() -> list[str]:
        resolver = PublicResolver()
        await resolver._inner.close()
        resolver._inner = Names(*addresses)  # type: ignore[assignment]
        return [found["host"] for found in await resolver.resolve("name.example", 80)]

    return asyncio.run(resolve())


def test_of_a_names_addresses_only_the_public_ones_are_dialled() -> None:
    assert resolved("10.0.0.1", "93.184.216.34", "127.0.0.1") == ["93.184.216.34"]
    with pytest.raises(FetchError) as caught:
        resolved("127.0.0.1", "::1", "169.254.169.254")
    assert caught.value.reason == "refused_address"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]".strip("[]"),
        "::ffff:127.0.0.1",
        "0",
    ],
)
def test_private_addresses_are_refused_in_any_notation(host: str) -> None:
    with pytest.raises(FetchError):
        refuse_literal(host)


def test_a_feed_that_is_not_local_is_not_led_to_loopback() -> None:
    async def ask_loopback() -> None:
        async with serving(redirecting([])) as base, Client(5, CAP, 1) as client:
            await client.get(Request(f"{base}/0"))

    with pytest.raises(FetchError) as caught:
        asyncio.run(ask_loopback())
    assert caught.value.reason == "refused_address"
