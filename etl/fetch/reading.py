"""Reads the robots.txt of the sites that are polled, through a cache in the home."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from etl.errors import FetchError
from etl.fetch.robots import is_fresh, site_key, site_of
from etl.io.http import Client, Request


async def rules_for(url: str, client: Client, folder: Path, now: dt.datetime) -> str:
    """The site's rules: kept ones if they are younger than a day, else asked for. A site without any allows all."""
    site = site_of(url)
    path = folder / f"{site_key(site)}.json"
    kept = _read(path)
    if kept and is_fresh(dt.datetime.fromisoformat(kept["at"]), now):
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
