"""`python -m benchmarks.polling`: what it costs to poll 2,000 feeds that have nothing new, and what their hosts notice of it.

The feeds lie on 50 addresses of loopback, served by a process of its own that counts what each host is asked. CPU is that of
the polling process and of Postgres; the wait for the network costs none. Three figures, since they answer different questions:
the requests alone, the stage `fetch` on a database of its own, and for scale the same requests by httpx.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing as mp
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
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
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TAG = '"1"'
BODY = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


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
        requests = _cpu(lambda: asyncio.run(_ask_all(urls)))
        ours.send(True)
        ours.recv()
        with tempfile.TemporaryDirectory(prefix="revdoor-bench-") as name:
            fetch, asked, most = _stage(Path(name), urls, ours)
        peer = _cpu(lambda: asyncio.run(_ask_all_by_httpx(urls)))
        _print(console, requests, fetch, peer, asked, most)
    finally:
        ours.send(False)
        server.join()


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


def _stage(folder: Path, urls: list[str], server: Connection) -> tuple[float, dict[str, int], dict[str, int]]:
    """CPU of the stage on a round in which no feed has news, and what the hosts saw of that round."""
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
        _run(engine, settings, NOW)
        server.send(True)
        server.recv()
        before = time.process_time() + postgres_cpu(cluster.data)
        counts = _run(engine, settings, NOW + dt.timedelta(hours=1))
        used = time.process_time() + postgres_cpu(cluster.data) - before
        if counts.get("unchanged") != FEEDS:
            raise RuntimeError(f"not all were unchanged: {counts}")
        server.send(True)
        asked, most = server.recv()
        engine.dispose()
        return used, asked, most
    finally:
        cluster.stop()


def _run(engine: Any, settings: Settings, now: dt.datetime) -> dict[str, int]:
    return run(Context(engine, settings, load_catalog(), now, run_id_of(now)))


def _print(console: Console, requests: float, fetch: float, peer: float, asked: dict[str, int], most: dict[str, int]) -> None:
    title = f"{FEEDS} feeds on {HOSTS} hosts, all answer 304"
    table = Table("what", "CPU ms a poll", "against the goal", title=title, title_justify="left")
    for name, seconds in (
        ("the requests alone", requests),
        ("the stage fetch, with its state and attempts in Postgres", fetch),
        ("the same requests by httpx", peer),
    ):
        milliseconds = seconds / FEEDS * 1000
        table.add_row(name, f"{milliseconds:.3f}", f"{milliseconds / GOAL_MS:.2f} x {GOAL_MS} ms")
    console.print(table)
    console.print(f"requests a host: {min(asked.values())} to {max(asked.values())}, at most {max(most.values())} at one time")


if __name__ == "__main__":
    main()
