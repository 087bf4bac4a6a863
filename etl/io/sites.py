"""What a site says about being fetched (robots.txt, tdmrep.json, ai.txt), asked once a day and kept in the home.

A robots.txt that can't be reached (no answer, 429, 5xx) forbids everything until it can, as RFC 9309 wants it (2.3.1.4),
unless rules read before are kept: these hold on. A site whose rules were never read counts as one without any after thirty
days of trying. The other files are promises that a site need not make: out of reach, they say nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from etl.errors import FetchError
from etl.io.http import AGENT, Client, Request, host_of
from etl.io.objections import ai_txt_objection, signal_objection, tdmrep_objection
from etl.io.robots import crawl_delay, may_fetch, shut_out_gatherer

ROBOTS, TDMREP, AI_TXT = "/robots.txt", "/.well-known/tdmrep.json", "/ai.txt"
KEEP = dt.timedelta(days=1)
ASK_AGAIN = dt.timedelta(hours=1)
"""How soon a file out of reach is asked for again."""
GIVE_UP = dt.timedelta(days=30)
MAX_CHARACTERS = 500_000
"""Of a file, what is read; RFC 9309 asks for no less than 500 KiB."""
KEY_LENGTH = 24
NOT_THE_FILES_FAULT = frozenset({"refused_address", "host_waits"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A site's file as it was last read; times as ISO 8601, so that it is kept as JSON."""

    site: str
    asked_at: str
    text: str | None
    """None: never read. Empty: the site has none."""
    failing_since: str | None = None
    problem: str | None = None


class Sites:
    """Asks sites for what they say, through a folder of the home."""

    def __init__(self, client: Client, folder: Path, now: dt.datetime) -> None:
        self._client = client
        self._folder = folder
        self._now = now
        self._asked: dict[str, asyncio.Future[Kept]] = {}

    async def check_feed(self, request: Request) -> None:
        """Raise `FetchError` (`robots`, `robots_unreachable`, `opt_out`) if the feed behind `request` may not be polled.

        From then on the client keeps the distance that the site's robots.txt wants (Crawl-delay).
        """
        await self._check_robots(request)
        await self._check_tdmrep(request)

    async def check_page(self, request: Request) -> None:
        """As `check_feed`, for an article's page: there, what is said to gatherers of text is heeded too."""
        rules = await self._check_robots(request)
        gatherer = shut_out_gatherer(rules, request.url)
        if gatherer:
            raise FetchError("opt_out", f"robots.txt shuts {gatherer} out of {request.url}")
        await self._check_tdmrep(request)
        objection = signal_objection(rules) or ai_txt_objection((await self._kept(request, AI_TXT)).text or "")
        if objection:
            raise FetchError("opt_out", f"{request.url}: {objection}")

    async def _check_robots(self, request: Request) -> str:
        kept = await self._kept(request, ROBOTS)
        rules = kept.text
        if rules is None and not self._gave_up(kept):
            raise FetchError("robots_unreachable", f"{kept.site}{ROBOTS} can't be read, so nothing is fetched: {kept.problem}")
        if not may_fetch(rules or "", request.url, AGENT):
            raise FetchError("robots", f"robots.txt does not allow {request.url}")
        self._client.slow_down(host_of(request.url), crawl_delay(rules or "", AGENT))
        return rules or ""

    async def _check_tdmrep(self, request: Request) -> None:
        objection = tdmrep_objection((await self._kept(request, TDMREP)).text or "", request.url)
        if objection:
            raise FetchError("opt_out", f"{request.url}: {objection}")

    async def _kept(self, request: Request, name: str) -> Kept:
        """The site's file, looked up once however many of its feeds and pages wait for it."""
        key = f"{site_of(request.url)}{name}"
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(self._look_up(key, name, request))
        return await self._asked[key]

    async def _look_up(self, key: str, name: str, request: Request) -> Kept:
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:KEY_LENGTH]}.json"
        before = _read(path)
        if before and is_fresh(before, self._now):
            return before
        after = await self._ask(site_of(request.url), name, request, before)
        _write(path, after)
        return after

    async def _ask(self, site: str, name: str, request: Request, before: Kept | None) -> Kept:
        asked_at = self._now.isoformat()
        wanted = Request(
            f"{site}{name}", request.is_local, min_seconds=request.min_seconds, max_per_host=request.max_per_host,
            heeds_objections=False, accept="*/*",
        )  # fmt: skip
        try:
            answer = await self._client.get(wanted)
        except FetchError as error:
            if error.reason in NOT_THE_FILES_FAULT:
                raise
            return self._out_of_reach(site, str(error), before)
        if answer.status == 429 or answer.status >= 500:
            return self._out_of_reach(site, f"HTTP status {answer.status}", before)
        return Kept(site, asked_at, answer.body.decode("utf-8", "replace")[:MAX_CHARACTERS])

    def _out_of_reach(self, site: str, problem: str, before: Kept | None) -> Kept:
        now = self._now.isoformat()
        since = (before.failing_since if before else None) or now
        return Kept(site, now, before.text if before else None, since, problem)

    def _gave_up(self, kept: Kept) -> bool:
        return kept.failing_since is not None and self._now - dt.datetime.fromisoformat(kept.failing_since) >= GIVE_UP


def is_fresh(kept: Kept, now: dt.datetime) -> bool:
    """Whether a kept file still holds without asking; one from the future (a replay's clock lies before it) never does."""
    age = now - dt.datetime.fromisoformat(kept.asked_at)
    return dt.timedelta() <= age < (ASK_AGAIN if kept.failing_since else KEEP)


def site_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt holds for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _read(path: Path) -> Kept | None:
    try:
        return Kept(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, kept: Kept) -> None:
    """Write so that another shard reads the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(kept)), encoding="utf-8")
    draft.replace(path)
