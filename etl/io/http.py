"""The door to the web: one conditional GET at a time a host, with caps on time, size and where it may lead.

A slow drip, a bomb, a redirect to a private address or an endless chain of redirects each cost one `FetchError`.
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

USER_AGENT = "RevolvingDoor/0.1 (feed reader; respects robots.txt)"
MAX_REDIRECTS = 5
CHUNK = 65_536
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: with the validators of the last answer, if there was one."""

    url: str
    is_local: bool = False
    etag: str | None = None
    last_modified: str | None = None
    min_seconds: float = 0.0
    """Least time between two requests to the host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is decompressed, and empty but for status 200."""

    status: int
    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None
    moved_to: str | None
    """Where a chain of permanent redirects ends; None if there was none or a temporary one among them."""
    retry_after: str | None


class Client:
    """An async context manager that sends requests; the limits hold for each request as a whole."""

    def __init__(self, timeout_seconds: float, max_bytes: int, concurrency: int) -> None:
        self._timeout = timeout_seconds
        self._max_bytes = max_bytes
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        self._public = _session(aiohttp.TCPConnector(resolver=PublicResolver(), limit=0))
        self._local = _session(aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._public.close()
        await self._local.close()

    async def get(self, request: Request) -> Answer:
        """Send one request; raises `FetchError` whose `reason` names the kind of failure."""
        host = urlsplit(request.url).netloc.lower()
        async with self._hosts[host]:
            await self._keep_distance(host, request.min_seconds)
            try:
                async with self._slots, asyncio.timeout(self._timeout):
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
            finally:
                self._last[host] = time.monotonic()

    async def _keep_distance(self, host: str, min_seconds: float) -> None:
        since = time.monotonic() - self._last.get(host, float("-inf"))
        if since < min_seconds:
            await asyncio.sleep(min_seconds - since)

    async def _follow(self, request: Request) -> Answer:
        url, moved_to, is_permanent = request.url, None, True
        for _ in range(MAX_REDIRECTS + 1):
            _check(url, request.is_local)
            answer, location = await self._send(url, request, moved_to)
            if location is None:
                return answer
            is_permanent = is_permanent and answer.status in PERMANENT
            url = urljoin(url, location)
            moved_to = url if is_permanent else None
        raise FetchError("redirects", f"{request.url} redirects more than {MAX_REDIRECTS} times")

    async def _send(self, url: str, request: Request, moved_to: str | None) -> tuple[Answer, str | None]:
        """One hop: the answer, and where it redirects to."""
        headers = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        session = self._local if request.is_local else self._public
        known = {name: value for name, value in headers.items() if value}
        async with session.get(url, headers=known, allow_redirects=False) as response:
            location = response.headers.get("Location") if response.status in REDIRECTS else None
            body = await self._read(response, url) if response.status == 200 else b""
            answer = Answer(
                status=response.status,
                body=body,
                content_type=response.headers.get("Content-Type"),
                etag=response.headers.get("ETag"),
                last_modified=response.headers.get("Last-Modified"),
                moved_to=moved_to,
                retry_after=response.headers.get("Retry-After"),
            )
            return answer, location

    async def _read(self, response: aiohttp.ClientResponse, url: str) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise FetchError("too_large", f"{url} sends more than {self._max_bytes} bytes")
        return bytes(body)


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    headers = {"User-Agent": USER_AGENT, "Accept": "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.1"}
    return aiohttp.ClientSession(connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar())


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


def _check(url: str, is_local: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("refused_address", f"{url} is no http or https address")
    if parts.username or parts.password:
        raise FetchError("refused_address", f"{parts.hostname}: addresses with a password in them are refused")
    if not is_local:
        refuse_literal(parts.hostname)
