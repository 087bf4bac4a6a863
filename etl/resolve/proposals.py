"""From what articles say of pairs of names to aliases: which are certain, which a person has to judge.

Every independent story that puts two names as one adds to the confidence of the pair; names that are put as one with several
others share theirs. From `CERTAIN` on a pair becomes an alias by itself, below it waits for review. The outcome depends on
the set of sightings and judgements alone, so that it comes out the same whenever it is derived again, in whatever order the
articles came.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.catalog.folding import fold
from etl.ids import stable_id
from etl.resolve.company_links import provisional_company_id
from etl.resolve.person_names import is_variant, plain
from etl.resolve.pinyin import is_han
from etl.resolve.sightings import COMPANY, Sighting
from etl.resolve.transliteration import similarity

CERTAIN = 0.9
"""Confidence from which a pair is an alias without a person's word."""
CONFIDENCE = {"ticker": 0.95, "apposition": 0.8, "apposition_unread": 0.6, "parallel": 0.45}
"""Rule -> how likely one story's word for a pair is right."""
SOUNDS_RIGHT, SOUNDS_RIGHT_CONFIDENCE = 0.65, 0.95
"""An apposition of a person's name that also sounds like it is surer than its rule."""
MOST = {"parallel": 0.85}
"""Stories that merely tell the same change at the same time never make an alias alone, however many they are."""
CERTAIN_STATE, PROPOSED, ACCEPTED, REJECTED = "certain", "proposed", "accepted", "rejected"
EFFECTIVE = (CERTAIN_STATE, ACCEPTED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting with the article and the story that it is from."""

    sighting: Sighting
    article_id: str
    story_id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names that may be one: `rules` that say so, the articles, and what came of it."""

    proposal_id: str
    kind: str
    name: str
    alias: str
    rules: tuple[str, ...]
    confidence: float
    state: str
    articles: tuple[str, ...]

    @property
    def is_alias(self) -> bool:
        """Whether the names are linked as one."""
        return self.state in EFFECTIVE


def proposal_id(kind: str, name: str, alias: str) -> str:
    """Id of a pair, the same from either side."""
    return stable_id("a", kind, *sorted((name_key(kind, name), name_key(kind, alias))))


def name_key(kind: str, name: str) -> str:
    """What spellings of one name have in common."""
    return provisional_company_id(name) if kind == COMPANY else fold(plain(name))


def propose(seen: Iterable[Seen], verdicts: Mapping[str, str]) -> list[Proposal]:
    """All pairs, by id; `verdicts` are reviewers' (proposal_id -> accept or reject)."""
    pairs: dict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        pairs[proposal_id(each.sighting.kind, each.sighting.name, each.sighting.alias)].append(each)
    weights = {key: _weight(group) for key, group in pairs.items()}
    rivals = _rivals(pairs)
    return [_proposal(key, pairs[key], _shared(key, weights, rivals), verdicts.get(key)) for key in sorted(pairs)]


def _weight(group: Sequence[Seen]) -> float:
    """The log odds of a pair's confidence are not what is shared, its chance of being wrong is: stories are independent."""
    best: dict[tuple[str, str], float] = {}
    for each in group:
        rule = each.sighting.rule
        key = each.story_id, "parallel" if rule in MOST else "said"
        best[key] = max(best.get(key, 0.0), _confidence(each.sighting))
    said = 1 - math.prod(1 - chance for (_, how), chance in best.items() if how == "said")
    told = min(1 - math.prod(1 - chance for (_, how), chance in best.items() if how == "parallel"), MOST["parallel"])
    return 1 - (1 - said) * (1 - told)


def _confidence(sighting: Sighting) -> float:
    if sighting.kind != COMPANY and sighting.rule.startswith("apposition") and is_han(sighting.name) != is_han(sighting.alias):
        han, latin = sorted((sighting.name, sighting.alias), key=is_han, reverse=True)
        if similarity(han, latin) >= SOUNDS_RIGHT:
            return SOUNDS_RIGHT_CONFIDENCE
    return CONFIDENCE[sighting.rule]


def _rivals(pairs: Mapping[str, Sequence[Seen]]) -> dict[str, set[str]]:
    """Pair -> the other pairs of one of its names with another name in the same script."""
    by_name: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for key, group in pairs.items():
        one = group[0].sighting
        for name, other in ((one.name, one.alias), (one.alias, one.name)):
            by_name[one.kind, name_key(one.kind, name), is_han(other)].add(key)
    rivals: dict[str, set[str]] = defaultdict(set)
    for keys in by_name.values():
        for key in keys:
            rivals[key] |= {other for other in keys - {key} if not _agree(pairs[key][0].sighting, pairs[other][0].sighting)}
    return rivals


def _agree(one: Sighting, other: Sighting) -> bool:
    """Whether two pairs with a name in common have spellings of one name on the other side; companies may have several tickers."""
    if "ticker" in (one.rule, other.rule):
        return True
    return one.kind != COMPANY and any(
        is_variant(a, b) and is_variant(c, d)
        for a, c in ((one.name, one.alias), (one.alias, one.name))
        for b, d in ((other.name, other.alias), (other.alias, other.name))
    )


def _shared(key: str, weights: Mapping[str, float], rivals: Mapping[str, set[str]]) -> float:
    against = sum(weights[other] for other in rivals[key])
    return round(weights[key] * weights[key] / (weights[key] + against), 4)


def _proposal(key: str, group: Sequence[Seen], confidence: float, verdict: str | None) -> Proposal:
    kind = group[0].sighting.kind
    pairs = Counter((each.sighting.name, each.sighting.alias) for each in group)
    name, alias = min(pairs, key=lambda pair: (-pairs[pair], pair))
    state = {"accept": ACCEPTED, "reject": REJECTED}.get(verdict or "", CERTAIN_STATE if confidence >= CERTAIN else PROPOSED)
    rules = tuple(sorted({each.sighting.rule for each in group}))
    return Proposal(key, kind, name, alias, rules, confidence, state, tuple(sorted({each.article_id for each in group})))
