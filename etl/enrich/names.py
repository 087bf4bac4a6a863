"""Folding: which mentions of one article name the same person, and which the same company.

Nothing here looks beyond the article: aliases such as 微软 and Microsoft are the resolve stage's business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from etl.enrich.company_names import Company, clean_company, company_key, same_company
from etl.enrich.person_names import Person, clean_person, person_name, same_person, stands_for
from etl.types import Lang, Mention

_NOBODY: Mapping[str, frozenset[str]] = {}
_BRACKET = re.compile(r"\s*[（(]\s*[“\"「]?(?:NYSE: ?|下称|以下简称|简称|音译|又名)?[“\"「]?\s*")


def fold_people(
    mentions: Sequence[Mention], text: str, lang: Lang, known: Mapping[str, frozenset[str]] = _NOBODY
) -> list[list[int]]:
    """Groups of indices into `mentions`, one a person, each in text order; other kinds are left out.

    Full names gather first; a bare surname or first name goes to the nearest person before it whom it fits, else to the
    first after it, so that two people of one surname stay apart. `known` gives the full names that a form may stand for
    beside them: what machine translation makes of a name is none of its parts.
    """
    order = [i for i in _ordered(mentions) if mentions[i].kind == "PERSON"]
    names = {i: person_name(mentions[i].text, lang) for i in order}
    groups: list[list[int]] = []
    for i in (i for i in order if names[i].full):
        home = next((g for g in groups if any(same_person(names[i], names[j]) for j in g)), None)
        _join(groups, home, i)
    _merge_bracketed(groups, mentions, text)
    full = list(groups)
    for i in (i for i in order if not names[i].full):
        home = _nearest(full, i, names, mentions)
        if home is None:
            home = next((g for g in groups if any(names[i].key == names[j].key for j in g)), None)
        _join(groups, home, i)
    _merge_bracketed(groups, mentions, text)
    _merge_known(groups, mentions, known)
    return _in_text_order(groups, mentions)


def fold_companies(mentions: Sequence[Mention], text: str, lang: Lang) -> list[list[int]]:
    """Groups of indices into `mentions`, one a company, each in text order; other kinds are left out."""
    order = [i for i in _ordered(mentions) if mentions[i].kind == "ORG"]
    names = {i: company_key(mentions[i].text, lang) for i in order}
    body = text.find("\n")
    groups: list[list[int]] = []
    for i in sorted(order, key=lambda i: (mentions[i].start < body, mentions[i].start)):
        home = next((g for g in groups if _same_company_as(g, names[i], names)), None)
        _join(groups, home, i)
    _merge_bracketed(groups, mentions, text)
    return _in_text_order(groups, mentions)


def best_form(group: Iterable[Mention]) -> str:
    """The fullest form of a name in its group, without title, honorific or genitive; among equals the most frequent."""
    members = list(group)
    clean = clean_person if members[0].kind == "PERSON" else clean_company
    counts = Counter(clean(m.text) for m in members)
    counts = Counter({form: n for form, n in counts.items() if not any(bare in counts for bare in _bare_forms(form))})
    first = next(iter(counts))
    same_script = [form for form in counts if _han(form) == _han(first)]
    return max(same_script, key=lambda form: (len(form.split()), len(form), counts[form]))


def _bare_forms(form: str) -> set[str]:
    """The name without a genitive, which only a second form of it can tell from "McDonald's" and "Siemens"."""
    return {re.sub(r"['’]s?$", "", form), form.removesuffix("s")} - {form}


def _han(form: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in form)


def _ordered(mentions: Sequence[Mention]) -> list[int]:
    return sorted(range(len(mentions)), key=lambda i: mentions[i].start)


def _join(groups: list[list[int]], home: list[int] | None, index: int) -> None:
    if home is None:
        groups.append([index])
    else:
        home.append(index)


def _nearest(
    groups: list[list[int]], index: int, names: dict[int, Person], mentions: Sequence[Mention]
) -> list[int] | None:
    """The group whose last mention before this one is nearest, else whose first after it is."""
    at = mentions[index].start
    best: tuple[int, int] | None = None
    home = None
    for group in groups:
        if not any(stands_for(names[index], names[j]) for j in group):
            continue
        before = [at - mentions[j].start for j in group if mentions[j].start <= at]
        rank = (0, min(before)) if before else (1, min(mentions[j].start - at for j in group))
        if best is None or rank < best:
            best, home = rank, group
    return home


def _same_company_as(group: list[int], name: Company, names: dict[int, Company]) -> bool:
    return any(same_company(names[j], name) for j in group)


def _merge_bracketed(groups: list[list[int]], mentions: Sequence[Mention], text: str) -> None:
    """Join a name with the one that follows it in brackets: "扬·莱克（Jan Leike）", "Faraday Future (FF)"."""
    home = {i: group for group in groups for i in group}
    indices = sorted(home, key=lambda i: mentions[i].start)
    for left, right in pairwise(indices):
        if home[left] is home[right]:
            continue
        if _BRACKET.fullmatch(text, mentions[left].end, mentions[right].start) is not None:
            target, source = home[left], home[right]
            target.extend(source)
            home.update(dict.fromkeys(source, target))
            groups.remove(source)


def _merge_known(groups: list[list[int]], mentions: Sequence[Mention], known: Mapping[str, frozenset[str]]) -> None:
    """Join a group with the one of a full name that one of its forms is known to stand for."""
    for group in list(groups):
        full = frozenset(name for i in group for name in known.get(clean_person(mentions[i].text), ()))
        home = next((g for g in groups if g is not group and any(clean_person(mentions[i].text) in full for i in g)), None)
        if home is not None:
            home.extend(group)
            groups.remove(group)


def _in_text_order(groups: list[list[int]], mentions: Sequence[Mention]) -> list[list[int]]:
    ordered = [sorted(group, key=lambda i: mentions[i].start) for group in groups]
    return sorted(ordered, key=lambda group: mentions[group[0]].start)
