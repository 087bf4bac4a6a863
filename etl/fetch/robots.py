"""What a site's robots.txt lets us fetch (RFC 9309), and how long its rules are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

KEEP = dt.timedelta(days=1)
KEY_LENGTH = 24


def may_fetch(rules: str, url: str, agent: str) -> bool:
    """Whether the rules (the text of a robots.txt, empty if there is none) let `agent` fetch `url`; unreadable ones do."""
    parser = RobotFileParser()
    try:
        parser.parse(rules.splitlines())
        return parser.can_fetch(agent, url)
    except ValueError:
        return True


def site_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt holds for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def site_key(site: str) -> str:
    """A file name for what is kept of a site."""
    return hashlib.sha256(site.encode()).hexdigest()[:KEY_LENGTH]


def is_fresh(kept_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether rules kept at that time still hold; rules from the future (a replay) never do."""
    return dt.timedelta() <= now - kept_at < KEEP
