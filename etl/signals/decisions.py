"""Transitions that are one decision: of the same day and with a person in common.

A chief executive who also gives up the chair, and a finance chief who moves up and is replaced, change two seats each by
one decision of the board. For the count that is set against chance they are one; the transitions are shown as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from etl.signals.records import Transition


def decision_dates(transitions: Iterable[Transition]) -> list[dt.date]:
    """The date of each decision, in order."""
    by_day: dict[dt.date, list[set[str]]] = {}
    for each in transitions:
        people = {person for person in (each.out_person, each.in_person) if person} or {each.transition_id}
        _join(by_day.setdefault(each.date, []), people)
    return sorted(day for day, groups in by_day.items() for _ in groups)


def _join(groups: list[set[str]], people: set[str]) -> None:
    """Add a set of people to the groups, joining those that it has a person in common with."""
    connected = [group for group in groups if group & people]
    groups[:] = [group for group in groups if not group & people]
    groups.append(people.union(*connected))
