"""Details of an event that its sentence settles against the model: whether it is provisional, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

from etl.enrich.frames import Hit, find_frames
from etl.enrich.languages import has_interim, unnamed_sources
from etl.types import Direction, Lang, Mention, Status

_NEAR = 14


def is_interim(text: str, lang: Lang, post: Mention | None, sentence: tuple[int, int], direction: Direction, alone: bool) -> bool:
    """Whether the words at the post say so, or, for who joins and is the only one to do so in the sentence, any word of it."""
    start, end = sentence
    if post is not None and has_interim(text[max(start, post.start - _NEAR) : min(end, post.end + _NEAR)], lang):
        return True
    return direction == "in" and alone and has_interim(text[start:end], lang)


def stated_openly(
    text: str, lang: Lang, sentences: Sequence[tuple[int, int]], mentions: Sequence[Mention], people: Sequence[Sequence[int]]
) -> frozenset[Hit]:
    """Who joins or leaves by the wording of a sentence that doesn't hide its source."""
    open_ones = [span for span in sentences if not hides_source(text, lang, span)]
    return find_frames(text, lang, open_ones, mentions, people)


def hides_source(text: str, lang: Lang, span: tuple[int, int]) -> bool:
    """Whether the sentence names no source, or speaks of talks and expectations."""
    return unnamed_sources(lang).search(text, *span) is not None


def sober_status(status: Status, hit: Hit, hidden: bool, stated: frozenset[Hit]) -> Status:
    """`reported` instead of `confirmed` where the event's sentence hides its source and no other one states the event."""
    return "reported" if status == "confirmed" and hidden and hit not in stated else status
