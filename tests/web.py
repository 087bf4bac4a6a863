"""Servers on loopback that stand for the web: names lead to 127.0.0.1, which counts as a public address where a test says so."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from etl.catalog.loader import Catalog, load_catalog
from etl.catalog.models import Expected, Feed, Politeness
from etl.io import addresses

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PUBLIC, PRIVATE = "127.0.0.1", "127.0.0.2"


@contextmanager
def serving(**handlers: Handler) -> Iterator[str]:
    """A server on a free port; each handler answers under its own name, `anything` under every other."""
    loop = asyncio.new_event_loop()
    app = web.Application()
    rest = handlers.pop("anything", None)
    for name, handler in handlers.items():
        app.router.add_get(f"/{name}", handler)
    if rest:
        app.router.add_get("/{path:.*}", rest)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(runner.cleanup())
        loop.close()


class Names(AbstractResolver):
    """Leads every name to the next of its addresses, the last one for ever; counts the look-ups."""

    def __init__(self) -> None:
        self.leads: dict[str, list[str]] = {}
        self.lookups: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        self.lookups.append(host)
        ways = self.leads.get(host, [PUBLIC])
        address = ways.pop(0) if len(ways) > 1 else ways[0]
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """All names lead to 127.0.0.1, which counts as the one public address."""
    resolver = Names()
    monkeypatch.setattr(addresses, "ThreadedResolver", lambda: resolver)
    monkeypatch.setattr(addresses, "is_public", lambda address: address == PUBLIC)
    return resolver


def named(base: str, host: str, path: str) -> str:
    """The address of `path` at a server under another name."""
    return f"http://{host}:{urlsplit(base).port}{path}"


def feed_of(
    slug: str, url: str, seconds: float = 0.0, full_text: Literal["never", "when_snippet", "always"] = "never"
) -> Feed:
    """A feed of the catalogue; its address need not be https."""
    values: dict[str, Any] = {
        "slug": slug, "title": slug, "url": url, "homepage": url, "lang": "en", "country": "US", "timezone": "UTC", "kind": "news",
        "cadence_minutes": 15, "content": "snippet", "full_text": full_text, "terms": "none", "robots": None, "tags": (),
        "expected": Expected(min_per_day=0, max_per_day=100, silence_hours=24),
        "politeness": Politeness.model_construct(min_seconds=seconds, max_per_host=1),
    }  # fmt: skip
    return Feed.model_construct(**values)


def catalog_of(*feeds: Feed) -> Catalog:
    """The shipped catalogue with these feeds alone."""
    return dataclasses.replace(load_catalog(), feeds={feed.slug: feed for feed in feeds})
