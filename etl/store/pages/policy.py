"""Whether an article's page is wanted, and when it is asked again; pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from etl.types import Lang

FullText = Literal["never", "when_snippet", "always"]

TEASER_CHARACTERS: dict[Lang, int] = {"en": 600, "de": 600, "zh": 200}
"""Bodies below are teasers: leads have 100 to 400 characters, the shortest reports 900; Chinese says it in a third."""
CUT_CHARACTERS = 4
"""How many times longer a body may be that says of itself that it goes on elsewhere."""
MAX_ASKS = 4
FIRST_WAIT = dt.timedelta(minutes=15)
"""Before a page is asked for a second time; four times as long before each further one."""
PASSING = frozenset({"timeout", "connection", "robots_unreachable", "host_waits"})
PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})

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


def ask_again_at(outcome: str, status: int | None, asks: int, now: dt.datetime, retry_at: dt.datetime | None) -> dt.datetime | None:
    """When a page is asked again after its `asks`-th ask ended so at `now`; None: never."""
    is_passing = outcome in PASSING or (outcome == "http_error" and status in PASSING_STATUSES)
    if not is_passing or asks >= MAX_ASKS:
        return None
    own = now + FIRST_WAIT * int(4 ** (asks - 1))
    return max(own, retry_at) if retry_at else own
