"""Names in two scripts that stories of the same days give to who makes one move: perhaps one person, perhaps one company.

Proposed only where the move has exactly one name in each script; such a pair waits for review, however often it comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import product

from etl.resolve.person_links import SINGLE_SEATS
from etl.resolve.pinyin import is_han
from etl.resolve.proposals import Seen
from etl.resolve.sightings import COMPANY, PERSON, Sighting
from etl.resolve.words import Written

NEAR_DAYS = 3
NameOf = Callable[[Written], str]
Entity = tuple[str, Written]
"""Id of a person or company, and one event that was linked to it."""


def same_person(linked: Iterable[Entity], stories: Mapping[str, str], known: Container[str]) -> list[Seen]:
    """Pairs of names of people at one company (`linked`: person id and event) that one move was given to.

    Of two that are both `known` to the catalogue none is made.
    """
    return _pairs(PERSON, linked, stories, known, lambda event: event.person)


def same_company(linked: Iterable[Entity], stories: Mapping[str, str], known: Container[str]) -> list[Seen]:
    """Pairs of names of companies that one person (`linked`: company id and event) makes one move at."""
    return _pairs(COMPANY, linked, stories, known, lambda event: event.company)


def _pairs(
    kind: str, linked: Iterable[Entity], stories: Mapping[str, str], known: Container[str], name_of: NameOf
) -> list[Seen]:
    moves: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity_id, event in linked:
        if event.role in SINGLE_SEATS:
            moves[event.direction, event.role].append((entity_id, event))
    seen = [pair for entities in moves.values() for pair in _of_move(kind, entities, stories, known, name_of)]
    return sorted(set(seen), key=lambda s: (s.sighting.kind, s.sighting.name, s.sighting.alias, s.article_id))


def _of_move(
    kind: str, entities: list[Entity], stories: Mapping[str, str], known: Container[str], name_of: NameOf
) -> Iterator[Seen]:
    scripts: dict[str, set[bool]] = defaultdict(set)
    for entity_id, event in entities:
        scripts[entity_id].add(is_han(name_of(event)))
    han = [e for e in entities if scripts[e[0]] == {True}]
    latin = [e for e in entities if scripts[e[0]] == {False}]
    for (one_id, one), (other_id, other) in product(han, latin):
        alone = _only_one(han, other) and _only_one(latin, one)
        if one_id in known and other_id in known:
            continue
        if one_id != other_id and alone and _near(one, other) and one.article_id != other.article_id:
            article = one.article_id
            yield Seen(Sighting(kind, name_of(other), name_of(one), "parallel"), article, stories.get(article, article))


def _only_one(entities: list[Entity], event: Written) -> bool:
    return len({entity_id for entity_id, each in entities if _near(each, event)}) == 1


def _near(one: Written, other: Written) -> bool:
    return abs((one.day - other.day).days) <= NEAR_DAYS
