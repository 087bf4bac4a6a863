"""What aliases learned from articles change: names joined into one company or person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from etl.catalog.folding import fold
from etl.catalog.names import Companies
from etl.resolve.company_links import provisional_company_id
from etl.resolve.person_names import plain
from etl.resolve.pinyin import is_han
from etl.resolve.proposals import Proposal, name_key
from etl.resolve.sightings import COMPANY, PERSON


@dataclass(frozen=True, slots=True)
class Learned:
    """Aliases in force: provisional company id -> the company it means and how sure; folded name of a person -> the other names."""

    companies: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)


def learn(proposals: Iterable[Proposal], companies: Companies) -> Learned:
    """The aliases in force made usable; the order of the proposals does not matter."""
    in_force = sorted((p for p in proposals if p.is_alias), key=lambda p: p.proposal_id)
    return Learned(_companies([p for p in in_force if p.kind == COMPANY], companies), _people(p for p in in_force if p.kind == PERSON))


def changed_companies(before: Learned, after: Learned) -> set[str]:
    """Companies whose names mean another one now: as they were linked before."""
    nodes = before.companies.keys() | after.companies.keys()
    links = {node: (before.companies.get(node, (node, 0.0)), after.companies.get(node, (node, 0.0))) for node in nodes}
    return {was[0] for was, now in links.values() if was != now}


def changed_people(before: Learned, after: Learned) -> set[str]:
    """Folded names of people that have other aliases now."""
    return {name for name in before.people.keys() | after.people.keys() if before.people.get(name) != after.people.get(name)}


def learned_names(kind: str, names: Iterable[str], in_force: Iterable[Proposal]) -> set[str]:
    """The other names that aliases in force give to what bears one of `names`."""
    keys = {name_key(kind, name) for name in names}
    pairs = [each for each in in_force if each.kind == kind]
    found = {each.alias for each in pairs if name_key(kind, each.name) in keys}
    return found | {each.name for each in pairs if name_key(kind, each.alias) in keys}


def _companies(aliases: list[Proposal], companies: Companies) -> dict[str, tuple[str, float]]:
    parent: dict[str, str] = {}
    names: dict[str, set[str]] = defaultdict(set)
    sure: dict[str, float] = {}
    for each in aliases:
        ids = [provisional_company_id(name) for name in (each.name, each.alias)]
        for node, name in zip(ids, (each.name, each.alias), strict=True):
            names[node].add(name)
            sure[node] = min(sure.get(node, 1.0), each.confidence)
        parent[_root(ids[0], parent)] = _root(ids[1], parent)
    groups: dict[str, list[str]] = defaultdict(list)
    for node in sorted(names):
        groups[_root(node, parent)].append(node)
    return {node: (target, sure[node]) for group in groups.values() if (target := _target(group, names, companies)) for node in group}


def _root(node: str, parent: dict[str, str]) -> str:
    while (above := parent.get(node, node)) != node:
        node = above
    return node


def _target(group: list[str], names: Mapping[str, set[str]], companies: Companies) -> str | None:
    """The one company of the catalogue that a name or ticker of the group means, else a provisional one; None if there are two."""
    forms = sorted(name for node in group for name in names[node])
    known = {company.company_id for form in forms for company in (companies.by_alias(form) or companies.by_ticker(form))}
    if known:
        return next(iter(known)) if len(known) == 1 else None
    return provisional_company_id(min(forms, key=lambda form: (is_han(form), -len(form), form)))


def _people(aliases: Iterable[Proposal]) -> dict[str, frozenset[str]]:
    others: dict[str, set[str]] = defaultdict(set)
    for each in aliases:
        left, right = fold(plain(each.name)), fold(plain(each.alias))
        others[left].add(right)
        others[right].add(left)
    return {name: frozenset(known) for name, known in others.items()}
