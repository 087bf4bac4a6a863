"""The words that stages share; no I/O, no clock, no library beyond the standard one.

Offsets are half-open character offsets into `ArticleText.text` (Python code points), which is the stored text:
the title, a newline, then the body's paragraphs, one a line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["en", "de", "zh"]
Direction = Literal["in", "out"]
Role = Literal["ceo", "chair", "president", "cfo", "coo", "cto", "cxo", "board", "founder", "head", "other"]
Status = Literal["confirmed", "reported", "denied"]
Manner = Literal[
    "appointed", "promoted", "elected", "returned", "resigned", "dismissed",
    "retired", "died", "moved", "term_ended", "suspended",
]
MentionKind = Literal["PERSON", "ORG", "POST", "LOC"]
Level = Literal["page", "watch", "none"]

LANGS: tuple[Lang, ...] = get_args(Lang)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
ROLES: tuple[Role, ...] = get_args(Role)
STATUSES: tuple[Status, ...] = get_args(Status)
MANNERS: tuple[Manner, ...] = get_args(Manner)
MENTION_KINDS: tuple[MentionKind, ...] = get_args(MentionKind)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article as the extraction reads it."""

    article_id: str
    lang: Lang
    text: str
    """The title, a newline, then the body's paragraphs, one a line."""
    title_end: int
    """Length of the title; `text[title_end]` is the newline."""
    published_at: dt.datetime
    """Aware, in the feed's own time zone: relative dates are counted from its local day."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a person, company, post or place; `text == article.text[start:end]`."""

    kind: MentionKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventReading:
    """One leadership event as one article states it."""

    person: str
    """The fullest form of the name in the article."""
    company: str
    """The fullest form of the name in the article."""
    direction: Direction
    post: str
    """As written in the article; empty where the article names none."""
    role: Role
    interim: bool
    manner: Manner | None
    event_date: dt.date | None
    status: Status
    confidence: float
    """Calibrated probability, 0 to 1, that company, person, direction and role are all right."""
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one article yields."""

    mentions: tuple[Mention, ...]
    events: tuple[EventReading, ...]
