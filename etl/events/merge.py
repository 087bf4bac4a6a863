"""From the evidence of one event to its row: what most and the best independent sources say.

Copies of one story speak with one voice, and what an outlet took back with none (`retractions`). The status follows these rules:

- denials hold unless more weight of stories asserts the event as of a later moment; one that merely retells what was
  announced before the denial does not count, and a lone denial does not undo what many confirm; what two independent sources
  confirm after the last denial has come about in the end, if they weigh `OUTCOME_SHARE` of the denials;
- else one confirming source of confidence `TRUSTED` or more, or two independent ones, confirm it;
- else it is reported.

Whether the other stories of those days leave it standing is weighed afterwards (`support`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from etl.events.evidence import EVENT_VERSION, Event, Evidence
from etl.events.retractions import taken_back
from etl.ids import stable_id

T = TypeVar("T", bound=Hashable)

TRUSTED = 0.5
"""Confidence from which one source alone confirms."""
MAX_CONFIDENCE = 0.99
EVE_SHARE = 0.45
"""Weight of the day before, as a share of the heaviest day's, from which it is taken instead."""
DENIAL_SHARE = 0.1
"""Least weight of the denials, as a share of the weight of the stories that confirm."""
OUTCOME_SHARE = 0.5
"""Least weight of what is confirmed after the last denial, as a share of the weight of all denials."""


def merge(evidence: Sequence[Evidence]) -> Event:
    """The event that a group of evidence (of one company, person, direction and role; not empty) amounts to."""
    pieces = sorted(evidence, key=lambda p: (p.published_at, p.article_id, p.ordinal))
    voices = independent(standing(pieces))
    status = merged_status(voices)
    supporting = [piece for piece in voices if piece.status == status] or voices
    first = pieces[0]
    announced_on = min(piece.published_on for piece in pieces)
    confirming = [piece.first_seen_at for piece in pieces if piece.status == "confirmed"]
    return Event(
        event_id=event_id(first, announced_on),
        company_id=first.company_id,
        person_id=first.person_id,
        direction=first.direction,
        post=_most(voices, lambda p: p.post or None) or "",
        role=first.role,
        interim=bool(_most(voices, lambda p: p.interim)),
        manner=_most(supporting, lambda p: p.manner),
        effective_date=effective_date(supporting),
        announced_on=announced_on,
        status=status,
        confidence=_joint_confidence(supporting),
        article_count=len({piece.article_id for piece in pieces}),
        source_count=len({piece.voice for piece in pieces}),
        first_seen_at=min(piece.first_seen_at for piece in pieces),
        last_seen_at=max(piece.first_seen_at for piece in pieces),
        confirmed_at=min(confirming) if status == "confirmed" else None,
        method_version=f"{max(piece.method_version for piece in pieces)}+{EVENT_VERSION}",
        evidence=tuple(pieces),
    )


def event_id(piece: Evidence, announced_on: dt.date) -> str:
    """Id made of what the event is and when it became known; not of what may be corrected later."""
    return stable_id("e", piece.company_id, piece.person_id, piece.direction, piece.role, announced_on.isoformat())


def standing(pieces: Sequence[Evidence]) -> list[Evidence]:
    """The pieces that their outlets stand by."""
    withdrawn = taken_back(pieces)
    return [piece for piece in pieces if piece not in withdrawn]


def independent(pieces: Iterable[Evidence]) -> list[Evidence]:
    """One piece a story, the surest (of equals the newest): copies and translations are no further sources.

    Of the updates of one outlet only the newest counts, whatever the earlier ones said.
    """
    newest = {(p.voice, p.feed): p for p in sorted(pieces, key=lambda p: (p.published_at, p.article_id, p.ordinal))}
    best: dict[str, Evidence] = {}
    for piece in sorted(newest.values(), key=lambda p: (p.published_at, p.article_id, p.ordinal)):
        known = best.get(piece.voice)
        if known is None or piece.confidence >= known.confidence:
            best[piece.voice] = piece
    return sorted(best.values(), key=lambda p: (p.published_at, p.article_id, p.ordinal))


def merged_status(voices: Sequence[Evidence]) -> str:
    """confirmed, reported or denied, by the rules above."""
    confirming = [voice for voice in voices if voice.status == "confirmed"]
    if _is_denied(voices, _weight(confirming)):
        return "denied"
    if len(confirming) > 1 or any(voice.confidence >= TRUSTED for voice in confirming):
        return "confirmed"
    return "reported"


def _is_denied(voices: Sequence[Evidence], confirmed_weight: float) -> bool:
    denials = [voice for voice in voices if voice.status == "denied"]
    if not denials:
        return False
    first = min(denial.published_at for denial in denials)
    asserted_since = [voice for voice in voices if voice.status != "denied" and _asserted_at(voice) > first]
    needed = max(TRUSTED, DENIAL_SHARE * confirmed_weight, _weight(asserted_since))
    outweighed = _weight(denials) <= needed and any(voice.status != "denied" for voice in voices)
    return not (outweighed or _came_about(voices, denials))


def _came_about(voices: Sequence[Evidence], denials: Sequence[Evidence]) -> bool:
    last = max(denial.published_at for denial in denials)
    since = [voice for voice in voices if voice.status == "confirmed" and _asserted_at(voice) > last]
    return len(since) > 1 and _weight(since) >= OUTCOME_SHARE * _weight(denials)


def _asserted_at(voice: Evidence) -> dt.datetime:
    """The moment as of which a voice asserts the event: who retells a past day says nothing newer than that day."""
    if voice.event_date and voice.event_date < voice.published_on:
        return dt.datetime.combine(voice.event_date, dt.time.max, voice.published_at.tzinfo)
    return voice.published_at


def _weight(voices: Sequence[Evidence]) -> float:
    return sum(voice.confidence for voice in voices)


def effective_date(voices: Sequence[Evidence]) -> dt.date | None:
    """The day that most voices give, weighted by confidence; a day that was announced beforehand counts more.

    Who names a day ahead has it from the announcement; who reports afterwards often has only the day of the report.
    The same moment is a later day further east: the day before the heaviest is taken where it weighs enough.
    """
    weights: dict[dt.date, float] = defaultdict(float)
    for voice in voices:
        if voice.event_date:
            ahead = voice.event_date > voice.published_on
            weights[voice.event_date] += voice.confidence * (1.5 if ahead else 1.0)
    if not weights:
        return None
    heaviest = min(weights, key=lambda day: (-round(weights[day], 6), day))
    eve = heaviest - dt.timedelta(days=1)
    return eve if weights.get(eve, 0.0) >= EVE_SHARE * weights[heaviest] else heaviest


def _most(voices: Sequence[Evidence], of: Callable[[Evidence], T | None]) -> T | None:
    weights: dict[T, float] = defaultdict(float)
    for voice in voices:
        value = of(voice)
        if value is not None:
            weights[value] += voice.confidence
    return min(weights, key=lambda value: (-round(weights[value], 6), str(value))) if weights else None


def _joint_confidence(voices: Sequence[Evidence]) -> float:
    """Probability that at least one of the independent voices is right."""
    wrong = 1.0
    for voice in voices:
        wrong *= 1.0 - voice.confidence
    return min(round(1.0 - wrong, 4), MAX_CONFIDENCE)


def merge_all(groups: Iterable[Sequence[Evidence]]) -> list[Event]:
    """One event a group, by day; two that would bear the same id (announced together) are told apart by their order."""
    seen: set[str] = set()
    events = []
    for event in sorted(map(merge, groups), key=lambda e: (e.day, e.event_id, e.interim)):
        unique = event.event_id
        while unique in seen:
            unique = stable_id("e", unique)
        seen.add(unique)
        events.append(replace(event, event_id=unique))
    return events
