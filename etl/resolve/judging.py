"""What reviewers decided of links, laid over what the rules say: merges, splits and corrected links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from etl.catalog.folding import fold
from etl.ids import stable_id
from etl.resolve.words import Link, Written

COMPANY, PERSON = "company", "person"
MERGES = {"merge_company": COMPANY, "merge_person": PERSON}
SPLIT, LINK = "split_person", "link"
KINDS = (*MERGES, SPLIT, LINK)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement that holds."""

    judgement_id: str
    kind: str
    subject: str
    payload: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judgements:
    """All judgements of links that hold, ready to be asked; later ones count over earlier ones.

    A merge makes every link to one entity a link to another, a split takes a written name off a person, a corrected link
    says whom a name means in one article. Names are those that the article writes, so that an extraction anew changes nothing.
    """

    merged: Mapping[tuple[str, str], Judgement] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], Judgement] = field(default_factory=dict)
    linked: Mapping[tuple[str, str, str], Judgement] = field(default_factory=dict)

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Judgements:
        """From all that hold, in the order in which they were made."""
        merged, apart, linked = {}, {}, {}
        for each in judgements:
            if each.kind in MERGES:
                merged[MERGES[each.kind], each.subject] = each
            elif each.kind == SPLIT:
                apart[each.subject, fold(each.payload["name"])] = each
            else:
                linked[each.subject, each.payload["entity"], fold(each.payload["name"])] = each
        return cls(merged, apart, linked)

    def company(self, link: Link, event: Written) -> Link:
        """The company's link as reviewers would have it."""
        return self._merged(COMPANY, self._corrected(COMPANY, link, event.article_id, event.company))

    def person(self, link: Link, event: Written) -> Link:
        """The person's link as reviewers would have it."""
        corrected = self._corrected(PERSON, link, event.article_id, event.person)
        if not corrected.judgements and (split := self.apart.get((corrected.entity_id, fold(event.person)))):
            other = stable_id("p", "apart", corrected.entity_id, fold(event.person))
            corrected = _by(split, corrected, other)
        return self._merged(PERSON, corrected)

    def _corrected(self, entity: str, link: Link, article_id: str, name: str) -> Link:
        found = self.linked.get((article_id, entity, fold(name)))
        return _by(found, link, found.payload["into"]) if found else link

    def _merged(self, entity: str, link: Link) -> Link:
        seen = {link.entity_id}
        while (merge := self.merged.get((entity, link.entity_id))) and merge.payload["into"] not in seen:
            link = _by(merge, link, merge.payload["into"])
            seen.add(link.entity_id)
        return link


def _by(judgement: Judgement, link: Link, entity_id: str) -> Link:
    return replace(
        link, entity_id=entity_id, rule="judgement", alternatives=link.alternatives or (link.entity_id,),
        judgements=(*link.judgements, judgement.judgement_id), sure=None,
    )  # fmt: skip
