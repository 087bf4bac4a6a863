"""The deciding head: from hidden states and mentions to who joins or leaves which post where; numpy only.

The network is trained in `training/`; this is its forward pass. Shapes: T pieces, w width, p person mentions, o others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from etl.types import DIRECTIONS, ROLES

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Place = tuple[int, int]
"""Half-open range of pieces."""
TELLING = -0.5
"""Logit from which a single mention is taken to speak of a move."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the mentions of one article are.

    persons: one list of places a person; orgs, posts, dates: places; post_roles: the lexicon's role number of each post,
    len(ROLES) where it knows none; stops: int64 [T], sentence ends before each piece.
    """

    persons: Sequence[Sequence[Place]]
    orgs: Sequence[Place]
    posts: Sequence[Place]
    post_roles: Sequence[int]
    dates: Sequence[Place]
    stops: Ints


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the head says about one person and one direction.

    exists, interim: logits; attention [mentions]: weight of each mention of the person; status [3], manner [12, last: none],
    company [orgs + 1, last: none named], dates [dates + 2, last two: day of publication, none]: logits of a choice;
    roles [roles]: logits, several may hold; posts [posts + 1, roles]: what each post mention (last: none) gives to each role.
    """

    exists: float
    attention: Floats
    status: Floats
    interim: float
    manner: Floats
    company: Floats
    roles: Floats
    posts: Floats
    dates: Floats
    mentions: tuple[tuple[int, Verdict], ...] = ()
    """The verdicts of single mentions that speak of such a move by themselves, by the mention's number: an article may
    tell of two moves of one person, each in its own place."""


class DecidingHead:
    """The trained weights of the head, by the names that they have in the network."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        self._weights = weights

    def decide(self, hidden: Floats, layout: Layout) -> list[dict[str, Verdict]]:
        """hidden [T, w] -> for each person, a verdict for each direction."""
        orgs, posts, dates = (means(hidden, places) for places in (layout.orgs, layout.posts, layout.dates))
        everyone = [place for places in layout.persons for place in places]
        persons = means(hidden, everyone)
        post_roles = log_softmax(self._mlp("post_role", posts) + self._weights["lexicon"][list(layout.post_roles)])
        owner = np.repeat(np.arange(len(layout.persons)), [len(places) for places in layout.persons])
        found: list[dict[str, Verdict]] = [{} for _ in layout.persons]
        for number, direction in enumerate(DIRECTIONS):
            side = f"sides.{number}."
            exists = self._mlp(side + "exists", persons)[:, 0]
            scores = [
                self._pointer(side + name, persons, others, *features(everyone, places, layout.stops))
                for name, others, places in (
                    ("company", orgs, layout.orgs), ("post", posts, layout.posts), ("date", dates, layout.dates)
                )
            ]
            for person in range(len(layout.persons)):
                rows = np.flatnonzero(owner == person)
                found[person][direction] = self._of_person(side, rows, persons, exists, scores, post_roles)
        return found

    def _of_person(
        self, side: str, rows: Ints, persons: Floats, exists: Floats, scores: list[Floats], post_roles: Floats
    ) -> Verdict:
        """The verdict over all mentions `rows` of a person, with those of the telling ones among them."""

        def verdict(of: Ints) -> Verdict:
            return self._verdict(side, persons[of], exists[of], [score[of] for score in scores], post_roles)

        telling = [number for number, row in enumerate(rows) if exists[row] > TELLING] if len(rows) > 1 else []
        return replace(verdict(rows), mentions=tuple((number, verdict(rows[number : number + 1])) for number in telling))

    def _verdict(self, side: str, mentions: Floats, exists: Floats, pointed: list[Floats], post_roles: Floats) -> Verdict:
        weights = np.exp(log_softmax(exists))
        company, post, date = (weights @ score for score in pointed)
        hidden = gelu(self._linear(side + "hidden.0", weights @ mentions))
        by_post = np.concatenate([post[:, None] + post_roles, self._linear(side + "role", hidden)[None]])
        return Verdict(
            exists=float(logsumexp(exists)),
            attention=weights,
            status=self._linear(side + "status", hidden),
            interim=float(self._linear(side + "interim", hidden)[0]),
            manner=self._linear(side + "manner", hidden),
            company=np.concatenate([company, self._linear(side + "no_company", hidden)]),
            roles=logsumexp(by_post),
            posts=by_post,
            dates=np.concatenate([date, self._linear(side + "no_date", hidden)]),
        )

    def _pointer(self, name: str, persons: Floats, others: Floats, buckets: Ints, stops: Ints) -> Floats:
        """Scores [p, o]: bilinear match, the other's own weight, distance and sentence ends between them."""
        query, key = self._linear(name + ".query", persons), self._linear(name + ".key", others)
        match = query @ key.T / np.float32(np.sqrt(query.shape[1]))
        own = self._linear(name + ".own", others).T
        return match + own + self._weights[name + ".distance"][buckets] + self._weights[name + ".stops"][stops]

    def _linear(self, name: str, x: Floats) -> Floats:
        return x @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _mlp(self, name: str, x: Floats) -> Floats:
        last = name + ".2" if name + ".2.weight" in self._weights else name + ".3"
        return self._linear(last, gelu(self._linear(name + ".0", x)))


def means(hidden: Floats, places: Sequence[Place]) -> Floats:
    """The mean hidden state of each place: [n, w]."""
    rows = [hidden[a:b].mean(0) for a, b in places]
    return np.stack(rows) if rows else np.zeros((0, hidden.shape[1]), np.float32)


def features(left: Sequence[Place], right: Sequence[Place], stops: Ints) -> tuple[Ints, Ints]:
    """[l, r] each: bucket of the distance in pieces (log scale 0-8, plus 9 where the right one comes after) and signed
    sentence ends between them, clipped to -3..3 and shifted to 0..6."""
    a, b = (np.array(places, np.int64).reshape(-1, 2) for places in (left, right))
    after = b[None, :, 0] - a[:, None, 1]
    before = a[:, None, 0] - b[None, :, 1]
    gap = np.maximum(np.maximum(after, before), 0)
    log = np.minimum(np.floor(np.log2(gap + 1.0)), 8).astype(np.int64)
    between = stops[b[:, 0]][None, :] - stops[a[:, 0]][:, None]
    bucket: Ints = log + 9 * (after >= before)
    return bucket, np.clip(between, -3, 3) + 3


def by_group(log_probabilities: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    """The log probability of each group of options: [groups]."""
    return np.array([logsumexp(log_probabilities[list(group)]) for group in groups], np.float32)


def strongest_post(verdict: Verdict, role: int) -> int | None:
    """The post mention that speaks most for the role; None where none does or there is none."""
    best = int(verdict.posts[:, role].argmax())
    return best if best < len(verdict.posts) - 1 else None


def logsumexp(x: Floats) -> Floats:
    """Over the first axis."""
    top = x.max(0)
    total: Floats = top + np.log(np.exp(x - top).sum(0))
    return total


def log_softmax(x: Floats) -> Floats:
    """Over the last axis."""
    top = x.max(-1, keepdims=True, initial=-np.inf)
    normal: Floats = x - (top + np.log(np.exp(x - top).sum(-1, keepdims=True)))
    return normal


def gelu(x: Floats) -> Floats:
    """x * Phi(x), with erf by Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    z = np.abs(x) / np.float32(np.sqrt(2.0))
    t = 1.0 / (1.0 + 0.3275911 * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1.0 - poly * np.exp(-z * z))
    return (0.5 * x * (1.0 + erf)).astype(np.float32)


def role_numbers(verdict: Verdict) -> list[int]:
    """The roles that hold; the best one where none does."""
    return [n for n in range(len(ROLES)) if verdict.roles[n] > 0] or [int(verdict.roles.argmax())]
