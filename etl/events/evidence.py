"""What the merging works on: one article's word for an event, and the event that many of them make."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

EVENT_VERSION = "event-6"
"""Bumped whenever the same evidence could merge otherwise."""

SINGLE_SEATS = frozenset({"ceo", "chair", "president", "cfo", "coo", "cto"})
"""Roles that one person holds at a time, as a rule; boards, divisions and the like have many seats."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event of one article, linked."""

    article_id: str
    ordinal: int
    story_id: str
    feed: str
    published_on: dt.date
    """Local day of the outlet."""
    published_at: dt.datetime
    first_seen_at: dt.datetime
    company_id: str
    person_id: str
    direction: str
    post: str
    role: str
    interim: bool
    manner: str | None
    event_date: dt.date | None
    status: str
    confidence: float
    method_version: str
    lang: str = "en"
    is_machine_translated: bool = False
    translation_of: str | None = None
    """The story in another language that its own story is a translation of."""

    @property
    def voice(self) -> str:
        """The independent story that it counts as."""
        return self.translation_of or self.story_id

    @property
    def first_day(self) -> dt.date:
        """First day that the evidence speaks of: publication, or the event where that lies before it."""
        return min(self.published_on, self.event_date or self.published_on)

    @property
    def last_day(self) -> dt.date:
        """Last day that the evidence speaks of: publication, or the event where that is still to come."""
        return max(self.published_on, self.event_date or self.published_on)


@dataclass(frozen=True, slots=True)
class Event:
    """One real event with all that is said of it."""

    event_id: str
    company_id: str
    person_id: str
    direction: str
    post: str
    role: str
    interim: bool
    manner: str | None
    effective_date: dt.date | None
    announced_on: dt.date
    status: str
    confidence: float
    article_count: int
    source_count: int
    first_seen_at: dt.datetime
    last_seen_at: dt.datetime
    confirmed_at: dt.datetime | None
    """When a run first saw evidence that confirms it; null unless confirmed."""
    method_version: str
    evidence: tuple[Evidence, ...]
    reverses_event_id: str | None = None

    @property
    def day(self) -> dt.date:
        """The day that it is ordered by: that of its effect, else that of its announcement."""
        return self.effective_date or self.announced_on
