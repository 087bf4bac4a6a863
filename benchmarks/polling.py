"""`python -m benchmarks.polling`: what it costs to poll 2,000 feeds that have nothing new, and what their hosts notice of it.

The feeds lie on 50 addresses of loopback, served by a process of its own that counts what each host is asked. CPU is that of
the polling process and of Postgres; the wait for the network costs none. Three figures, since they answer different questions:
the requests alone, the stage `fetch` on a database of its own, and for scale the same requests by httpx.

The goal was set where httpx costs 0.82 ms a request: 0.25 ms are 0.30 of it. That share, unlike milliseconds, says the same on
any machine; it is the median of rounds in which each of the three takes its turn.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import multiprocessing as mp
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from aiohttp import web
from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine

from benchmarks.cpu import postgres_cpu
from etl.catalog.loader import load_catalog
from etl.config import Settings
from etl.context import Context
from etl.fetch.registry import register_local
from etl.fetch.run import run
from etl.io import db
from etl.io.http import Client, Request
from etl.io.postgres import EmbeddedPostgres
from etl.pipeline import run_id_of

FEEDS, HOSTS = 2000, 50
GOAL_MS = 0.25
GOAL_SHARE = 0.30
"""Of the CPU that httpx needs for the same requests."""
ROUNDS = 5
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TAG = '"1"'
BODY = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


@dataclass(frozen=True, slots=True)
class Round:
    """CPU seconds for one poll of all feeds, and by host what the stage's requests were: how many, and how many at one time."""

    requests: float
    stage: float
    peer: float
    asked: dict[str, int]
    most: dict[str, int]


def serve(pipe: Connection) -> None:
    """Serve until told to stop; each word through the pipe is answered by (requests, most at one time) of the hosts, then forgotten."""
    asked: Counter[str] = Counter()
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def answer(request: web.Request) -> web.Response:
        host = request.host
        asked[host] += 1
        running[host] += 1
        most[host] = max(most[host], running[host])
        await asyncio.sleep(0)
        running[host] -= 1
        if request.headers.get("If-None-Match") == TAG:
            return web.Response(status=304, headers={"ETag": TAG})
        return web.Response(body=BODY, headers={"ETag": TAG}, content_type="application/rss+xml")

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        first = web.TCPSite(runner, "127.0.1.1", 0)
        await first.start()
        port = runner.addresses[0][1]
        for number in range(2, HOSTS + 1):
            await web.TCPSite(runner, f"127.0.1.{number}", port).start()
        pipe.send(port)
        while await asyncio.to_thread(pipe.recv):
            pipe.send((dict(asked), dict(most)))
            asked.clear()
            most.clear()
        await runner.cleanup()

    asyncio.run(main())


def main() -> None:
    """Start the server and Postgres, measure, print."""
    console = Console(width=120)
    ours, theirs = mp.Pipe()
    server = mp.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    try:
        port = ours.recv()
        urls = [f"http://127.0.1.{number % HOSTS + 1}:{port}/feed/{number}" for number in range(FEEDS)]
        with tempfile.TemporaryDirectory(prefix="revdoor-bench-") as name, _stage(Path(name), urls) as poll:
            rounds = [_round(urls, poll, ours) for _ in range(ROUNDS)]
        _print(console, rounds)
    finally:
        ours.send(False)
        server.join()


def _round(urls: list[str], poll: Callable[[], float], server: Connection) -> Round:
    requests = _cpu(lambda: asyncio.run(_ask_all(urls)))
    _seen(server)
    stage = poll()
    asked, most = _seen(server)
    return Round(requests, stage, _cpu(lambda: asyncio.run(_ask_all_by_httpx(urls))), asked, most)


def _seen(server: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """What the hosts saw since this was asked last."""
    server.send(True)
    found: tuple[dict[str, int], dict[str, int]] = server.recv()
    return found


def _cpu(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


async def _ask_all(urls: list[str]) -> None:
    async with Client(30, 1_000_000, 32) as client:
        await asyncio.gather(*(client.get(Request(url, is_local=True, etag=TAG)) for url in urls))


async def _ask_all_by_httpx(urls: list[str]) -> None:
    slots = asyncio.Semaphore(32)

    async def get(client: httpx.AsyncClient, url: str) -> None:
        async with slots:
            await client.get(url, headers={"If-None-Match": TAG})

    async with httpx.AsyncClient(trust_env=False) as client:
        await asyncio.gather(*(get(client, url) for url in urls))


@contextmanager
def _stage(folder: Path, urls: list[str]) -> Iterator[Callable[[], float]]:
    """Feeds that were polled once, in a database of their own; gives what polls them all again and returns the CPU that it took."""
    cluster = EmbeddedPostgres(folder / "postgres" / "data")
    cluster.start()
    try:
        db.ensure_database(cluster, db.DATABASE, db.OWNER)
        url = cluster.url(db.DATABASE, db.OWNER)
        engine = create_engine(url)
        db.upgrade(engine)
        for number, address in enumerate(urls):
            register_local(engine, f"feed-{number}", address, NOW)
        settings = Settings(home=folder / "home", database_url=url)
        clock = (NOW + dt.timedelta(hours=hour) for hour in itertools.count())
        _run(engine, settings, next(clock))

        def poll() -> float:
            before = time.process_time() + postgres_cpu(cluster.data)
            counts = _run(engine, settings, next(clock))
            used = time.process_time() + postgres_cpu(cluster.data) - before
            if counts.get("unchanged") != FEEDS:
                raise RuntimeError(f"not all were unchanged: {counts}")
            return used

        yield poll
        engine.dispose()
    finally:
        cluster.stop()


def _run(engine: Any, settings: Settings, now: dt.datetime) -> dict[str, int]:
    return run(Context(engine, settings, load_catalog(), now, run_id_of(now)))


def _print(console: Console, rounds: list[Round]) -> None:
    title = f"{FEEDS} feeds on {HOSTS} hosts, all answer 304; medians of {ROUNDS} rounds"
    share_of = f"share of httpx (goal: {GOAL_SHARE:.2f})"
    table = Table("what", "CPU ms a poll", "against the goal", share_of, title=title, title_justify="left")
    for name, seconds in (
        ("the requests alone", [each.requests for each in rounds]),
        ("the stage fetch, with its state and attempts in Postgres", [each.stage for each in rounds]),
        ("the same requests by httpx", [each.peer for each in rounds]),
    ):
        milliseconds = median(seconds) / FEEDS * 1000
        share = median(spent / each.peer for spent, each in zip(seconds, rounds, strict=True))
        table.add_row(name, f"{milliseconds:.3f}", f"{milliseconds / GOAL_MS:.2f} x {GOAL_MS} ms", f"{share:.2f}")
    console.print(table)
    asked, most = rounds[-1].asked.values(), rounds[-1].most.values()
    console.print(f"requests a host in the last round: {min(asked)} to {max(asked)}, at most {max(most)} at one time")


if __name__ == "__main__":
    main()
