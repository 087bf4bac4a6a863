"""The door to the web: conditional GETs, few at a time a host, with caps on time, size and where they may lead.

A slow drip, a bomb, a redirect to a private address or an endless chain of redirects each cost one `FetchError`; so does
an answer whose headers say that it is not to be read by machines.
"""

from __future__ import annotations

import asyncio
import email.utils
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp

from etl.errors import FetchError
from etl.io.addresses import PublicResolver, refuse_literal
from etl.io.hosts import HostBook
from etl.io.objections import header_objection

USER_AGENT = "RevolvingDoor/0.1 (feed reader; respects robots.txt)"
MAX_REDIRECTS = 5
CHUNK = 65_536
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FEEDS = "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.1"
PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
PATIENCE = frozenset({429, 503})
"""Answers whose Retry-After speaks for the whole host."""
AGENT = USER_AGENT.partition("/")[0]
"""The name by which robots.txt may speak to us."""
LONGEST_QUEUE = 600.0
"""Seconds that one client waits in all for the turns of a host whose Crawl-delay is longer than our own distance."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: with the validators of the last answer, if there was one."""

    url: str
    is_local: bool = False
    etag: str | None = None
    last_modified: str | None = None
    min_seconds: float = 0.0
    """Least time between two requests to the host."""
    max_per_host: int = 1
    """Most requests to the host at one time."""
    heeds_objections: bool = True
    """False only for the files in which a site says what it objects to."""
    accept: str = FEEDS
    """Kinds of content that are wanted, as the header Accept has them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is decompressed, and empty but for status 200."""

    status: int
    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None
    url: str
    """Where it came from, after all redirects."""
    moved_to: str | None
    """Where a chain of permanent redirects ends; None if there was none or a temporary one among them."""
    retry_after: str | None


class Client:
    """An async context manager that sends requests; the limits hold for each request as a whole.

    `book` keeps the distance to what was asked before this client lived; `contact` is where its operator can be reached.
    """

    def __init__(
        self, timeout_seconds: float, max_bytes: int, concurrency: int, book: HostBook | None = None, contact: str = ""
    ) -> None:
        self._timeout = timeout_seconds
        self._max_bytes = max_bytes
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._book = book or HostBook()
        self._agent = f"{USER_AGENT} (+{contact})" if contact else USER_AGENT
        self._patience: dict[str, float] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._delays: dict[str, float] = {}
        self._waited: defaultdict[str, float] = defaultdict(float)

    async def __aenter__(self) -> Self:
        self._public = _session(aiohttp.TCPConnector(resolver=PublicResolver(), limit=0), self._agent)
        self._local = _session(aiohttp.TCPConnector(limit=0), self._agent)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._public.close()
        await self._local.close()

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so many seconds between two requests to the host, whatever they ask for; the longest wish holds."""
        self._delays[host] = max(seconds, self._delays.get(host, 0.0))

    async def get(self, request: Request) -> Answer:
        """Send one request and follow where it leads; raises `FetchError` whose `reason` names the kind of failure."""
        try:
            return await self._follow(request)
        except TimeoutError as error:
            raise FetchError("timeout", f"{request.url} took longer than {self._timeout:g} seconds") from error
        except aiohttp.ClientError as error:
            cause = error.__cause__
            if isinstance(cause, FetchError):
                raise cause from error
            raise FetchError("connection", f"{request.url}: {type(error).__name__}: {error}") from error
        except (ValueError, OSError) as error:
            raise FetchError("bad_answer", f"{request.url}: {error}") from error

    async def _follow(self, request: Request) -> Answer:
        url, moved_to, is_permanent = request.url, None, True
        host, seconds_left = "", self._timeout
        for _ in range(MAX_REDIRECTS + 1):
            _check(url, request.is_local)
            before, host = host, host_of(url)
            # A redirect within the host is the same request's second half; another host is owed its own distance.
            distance = request.min_seconds if host != before else 0.0
            (answer, location), seconds = await self._take_turn(host, distance, seconds_left, url, request, moved_to)
            seconds_left -= seconds
            if location is None:
                return answer
            is_permanent = is_permanent and answer.status in PERMANENT
            url = urljoin(url, location)
            moved_to = url if is_permanent else None
        raise FetchError("redirects", f"{request.url} redirects more than {MAX_REDIRECTS} times")

    async def _take_turn(
        self, host: str, distance: float, seconds_left: float, url: str, request: Request, moved_to: str | None
    ) -> tuple[tuple[Answer, str | None], float]:
        """Wait for the host's turn, then send one hop; returns it with the seconds that it took, waiting not counted."""
        async with self._hosts.setdefault(host, asyncio.Semaphore(request.max_per_host)):
            if not request.is_local and self._patience.get(host, 0.0) > time.monotonic():
                raise FetchError("host_waits", f"{host} asked for patience")
            await self._await_turn(host, distance, request)
            async with self._slots:
                started = time.monotonic()
                try:
                    async with asyncio.timeout(max(seconds_left, 0.0)):
                        found = await self._send(url, request, moved_to)
                finally:
                    self._note(host, request)
            self._heed_patience(host, found[0])
            return found, time.monotonic() - started

    async def _await_turn(self, host: str, distance: float, request: Request) -> None:
        """Sleep until the host may be asked, and note that it is; those who wait for a host do so one after the other."""
        delay = self._delays.get(host, 0.0)
        async with self._turns.setdefault(host, asyncio.Lock()):
            wait = self._book.seconds_to_wait(host, max(distance, delay))
            if delay > request.min_seconds:
                self._waited[host] += wait
            if self._waited[host] > LONGEST_QUEUE:
                raise FetchError("host_waits", f"{host} wants {delay:g} seconds between two requests, too many for all of this run")
            if wait:
                await asyncio.sleep(wait)
            self._note(host, request)

    def _note(self, host: str, request: Request) -> None:
        self._book.note(host, max(request.min_seconds, self._delays.get(host, 0.0)))

    def _heed_patience(self, host: str, answer: Answer) -> None:
        asked = retry_seconds(answer.retry_after, time.time()) if answer.status in PATIENCE else None
        if asked:
            self._patience[host] = time.monotonic() + asked

    async def _send(self, url: str, request: Request, moved_to: str | None) -> tuple[Answer, str | None]:
        """One hop: the answer, and where it redirects to."""
        headers = {"Accept": request.accept, "If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        session = self._local if request.is_local else self._public
        known = {name: value for name, value in headers.items() if value}
        async with session.get(url, headers=known, allow_redirects=False) as response:
            location = _said(response, "Location") if response.status in REDIRECTS else None
            objection = header_objection(response.headers) if request.heeds_objections else None
            if objection:
                raise FetchError("opt_out", f"{url}: {objection}")
            body = await self._read(response, url) if response.status == 200 else b""
            answer = Answer(
                status=response.status,
                body=body,
                content_type=_said(response, "Content-Type"),
                etag=_said(response, "ETag"),
                last_modified=_said(response, "Last-Modified"),
                url=url,
                moved_to=moved_to,
                retry_after=_said(response, "Retry-After"),
            )
            return answer, location

    async def _read(self, response: aiohttp.ClientResponse, url: str) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise FetchError("too_large", f"{url} sends more than {self._max_bytes} bytes")
        return bytes(body)


def _session(connector: aiohttp.TCPConnector, agent: str) -> aiohttp.ClientSession:
    """A session without a clock of its own: `Client` keeps the time of each request."""
    return aiohttp.ClientSession(
        connector=connector, headers={"User-Agent": agent}, cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout()
    )


def _said(response: aiohttp.ClientResponse, name: str) -> str | None:
    """A header; bytes in it that are no UTF-8, which could not be stored, as U+FFFD."""
    value = response.headers.get(name)
    return value if value is None or value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def retry_seconds(header: str | None, now_epoch: float) -> float | None:
    """Seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3); None if it says nothing that can be read."""
    if header is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", header):
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - now_epoch)
    except (ValueError, OverflowError):
        return None


def host_of(url: str) -> str:
    """Host and port of an address: what is asked with a distance, one shard at a time."""
    return urlsplit(url).netloc.lower()


def _check(url: str, is_local: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("refused_address", f"{url} is no http or https address")
    if parts.username or parts.password:
        raise FetchError("refused_address", f"{parts.hostname}: addresses with a password in them are refused")
    if not is_local:
        refuse_literal(parts.hostname)
