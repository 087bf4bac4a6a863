"""From a company's name in an article to the company: exact alias, context for shared names, else a provisional one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from etl.catalog.folding import fold, spellings, strip_legal_form
from etl.catalog.models import Company
from etl.catalog.names import Companies
from etl.ids import stable_id
from etl.resolve.words import Link

_AND = re.compile(r"\s+(?:and|und|et|&)\s+", re.IGNORECASE)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_UMLAUT = re.compile(r"([aou])e(?=[^aeiou])")


_NONE: Mapping[str, tuple[str, float]] = MappingProxyType({})


def link_company(
    name: str, companies: Companies, hints: Iterable[str] = (), learned: Mapping[str, tuple[str, float]] = _NONE
) -> Link:
    """Link a name as written; `hints` are company ids that the people named in the article are known with.

    `learned` has the aliases in force: provisional id -> the company meant and how sure that is. Any other name that the
    catalogue does not know becomes a provisional company, the same for all spellings that fold alike.
    """
    found = companies.by_alias(name)
    if not found:
        return _unknown(provisional_company_id(name), learned)
    if len(found) == 1:
        is_weak = companies.is_weak(name)
        return Link(found[0].company_id, "weak_alias" if is_weak else "alias")
    return _choose(found, set(hints))


def _unknown(provisional: str, learned: Mapping[str, tuple[str, float]]) -> Link:
    entity_id, sure = learned.get(provisional, (provisional, 0.0))
    if sure == 0.0:
        return Link(provisional, "provisional")
    others = (provisional,) if entity_id != provisional else ()
    return Link(entity_id, "learned_alias", others, sure=sure)


def provisional_company_id(name: str) -> str:
    """Id of a company known from articles only: made of its name without legal form, folded over all its spellings."""
    bare = strip_legal_form(_BRACKETED.sub("", _AND.sub(" ", name)).strip(" +&"))
    return stable_id("c", _spelling_key(bare) or _spelling_key(name))


def _spelling_key(name: str) -> str:
    """One key for Körber, Koerber and Korber, Ørsted and Orsted."""
    plain = min(spellings(fold(name)), key=lambda spelling: (not spelling.isascii(), len(spelling), spelling))
    return _UMLAUT.sub(r"\1", plain)


def _choose(found: list[Company], hints: set[str]) -> Link:
    ids = [company.company_id for company in found]
    hinted = [company_id for company_id in ids if company_id in hints]
    if len(hinted) == 1:
        return Link(hinted[0], "alias_and_people", tuple(i for i in ids if i != hinted[0]))
    return Link(ids[0], "shared_alias", tuple(ids[1:]))
