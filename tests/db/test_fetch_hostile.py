"""Hostile servers and shared hosts, through the whole stage: each costs one recorded failure, and no host more than it allows."""

from __future__ import annotations

import asyncio
import datetime as dt
import resource
import time
import zlib
from collections import Counter
from itertools import pairwise

import brotli
import pytest
from aiohttp import web

from etl.config import Settings
from etl.context import Context, Shard
from etl.fetch.run import run
from tests.conftest import MakeContext
from tests.db.test_fetch import FEED, rows
from tests.web import PRIVATE, Names, catalog_of, feed_of, named, names, serving

__all__ = ["names"]
pytestmark = pytest.mark.db

MIB = 1 << 20
TEN_GB = 10 * 1024


def gzip_bomb() -> bytes:
    """Ten gigabytes of zeros: one deflate block of a MiB that ends on a byte, ten thousand times over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * TEN_GB + packer.flush()


def brotli_bomb() -> bytes:
    """Ten gigabytes of zeros: the metablock of a later MiB, which refers to the window alone, ten thousand times over."""
    packer = brotli.Compressor(quality=5)
    blocks = [packer.process(bytes(MIB)) + packer.flush() for _ in range(3)]
    return blocks[0] + blocks[1] + blocks[2] * TEN_GB + packer.finish()


BOMBS = {"gzip": gzip_bomb, "br": brotli_bomb}


def quick(context: Context, **changes: object) -> Context:
    """The context with a short time allowed."""
    given = {"home": context.home, "database_url": context.settings.database_url, "fetch_timeout_seconds": 3.0} | changes
    return Context(context.engine, Settings(**given), context.catalog, context.now, context.run_id)  # type: ignore[arg-type]


def outcomes(context: Context) -> list[tuple[str, str, str]]:
    """Feed, outcome and state of all that was polled."""
    query = "SELECT feed, outcome, state FROM raw.fetch JOIN raw.feed_state USING (feed) ORDER BY requested_at, feed"
    return [(feed, outcome, state) for feed, outcome, state in rows(context.engine, query)]


@pytest.mark.parametrize("encoding", BOMBS)
def test_the_bombs_are_what_they_say(encoding: str) -> None:
    """The first 40 MiB of each unpack to zeros: the test below would not notice a bomb that is a dud."""
    packed = memoryview(BOMBS[encoding]())
    unpacker = zlib.decompressobj(31) if encoding == "gzip" else brotli.Decompressor()
    size, at = 0, 0
    while size < 40 * MIB:
        found = unpacker.decompress(packed[at : at + 64]) if encoding == "gzip" else unpacker.process(bytes(packed[at : at + 64]))
        assert not found.strip(b"\0")
        size, at = size + len(found), at + 64
    assert size / at * len(packed) > 9e9


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_of_ten_gigabytes_costs_one_failure_and_little_memory(make_context: MakeContext, names: Names, encoding: str) -> None:
    bomb = BOMBS[encoding]()

    async def send(request: web.Request) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": encoding})

    with serving(feed=send) as base:
        context = quick(make_context(catalog=catalog_of(feed_of("bomb", named(base, "site.example", "/feed")))), fetch_timeout_seconds=60.0)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert run(context) == {"polled": 1, "too_large": 1}
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert outcomes(context) == [("bomb", "too_large", "soft_failing")]
    assert rows(context.engine, "SELECT count(*) FROM raw.body") == [(0,)]
    assert grown < 200 * 1024, "kilobytes"


def test_a_redirect_into_the_house_costs_one_failure(make_context: MakeContext, names: Names) -> None:
    asked: list[str] = []

    async def lead_in(request: web.Request) -> web.Response:
        asked.append(request.path)
        port = request.url.port
        targets = {"/literal": f"http://{PRIVATE}:{port}/secret", "/name": f"http://inside.example:{port}/secret"}
        raise web.HTTPFound(targets[request.path]) if request.path in targets else web.HTTPNotFound

    names.leads["inside.example"] = [PRIVATE]
    with serving(anything=lead_in) as base:
        feeds = [feed_of(slug, named(base, "site.example", f"/{slug}")) for slug in ("literal", "name")]
        context = make_context(catalog=catalog_of(*feeds))
        assert run(context) == {"polled": 2, "refused_address": 2}
    assert outcomes(context) == [("literal", "refused_address", "blocked"), ("name", "refused_address", "blocked")]
    assert "/secret" not in asked


def test_a_name_that_turns_inwards_costs_one_failure(make_context: MakeContext, names: Names) -> None:
    """DNS rebinding: what is dialled is what was checked, so the second answer of the name gains nothing."""
    async def serve(request: web.Request) -> web.Response:
        return web.Response(body=FEED) if request.path == "/feed" else web.Response(status=404)

    with serving(anything=serve) as base:
        catalog = catalog_of(feed_of("turning", named(base, "turning.example", "/feed")))
        first = make_context(catalog=catalog)
        run(first)
        assert names.lookups == ["turning.example"], "one look-up, no second between check and dial"
        names.leads["turning.example"] = [PRIVATE]
        later = make_context(first.now + dt.timedelta(hours=5), catalog=catalog)
        assert run(later) == {"polled": 1, "refused_address": 1}
    assert [outcome for _, outcome, _ in outcomes(later)] == ["ok", "refused_address"]


def test_a_drip_costs_one_failure_and_the_time_allowed(make_context: MakeContext, names: Names) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if request.path != "/feed":
            return web.Response(status=404)
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x")
            await asyncio.sleep(1)
        return response

    with serving(anything=drip) as base:
        context = quick(make_context(catalog=catalog_of(feed_of("drip", named(base, "site.example", "/feed")))))
        started = time.monotonic()
        assert run(context) == {"polled": 1, "timeout": 1}
        assert time.monotonic() - started < 30
    assert outcomes(context) == [("drip", "timeout", "soft_failing")]


def test_robots_and_objections_are_stored_with_their_reason(make_context: MakeContext, names: Names) -> None:
    async def site(request: web.Request) -> web.Response:
        host = request.host.partition(":")[0]
        if request.path == "/robots.txt":
            found = {"closed.example": "User-agent: *\nDisallow: /", "broken.example": None}.get(host, "")
            return web.Response(status=503) if found is None else web.Response(text=found)
        headers = {"tdm-reservation": "1"} if host == "reserved.example" else {}
        return web.Response(body=FEED, headers=headers)

    with serving(anything=site) as base:
        feeds = [feed_of(host, named(base, f"{host}.example", "/feed")) for host in ("closed", "broken", "reserved", "open")]
        context = make_context(catalog=catalog_of(*feeds))
        run(context)
    assert {(feed, outcome, state) for feed, outcome, state in outcomes(context)} == {
        ("closed", "robots", "blocked"), ("broken", "robots_unreachable", "soft_failing"), ("reserved", "opt_out", "blocked"),
        ("open", "ok", "ok"),
    }  # fmt: skip
    reasons = dict(rows(context.engine, "SELECT feed, error FROM raw.fetch"))
    assert "HTTP status 503" in reasons["broken"]
    assert "tdm-reservation" in reasons["reserved"]


def test_patience_holds_for_the_host_and_over_runs(make_context: MakeContext, names: Names) -> None:
    asked: Counter[str] = Counter()

    async def busy(request: web.Request) -> web.Response:
        asked[request.path] += 1
        if request.path not in ("/a", "/b"):
            return web.Response(status=404)
        return web.Response(status=429, headers={"Retry-After": "7200"})

    with serving(anything=busy) as base:
        catalog = catalog_of(*(feed_of(slug, named(base, "site.example", f"/{slug}")) for slug in ("a", "b")))
        first = make_context(catalog=catalog)
        assert run(first) == {"polled": 2, "http_error": 1, "deferred": 1}
        assert run(make_context(first.now + dt.timedelta(hours=1), catalog=catalog)) == {"polled": 0}
        assert run(make_context(first.now + dt.timedelta(hours=3), catalog=catalog))["polled"] == 2
    assert asked["/a"] + asked["/b"] == 2
    assert rows(first.engine, "SELECT retry_at - requested_at FROM raw.fetch LIMIT 1") == [(dt.timedelta(hours=2),)]


def test_the_feeds_of_a_host_fall_to_one_shard_and_keep_their_distance_over_batches(
    make_context: MakeContext, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[float] = []

    async def notice(request: web.Request) -> web.Response:
        times.append(time.monotonic())
        return web.Response(body=FEED)

    monkeypatch.setattr("etl.fetch.run.BATCH", 1)
    with serving(anything=notice) as base:
        feeds = [feed_of(f"f{n}", named(base, "site.example", f"/{n}"), seconds=0.3) for n in range(3)]
        counts = [run(make_context(catalog=catalog_of(*feeds), shard=Shard(index, 4)))["polled"] for index in range(4)]
    assert sorted(counts) == [0, 0, 0, 3]
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(times))
    assert len(times) == 3 + 2, "three feeds, robots.txt and tdmrep.json"
