"""Who is who among the people that articles name with one company.

All names that were written with a company are taken together and made into people: known people of the catalogue
first, then full names, then what can only mean one of these (a surname, a transliteration, a mangled form). The
result depends on the set of what was written alone, never on its order.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from etl.catalog.folding import fold
from etl.catalog.names import People
from etl.ids import stable_id
from etl.resolve.person_names import (
    is_full,
    is_short_form,
    is_variant,
    parts,
    plain,
    shares_chinese_surname,
    shares_given_name,
    sounds_mangled,
)
from etl.resolve.pinyin import is_han
from etl.resolve.transliteration import similarity
from etl.resolve.words import Link, Written

TRANSLITERATION_MIN = 0.65
TRANSLITERATION_LEAD = 0.15
NEARLY = 0.4
"""A transliteration must fit so well, and so much better than the next best person; from `NEARLY` on the person is noted."""
_Fits = Callable[[str, str], bool]
_NONE: Mapping[str, frozenset[str]] = MappingProxyType({})

SINGLE_SEATS = frozenset({"ceo", "chair", "president", "cfo", "coo", "cto"})
"""Roles whose seat one person takes or leaves at a time, so that a shared surname is telling."""
SAME_MOVE_DAYS = 10
"""Two articles speak of one seat's change when the role agrees and the days are no further apart."""


@dataclass(slots=True)
class _Name:
    """All that was written under one folded name with the company."""

    text: str
    written: list[Written] = field(default_factory=list)

    @property
    def is_mangled(self) -> bool:
        """Written by machine translation only, so perhaps nobody's name."""
        return all(event.is_machine_translated for event in self.written)

    @property
    def rank(self) -> tuple[bool, int, bool, int, str]:
        """Names are linked in this order: those that others may be forms of come first."""
        return (self.is_mangled, -len(parts(self.text)), is_han(self.text), -len({e.article_id for e in self.written}), self.text)

    @property
    def roles(self) -> set[str]:
        return {event.role for event in self.written}

    def moves(self) -> list[tuple[str, str, dt.date]]:
        return [(event.direction, event.role, event.day) for event in self.written]


def link_people(
    company_id: str, written: Iterable[Written], people: People,
    aliases: Mapping[str, frozenset[str]] = _NONE, beside: Mapping[str, frozenset[str]] = _NONE,
) -> dict[str, Link]:
    """Folded name -> link, for all names that were written with the company.

    `aliases` are the other names that a name has; `beside` has the companies that an article names too.
    """
    names = _names(written)
    links: dict[str, Link] = {}
    members: dict[str, list[_Name]] = defaultdict(list)
    for key in sorted(names, key=lambda k: (names[k].rank, k)):
        link = _link(names[key], company_id, people, members, aliases, beside)
        links[key] = link
        members[link.entity_id].append(names[key])
    return links


def _names(written: Iterable[Written]) -> dict[str, _Name]:
    names: dict[str, _Name] = {}
    for event in sorted(written, key=lambda e: (e.article_id, e.ordinal)):
        names.setdefault(fold(event.person), _Name(plain(event.person))).written.append(event)
    return names


def _link(
    name: _Name, company_id: str, people: People, members: Mapping[str, list[_Name]], aliases: Mapping[str, frozenset[str]],
    beside: Mapping[str, frozenset[str]],
) -> Link:
    return (
        _from_catalog(name, company_id, people)
        or _learned(name, company_id, people, members, aliases)
        or _unique("surname", name, members, is_short_form)
        or _beside(name, people, beside)
        or _unique("variant", name, members, is_variant)
        or _same_move_links(name, members)
        or replace(provisional_person(name.text, company_id), alternatives=_near_names(name, members))
    )


def _from_catalog(name: _Name, company_id: str, people: People) -> Link | None:
    found = people.by_alias(name.text)
    here = [person for person in found if company_id in person.companies]
    others = tuple(person.person_id for person in found)
    if len(here) == 1:
        return Link(here[0].person_id, "alias_at_company", tuple(i for i in others if i != here[0].person_id))
    if len(found) == 1 and not people.needs_context(name.text):
        return Link(found[0].person_id, "alias")
    return None


def _beside(name: _Name, people: People, beside: Mapping[str, frozenset[str]]) -> Link | None:
    """The one known person whom a surname or transliteration means where the article names the person's own company too."""
    if not people.needs_context(name.text):
        return None
    named = frozenset().union(*(beside.get(event.article_id, frozenset()) for event in name.written))
    found = people.by_alias(name.text)
    near = [person.person_id for person in found if named & set(person.companies)]
    others = tuple(person.person_id for person in found if person.person_id not in near)
    return Link(near[0], "alias_beside", others) if len(near) == 1 else None


def _learned(
    name: _Name, company_id: str, people: People, members: Mapping[str, list[_Name]], aliases: Mapping[str, frozenset[str]]
) -> Link | None:
    """Who bears one of the other names that articles gave the name, by the catalogue or here."""
    others = aliases.get(fold(name.text), frozenset())
    known = {link.entity_id for other in sorted(others) if (link := _from_catalog(_Name(other), company_id, people))}
    here = {pid for pid, names in members.items() if any(fold(other.text) in others for other in names)}
    found = sorted(known or here)
    return Link(found[0], "learned_alias") if len(found) == 1 else None


def _unique(rule: str, name: _Name, members: Mapping[str, list[_Name]], fits: _Fits) -> Link | None:
    fitting = sorted(pid for pid, known in members.items() if any(fits(name.text, other.text) for other in known))
    return Link(fitting[0], rule) if len(fitting) == 1 else None


def _near_names(name: _Name, members: Mapping[str, list[_Name]]) -> tuple[str, ...]:
    """Those whom a name that stays by itself may mean too: several of one surname, or a likeness that is not enough."""
    return tuple(sorted(
        pid for pid, known in members.items()
        if any(is_short_form(name.text, other.text) or is_short_form(other.text, name.text) for other in known)
        or _sound(name.text, known) >= NEARLY
    ))  # fmt: skip


def _same_move_links(name: _Name, members: Mapping[str, list[_Name]]) -> Link | None:
    """A transliteration means whom it sounds like on the same seat; a mangled or a foreign given name, who makes the same move."""
    near = {pid: known for pid, known in members.items() if any(_same_seat(name, other) for other in known)}
    scores = sorted(((_sound(name.text, known), pid) for pid, known in near.items()), reverse=True)
    if scores and scores[0][0] >= TRANSLITERATION_MIN:
        lead = scores[0][0] - (scores[1][0] if len(scores) > 1 else 0.0)
        if lead >= TRANSLITERATION_LEAD:
            return Link(scores[0][1], "transliteration", tuple(pid for _, pid in scores[1:]))
    movers = {pid: known for pid, known in near.items() if any(_same_seat(name, other, same_direction=True) for other in known)}
    if name.is_mangled:
        return _unique("mangled_name", name, movers, lambda one, other: shares_given_name(one, other) or sounds_mangled(one, other))
    single = {pid: known for pid, known in movers.items() if name.roles & SINGLE_SEATS}
    return _unique("chinese_surname", name, single, shares_chinese_surname)


def _same_seat(left: _Name, right: _Name, same_direction: bool = False) -> bool:
    """Whether both come to or leave the same seat in the same days; with `same_direction`, make the same move."""
    return any(
        role == other_role and abs((day - other_day).days) <= SAME_MOVE_DAYS and (not same_direction or direction == other_direction)
        for direction, role, day in left.moves()
        for other_direction, other_role, other_day in right.moves()
    )


def _sound(text: str, known: list[_Name]) -> float:
    pairs = [(text, other.text) if is_han(text) else (other.text, text) for other in known if is_han(other.text) != is_han(text)]
    return max((similarity(han, latin) for han, latin in pairs), default=0.0)


def provisional_person(name: str, company_id: str) -> Link:
    """A person known from articles only: by the full name alone where it tells apart, else by name and company.

    Latin full names and Chinese ones of three characters or more are rare enough to carry a person from one company
    to the next; surnames and two-character names are not.
    """
    own = parts(name)
    tells_apart = is_full(name) and (len(own) > 1 or len(own[0]) > 2)
    scope = "" if tells_apart else company_id
    return Link(stable_id("p", " ".join(own), scope), "provisional" if tells_apart else "provisional_here")
