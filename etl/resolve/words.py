"""The words of linking: what is to be linked, and the answer with the rule that gave it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

LINK_VERSION = "link-2"
"""Bumped whenever the same names could link otherwise."""


@dataclass(frozen=True, slots=True)
class Written:
    """One event of one article as written: the names to be linked and what helps to link them."""

    article_id: str
    ordinal: int
    company: str
    person: str
    direction: str
    role: str
    day: dt.date
    """Day of the event, else of publication."""
    is_machine_translated: bool


CONFIDENCE = {
    "alias": 0.97,
    "alias_at_company": 0.98,
    "alias_and_people": 0.9,
    "alias_beside": 0.9,
    "weak_alias": 0.85,
    "shared_alias": 0.5,
    "variant": 0.93,
    "learned_alias": 0.9,
    "surname": 0.9,
    "transliteration": 0.8,
    "mangled_name": 0.7,
    "chinese_surname": 0.7,
    "provisional": 0.8,
    "provisional_here": 0.6,
    "judgement": 1.0,
}
"""Rule -> how sure it is that a link made by it is right."""


@dataclass(frozen=True, slots=True)
class Link:
    """The entity that a name means, the rule that says so, and the ids that were considered too."""

    entity_id: str
    rule: str
    alternatives: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    """Ids of the judgements that made it, in the order in which they were heeded."""
    sure: float | None = None
    """Confidence of this link, where it is not the rule's."""

    @property
    def confidence(self) -> float:
        """0 to 1: its own, else by the rule."""
        return CONFIDENCE[self.rule] if self.sure is None else self.sure
