"""Polling over real HTTP on loopback: every outcome stored once, nothing private reached, time and size capped."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import gzip
from typing import Any

import pytest
import zstandard
from aiohttp import web
from sqlalchemy import Engine, text

from etl.config import Settings
from etl.context import Context
from etl.errors import FetchError
from etl.fetch.registry import register_catalog, register_local
from etl.fetch.run import due_feeds, run
from etl.io.http import USER_AGENT, Client, Request
from tests.conftest import MakeContext
from tests.web import Names, catalog_of, feed_of, named, names, serving

__all__ = ["names"]

FEED = b"<rss version='2.0'><channel><title>x</title></channel></rss>"


async def ok(request: web.Request) -> web.Response:
    if request.headers.get("If-None-Match") == '"1"':
        return web.Response(status=304, headers={"ETag": '"1"'})
    return web.Response(body=FEED, headers={"ETag": '"1"'}, content_type="application/rss+xml")


async def broken(request: web.Request) -> web.Response:
    return web.Response(status=503, headers={"Retry-After": "7200"})


async def drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(100):
        await response.write(b"x")
        await asyncio.sleep(0.1)
    return response


async def bomb(request: web.Request) -> web.Response:
    return web.Response(body=gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"})


async def loop_(request: web.Request) -> web.Response:
    raise web.HTTPFound("/loop")


async def moved(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/ok")


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_feed_is_stored_then_unchanged_then_asked_no_more_at_the_same_clock(make_context: MakeContext) -> None:
    first = make_context()
    with serving(ok=ok) as base:
        register_local(first.engine, "good", f"{base}/ok", first.now)
        assert run(first) == {"polled": 1, "ok": 1}
        assert run(first) == {"polled": 0}
        later = make_context(first.now + dt.timedelta(hours=1))
        assert run(later) == {"polled": 1, "unchanged": 1}
    assert rows(first.engine, "SELECT outcome, http_status FROM raw.fetch ORDER BY requested_at") == [("ok", 200), ("unchanged", 304)]
    (content,) = rows(first.engine, "SELECT content FROM raw.body")[0]
    assert zstandard.ZstdDecompressor().decompress(content) == FEED
    assert rows(first.engine, "SELECT state, consecutive_failures, etag FROM raw.feed_state") == [("unchanged", 0, '"1"')]


async def mislabelled(request: web.Request) -> web.Response:
    """Headers with bytes that are no UTF-8, as old servers send them."""
    assert request.transport is not None
    head = b"HTTP/1.1 200 OK\r\nETag: \"\xff\"\r\nLast-Modified: \xe4\r\nContent-Type: text/xml; name=\xfcber\r\n"
    request.transport.write(head + b"Content-Length: %d\r\n\r\n" % len(FEED) + FEED)  # type: ignore[attr-defined]
    request.transport.close()
    return web.Response()


def test_bytes_in_headers_that_are_no_text_stop_no_run(make_context: MakeContext) -> None:
    context = make_context()
    with serving(mislabelled=mislabelled, ok=ok) as base:
        for slug in ("mislabelled", "ok"):
            register_local(context.engine, slug, f"{base}/{slug}", context.now)
        assert run(context) == {"polled": 2, "ok": 2}
        assert run(make_context(context.now + dt.timedelta(hours=1))) == {"polled": 2, "unchanged": 2}
    found = "SELECT etag, last_modified, content_type FROM raw.feed_state JOIN raw.fetch USING (feed) WHERE feed = 'mislabelled'"
    assert set(rows(context.engine, found)) == {('"\ufffd"', "\ufffd", "text/xml; name=\ufffdber")}


def test_each_kind_of_failure_is_one_stored_outcome_and_the_rest_goes_on(make_context: MakeContext) -> None:
    context = make_context()
    quick = Settings(home=context.home, database_url=context.settings.database_url, fetch_timeout_seconds=5, fetch_max_bytes=1_000_000)
    context = Context(context.engine, quick, context.catalog, context.now, context.run_id)
    with serving(ok=ok, broken=broken, drip=drip, bomb=bomb, loop=loop_, moved=moved) as base:
        for slug in ("ok", "broken", "drip", "bomb", "loop", "moved", "missing"):
            register_local(context.engine, slug, f"{base}/{slug}", context.now)
        register_local(context.engine, "closed", "http://127.0.0.1:9/feed", context.now)
        run(context)
    found = dict(rows(context.engine, "SELECT feed, outcome FROM raw.fetch"))
    assert found == {
        "ok": "ok", "broken": "http_error", "drip": "timeout", "bomb": "too_large", "loop": "redirects", "moved": "ok",
        "missing": "http_error", "closed": "connection",
    }  # fmt: skip
    states = dict(rows(context.engine, "SELECT feed, state FROM raw.feed_state"))
    assert states["missing"] == "blocked"
    assert states["drip"] == "soft_failing"
    due = dict(rows(context.engine, "SELECT feed, next_due_at FROM raw.feed_state"))
    assert due["broken"] == context.now + dt.timedelta(seconds=7200)
    moved_to = dict(rows(context.engine, "SELECT feed, redirected_to FROM raw.feed_state"))
    assert moved_to["moved"].endswith("/ok")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/ok", "http://localhost:{port}/ok", "http://[::1]:{port}/ok", "http://2130706433:{port}/ok",
        "http://0x7f.1:{port}/ok", "http://[::ffff:127.0.0.1]:{port}/ok", "http://169.254.169.254/latest", "http://10.0.0.8/feed",
        "file:///etc/passwd", "ftp://127.0.0.1/feed", "http://user:secret@example.org/feed",
    ],
)  # fmt: skip
def test_a_feed_that_is_not_local_reaches_nothing_private(url: str) -> None:
    asked: list[str] = []

    async def notice(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        return web.Response(body=FEED)

    async def get(address: str) -> None:
        async with Client(timeout_seconds=3, max_bytes=1000, concurrency=1) as client:
            await client.get(Request(address))

    with serving(ok=notice) as base:
        with pytest.raises(FetchError) as failure:
            asyncio.run(get(url.replace("{port}", base.rpartition(":")[2])))
        assert failure.value.reason == "refused_address"
        assert asked == []


def test_a_home_with_local_feeds_leaves_the_catalogue_alone(context: Context) -> None:
    register_local(context.engine, "mine", "http://127.0.0.1:9/feed", context.now)
    run(context)
    assert rows(context.engine, "SELECT feed FROM raw.feed") == [("mine",)]


def test_the_catalogue_is_registered_and_what_left_it_retired(context: Context) -> None:
    with context.engine.begin() as connection:
        register_catalog(connection, context)
        connection.execute(text("UPDATE raw.feed SET feed = 'gone-feed' WHERE feed = 'ifanr'"))
        register_catalog(connection, context)
    active = dict(rows(context.engine, "SELECT feed, is_active FROM raw.feed"))
    assert len(active) == len(context.catalog.feeds) + 1
    assert active["ifanr"] is True
    assert active["gone-feed"] is False


def test_the_sites_are_told_whom_to_write_to(make_context: MakeContext, names: Names) -> None:
    agents: set[str] = set()

    async def answer(request: web.Request) -> web.Response:
        agents.add(request.headers["User-Agent"])
        return web.Response(body=FEED)

    with serving(anything=answer) as base:
        context = make_context(catalog=catalog_of(feed_of("a", named(base, "paper.example", "/a"))))
        run(dataclasses.replace(context, settings=context.settings.model_copy(update={"contact": "ops@paper.example"})))
    assert agents == {f"{USER_AGENT} (+ops@paper.example)"}


def test_what_is_due_for_longest_comes_first(make_context: MakeContext) -> None:
    """Else a host with more feeds than a run has time for would have the same ones put off in every run."""
    context = make_context(catalog=catalog_of(*(feed_of(slug, f"https://paper.example/{slug}") for slug in "abcd")))
    columns = "feed, state, interval_minutes, consecutive_failures, next_due_at"
    state = f"INSERT INTO raw.feed_state ({columns}) VALUES (:feed, 'ok', 15, 0, :due)"
    due = {feed: context.now - dt.timedelta(minutes=minutes) for feed, minutes in {"a": 1, "b": 30, "c": 1, "d": -1}.items()}
    with context.engine.begin() as connection:
        register_catalog(connection, context)
        connection.execute(text("DELETE FROM raw.feed_state"))
        connection.execute(text(state), [{"feed": feed, "due": at} for feed, at in due.items() if feed != "c"])
        assert [found.feed for found in due_feeds(connection, context)] == ["c", "b", "a"]
