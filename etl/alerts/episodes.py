"""When an episode is opened, updated, closed or opened again: old state, new data and the clock give an intent.

One episode a company at a time. Only fresh news may open one; what becomes known later about the same days updates it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from etl.types import Level

Kind = Literal["opened", "updated", "closed"]

FRESH = dt.timedelta(hours=72)
"""A transition first seen longer ago opens nothing: an alert on old knowledge is no news."""
TIMELY = dt.timedelta(days=14)
"""A transition dated longer ago opens nothing: an article that retells the past is no burst."""
QUIET = dt.timedelta(days=30)
SPAN = dt.timedelta(days=30)
"""Transitions of so long before belong to the episode too."""
REOPENS_WITHIN = dt.timedelta(days=90)
LEAST_MEMBERS = 2
ALARMING: tuple[Level, ...] = ("watch", "page")
WITHDRAWN = "Withdrawn: what raised the alert was denied or taken back."
ENDED = f"No further change for {QUIET.days} days."


@dataclass(frozen=True, slots=True)
class Change:
    """One seat transition as the decision sees it."""

    transition_id: str
    date: dt.date
    first_seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Episode:
    """The stored state of an alert; `members` are ids of transitions, `first_date` and `last_date` span them."""

    alert_id: str
    company_id: str
    level: Level
    opened_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None
    members: tuple[str, ...]
    first_date: dt.date
    last_date: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a company now; `level` is null where today can't be judged."""

    company_id: str
    level: Level | None
    reason: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be stored and told."""

    kind: Kind
    episode: Episode


def decide(last: Episode | None, situation: Situation, now: dt.datetime) -> Intent | None:
    """What is to be done about a company whose last episode is `last`; null if nothing."""
    today = _day(now)
    happened = sorted((each for each in situation.changes if each.date <= today), key=lambda each: (each.date, each.transition_id))
    if last is not None and last.closed_at is None:
        return _go_on(last, situation, happened, now)
    if situation.level not in ALARMING:
        return None
    told = set(last.members) if last and last.reason != WITHDRAWN else set()
    fresh = [each for each in happened if each.transition_id not in told and _may_open(each, now, today)]
    if not fresh:
        return None
    if last is not None and fresh[0].date - last.last_date <= REOPENS_WITHIN:
        return _changed("updated", dataclasses.replace(last, closed_at=None), situation, _belonging(last, happened), now)
    return _open(situation, [each for each in happened if each.transition_id not in told], now)


def _go_on(episode: Episode, situation: Situation, happened: Sequence[Change], now: dt.datetime) -> Intent | None:
    """Update or close an open episode."""
    members = _belonging(episode, happened)
    if len(members) < min(LEAST_MEMBERS, len(episode.members)):
        return Intent("closed", dataclasses.replace(episode, closed_at=now, reason=WITHDRAWN))
    if {each.transition_id for each in members} != set(episode.members) or _is_raised(episode, situation):
        return _changed("updated", episode, situation, members, now)
    if now - episode.updated_at >= QUIET:
        return Intent("closed", dataclasses.replace(episode, closed_at=now))
    return None


def _open(situation: Situation, candidates: Sequence[Change], now: dt.datetime) -> Intent:
    last_date = candidates[-1].date
    members = [each for each in candidates if last_date - each.date < SPAN]
    if len(members) < LEAST_MEMBERS:
        members = [each for each in candidates if last_date - each.date < REOPENS_WITHIN]
    blank = Episode(
        alert_id=_stable_id(situation.company_id, members[0].transition_id),
        company_id=situation.company_id, level="watch", opened_at=now, updated_at=now, closed_at=None,
        members=(), first_date=last_date, last_date=last_date, reason="",
    )
    return _changed("opened", blank, situation, members, now)


def _changed(kind: Kind, episode: Episode, situation: Situation, members: Sequence[Change], now: dt.datetime) -> Intent:
    """The episode with other members; its level only rises, and its reason is that of the present level."""
    return Intent(
        kind,
        dataclasses.replace(
            episode,
            level="page" if "page" in (episode.level, situation.level) else "watch",
            updated_at=now,
            members=tuple(each.transition_id for each in members),
            first_date=members[0].date,
            last_date=members[-1].date,
            reason=situation.reason if situation.level in ALARMING else episode.reason,
        ),
    )


def _belonging(episode: Episode, happened: Sequence[Change]) -> list[Change]:
    """The transitions of the episode: all from its first one on, or from shortly before it was opened."""
    start = min(episode.first_date, _day(episode.opened_at - SPAN) + dt.timedelta(days=1))
    return [each for each in happened if each.date >= start]


def _may_open(change: Change, now: dt.datetime, today: dt.date) -> bool:
    return now - change.first_seen_at <= FRESH and today - change.date <= TIMELY


def _is_raised(episode: Episode, situation: Situation) -> bool:
    return episode.level == "watch" and situation.level == "page"


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()


def _stable_id(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
