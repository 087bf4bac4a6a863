"""Cheap variety: other names at all mentions, several articles in one digest, traditional characters, no headline."""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus import Article

_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LATIN_NAME = re.compile(r"[A-ZÀ-Þ][\w’'.-]+ [A-ZÀ-Þ][\w’'-]+")
_DOTTED_NAME = re.compile(r"[\u4e00-\u9fff]+·[\u4e00-\u9fff]+")
_SHARE_OF_NAMES = 0.75


class Names:
    """Names to draw from, by language."""

    def __init__(self, articles: list[Article], sentences: list[dict[str, Any]], lists: Path | None) -> None:
        self.persons: dict[str, list[str]] = defaultdict(list)
        self.companies: dict[str, list[str]] = defaultdict(list)
        self.dotted: list[str] = []
        for a in articles:
            for start, end, kind, _ in a.mentions:
                self._add(a.lang, kind, a.text[start:end])
        for row in sentences:
            for start, end, kind in row["ents"]:
                if kind == "PERSON":
                    self._add(row["lang"], kind, row["text"][start:end])
        if lists:
            self._add_lists(lists)
        for pool in (self.persons, self.companies):
            for lang in pool:
                pool[lang] = sorted(set(pool[lang]))

    def _add(self, lang: str, kind: str, name: str) -> None:
        if kind == "PERSON" and (_HAN_NAME if lang == "zh" else _LATIN_NAME).fullmatch(name):
            self.persons[lang].append(name)
        elif kind == "PERSON" and _DOTTED_NAME.fullmatch(name):
            self.dotted.append(name)
        elif kind == "ORG":
            self.companies[lang].append(name)

    def _add_lists(self, lists: Path) -> None:
        with (lists / "sp500.csv").open(encoding="utf-8", newline="") as handle:
            self.companies["en"] += [row["Security"] for row in csv.DictReader(handle)]
        with (lists / "financedatabase_GER.csv").open(encoding="utf-8", newline="") as handle:
            found = [row.get("name") or "" for row in csv.DictReader(handle)]
            self.companies["de"] += [n for n in found if 3 < len(n) < 40 and not n.isupper()]
        lines = (lists / "zh_company_short_forms.txt").read_text("utf-8").split("\n")
        self.companies["zh"] += [n.strip() for n in lines if 2 <= len(n.strip()) <= 6][::7]


def swap_names(article: Article, names: Names, rng: random.Random) -> Article:
    """The article with other names at the mentions of persons and companies whose forms are simple enough."""
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for start, end, kind, key in article.mentions:
        if kind in ("PERSON", "ORG"):
            forms[kind, key].add(article.text[start:end])
    table: dict[tuple[str, str], str] = {}
    for (kind, _), written in sorted(forms.items()):
        if rng.random() < _SHARE_OF_NAMES:
            table.update({(kind, old): new for old, new in _renamed(kind, written, article.lang, names, rng).items()})
    edits = [(s, e, table[k, article.text[s:e]]) for s, e, k, _ in article.mentions if (k, article.text[s:e]) in table]
    return _edited(article, edits)


def _renamed(kind: str, written: set[str], lang: str, names: Names, rng: random.Random) -> dict[str, str]:
    """New forms for the old ones; empty where the forms don't follow one pattern."""
    if kind == "ORG":
        return _company_renamed(written, names.companies[lang], rng)
    longest = max(written, key=len)
    if "·" in longest:
        return _by_parts(written, longest, "·", names.dotted, rng)
    if lang == "zh":
        simple = len(written) == 1 and _HAN_NAME.fullmatch(longest) and names.persons[lang]
        return {longest: _new_han_name(names.persons[lang], rng)} if simple else {}
    return _by_parts(written, longest, " ", names.persons[lang], rng) if " " in longest else {}


def _new_han_name(pool: list[str], rng: random.Random) -> str:
    """The surname of one and the given name of another, where both are of the common form."""
    one, other = rng.choice(pool), rng.choice(pool)
    return one[0] + other[1:] if len(one) < 4 and len(other) < 4 else one


def _company_renamed(written: set[str], pool: list[str], rng: random.Random) -> dict[str, str]:
    """Another name in the place of the shortest form, also where it is part of the longer ones."""
    shortest = min(written, key=len)
    if not pool or any(shortest not in form for form in written):
        return {}
    new = rng.choice(pool)
    return {form: form.replace(shortest, new) for form in written}


def _by_parts(written: set[str], longest: str, joint: str, pool: list[str], rng: random.Random) -> dict[str, str]:
    """First and last part of a name of several parts replaced, what stands between them kept."""
    old = longest.split(joint)
    if not pool or len(old) < 2:
        return {}
    first, last = (rng.choice(pool).split(joint) for _ in range(2))
    table = {**{part: part for part in old[1:-1]}, old[0]: first[0], old[-1]: last[-1]}
    if any(part not in table for form in written for part in form.split(joint)):
        return {}
    return {form: joint.join(table[part] for part in form.split(joint)) for form in written}


def _edited(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """Replace character ranges; mentions and evidence move along."""
    if not edits:
        return article
    pieces, moves, at, delta = [], [], 0, 0
    for start, end, new in sorted(edits):
        pieces += [article.text[at:start], new]
        at = end
        delta += len(new) - (end - start)
        moves.append((end, delta))
    text = "".join([*pieces, article.text[at:]])

    def moved(place: int) -> int:
        return place + max((m for m in moves if m[0] <= place), default=(0, 0))[1]

    mentions = []
    changed = {(s, e): new for s, e, new in edits}
    for start, end, kind, key in article.mentions:
        begin = moved(start)
        length = len(changed[start, end]) if (start, end) in changed else end - start
        mentions.append((begin, begin + length, kind, key))
    events = [_with_evidence(e, article.text, text, moved) for e in article.events]
    return replace(article, text=text, mentions=mentions, events=events)


def _with_evidence(event: dict[str, Any], old: str, new: str, moved: Any) -> dict[str, Any]:
    at = old.find(event["evidence"])
    if at < 0:
        return event
    return {**event, "evidence": new[moved(at) : moved(at + len(event["evidence"]))]}


def digest(articles: list[Article]) -> Article:
    """Several articles of one language as one text; only the first one's dates can be told."""
    first = articles[0]
    text, mentions, events = "", [], []
    for number, article in enumerate(articles):
        shift = len(text) + bool(text)
        text = f"{text}\n{article.text}" if text else article.text
        mentions += [(s + shift, e + shift, k, key) for s, e, k, key in article.mentions]
        events += [e if number == 0 else {**e, "undated": True} for e in article.events]
    same_year = len({a.published.year for a in articles}) == 1
    return replace(first, text=text, mentions=mentions, events=events, extra={"hide_date": not same_year})


def without_title(article: Article) -> Article:
    """The article without its first line, where no evidence lies in it."""
    cut = article.text.find("\n") + 1
    if cut < 1 or any(article.text.find(e["evidence"]) < cut for e in article.events):
        return article
    people = {key for s, _, kind, key in article.mentions if s >= cut and kind != "POST"}
    if any(e["person"] not in people or e["company"] not in people for e in article.events):
        return article
    mentions = [(s - cut, e - cut, k, key) for s, e, k, key in article.mentions if s >= cut]
    return replace(article, text=article.text[cut:], mentions=mentions)


def thinned(article: Article, rng: random.Random, share: float = 0.25) -> Article:
    """The article without some of its paragraphs: never one that holds evidence or the only place of a person or company
    of an event."""
    starts = [0, *(m.end() for m in re.finditer("\n", article.text))]
    lines = [(a, b) for a, b in zip(starts, [*starts[1:], len(article.text) + 1], strict=True)]
    evidence = [(at, at + len(e["evidence"])) for e in article.events if (at := article.text.find(e["evidence"])) >= 0]
    wanted = {name for e in article.events for name in (e["person"], e["company"])}
    for a, b in reversed(lines[1:]):
        left = {key for s, _, kind, key in article.mentions if kind != "POST" and not a <= s < b}
        if rng.random() < share and not any(x < b and a < y for x, y in evidence) and wanted <= left:
            article = _without(article, a, b)
    return article


def _without(article: Article, start: int, end: int) -> Article:
    text = article.text[:start] + article.text[end:]
    kept = [m for m in article.mentions if not start <= m[0] < end]
    gap = end - start
    return replace(article, text=text, mentions=[(s - gap, e - gap, k, key) if s >= end else (s, e, k, key) for s, e, k, key in kept])


def traditional(article: Article, table: dict[int, str]) -> Article:
    """The article in traditional characters, one for one."""
    def written(event: dict[str, Any]) -> dict[str, Any]:
        trigger = [word.translate(table) for word in event.get("trigger") or []]
        return {**event, "evidence": event["evidence"].translate(table), "trigger": trigger}

    events = [written(e) for e in article.events]
    return replace(article, text=article.text.translate(table), events=events)


def traditional_table() -> dict[int, str]:
    """Character by character, after OpenCC's first choice."""
    import opencc

    convert = opencc.OpenCC("s2t").convert
    pairs = {n: convert(chr(n)) for n in range(0x4E00, 0xA000)}
    return {n: c for n, c in pairs.items() if len(c) == 1 and c != chr(n)}
