"""What reviewers decided of an event, laid over what the evidence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from etl.events.evidence import Event

CORRECTABLE = ("post", "role", "interim", "manner", "effective_date", "status")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement that holds: `kind` is accept, reject or correct; `changes` also say what the judged event was."""

    event_id: str
    kind: str
    changes: Mapping[str, Any]


def apply(events: Sequence[Event], verdicts: Iterable[Verdict]) -> list[Event]:
    """The events as the reviewers would have them; rejected ones are gone. Later verdicts count over earlier ones."""
    judged = {event.event_id: event for event in events}
    for verdict in verdicts:
        event = judged.get(verdict.event_id) or _same_as_judged(verdict.changes, judged.values())
        if event is None:
            continue
        if verdict.kind == "reject":
            del judged[event.event_id]
        else:
            judged[event.event_id] = _judged(event, verdict)
    return list(judged.values())


def _same_as_judged(judged: Mapping[str, Any], events: Iterable[Event]) -> Event | None:
    """The event that the judged one has become after a new extraction or linking gave it another id.

    That is the one told by most of the articles that were judged, of the same direction, at the same company or about the same
    person; None where two are as near.
    """
    articles = frozenset(judged.get("articles", ()))
    ranked = sorted(((_nearness(judged, articles, event), event.event_id) for event in events), reverse=True)
    ranked = [pair for pair in ranked if pair[0] > (0, 0, 0)]
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return next(event for event in events if event.event_id == ranked[0][1])


def _nearness(judged: Mapping[str, Any], articles: frozenset[str], event: Event) -> tuple[int, int, int]:
    """Articles in common, same person, same role; all 0 where the event can't be the judged one."""
    shared = len(articles & {piece.article_id for piece in event.evidence})
    person, role = event.person_id == judged.get("person_id"), event.role == judged.get("judged_role")
    near = (person or event.company_id == judged.get("company_id")) and (person or role) and event.direction == judged.get("direction")
    return (shared, int(person), int(role)) if shared and near else (0, 0, 0)


def _judged(event: Event, verdict: Verdict) -> Event:
    changes: dict[str, Any] = {"status": "confirmed"} if verdict.kind == "accept" else {}
    changes |= {name: value for name, value in verdict.changes.items() if name in CORRECTABLE}
    if isinstance(changes.get("effective_date"), str):
        changes["effective_date"] = dt.date.fromisoformat(changes["effective_date"])
    judged = replace(event, **changes, confidence=1.0)
    return replace(judged, confirmed_at=judged.confirmed_at or judged.first_seen_at) if judged.status == "confirmed" else judged
