"""Training examples: an article's pieces with tags, triggers, mention layout and what is to be decided."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tokenizers
import torch
from corpus import Article, fold
from lexicon import role_number
from network import DIRECTIONS, TAGS, Layout

from etl.enrich.dates import find_dates
from etl.enrich.windows import EOS, PieceSpans, Window, date_prefix, piece_ranges, pieces_of, windows_of
from etl.types import MENTION_KINDS, ROLES

PAD, UNKNOWN = 1, 3
MASKED = 0.12
"""Share of the pieces of a training article that are hidden, so that texts can't be learnt by heart."""
LONGEST_ARTICLE = 1600
"""Pieces of an article that training reads; the rest of a very long one is left out."""
TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}


@dataclass
class Sample:
    """One text with its labels; `allowed` [T, tags] holds the tags that each piece may have, `triggers` [T] is -1 where unknown."""

    windows: list[Window]
    allowed: np.ndarray
    triggers: np.ndarray
    layout: Layout | None
    gold: dict[tuple[int, int], dict[str, Any]]
    """(person number, direction number) -> roles, status, interim, manner, company, attention, dates (masks over the layout)."""


def tag_mask(spans: PieceSpans, entities: list[tuple[int, int, str]], unknown: tuple[str, ...]) -> np.ndarray:
    """bool [T, tags]: the label of each piece; outside of entities O or any tag of a kind that the source does not label."""
    outside = np.zeros(len(TAGS), bool)
    outside[0] = True
    for kind in unknown:
        outside[[TAG_NUMBER[f"B-{kind}"], TAG_NUMBER[f"I-{kind}"]]] = True
    mask = np.tile(outside, (len(spans.ids), 1))
    ranges = piece_ranges(spans, [(s, e) for s, e, _ in entities])
    for (_, _, kind), pieces in zip(entities, ranges, strict=True):
        if pieces is None or kind not in MENTION_KINDS:
            continue
        first, last = pieces
        # A bare blank piece may come first: it belongs to no name.
        while first < last - 1 and spans.start[first] == spans.end[first]:
            first += 1
        mask[first:last] = False
        mask[first, TAG_NUMBER[f"B-{kind}"]] = True
        mask[first + 1 : last, TAG_NUMBER[f"I-{kind}"]] = True
    return mask


class Reader:
    """Turns articles and sentences into samples."""

    def __init__(self, tokenizer: tokenizers.Tokenizer, seed: int) -> None:
        self.tokenizer = tokenizer
        self.random = random.Random(seed)

    def sentence(self, row: dict[str, Any], longest: int = 200) -> Sample:
        """A sentence of a public NER set: tags only; POST is not labelled there, FIRE's TITLE is one."""
        spans = cut(pieces_of(self.tokenizer, row["text"].replace("\n", " ")), longest)
        kind = {"TITLE": "POST"}
        entities = [(s, e, kind.get(k, k)) for s, e, k in row["ents"]]
        mask = tag_mask(spans, entities, ("POST",))
        return Sample(windows_of(spans, []), mask, np.full(len(spans.ids), -1), None, {})

    def article(self, article: Article, *, noise: bool) -> Sample:
        """An article with gold mentions; with `noise` some are dropped, shifted or regrouped and the date may be hidden."""
        spans = pieces_of(self.tokenizer, article.text)
        hide = bool(article.extra.get("hide_date")) or (noise and self.random.random() < 0.15)
        prefix = date_prefix(self.tokenizer, None if hide else article.published.date())
        spans = cut(spans, LONGEST_ARTICLE)
        mask = tag_mask(spans, [(s, e, k) for s, e, k, _ in article.mentions], ("LOC",))
        triggers = self._triggers(article, spans)
        layout, keys = self._layout(article, spans, noise)
        if noise:
            hidden = [UNKNOWN if n != EOS and self.random.random() < MASKED else n for n in spans.ids.tolist()]
            spans = dataclasses.replace(spans, ids=np.array(hidden, np.int64))
        return Sample(windows_of(spans, prefix), mask, triggers, layout, _gold(article, keys))

    def _triggers(self, article: Article, spans: PieceSpans) -> np.ndarray:
        labels = np.zeros(len(spans.ids), np.int64)
        for event in article.events:
            at = article.text.find(event["evidence"])
            for word in event.get("trigger") or [] if at >= 0 else []:
                place = article.text.find(word, at, at + len(event["evidence"]))
                for pieces in piece_ranges(spans, [(place, place + len(word))]) if place >= 0 else []:
                    if pieces:
                        labels[pieces[0] : pieces[1]] = 1 + DIRECTIONS.index(event["direction"])
        return labels

    def _layout(self, article: Article, spans: PieceSpans, noise: bool) -> tuple[Layout, dict[str, Any]]:
        persons: dict[str, list[tuple[int, int]]] = defaultdict(list)
        chars: dict[str, list[tuple[int, int]]] = defaultdict(list)
        orgs, org_keys, posts, roles, named = [], [], [], [], []
        ranges = piece_ranges(spans, [(s, e) for s, e, _, _ in article.mentions])
        for (start, end, kind, key), pieces in zip(article.mentions, ranges, strict=True):
            if pieces is None or (noise and self.random.random() < 0.05):
                continue
            span = self._shifted(pieces) if noise else pieces
            if kind == "PERSON":
                persons[key].append(span)
                chars[key].append((start, end))
            elif kind == "ORG":
                orgs.append(span)
                org_keys.append(key)
            else:
                posts.append(span)
                known = role_number(article.text, start, end, article.lang)
                roles.append(len(ROLES) if noise and self.random.random() < 0.2 else known)
                named.append((start, known, key))
        dates, days = self._dates(article, spans)
        keys = {"persons": list(persons), "chars": list(chars.values()), "orgs": org_keys, "days": days, "posts": named}
        return Layout(list(persons.values()), orgs, posts, roles, dates, torch.from_numpy(spans.stops)), keys

    def _shifted(self, pieces: tuple[int, int]) -> tuple[int, int]:
        a, b = pieces
        if self.random.random() < 0.05:
            return (a + 1, b) if b - a > 1 else (a, b + 1)
        return a, b

    def _dates(self, article: Article, spans: PieceSpans) -> tuple[list[tuple[int, int]], list[dt.date]]:
        found = [d for d in find_dates(article.text, article.lang, article.published) if d.date]
        places = piece_ranges(spans, [(d.start, d.end) for d in found])
        kept = [(a, d.date) for a, d in zip(places, found, strict=True) if a]
        return [a for a, _ in kept], [d for _, d in kept]


def cut(spans: PieceSpans, longest: int) -> PieceSpans:
    """The first `longest` pieces."""
    arrays = (spans.ids, spans.start, spans.end, spans.stops, spans.inside, spans.words)
    ids, start, end, stops, inside, words = (values[:longest] for values in arrays)
    return PieceSpans(ids, start, end, spans.title, stops, inside, words)


def _gold(article: Article, keys: dict[str, Any]) -> dict[tuple[int, int], dict[str, Any]]:
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for number, person in enumerate(keys["persons"]):
        for side, direction in enumerate(DIRECTIONS):
            events = [e for e in article.events if e["person"] == person and e["direction"] == direction]
            if events:
                found[number, side] = _target(article, events, keys, keys["chars"][number])
    return found


def _target(article: Article, events: list[dict[str, Any]], keys: dict[str, Any], chars: list[tuple[int, int]]) -> dict[str, Any]:
    companies = {e["company"] for e in events}
    lines = [(at, at + len(e["evidence"])) for e in events if (at := article.text.find(e["evidence"])) >= 0]
    roles = {ROLES.index(e["role"]) for e in events}
    gold = events[0]["date"] and dt.date.fromisoformat(events[0]["date"])
    near = [bool(gold) and abs((day - gold).days) <= 1 for day in keys["days"]]
    published = bool(gold) and abs((article.published.date() - gold).days) <= 1
    return {
        "roles": roles,
        "posts": _telling_posts(keys["posts"], roles, {fold(e["post"]) for e in events}, lines),
        "status": events[0]["status"],
        "interim": bool(events[0]["interim"]),
        "manner": events[0]["manner"],
        "company": [key in companies for key in keys["orgs"]],
        "attention": [any(a <= s < b for a, b in lines) for s, _ in chars],
        "dates": [*near, published, gold is None],
        "undated": bool(events[0].get("undated")),
    }


def _telling_posts(
    posts: list[tuple[int, int, str]], roles: set[int], names: set[str], lines: list[tuple[int, int]]
) -> list[bool]:
    """Which post mentions (start, lexicon role, folded text) name the post: those in the evidence, else those anywhere; the
    last one stands for none."""
    fitting = [known in roles or key in names for _, known, key in posts]
    beside = [fits and any(a <= start < b for a, b in lines) for fits, (start, _, _) in zip(fitting, posts, strict=True)]
    found = beside if any(beside) else fitting
    return [*found, not any(found)]


def padded(windows: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, places in words and mask [b, n] of inputs of different length."""
    n = max(len(w.ids) for w in windows)
    ids = torch.tensor([w.ids.tolist() + [PAD] * (n - len(w.ids)) for w in windows])
    places = torch.tensor([w.words.tolist() + [0] * (n - len(w.words)) for w in windows])
    return ids, places, (ids != PAD).float()


def kept(hidden: torch.Tensor, windows: Sequence[Window]) -> torch.Tensor:
    """Hidden states [T, w] of a text from those of its windows [b, n, w]."""
    return torch.cat([row[w.offset : w.offset + w.keep_end - w.keep_start] for row, w in zip(hidden, windows, strict=True)])
