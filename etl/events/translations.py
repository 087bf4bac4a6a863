"""Translations: a story that was told before in another language is no further source.

A story counts as the translation of an earlier one if both tell much the same changes of a company within `WINDOW`, in two
languages, and it is machine-translated or both are of one house (`ifanr-zh` and `ifanr-de`: feeds of a house begin alike). Of
several the one with most in common is the original, and never a machine's translation that of a written text; whoever translates
a translation has the same original. The texts stay apart, with a link: dedupe never joins two languages.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from etl.events.evidence import Evidence

WINDOW = dt.timedelta(days=2)
SHARE = 0.5
"""Least share of the changes of both that both tell."""


@dataclass(frozen=True, slots=True)
class _Story:
    story_id: str
    lang: str
    published_at: dt.datetime
    is_machine_translated: bool
    houses: frozenset[str]
    changes: frozenset[tuple[str, str, str]]


def with_originals(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence of one company, with `translation_of` set to the story that its own is a translation of."""
    stories = _stories(evidence)
    direct = {story.story_id: _original(story, stories) for story in stories}
    return [replace(piece, translation_of=_end_of(piece.story_id, direct)) for piece in evidence]


def _stories(evidence: Iterable[Evidence]) -> list[_Story]:
    grouped: dict[str, list[Evidence]] = defaultdict(list)
    for piece in sorted(evidence, key=lambda p: (p.published_at, p.article_id, p.ordinal)):
        grouped[piece.story_id].append(piece)
    return [
        _Story(
            story_id=story_id,
            lang=pieces[0].lang,
            published_at=pieces[0].published_at,
            is_machine_translated=all(piece.is_machine_translated for piece in pieces),
            houses=frozenset(piece.feed.partition("-")[0] for piece in pieces),
            changes=frozenset((piece.person_id, piece.direction, piece.role) for piece in pieces),
        )
        for story_id, pieces in grouped.items()
    ]


def _original(story: _Story, stories: Iterable[_Story]) -> str | None:
    earlier = [other for other in stories if _may_be_original(other, story)]
    best = max(
        earlier,
        key=lambda o: (_share(o, story), bool(o.houses & story.houses), o.published_at, o.story_id),
        default=None,
    )
    return best.story_id if best else None


def _may_be_original(other: _Story, story: _Story) -> bool:
    is_earlier = dt.timedelta() < story.published_at - other.published_at <= WINDOW
    is_told_again = story.is_machine_translated or bool(other.houses & story.houses)
    is_original = other.lang != story.lang and (story.is_machine_translated or not other.is_machine_translated)
    return is_original and is_earlier and is_told_again and _share(other, story) >= SHARE


def _share(other: _Story, story: _Story) -> float:
    return len(other.changes & story.changes) / len(other.changes | story.changes)


def _end_of(story_id: str, direct: dict[str, str | None]) -> str | None:
    """The original of the original; originals are earlier, so the way ends."""
    original = direct[story_id]
    while original and direct[original]:
        original = direct[original]
    return original
