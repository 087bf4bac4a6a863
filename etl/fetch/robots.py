"""What a site's robots.txt says of a feed, kept for a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from etl.errors import FetchError
from etl.io.http import USER_AGENT, Client, Request

KEEP = dt.timedelta(days=1)
AGENT = USER_AGENT.partition("/")[0]


def may_fetch(rules: str, url: str) -> bool:
    """Whether the rules (the text of a robots.txt, empty if there is none) let us fetch `url`; unreadable ones do."""
    parser = RobotFileParser()
    try:
        parser.parse(rules.splitlines())
        return parser.can_fetch(AGENT, url)
    except ValueError:
        return True


async def rules_for(url: str, client: Client, folder: Path, now: dt.datetime) -> str:
    """The site's rules: kept ones if they are younger than a day, else asked for. A site without any allows all."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    path = folder / f"{hashlib.sha256(site.encode()).hexdigest()[:24]}.json"
    kept = _read(path)
    if kept and dt.timedelta() <= now - dt.datetime.fromisoformat(kept["at"]) < KEEP:
        return kept["rules"]
    rules = await _ask(f"{site}/robots.txt", client)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"site": site, "at": now.isoformat(), "rules": rules}), encoding="utf-8")
    return rules


async def _ask(url: str, client: Client) -> str:
    try:
        answer = await client.get(Request(url))
    except FetchError:
        # A site that does not answer here will not answer for the feed either: the feed's own error tells more.
        return ""
    return answer.body.decode("utf-8", "replace")


def _read(path: Path) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
