"""Whether an article's page is wanted, and when it is asked again; pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from etl.types import Lang

FullText = Literal["never", "when_snippet", "always"]

TEASER_CHARACTERS: dict[Lang, int] = {"en": 600, "de": 600, "zh": 200}
"""Bodies below are teasers: leads have 100 to 400 characters, the shortest reports 900; Chinese says it in a third."""
CUT_CHARACTERS = 4
"""How many times longer a body may be that says of itself that it goes on elsewhere."""
WINDOW = dt.timedelta(days=2)
"""How long after its first sight an article's page is still asked for: news is told by then."""
MAX_ASKS = 5
"""Attempts for one article, whatever became of them."""
FIRST_WAIT = dt.timedelta(minutes=15)
"""Before a page is asked for a second time; four times as long before each further one."""
LONG_WAIT = WINDOW / 2
"""After what seldom passes; a second one ends outside of the window, so that the page is asked for once more."""
PASSING = frozenset({"timeout", "connection", "robots_unreachable", "barrier", "too_short", "unrelated", "no_html"})
"""Failures, and readings of pages, that an hour may change: a barrier against bursts, a page that is still being written."""
PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
STANDING = frozenset({"paywall", "consent", "not_html"})
STANDING_STATUSES = frozenset({402, 403, 404})

_CUT = re.compile(
    r"(?:\.{3}|…|\[…\]|\[\.\.\.\]|(?:read|continue|see|find out) more|continue reading|read the (?:full|rest).{0,40}|weiterlesen|"
    r"mehr lesen|(?:lesen sie )?mehr (?:dazu|auf|bei).{0,40}|zum artikel|(?:阅读|閱讀|查看)(?:全文|更多|原文)|(?:更多|全文)(?:内容|內容)?)"
    r"[\s\])>»›→.]*$",
    re.IGNORECASE,
)


def is_wanted(policy: FullText, body: str, lang: Lang) -> bool:
    """Whether the page of an article with this body is to be asked for its text."""
    return policy == "always" or (policy == "when_snippet" and is_teaser(body, lang))


def is_teaser(body: str, lang: Lang) -> bool:
    """Whether a body is a lead or the beginning of a text, not the text."""
    limit = TEASER_CHARACTERS[lang]
    return len(body) < limit or (len(body) < CUT_CHARACTERS * limit and bool(_CUT.search(body[-80:])))


@dataclass(frozen=True, slots=True)
class Ask:
    """An attempt to get the text of an article's page."""

    number: int
    """1 for the article's first."""
    at: dt.datetime
    first_seen_at: dt.datetime
    """When the article was first seen."""


def ask_again_at(ask: Ask, result: str, status: int | None = None, retry_at: dt.datetime | None = None) -> dt.datetime | None:
    """When a page is asked for again after this attempt; None: never.

    `result` is what was read in it, or the attempt's outcome where there was nothing to read; `retry_at` is when the host
    lets itself be asked again, if it said so.
    """
    wait = _wait(ask.number, result, status)
    if wait is None or ask.number >= MAX_ASKS:
        return None
    again = max(ask.at + wait, retry_at or ask.at)
    return again if again < ask.first_seen_at + WINDOW else None


def _wait(number: int, result: str, status: int | None) -> dt.timedelta | None:
    is_error = result == "http_error"
    if result in PASSING or (is_error and status in PASSING_STATUSES):
        return FIRST_WAIT * int(4 ** (number - 1))
    if result in STANDING or (is_error and status in STANDING_STATUSES):
        return LONG_WAIT
    return None
