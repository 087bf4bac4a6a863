"""The evidence of an alert: for each transition who, when, the sentence and the link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from etl.words import ROLE_WORDS, change_words


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a transition with its best evidence; `sentence` and what belongs to it are empty if there is none."""

    event_id: str
    person: str
    post: str
    interim: bool
    confidence: float
    source_count: int
    sentence: str = ""
    url: str = ""
    lang: str = ""
    is_machine_translated: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One transition of an episode."""

    transition_id: str
    role: str
    date: dt.date
    out: Leg | None
    into: Leg | None

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The sides that are known."""
        return tuple(leg for leg in (self.out, self.into) if leg)


def as_json(member: Member) -> dict[str, Any]:
    """The entry of `core.alert.evidence` for one transition."""
    return {
        "transition_id": member.transition_id,
        "date": member.date.isoformat(),
        "role": member.role,
        "what": f"{ROLE_WORDS.get(member.role, member.role)}: {_who(member)}",
        "out_person": member.out.person if member.out else None,
        "in_person": member.into.person if member.into else None,
        "quotes": [
            {"event_id": leg.event_id, "sentence": leg.sentence, "url": leg.url, "lang": leg.lang}
            for leg in member.legs
            if leg.sentence
        ],
    }


def doubts(members: Iterable[Member], coverage: float) -> list[str]:
    """What would make the alert wrong, as far as the evidence tells."""
    legs = [leg for member in members for leg in member.legs]
    found = [_about(leg) for leg in legs]
    words = [each for each in found if each]
    if any(leg.is_machine_translated for leg in legs):
        words.append("Some of the evidence is machine-translated; names and posts may be garbled.")
    if coverage < 0.9:
        words.append(f"Only {coverage:.0%} of the feeds could be read today; more may have happened.")
    return list(dict.fromkeys(words)) or ["A denial or a correction by the company; none is known."]


def _about(leg: Leg) -> str:
    if leg.source_count <= 1:
        return f"What is said of {leg.person} rests on a single story."
    return f"The reading of {leg.person} is uncertain ({leg.confidence:.0%})." if leg.confidence < 0.8 else ""


def _who(member: Member) -> str:
    words = change_words(member.out.person if member.out else None, member.into.person if member.into else None)
    return f"{words} (interim)" if member.into and member.into.interim else words


def dates_of(evidence: Iterable[Mapping[str, Any]]) -> list[dt.date]:
    """The dates of a stored alert's transitions, in order."""
    return sorted(dt.date.fromisoformat(each["date"]) for each in evidence)
