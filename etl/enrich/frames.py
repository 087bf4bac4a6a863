"""Sentence frames: who, by the wording of a single sentence, takes or leaves a post.

"X succeeds Y" brings X and sends Y; "wird X zum Vorstand bestellt" brings X. The frames are kept per language in
`etl/catalog/frames`. They neither know the company nor whether the sentence is a rumour, so they decide nothing: that a
frame speaks for or against an event of the model is one of the inputs of its confidence.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from etl.catalog.loader import CATALOG_FOLDER, load_yaml_strict
from etl.types import Direction, Lang, Mention

MACROS = {
    "{person}": r"⟨P(?P<person>\d+)⟩",
    "{gap}": r"(?:(?!⟨P|[;:。；]|\.\s).){0,90}?",
    "{near}": r"(?:(?!⟨P|[,;:。；]|\.\s).){0,40}?",
}
MARKS = {"PERSON": "P", "ORG": "O", "POST": "T"}

Hit = tuple[int, Direction]
"""Number of a person's group, and the direction."""


class Frame(BaseModel):
    """One frame; `pattern` is a regular expression with the macros above."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    direction: Direction
    pattern: str


class Frames(BaseModel):
    """The frames of one language."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    lang: Lang
    frames: list[Frame]


def find_frames(
    text: str, lang: Lang, sentences: Sequence[tuple[int, int]], mentions: Sequence[Mention], people: Sequence[Sequence[int]]
) -> frozenset[Hit]:
    """All hits in an article; `people` are groups of indexes into `mentions`, `sentences` half-open character spans."""
    group_of = {index: number for number, group in enumerate(people) for index in group}
    marked = [index for index in sorted(range(len(mentions)), key=lambda i: mentions[i].start) if mentions[index].kind in MARKS]
    hits: set[Hit] = set()
    for start, end in sentences:
        inside = [index for index in marked if start <= mentions[index].start < end]
        if any(index in group_of for index in inside):
            sentence = _with_marks(text, start, end, mentions, inside)
            hits.update((group_of[index], direction) for index, direction in _matches(sentence, lang) if index in group_of)
    return frozenset(hits)


def _with_marks(text: str, start: int, end: int, mentions: Sequence[Mention], inside: Sequence[int]) -> str:
    parts, at = [], start
    for index in inside:
        mention = mentions[index]
        if mention.start >= at:
            parts += [text[at : mention.start], f"⟨{MARKS[mention.kind]}{index}⟩"]
            at = mention.end
    return "".join([*parts, text[at:end]])


def _matches(sentence: str, lang: Lang) -> Iterator[tuple[int, Direction]]:
    """Index of the person's mention and direction; matches may overlap, so each is looked for from after the last's start."""
    for direction, pattern in _compiled(lang):
        found = pattern.search(sentence)
        while found:
            yield int(found["person"]), direction
            found = pattern.search(sentence, found.start() + 1)


@functools.cache
def _compiled(lang: Lang) -> tuple[tuple[Direction, re.Pattern[str]], ...]:
    loaded = load_yaml_strict(CATALOG_FOLDER / "frames" / f"{lang}.yml", Frames)
    flags = re.IGNORECASE if lang == "en" else re.NOFLAG
    return tuple((frame.direction, re.compile(_expanded(frame.pattern), flags)) for frame in loaded.frames)


def _expanded(pattern: str) -> str:
    for macro, expression in MACROS.items():
        pattern = pattern.replace(macro, expression)
    return pattern
