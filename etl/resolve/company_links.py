"""From a company's name in an article to the company: exact alias, context for shared names, else a provisional one."""

from __future__ import annotations

from collections.abc import Iterable

from etl.catalog.folding import fold, strip_legal_form
from etl.catalog.models import Company
from etl.catalog.names import Companies
from etl.ids import stable_id
from etl.resolve.words import Link


def link_company(name: str, companies: Companies, hints: Iterable[str] = ()) -> Link:
    """Link a name as written; `hints` are company ids that the people named in the article are known with.

    A name that the catalogue does not know becomes a provisional company, the same for all spellings that fold alike.
    """
    found = companies.by_alias(name)
    if not found:
        return Link(provisional_company_id(name), "provisional")
    if len(found) == 1:
        is_weak = companies.is_weak(name)
        return Link(found[0].company_id, "weak_alias" if is_weak else "alias")
    return _choose(found, set(hints))


def provisional_company_id(name: str) -> str:
    """Id of a company known from articles only: made of its name without legal form, folded."""
    return stable_id("c", fold(strip_legal_form(name)) or fold(name))


def _choose(found: list[Company], hints: set[str]) -> Link:
    ids = [company.company_id for company in found]
    hinted = [company_id for company_id in ids if company_id in hints]
    if len(hinted) == 1:
        return Link(hinted[0], "alias_and_people", tuple(i for i in ids if i != hinted[0]))
    return Link(ids[0], "shared_alias", tuple(ids[1:]))
