"""The day of an event to which no article gives one: that of what is told with it, if that is the day's news.

Who writes "the finance chief resigned on Sunday; the head of sales takes over" names one day for both. An event that is only
recalled ("she had left in March") stands beside no such day and stays without: it belongs to no day's count.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from etl.events.evidence import Event, Evidence

NEWS_DAYS = 1
"""What happened so many days before an article, or on its day, is what it reports; the rest is its background."""


def date_by_company(events: Sequence[Event]) -> list[Event]:
    """The events of one company; a confirmed one without a day takes that of the news it was first told with."""
    told = _news_days(piece for event in events for piece in event.evidence)
    return [replace(event, effective_date=_day_of(event, told)) if _is_undated(event) else event for event in events]


def _is_undated(event: Event) -> bool:
    return event.status == "confirmed" and event.effective_date is None


def _day_of(event: Event, told: Mapping[str, Sequence[dt.date]]) -> dt.date | None:
    """The newest day that the articles name beside the event, of the article that came first."""
    days = (max(told[piece.article_id]) for piece in event.evidence if piece.article_id in told)
    return next(days, None)


def _news_days(pieces: Iterable[Evidence]) -> Mapping[str, Sequence[dt.date]]:
    """article_id -> the days of the company's news that it names."""
    found: dict[str, list[dt.date]] = defaultdict(list)
    for piece in pieces:
        if piece.event_date and 0 <= (piece.published_on - piece.event_date).days <= NEWS_DAYS:
            found[piece.article_id].append(piece.event_date)
    return found
